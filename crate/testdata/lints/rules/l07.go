// L07: the assertion asks for another type than New makes.
package main

import (
	"fmt"
	"sync"
)

type note struct{ text [64]byte }

var pool = sync.Pool{New: func() any { return note{} }}

func size() int {
	n := pool.Get().(*note) // LINT L07
	defer pool.Put(n)
	return len(n.text)
}

// Near misses.

var right = sync.Pool{New: func() any { return new(note) }}

func rightSize() int {
	n := right.Get().(*note)
	defer right.Put(n)
	return len(n.text)
}

type sizer interface{ size() int }

func (n *note) size() int { return len(n.text) }

func byInterface() int {
	s := right.Get().(sizer)
	defer right.Put(s)
	return s.size()
}

type list[T any] struct{ pool sync.Pool }

func newList[T any]() *list[T] {
	return &list[T]{pool: sync.Pool{New: func() any { return new(T) }}}
}

func (l *list[T]) take() *T  { return l.pool.Get().(*T) }
func (l *list[T]) give(x *T) { l.pool.Put(x) }

func main() {
	defer func() { fmt.Println("panic:", recover() != nil) }()
	size()
}

// PRINTS panic: true
