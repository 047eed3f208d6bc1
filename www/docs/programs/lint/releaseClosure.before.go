package demo

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func take() (*bytes.Buffer, func()) {
	buf := pool.Get().(*bytes.Buffer)
	buf.Reset()
	return buf, func() { pool.Put(buf) }
}
