package main

import "fmt"

// AnyStack holds values of every type: each number goes into an interface,
// which holds a pointer to a copy on the heap.
type AnyStack struct{ items []any }

func (s *AnyStack) Push(v any) { s.items = append(s.items, v) }

// Stack holds the values themselves.
type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(v T) { s.items = append(s.items, v) }

type Point struct{ X, Y int }

func (p *Point) Add(n int) { p.X += n }

type Adder interface{ Add(n int) }

// addAll is compiled once for all pointers: which Add is meant is known only
// when it runs, and that one may keep what x points to.
func addAll[T Adder](x T, values []int) {
	for _, v := range values {
		x.Add(v)
	}
}

// addPoint knows the method.
func addPoint(p *Point, values []int) {
	for _, v := range values {
		p.Add(v)
	}
}

func main() {
	var boxes AnyStack
	var numbers Stack[int]
	for i := range 1000 {
		boxes.Push(i)
		numbers.Push(i)
	}
	one, two := Point{1, 2}, Point{3, 4}
	addAll(&one, numbers.items)
	addPoint(&two, numbers.items)
	fmt.Println(len(boxes.items), one.X, two.X)
}
