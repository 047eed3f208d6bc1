// After go-resty/resty#745: the buffer of a request body is released by the function that sends it, and again by its caller.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
)

var bufPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func release(buf *bytes.Buffer) {
	if buf != nil && buf.Cap() < 1<<20 {
		buf.Reset()
		bufPool.Put(buf)
	}
}

func send(buf *bytes.Buffer) error {
	defer release(buf)
	if buf.Len() == 0 {
		return errors.New("empty")
	}
	return nil
}

func post(s string) error {
	buf := bufPool.Get().(*bytes.Buffer)
	buf.Reset()
	buf.WriteString(s)
	err := send(buf)
	release(buf) // LINT L09
	return err
}

func main() {
	post("x")
	a, b := bufPool.Get(), bufPool.Get() // LINT L01
	fmt.Println(a == b)
}

// PRINTS true
