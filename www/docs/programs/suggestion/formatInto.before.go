package demo

import (
	"fmt"
	"io"
)

func report(w io.Writer, name string, n int) {
	io.WriteString(w, fmt.Sprintf("%s: %d\n", name, n))
}
