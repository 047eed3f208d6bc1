package demo

import (
	"bytes"
	"sync"
)

func size(s string) int {
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.WriteString(s)
	return buf.Len()
}
