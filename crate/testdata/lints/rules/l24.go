// L24: the helper gives a function to put it back, which allocates.
package main

import (
	"fmt"
	"sync"
	"testing"
)

type note struct{ text [256]byte }

var pool = sync.Pool{New: func() any { return new(note) }}

func take() (*note, func()) {
	n := pool.Get().(*note)
	return n, func() { pool.Put(n) } // LINT L24
}

// Near miss.

func get() *note  { return pool.Get().(*note) }
func put(n *note) { pool.Put(n) }

func main() {
	a := testing.AllocsPerRun(100, func() {
		n, release := take()
		n.text[0]++
		release()
	})
	b := testing.AllocsPerRun(100, func() {
		n := get()
		n.text[0]++
		put(n)
	})
	fmt.Println(a >= 0, b)
}

// PRINTS true 0
