// What the compiler does by itself, and what no form of the code avoids.
package main

import (
	"bytes"
	"io"
	"iter"
	"sync"
	"sync/atomic"
)

type point struct{ x, y int }

var last *point

func (p point) keep() { // NOTE valueReceiver
	if p.x == 0 {
		last = &p
	}
}

// Near miss: copied where it is kept.
func (p *point) copyKept() {
	if p.x == 0 {
		c := *p
		last = &c
	}
}

type config struct{ name string }

var current atomic.Value

func load(name string) {
	current.Store(&config{name}) // NOTE atomicValue
}

// Near miss: what is stored is no pointer, so that it is copied to the heap first.
var text atomic.Value

func setText(s string) { text.Store(s) }

var known sync.Map

func lookup(id int) bool {
	_, ok := known.Load(id) // NOTE syncMapKey
	return ok
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func total(n int) int {
	sum := 0
	for i := range count(n) { // NOTE rangeFunc
		sum += i
	}
	return sum
}

func greet(name string) int {
	var buf bytes.Buffer
	var w io.Writer = &buf
	io.WriteString(w, "hello ")
	n, _ := w.Write([]byte(name)) // NOTE devirtualized
	return n
}

// Near miss: nobody knows what is in it.
func greetTo(w io.Writer) { w.Write(nil) }

func zeros(read func(p []byte)) byte {
	var table [200 << 10]byte // NOTE largeArray
	fill(table[:])
	return table[7]
}

//go:noinline
func fill(p []byte) { p[7] = 1 }

// Near miss: small enough.
func fewZeros() byte {
	var table [16 << 10]byte
	fill(table[:])
	return table[7]
}

func main() {
	point{}.keep()
	new(point).copyKept()
	load("x")
	setText("x")
	greetTo(io.Discard)
	println(lookup(1), total(3), greet("you"), zeros(nil), fewZeros())
}
