package demo

import "bytes"

func line(name string, out func([]byte)) {
	var memory [64]byte
	buf := bytes.NewBuffer(memory[:0])
	buf.WriteString(name)
	buf.WriteByte('\n')
	println(buf.Len())
}
