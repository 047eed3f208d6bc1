// What is small is on the stack anyway.
package main

func slices(xs []int) int {
	var sum int
	list := make([]int, 0, 4) // NOTE smallMake
	for _, x := range xs[:3] {
		list = append(list, x)
	}
	for _, x := range list {
		sum += x
	}
	return sum
}

func maps(xs []string) int {
	seen := make(map[string]bool, 8) // NOTE smallMap
	for _, x := range xs {
		seen[x] = true
	}
	return len(seen)
}

func returned(xs []int) []int {
	list := make([]int, 0, 4) // NOTE smallAppend
	for _, x := range xs[:3] {
		list = append(list, x)
	}
	return list
}

// Near misses.

func stored(xs []int) {
	list := make([]int, 0, 4)
	for _, x := range xs[:3] {
		list = append(list, x)
	}
	all = list
}

var all []int

func large(xs []int) int {
	list := make([]int, 0, 64)
	for _, x := range xs {
		list = append(list, x)
	}
	return len(list)
}

func kept(n int) map[string]bool {
	m := make(map[string]bool, 8)
	return m
}

func main() {
	println(slices(nil), maps(nil), large(nil), kept(1), returned(nil))
	stored(nil)
}
