package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

type Header struct {
	Kind   uint16
	Length uint16
}

var errTooLong = errors.New("packet too long")

// readPacket gives the header and the payload's checksum: h leaves the
// function, the two buffers do not.
func readPacket(conn io.Reader) (*Header, uint32, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, 0, err
	}
	h := &Header{
		Kind:   binary.BigEndian.Uint16(head),
		Length: binary.BigEndian.Uint16(head[2:]),
	}
	payload := make([]byte, 1500)
	if int(h.Length) > len(payload) {
		return nil, 0, errTooLong
	}
	if _, err := io.ReadFull(conn, payload[:h.Length]); err != nil {
		return nil, 0, err
	}
	var sum uint32
	for _, b := range payload[:h.Length] {
		sum += uint32(b)
	}
	return h, sum, nil
}

func main() {
	conn := strings.NewReader("\x00\x01\x00\x05hello")
	h, sum, err := readPacket(conn)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.Kind, h.Length, sum)
}
