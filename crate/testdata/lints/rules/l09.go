// L09: it is in the pool twice, so two users get one object.
package main

import (
	"fmt"
	"sync"
)

type note struct{ text string }

var pool = sync.Pool{New: func() any { return new(note) }}

func length(s string) int {
	n := pool.Get().(*note)
	defer pool.Put(n)
	n.text = s
	k := len(n.text)
	pool.Put(n) // LINT L09
	return k
}

func release(n *note) { pool.Put(n) }

func onError(s string) int {
	n := pool.Get().(*note)
	defer release(n)
	if s == "" {
		release(n) // LINT L09
		return 0
	}
	n.text = s
	return len(n.text)
}

// Near misses.

func once(s string) int {
	n := pool.Get().(*note)
	if s == "" {
		pool.Put(n)
		return 0
	}
	n.text = s
	k := len(n.text)
	pool.Put(n)
	return k
}

func cleared(s string) int {
	n := pool.Get().(*note)
	defer func() {
		if n != nil {
			pool.Put(n)
		}
	}()
	n.text = s
	k := len(n.text)
	pool.Put(n)
	n = nil
	return k
}

func main() {
	length("x")
	a, b := pool.Get(), pool.Get() // LINT L01
	fmt.Println(a == b)
}

// PRINTS true
