// L21: one buffer at package level, and a function that calls itself.
package main

import "fmt"

type tree struct {
	name     string
	children []*tree
}

var buf []byte

func path(t *tree) string {
	buf = append(buf[:0], t.name...) // LINT L21
	for _, c := range t.children {
		path(c)
	}
	return string(buf)
}

// Near misses.

var own []byte

func leaf(t *tree) string {
	own = append(own[:0], t.name...)
	return string(own)
}

func walk(t *tree) string {
	var local []byte
	local = append(local[:0], t.name...)
	for _, c := range t.children {
		walk(c)
	}
	return string(local)
}

func main() {
	t := &tree{"a", []*tree{{"b", nil}, {"c", nil}}}
	fmt.Println(path(t), walk(t), leaf(t))
}

// PRINTS c a a
