// What stays on the stack, or takes no memory at all.
package main

var sink any

//go:noinline
func use(v any) bool { return v != nil }

//go:noinline
func keep(v any) { sink = v }

//go:noinline
func each(list []int, f func(int)) {
	for _, v := range list {
		f(v)
	}
}

type point struct{ x, y int }

func boxes(n int) bool {
	return use(n * 1000) // NOTE boxOnStack
}

func flags(b bool) {
	keep(b) // NOTE boxingIsFree
}

func closures(list []int) int {
	sum := 0
	each(list, func(v int) { sum += v }) // NOTE closureOnStack
	return sum
}

func local(n int) int {
	p := new(point) // NOTE pointerOnStack
	p.x = n
	return p.x
}

func main() {
	boxes(1)
	flags(true)
	println(closures(nil), local(1))
}
