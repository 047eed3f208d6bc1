package demo

import (
	"strconv"
	"time"
)

func line(b []byte, n int, t time.Time) []byte {
	b = strconv.AppendInt(b, int64(n), 10)
	b = append(b, ' ')
	return t.AppendFormat(b, time.RFC3339)
}
