package demo

import (
	"bytes"
	"strings"
	"sync"
)

var pool sync.Pool

func give(b *bytes.Buffer, s *strings.Builder) {
	pool.Put(b)
	pool.Put(s)
}
