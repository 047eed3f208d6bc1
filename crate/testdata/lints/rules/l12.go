// L12: New gives the same object to everybody.
package main

import (
	"fmt"
	"sync"
)

type note struct{ text string }

var shared note

var pool = sync.Pool{New: func() any { return &shared }} // LINT L12

func captured() *sync.Pool {
	n := new(note)
	p := &sync.Pool{}
	p.New = func() any { return n } // LINT L12
	v := p.Get().(*note)
	p.Put(v)
	return p
}

// Near misses.

var fresh = sync.Pool{New: func() any {
	n := new(note)
	n.text = "fresh"
	return n
}}

var start = note{text: "start"}

var copies = sync.Pool{New: func() any {
	n := start
	return &n
}}

func main() {
	a := pool.Get().(*note) // LINT L01
	b := pool.Get().(*note) // LINT L01
	a.text, b.text = "a", "b"
	fmt.Println(a.text, b.text)
	for _, p := range []*sync.Pool{&fresh, &copies} {
		n := p.Get().(*note)
		p.Put(n)
	}
}

// PRINTS b b
