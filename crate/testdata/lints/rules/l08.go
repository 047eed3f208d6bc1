// L08: without New, Get gives nil.
package main

import (
	"fmt"
	"sync"
)

type note struct{ text [64]byte }

var pool sync.Pool

func size() int {
	n := pool.Get().(*note) // LINT L08
	defer pool.Put(n)
	return len(n.text)
}

// Near misses.

var checked sync.Pool

func commaOk() int {
	n, ok := checked.Get().(*note)
	if !ok {
		n = new(note)
	}
	defer checked.Put(n)
	return len(n.text)
}

func nilCheck() *note {
	if v := checked.Get(); v != nil {
		return v.(*note)
	}
	return new(note)
}

var later sync.Pool

func init() { later.New = func() any { return new(note) } }

func set() int {
	n := later.Get().(*note)
	defer later.Put(n)
	return len(n.text)
}

type holder struct{ pool *sync.Pool }

func (h holder) size() int {
	n := h.pool.Get().(*note)
	defer h.pool.Put(n)
	return len(n.text)
}

func main() {
	defer func() { fmt.Println("panic:", recover() != nil) }()
	size()
}

// PRINTS panic: true
