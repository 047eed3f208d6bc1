// After darkweak/storages#47: a cache keeps the bytes of a pooled buffer.
package main

import (
	"bytes"
	"fmt"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var cache sync.Map

func set(key, value string) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(value)
	cache.Store(key, b.Bytes()) // LINT L05
	if b.Cap() < 1<<16 {
		buffers.Put(b)
	}
}

func setFixed(key, value string) {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(value)
	cache.Store(key, bytes.Clone(b.Bytes()))
	if b.Cap() < 1<<16 {
		buffers.Put(b)
	}
}

func main() {
	set("a", "alice")
	set("m", "mally")
	v, _ := cache.Load("a")
	fmt.Printf("%s\n", v)
	setFixed("x", "y")
}

// PRINTS mally
