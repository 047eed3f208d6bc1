package main

import (
	"fmt"
	"os"
)

func fill(buf []byte) int {
	n := 0
	for i := range buf {
		buf[i] = byte(i)
		n += i
	}
	return n
}

// constant: the compiler knows the size, and the array is in the frame.
func constant() int {
	buf := make([]byte, 1024)
	return fill(buf)
}

// variable: a frame has one size. There is room for 32 bytes in it; whatever
// is larger is made on the heap when the program runs.
func variable(n int) int {
	buf := make([]byte, n)
	return fill(buf)
}

// large: a constant, but more than the 64 KiB that a frame takes.
func large() int {
	buf := make([]byte, 100_000)
	return fill(buf)
}

// bounded: the largest size that is needed, and as much of it as is used.
func bounded(n int) int {
	var room [4096]byte
	return fill(room[:min(n, len(room))])
}

func main() {
	n := 200 * len(os.Args)
	fmt.Println(constant(), variable(n), large(), bounded(n))
}
