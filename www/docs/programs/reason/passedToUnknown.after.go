package demo

import "bytes"

func greet(w *bytes.Buffer) error {
	var buf [64]byte
	n := copy(buf[:], "hello\n")
	_, err := w.Write(buf[:n])
	return err
}
