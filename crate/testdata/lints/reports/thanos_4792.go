// After thanos-io/thanos#4792: the capacity of a slice is read after it was put back, when somebody else may have grown it.
package main

import (
	"fmt"
	"sync"
)

type bytesPool struct {
	pool  sync.Pool
	mu    sync.Mutex
	total int
}

func newBytesPool() *bytesPool {
	p := &bytesPool{}
	p.pool.New = func() any { b := make([]byte, 0, 64); return &b }
	return p
}

func (p *bytesPool) get(n int) *[]byte {
	b := p.pool.Get().(*[]byte)
	*b = (*b)[:0]
	p.mu.Lock()
	p.total += cap(*b)
	p.mu.Unlock()
	return b
}

func (p *bytesPool) put(b *[]byte) {
	if b == nil || cap(*b) > 1<<20 {
		return
	}
	p.pool.Put(b)
	p.mu.Lock()
	p.total -= cap(*b) // LINT L02
	p.mu.Unlock()
}

func (p *bytesPool) putFixed(b *[]byte) {
	if b == nil || cap(*b) > 1<<20 {
		return
	}
	size := cap(*b)
	p.pool.Put(b)
	p.mu.Lock()
	p.total -= size
	p.mu.Unlock()
}

func main() {
	p := newBytesPool()
	p.put(p.get(1))
	p.putFixed(p.get(1))
	fmt.Println(p.total)
}

// PRINTS 0
