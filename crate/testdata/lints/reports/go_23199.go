// After golang/go#23199: the example of sync.Pool puts buffers of any size back.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

var bufPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func log(w io.Writer, key, val string) {
	b := bufPool.Get().(*bytes.Buffer)
	b.Reset()
	b.WriteString(key)
	b.WriteByte('=')
	b.WriteString(val)
	w.Write(b.Bytes())
	bufPool.Put(b) // LINT L23
}

func main() {
	log(io.Discard, "k", strings.Repeat("x", 1<<20))
	log(os.Stdout, "a", "b\n")
	fmt.Println(bufPool.Get().(*bytes.Buffer).Cap() > 1<<20) // LINT L01
}

// PRINTS a=b
// PRINTS true
