// Pools that cost more than they save.
package main

import (
	"strings"
	"sync"
)

var builders = sync.Pool{New: func() any { return new(strings.Builder) }} // NOTE pooledBuilder

type point struct{ x, y int }

var points = sync.Pool{New: func() any { return new(point) }} // NOTE pooledSmall

// Near misses.

type buffer struct{ b []byte }

var buffers = sync.Pool{New: func() any { return &buffer{make([]byte, 0, 1024)} }}

var arrays = sync.Pool{New: func() any { return new([4096]byte) }}

func main() {
	b := builders.Get().(*strings.Builder)
	b.Reset()
	b.WriteString("x")
	println(b.String())
	builders.Put(b)
	p := points.Get().(*point)
	*p = point{1, 2}
	points.Put(p)
	q := buffers.Get().(*buffer)
	buffers.Put(q)
	r := arrays.Get().(*[4096]byte)
	arrays.Put(r)
}
