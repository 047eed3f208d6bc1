// After go-resty/resty#421: the body of a response is read behind the deferred Put of its buffer.
package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

var bufPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func acquire() *bytes.Buffer { return bufPool.Get().(*bytes.Buffer) }

func release(buf *bytes.Buffer) {
	if buf == nil || buf.Cap() > 1<<20 {
		return
	}
	buf.Reset()
	bufPool.Put(buf)
}

type response struct {
	body []byte
	size int
}

func readBody(r io.Reader) ([]byte, error) {
	buf := acquire()
	defer release(buf)
	if _, err := buf.ReadFrom(r); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil // LINT L03
}

func fetch(r io.Reader) (*response, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	return &response{body: body, size: len(body)}, nil
}

func main() {
	first, _ := fetch(strings.NewReader("alice"))
	fetch(strings.NewReader("mally"))
	fmt.Println(string(first.body))
}

// PRINTS mally
