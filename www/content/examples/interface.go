package main

import "fmt"

type Point struct{ X, Y int }

// An any variable can hold a value of every type,
// so it holds a pointer to a copy of the value.
var last any

func keep(p Point) {
	last = p // the copy must live as long as last
}

func compare(p Point) bool {
	var boxed any = p // the same conversion, but nothing keeps the copy
	return boxed == last
}

func main() {
	p := Point{3, 4}
	keep(p)
	fmt.Println(compare(p))
}
