package demo

import "io"

func greet(w io.Writer) error {
	var buf [64]byte
	n := copy(buf[:], "hello\n")
	_, err := w.Write(buf[:n])
	return err
}
