// L03: Bytes is a view of the buffer, and the next user writes over it.
package main

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func give(b *bytes.Buffer) {
	if b.Cap() > 64<<10 {
		return
	}
	b.Reset()
	pool.Put(b)
}

func encode(s string) []byte {
	b := pool.Get().(*bytes.Buffer)
	defer give(b)
	b.WriteString(s)
	return b.Bytes() // LINT L03
}

func sliced(s string) []byte {
	b := pool.Get().(*bytes.Buffer)
	b.WriteString(s)
	data := b.Bytes()[1:]
	give(b)
	return data // LINT L03
}

func reader(s string) io.Reader {
	b := pool.Get().(*bytes.Buffer)
	defer give(b)
	b.WriteString(s)
	return bytes.NewReader(b.Bytes()) // LINT L03
}

// Near misses.

func copied(s string) []byte {
	b := pool.Get().(*bytes.Buffer)
	defer give(b)
	b.WriteString(s)
	return bytes.Clone(b.Bytes())
}

func text(s string) string {
	b := pool.Get().(*bytes.Buffer)
	defer give(b)
	b.WriteString(s)
	return b.String()
}

func appended(s string) []byte {
	b := pool.Get().(*bytes.Buffer)
	defer give(b)
	b.WriteString(s)
	return append([]byte(nil), b.Bytes()...)
}

func main() {
	alice := encode("alice")
	bob := encode("bob__")
	fmt.Println(string(alice), string(bob))
}

// PRINTS bob__ bob__
