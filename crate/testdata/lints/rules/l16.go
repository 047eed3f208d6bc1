// L16: only a part was written, and all of it is read.
package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

var pool = sync.Pool{New: func() any { return new([16]byte) }}

func text(s string) string {
	p := pool.Get().(*[16]byte)
	defer pool.Put(p)
	b := p[:]
	copy(b, s)
	return string(b) // LINT L16 fixed
}

func pass(r io.Reader, w io.Writer) {
	p := pool.Get().(*[16]byte)
	defer pool.Put(p)
	b := p[:]
	r.Read(b)
	w.Write(b) // LINT L16 fixed
}

// Nothing certain to do: a new one is not empty.

var blanks = sync.Pool{New: func() any {
	p := new([16]byte)
	copy(p[:], "                ")
	return p
}}

func padded(s string) string {
	p := blanks.Get().(*[16]byte)
	defer blanks.Put(p)
	b := p[:]
	copy(b, s)
	return string(b) // LINT L16 open
}

// Near misses.

func cleared(s string) string {
	p := pool.Get().(*[16]byte)
	defer pool.Put(p)
	clear(p[:])
	b := p[:]
	copy(b, s)
	return string(b)
}

func part(s string) string {
	p := pool.Get().(*[16]byte)
	defer pool.Put(p)
	b := p[:]
	n := copy(b, s)
	return string(b[:n])
}

func full(r io.Reader, w io.Writer) {
	p := pool.Get().(*[16]byte)
	defer pool.Put(p)
	if _, err := io.ReadFull(r, p[:]); err != nil {
		return
	}
	w.Write(p[:])
}

func main() {
	text("secret-password!")
	fmt.Println(strings.TrimRight(text("hi"), "\x00"))
	full(strings.NewReader(""), io.Discard)
}

// PRINTS hicret-password!
// FIXED PRINTS hi
