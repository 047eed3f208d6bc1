package demo

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func size(s string) int {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	buf.WriteString(s)
	n := buf.Len()
	pool.Put(buf)
	return n
}
