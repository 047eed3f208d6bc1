package demo

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func write(s string) int {
	buf := pool.Get().(*bytes.Buffer)
	buf.Reset()
	buf.WriteString(s)
	n := buf.Len()
	pool.Put(buf)
	return n
}
