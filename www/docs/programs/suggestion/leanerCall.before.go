package demo

import (
	"strconv"
	"time"
)

func line(b []byte, n int, t time.Time) []byte {
	b = append(b, strconv.Itoa(n)...)
	b = append(b, ' ')
	return append(b, t.Format(time.RFC3339)...)
}
