package demo

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func send(s string, out func([]byte)) {
	buf := pool.Get().(*bytes.Buffer)
	buf.Reset()
	buf.WriteString(s)
	go func() {
		defer pool.Put(buf)
		out(buf.Bytes())
	}()
}
