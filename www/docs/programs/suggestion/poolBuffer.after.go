package demo

import (
	"bytes"
	"io"
	"sync"
)

var bufPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func write(w io.Writer, names []string) error {
	buf := bufPool.Get().(*bytes.Buffer)
	defer bufPool.Put(buf)
	buf.Reset()
	for _, name := range names {
		buf.WriteString(name)
		buf.WriteByte('\n')
	}
	_, err := w.Write(buf.Bytes())
	return err
}
