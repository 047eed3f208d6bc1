// L01: a path that returns without Put loses the object: the next call makes a new one.
package main

import (
	"errors"
	"fmt"
	"sync"
)

type note struct{ text [256]byte }

var made int

var pool = sync.Pool{New: func() any { made++; return new(note) }}

var errBad = errors.New("bad")

func length(s string) (int, error) {
	n := pool.Get().(*note) // LINT L01
	if s == "" {
		return 0, errBad
	}
	k := copy(n.text[:], s)
	pool.Put(n)
	return k, nil
}

func neverPut(s string) int {
	n := pool.Get().(*note) // LINT L01
	return copy(n.text[:], s)
}

// Near misses.

func take() *note { return pool.Get().(*note) }

func give(n *note) { pool.Put(n) }

func deferred(s string) (int, error) {
	n := take()
	defer give(n)
	if s == "" {
		return 0, errBad
	}
	return copy(n.text[:], s), nil
}

func panics(s string) int {
	n := pool.Get().(*note)
	if s == "" {
		panic("empty")
	}
	k := copy(n.text[:], s)
	pool.Put(n)
	return k
}

type owner struct{ n *note }

func (o *owner) open()  { o.n = take() }
func (o *owner) close() { give(o.n); o.n = nil }

func handed(c chan *note) { c <- take() }

func maybe(ok bool) {
	n := take()
	if ok {
		give(n)
	}
}

func main() {
	for range 10 {
		length("")
	}
	fmt.Println("made", made)
}

// PRINTS made 10
