// After caddyserver/forwardproxy#76: buffers are taken out and never put back.
package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

var made int

var buffers = sync.Pool{New: func() any { made++; return new([4096]byte) }}

func pipe(w io.Writer, r io.Reader) (int64, error) {
	buf := buffers.Get().(*[4096]byte) // LINT L01
	return io.CopyBuffer(w, r, buf[:])
}

func pipeFixed(w io.Writer, r io.Reader) (int64, error) {
	buf := buffers.Get().(*[4096]byte)
	defer buffers.Put(buf)
	return io.CopyBuffer(w, r, buf[:])
}

func main() {
	for range 4 {
		pipe(io.Discard, strings.NewReader("x"))
	}
	fmt.Println(made)
	pipeFixed(io.Discard, strings.NewReader("x"))
}

// PRINTS 4
