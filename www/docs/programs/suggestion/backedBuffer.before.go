package demo

import "bytes"

func line(name string, out func([]byte)) {
	var buf bytes.Buffer
	buf.WriteString(name)
	buf.WriteByte('\n')
	println(buf.Len())
}
