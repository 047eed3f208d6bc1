// L15: it goes back without its front.
package main

import (
	"fmt"
	"sync"
)

var pool = sync.Pool{New: func() any {
	b := make([]byte, 1024)
	return &b
}}

func skip(n int) {
	p := pool.Get().(*[]byte)
	*p = (*p)[n:] // LINT L15
	pool.Put(p)
}

// Near misses.

func view(n int) int {
	p := pool.Get().(*[]byte)
	b := (*p)[n:]
	k := len(b)
	pool.Put(p)
	return k
}

func again(n int) int {
	p := pool.Get().(*[]byte)
	whole := *p
	*p = (*p)[n:]
	k := len(*p)
	*p = whole
	pool.Put(p)
	return k
}

func main() {
	for range 3 {
		skip(100)
	}
	p := pool.Get().(*[]byte) // LINT L01
	fmt.Println(cap(*p))
}

// PRINTS 724
