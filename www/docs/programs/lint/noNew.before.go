package demo

import (
	"bytes"
	"sync"
)

var pool sync.Pool

func size() int {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	return buf.Len()
}
