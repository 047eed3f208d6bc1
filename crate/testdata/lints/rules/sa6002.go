// SA6002: what is no pointer is copied to the heap by each Put; so is a local variable whose address goes in.
package main

import (
	"fmt"
	"sync"
	"testing"
)

var slices = sync.Pool{New: func() any { return make([]byte, 64) }}

func slice() {
	b := slices.Get().([]byte)
	b[0]++
	slices.Put(b) // LINT SA6002
}

var pointers = sync.Pool{New: func() any { return new([]byte) }}

func local(s string) int {
	b := (*pointers.Get().(*[]byte))[:0]
	b = append(b, s...)
	n := len(b)
	if cap(b) < 1<<16 {
		pointers.Put(&b) // LINT SA6002
	}
	return n
}

func give(b []byte) {
	if cap(b) < 1<<16 {
		pointers.Put(&b) // LINT SA6002
	}
}

// Near misses.

func kept(s string) int {
	p := pointers.Get().(*[]byte)
	b := append((*p)[:0], s...)
	n := len(b)
	if cap(b) < 1<<16 {
		*p = b
		pointers.Put(p)
	}
	return n
}

func seed() {
	b := make([]byte, 0, 64)
	pointers.Put(&b)
}

type ref struct{ p *int }

var refs = sync.Pool{New: func() any { return ref{new(int)} }}

func direct() {
	r := refs.Get().(ref)
	*r.p++
	refs.Put(r)
}

var maps = sync.Pool{New: func() any { return make(map[string]int) }}

func index(s string) {
	m := maps.Get().(map[string]int)
	m[s]++
	if len(m) < 100 {
		clear(m)
		maps.Put(m)
	}
}

func main() {
	slice()
	local("x")
	kept("x")
	a := testing.AllocsPerRun(100, slice)
	b := testing.AllocsPerRun(100, func() { local("x") })
	c := testing.AllocsPerRun(100, func() { kept("x") })
	d := testing.AllocsPerRun(100, direct)
	fmt.Println(a, b, c, d)
	index("x")
}

// PRINTS 1 1 0 0
