// After syncthing/syncthing#10225, hugelgupf/p9#44 and chihaya/chihaya#549: slices go into a pool by value.
package main

import (
	"fmt"
	"sync"
	"testing"
)

type blocks struct{ pools [3]sync.Pool }

func (p *blocks) get(size int) []byte {
	if b, ok := p.pools[size>>12].Get().([]byte); ok {
		return b[:size]
	}
	return make([]byte, size)
}

func (p *blocks) put(b []byte) {
	p.pools[cap(b)>>12].Put(b) // LINT SA6002
}

type pointers struct{ pool sync.Pool }

func (p *pointers) get() *[4096]byte {
	if b, ok := p.pool.Get().(*[4096]byte); ok {
		return b
	}
	return new([4096]byte)
}

func (p *pointers) put(b *[4096]byte) { p.pool.Put(b) }

func main() {
	var p blocks
	var q pointers
	a := testing.AllocsPerRun(100, func() { p.put(p.get(4096)) })
	b := testing.AllocsPerRun(100, func() { q.put(q.get()) })
	fmt.Println(a, b)
}

// PRINTS 1 0
