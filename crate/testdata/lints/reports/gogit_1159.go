// After src-d/go-git#1159: the reader of an object is not put back where its header is wrong.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

var made int

var readers = sync.Pool{New: func() any { made++; return bufio.NewReader(nil) }}

var errHeader = errors.New("no header")

func header(r io.Reader) (string, error) {
	br := readers.Get().(*bufio.Reader) // LINT L01
	br.Reset(r)
	line, err := br.ReadString('\n')
	if err != nil {
		return "", errHeader
	}
	br.Reset(nil)
	readers.Put(br)
	return line, nil
}

func headerFixed(r io.Reader) (string, error) {
	br := readers.Get().(*bufio.Reader)
	defer func() {
		br.Reset(nil)
		readers.Put(br)
	}()
	br.Reset(r)
	line, err := br.ReadString('\n')
	if err != nil {
		return "", errHeader
	}
	return line, nil
}

func main() {
	for range 5 {
		header(strings.NewReader(""))
	}
	before := made
	for range 5 {
		headerFixed(strings.NewReader(""))
	}
	fmt.Println(before, made-before <= 2)
}

// PRINTS 5 true
