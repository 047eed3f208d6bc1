package demo

import "sync"

var pool = sync.Pool{New: func() any {
	buf := make([]byte, 0, 64)
	return &buf
}}

func size(s string) int {
	p := pool.Get().(*[]byte)
	*p = append((*p)[:0], s...)
	n := len(*p)
	pool.Put(p)
	return n
}
