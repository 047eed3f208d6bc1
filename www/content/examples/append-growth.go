package main

import "fmt"

// grown begins without room: whenever the array is full, append makes a
// larger one and copies. No line of the compiler tells of that.
func grown(n int) []int {
	var out []int
	for i := range n {
		out = append(out, i*i)
	}
	return out
}

// once makes room first. The array escapes as before, but there is one.
func once(n int) []int {
	out := make([]int, 0, n)
	for i := range n {
		out = append(out, i*i)
	}
	return out
}

// lent fills what the caller has: where that is on the stack, nothing is
// made at all.
func lent(out []int, n int) []int {
	for i := range n {
		out = append(out, i*i)
	}
	return out
}

func main() {
	var room [16]int
	a, b, c := grown(1000), once(1000), lent(room[:0], 10)
	fmt.Println(len(a), len(b), len(c))
}
