package main

import (
	"fmt"
	"hash/fnv"
	"io"
	"strings"
)

// known: the compiler sees which type is in the interface, and calls its
// method directly. The method does not keep the buffer.
func known(text string) int {
	var r io.Reader = strings.NewReader(text)
	buf := make([]byte, 256)
	n, _ := r.Read(buf)
	return n
}

// unknown: any type can come here, and its Read may keep the buffer.
func unknown(r io.Reader) int {
	buf := make([]byte, 256)
	n, _ := r.Read(buf)
	return n
}

// checksum: fnv.New32a is inlined, so its type is known here too.
func checksum(text string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(text))
	return h.Sum32()
}

func main() {
	fmt.Println(known("gopher"), unknown(strings.NewReader("gopher")))
	fmt.Println(checksum("gopher"))
}
