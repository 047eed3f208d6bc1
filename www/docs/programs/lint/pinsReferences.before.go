package demo

import (
	"bufio"
	"io"
	"sync"
)

var pool = sync.Pool{New: func() any { return bufio.NewReader(nil) }}

func first(r io.Reader) byte {
	br := pool.Get().(*bufio.Reader)
	br.Reset(r)
	b, _ := br.ReadByte()
	pool.Put(br)
	return b
}
