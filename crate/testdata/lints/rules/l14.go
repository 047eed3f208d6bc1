// L14: the grown slice is not what goes back.
package main

import (
	"fmt"
	"sync"
)

var pool = sync.Pool{New: func() any {
	b := make([]byte, 0, 4)
	return &b
}}

func length(s string) int {
	p := pool.Get().(*[]byte)
	defer pool.Put(p) // LINT L23
	b := (*p)[:0]
	b = append(b, s...) // LINT L14
	return len(b)
}

// Near misses.

func stored(s string) int {
	p := pool.Get().(*[]byte)
	b := (*p)[:0]
	b = append(b, s...)
	n := len(b)
	if cap(b) > 1<<16 {
		return n
	}
	*p = b
	pool.Put(p)
	return n
}

func deferred(s string) int {
	p := pool.Get().(*[]byte)
	b := (*p)[:0]
	defer func() {
		if cap(b) <= 1<<16 {
			*p = b
			pool.Put(p)
		}
	}()
	b = append(b, s...)
	return len(b)
}

func fixed(s string) int {
	p := pool.Get().(*[]byte)
	defer pool.Put(p) // LINT L23
	return copy((*p)[:4], s)
}

func main() {
	for range 3 {
		length("a long text that does not fit")
	}
	p := pool.Get().(*[]byte) // LINT L01
	fmt.Println(cap(*p))
}

// PRINTS 4
