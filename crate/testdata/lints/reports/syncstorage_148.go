// After mozilla-services/go-syncstorage#148: a handler keeps the bytes of a pooled buffer; on errors the buffer is lost.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
)

var bufs = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type store struct{ rows map[string][]byte }

func (s *store) save(id string, v any) error {
	buf := bufs.Get().(*bytes.Buffer) // LINT L01
	buf.Reset()
	if err := json.NewEncoder(buf).Encode(v); err != nil {
		return err
	}
	s.rows[id] = buf.Bytes() // LINT L05
	if buf.Cap() < 1<<16 {
		bufs.Put(buf)
	}
	return nil
}

func (s *store) saveCopy(id string, v any) error {
	buf := bufs.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() < 1<<16 {
			bufs.Put(buf)
		}
	}()
	buf.Reset()
	if err := json.NewEncoder(buf).Encode(v); err != nil {
		return err
	}
	s.rows[id] = bytes.Clone(buf.Bytes())
	return nil
}

func main() {
	s := &store{rows: map[string][]byte{}}
	s.save("a", "alice")
	s.save("b", "bobby")
	fmt.Printf("%s%s", s.rows["a"], s.rows["b"])
	s.saveCopy("c", 1)
}

// PRINTS "bobby"
// PRINTS "bobby"
