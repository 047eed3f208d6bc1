package demo

import (
	"bytes"
	"io"
)

func write(w io.Writer, names []string) error {
	var buf bytes.Buffer
	for _, name := range names {
		buf.WriteString(name)
		buf.WriteByte('\n')
	}
	_, err := w.Write(buf.Bytes())
	return err
}
