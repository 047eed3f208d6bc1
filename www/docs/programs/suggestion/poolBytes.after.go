package demo

import (
	"io"
	"sync"
)

var bufPool = sync.Pool{New: func() any { return new([4096]byte) }}

func checksum(r io.Reader) (sum byte, err error) {
	buf := bufPool.Get().(*[4096]byte)
	defer bufPool.Put(buf)
	n, err := r.Read(buf[:])
	for _, b := range buf[:n] {
		sum += b
	}
	return sum, err
}
