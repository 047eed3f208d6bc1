package demo

import "sync"

var pool = sync.Pool{New: func() any { return new([]byte) }}

func size(s string) int {
	buf := (*pool.Get().(*[]byte))[:0]
	buf = append(buf, s...)
	n := len(buf)
	pool.Put(&buf)
	return n
}
