package demo

import "io"

func checksum(r io.Reader) (sum byte, err error) {
	buf := make([]byte, 4096)
	n, err := r.Read(buf)
	for _, b := range buf[:n] {
		sum += b
	}
	return sum, err
}
