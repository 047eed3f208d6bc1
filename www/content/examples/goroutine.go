package main

import "fmt"

// total sums the halves of xs at the same time. A goroutine has a stack of
// its own and may outlive the function that started it: left, which both
// use, cannot live in the frame of total. right can.
func total(xs []int) int {
	var left, right int
	done := make(chan bool)
	go func() {
		left = sum(xs[:len(xs)/2])
		done <- true
	}()
	right = sum(xs[len(xs)/2:])
	<-done
	return left + right
}

func sum(xs []int) int {
	n := 0
	for _, x := range xs {
		n += x
	}
	return n
}

func main() {
	fmt.Println(total([]int{1, 2, 3, 4}))
}
