package demo

import (
	"net"
	"sync"
)

var pool sync.Pool

func take() net.Conn {
	c, _ := pool.Get().(net.Conn)
	return c
}

func give(c net.Conn) { pool.Put(c) }
