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

type tree struct{ kids []*note }

// What may be an old object or one from the pool, and is stored already, is nobody's to put back.
func (t *tree) mutable(n *note, fresh bool) *note {
	if !fresh {
		return n
	}
	return take()
}

func (t *tree) kid(i int, fresh bool) *note {
	n := t.mutable(t.kids[i], fresh)
	t.kids[i] = n
	return n
}

func (t *tree) fill(s string) int {
	n := t.kid(0, len(s) > 3)
	return copy(n.text[:], s)
}

func (t *tree) added(s string) *note {
	n := take()
	t.kids = append(t.kids, n)
	return n
}

func (t *tree) grow(s string) int {
	n := t.added(s)
	return copy(n.text[:], s)
}
