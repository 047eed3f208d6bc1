// L19: a pool drops what is in it at a garbage collection, and nobody closes it.
package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"runtime"
	"sync"
)

type conn struct{ id int }

func (c *conn) Close() error { return nil }

var idle sync.Pool

func give(c *conn) { idle.Put(c) } // LINT L19

func take() *conn {
	c, _ := idle.Get().(*conn)
	return c
}

// Near miss: what is reset can be made again.

var zips = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

func zip(w io.Writer, s string) {
	z := zips.Get().(*gzip.Writer)
	z.Reset(w)
	io.WriteString(z, s)
	z.Close()
	z.Reset(nil)
	zips.Put(z)
}

func main() {
	for i := range 4 {
		give(&conn{id: i})
	}
	runtime.GC()
	runtime.GC()
	left := 0
	for take() != nil { // LINT L01
		left++
	}
	fmt.Println(left)
	zip(io.Discard, "x")
}

// PRINTS 0
