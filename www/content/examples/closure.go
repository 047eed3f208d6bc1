package main

import "fmt"

// counter returns a function that remembers n: both outlive the call, which
// is a real one here, as it is for functions too large to be inlined.
//
//go:noinline
func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

type tree struct {
	left, right *tree
	value       int
}

// walk calls visit and forgets it.
func (t *tree) walk(visit func(int)) {
	if t == nil {
		return
	}
	t.left.walk(visit)
	visit(t.value)
	t.right.walk(visit)
}

// sum hands its function literal to somebody who does not keep it: the
// literal and n stay on the stack.
func sum(t *tree) int {
	n := 0
	t.walk(func(value int) { n += value })
	return n
}

func main() {
	next := counter()
	next()
	fmt.Println(next(), sum(&tree{value: 3}))
}
