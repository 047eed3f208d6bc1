package demo

import (
	"bytes"
	"strings"
	"sync"
)

var buffers, builders sync.Pool

func give(b *bytes.Buffer, s *strings.Builder) {
	buffers.Put(b)
	builders.Put(s)
}
