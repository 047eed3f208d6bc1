package demo

import (
	"bufio"
	"io"
)

func lines(r io.Reader) (n int) {
	br := bufio.NewReader(r)
	for {
		if _, err := br.ReadSlice('\n'); err != nil {
			return n
		}
		n++
	}
}
