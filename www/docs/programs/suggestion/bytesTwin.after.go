package demo

import "bytes"

func index(data []byte, word string) int {
	return bytes.Index(data, []byte(word))
}
