package demo

import "io"

func copyAll(list []io.Reader) (n int) {
	for _, r := range list {
		buf := make([]byte, 4096)
		k, _ := r.Read(buf)
		n += k
	}
	return n
}
