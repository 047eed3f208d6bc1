// L17: clear empties a map and keeps its tables.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

var pool = sync.Pool{New: func() any { return make(map[int]int) }}

func count(n int) int {
	m := pool.Get().(map[int]int)
	for i := range n {
		m[i]++
	}
	k := len(m)
	clear(m)
	pool.Put(m) // LINT L17
	return k
}

// Near miss.

func limited(n int) int {
	m := pool.Get().(map[int]int)
	for i := range n {
		m[i]++
	}
	k := len(m)
	if k <= 1000 && len(m) <= 1000 {
		clear(m)
		pool.Put(m)
	}
	return k
}

func main() {
	count(1 << 20)
	count(1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m := pool.Get().(map[int]int) // LINT L01
	pool.New = nil
	fmt.Println(len(m), before.HeapAlloc > 20<<20)
	runtime.KeepAlive(m)
	runtime.ReadMemStats(&after)
}

// PRINTS 0 true
