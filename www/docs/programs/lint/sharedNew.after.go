package demo

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func size() int {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	return buf.Len()
}
