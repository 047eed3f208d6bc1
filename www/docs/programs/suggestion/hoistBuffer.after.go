package demo

import "io"

func copyAll(list []io.Reader) (n int) {
	buf := make([]byte, 4096)
	for _, r := range list {
		k, _ := r.Read(buf)
		n += k
	}
	return n
}
