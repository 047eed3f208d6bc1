// L22: objects of two types in one pool.
package main

import (
	"fmt"
	"sync"
)

type small struct{ b [64]byte }

type large struct{ b [4096]byte }

var pool = sync.Pool{New: func() any { return new(small) }}

func putSmall(s *small) { pool.Put(s) }

func putLarge(l *large) { pool.Put(l) } // LINT L22

func take() *small { return pool.Get().(*small) }

// Near misses.

var mixed = sync.Pool{}

func give(v any) { mixed.Put(v) }

func takeMixed() any {
	switch v := mixed.Get().(type) {
	case *small:
		return v
	case *large:
		return v
	}
	return nil
}

func main() {
	putSmall(new(small))
	take() // LINT L01
	putLarge(new(large))
	defer func() { fmt.Println("panic:", recover() != nil) }()
	take() // LINT L01
}

// PRINTS panic: true
