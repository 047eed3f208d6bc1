package main

import (
	"bytes"
	"fmt"
	"sync"
)

// The buffer in New is the only one on the heap, and it is used again and again.
var bufferPool = sync.Pool{
	New: func() any { return new(bytes.Buffer) },
}

func getBuffer() *bytes.Buffer {
	return bufferPool.Get().(*bytes.Buffer)
}

func putBuffer(buf *bytes.Buffer) {
	if buf.Cap() > 64<<10 {
		return // a huge buffer would stay in memory for good
	}
	buf.Reset()
	bufferPool.Put(buf)
}

func greet(name string) string {
	buf := getBuffer()
	defer putBuffer(buf)
	buf.WriteString("Hello, ")
	buf.WriteString(name)
	return buf.String() // a copy: the buffer itself must not leave
}

func main() {
	fmt.Println(greet("gopher"))
}
