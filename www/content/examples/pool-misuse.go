package main

import (
	"bytes"
	"fmt"
	"sync"
)

var buffers = sync.Pool{
	New: func() any { return new(bytes.Buffer) },
}

// render gives away a view of the buffer, and puts the buffer back: the next
// one who gets it writes over the bytes that the caller still reads.
func render(name string) []byte {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer buffers.Put(buf)
	fmt.Fprintf(buf, "Hello, %s", name)
	return buf.Bytes()
}

// forget does not clear the buffer: what the last one wrote is still in it.
func forget(name string) string {
	buf := buffers.Get().(*bytes.Buffer)
	buf.WriteString(name)
	s := buf.String()
	buffers.Put(buf)
	return s
}

var scratch = sync.Pool{
	New: func() any { return make([]byte, 1024) },
}

// box puts a slice, not a pointer: Put itself allocates its header.
func box(data []byte) int {
	tmp := scratch.Get().([]byte)
	n := copy(tmp, data)
	scratch.Put(tmp)
	return n
}

func main() {
	first := render("Ada")
	second := render("Alan")
	fmt.Printf("%s, %s, %q, %d\n", first, second, forget("x"), box(second))
}
