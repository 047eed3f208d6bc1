package demo

import "strings"

func index(data []byte, word string) int {
	return strings.Index(string(data), word)
}
