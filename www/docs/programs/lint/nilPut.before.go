package demo

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func take(ok bool) (buf *bytes.Buffer) {
	defer func() { pool.Put(buf) }()
	buf = pool.Get().(*bytes.Buffer)
	if !ok {
		return nil
	}
	return buf
}
