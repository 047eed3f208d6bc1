package demo

import "io"

func greet(w io.Writer, name string) {
	w.Write([]byte(name))
}
