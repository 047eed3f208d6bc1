// L13: what goes back is nil.
package main

import (
	"errors"
	"fmt"
	"sync"
)

type note struct{ text string }

var pool = sync.Pool{New: func() any { return new(note) }}

func open(name string) (n *note, err error) {
	n = pool.Get().(*note) // LINT L01
	defer func() {
		if err != nil {
			pool.Put(n) // LINT L13
		}
	}()
	if name == "" {
		return nil, errors.New("no name")
	}
	n.text = name
	return n, nil
}

func unset() {
	var n *note
	pool.Put(n) // LINT L13
}

// Near misses.

func checked(name string) (n *note, err error) {
	n = pool.Get().(*note) // LINT L01
	defer func() {
		if err != nil && n != nil {
			pool.Put(n)
		}
	}()
	if name == "" {
		return nil, errors.New("no name")
	}
	n.text = name
	return n, nil
}

func either(ok bool) {
	var n *note
	if ok {
		n = pool.Get().(*note)
	} else {
		n = new(note)
	}
	pool.Put(n)
}

func main() {
	open("") // LINT L01
	defer func() { fmt.Println("panic:", recover() != nil) }()
	for range 4 {
		n := pool.Get().(*note) // LINT L01
		n.text = "x"
	}
}

// PRINTS panic: true
