package main

import "fmt"

// counter returns a function that remembers n: both outlive the call.
func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

// countTo calls its function literal and forgets it: both stay on the stack.
func countTo(limit int) int {
	n := 0
	step := func() { n++ }
	for range limit {
		step()
	}
	return n
}

func main() {
	next := counter()
	next()
	fmt.Println(next(), countTo(3))
}
