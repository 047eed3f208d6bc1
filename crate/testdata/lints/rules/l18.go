// L18: it goes back and still holds the request's reader.
package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"sync"
)

var pool = sync.Pool{New: func() any { return bufio.NewReader(nil) }}

func first(r io.Reader) byte {
	br := pool.Get().(*bufio.Reader)
	br.Reset(r) // LINT L18
	b, _ := br.ReadByte()
	pool.Put(br)
	return b
}

type scan struct {
	r io.Reader
	n int
}

var scans = sync.Pool{New: func() any { return new(scan) }}

func measure(r io.Reader) int {
	s := scans.Get().(*scan)
	s.n = 0
	s.r = r // LINT L18
	k, _ := s.r.Read(make([]byte, 8))
	scans.Put(s)
	return k
}

// Near misses.

func second(r io.Reader) byte {
	br := pool.Get().(*bufio.Reader)
	br.Reset(r)
	b, _ := br.ReadByte()
	br.Reset(nil)
	pool.Put(br)
	return b
}

func measured(r io.Reader) int {
	s := scans.Get().(*scan)
	s.n = 0
	s.r = r
	k, _ := s.r.Read(make([]byte, 8))
	s.r = nil
	scans.Put(s)
	return k
}

func main() {
	fmt.Println(measure(strings.NewReader("abc")))
	s := scans.Get().(*scan) // LINT L01
	fmt.Println(s.r != nil)
}

// PRINTS 3
// PRINTS true
