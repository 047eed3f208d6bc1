package demo

import (
	"fmt"
	"io"
)

func report(w io.Writer, name string, n int) {
	fmt.Fprintf(w, "%s: %d\n", name, n)
}
