package demo

import (
	"bytes"
	"sync"
)

type server struct{ pool sync.Pool }

func size(s *server) int {
	pool := s.pool
	buf, _ := pool.Get().(*bytes.Buffer)
	if buf == nil {
		return 0
	}
	return buf.Len()
}
