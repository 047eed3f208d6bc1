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
	*p = (*p)[n:] // LINT L15 fixed
	pool.Put(p)
}

// Nothing certain to do: it goes back at two places, or when the function ends.

func left(n int) int {
	p := pool.Get().(*[]byte)
	*p = (*p)[n:] // LINT L15 open
	if n > 512 {
		pool.Put(p)
		return n
	}
	pool.Put(p)
	return 0
}

func deferred(n int) {
	p := pool.Get().(*[]byte)
	defer pool.Put(p)
	*p = (*p)[n:] // LINT L15 open
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
// FIXED PRINTS 1024
