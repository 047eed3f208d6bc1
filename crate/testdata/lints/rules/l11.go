// L11: a pool that lives as long as one call.
package main

import (
	"fmt"
	"sync"
)

type note struct{ text [128]byte }

var made int

func size(s string) int {
	pool := sync.Pool{New: func() any { made++; return new(note) }} // LINT L11
	n := pool.Get().(*note)
	defer pool.Put(n)
	return copy(n.text[:], s)
}

// Near misses: workers of one call share it.

func many(texts []string) int {
	pool := sync.Pool{New: func() any { return new(note) }}
	sum := 0
	for _, s := range texts {
		n := pool.Get().(*note)
		sum += copy(n.text[:], s)
		pool.Put(n)
	}
	return sum
}

func workers(texts []string) {
	pool := sync.Pool{New: func() any { return new(note) }}
	var wg sync.WaitGroup
	for _, s := range texts {
		wg.Go(func() {
			n := pool.Get().(*note)
			copy(n.text[:], s)
			pool.Put(n)
		})
	}
	wg.Wait()
}

func main() {
	for range 10 {
		size("x")
	}
	fmt.Println(made)
}

// PRINTS 10
