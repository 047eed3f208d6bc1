// L23: buffers go back however large.
package main

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func length(s string) int {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(s)
	n := b.Len()
	pool.Put(b) // LINT L23
	return n
}

// Near misses.

func limited(s string) int {
	b := pool.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(s)
	n := b.Len()
	if b.Cap() <= 64<<10 {
		pool.Put(b)
	}
	return n
}

var fixed = sync.Pool{New: func() any {
	b := make([]byte, 4096)
	return &b
}}

func scratch(s string) int {
	p := fixed.Get().(*[]byte)
	defer fixed.Put(p)
	return copy(*p, s)
}

func main() {
	length(strings.Repeat("x", 8<<20))
	b := pool.Get().(*bytes.Buffer) // LINT L01
	fmt.Println(b.Cap() >= 8<<20)
}

// PRINTS true
