package demo

import "io"

func greet(w io.Writer, name string) {
	io.WriteString(w, name)
}
