// Advice about texts, copies and constructors that changes nothing.
package main

import (
	"bytes"
	"io"
	"strings"
)

type pair struct{ x, y int }

func newPair(x int) *pair { return &pair{x, x} } // NOTE inlinedConstructor

func first(x int) int { return newPair(x).x }

func collect(parts []string) string {
	var b bytes.Buffer // NOTE bufferToBuilder
	for _, p := range parts {
		b.WriteString(p)
		b.WriteByte(' ')
	}
	return b.String()
}

func join(a, b, c, d string) string {
	return a + b + c + d // NOTE concatOnce
}

func later(n int) func() int {
	m := n
	return func() int { return m } // NOTE copyBeforeCapture
}

func size[R io.Reader](r R) int {
	buf := make([]byte, 64)
	n, _ := r.Read(buf) // NOTE typeParamBuffer
	return n
}

func main() {
	println(first(1), collect(nil), join("a", "b", "c", "d"), later(1)(), size(strings.NewReader("x")))
}
