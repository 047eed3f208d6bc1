// After openyurtio/openyurt#2774 and vllm-project/aibrix#2440: the body that is handed on still reads the pooled buffer.
package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func give(b *bytes.Buffer) {
	if b.Cap() < 1<<20 {
		buffers.Put(b)
	}
}

func filter(r io.Reader) io.ReadCloser {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer give(b)
	io.Copy(b, r)
	return io.NopCloser(bytes.NewReader(b.Bytes())) // LINT L03
}

func filterFixed(r io.Reader) io.ReadCloser {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer give(b)
	io.Copy(b, r)
	return io.NopCloser(strings.NewReader(b.String()))
}

func main() {
	first := filter(strings.NewReader("alice"))
	second := filter(strings.NewReader("mally"))
	a, _ := io.ReadAll(first)
	b, _ := io.ReadAll(second)
	fmt.Println(string(a), string(b))
	filterFixed(strings.NewReader("x"))
}

// PRINTS mally mally
