// L05: it is stored and goes back all the same: two owners.
package main

import (
	"fmt"
	"sync"
)

type note struct{ text string }

var pool = sync.Pool{New: func() any { return new(note) }}

var all []*note

var last *note

func keep(text string) {
	n := pool.Get().(*note)
	defer pool.Put(n)
	n.text = text
	last = n             // LINT L05
	all = append(all, n) // LINT L05
}

func send(c chan<- *note, text string) {
	n := pool.Get().(*note)
	n.text = text
	c <- n // LINT L05
	pool.Put(n)
}

type server struct{ current *note }

func (s *server) remember(text string) {
	n := pool.Get().(*note)
	n.text = text
	s.current = n // LINT L05
	pool.Put(n)
}

// Near misses.

func (s *server) run(text string) {
	n := pool.Get().(*note)
	n.text = text
	s.current = n
	s.print()
	s.current = nil
	pool.Put(n)
}

func (s *server) print() { fmt.Println(s.current.text) }

func wrapped(text string) int {
	n := pool.Get().(*note)
	n.text = text
	s := &server{current: n}
	k := len(s.current.text)
	pool.Put(n)
	return k
}

func andBack(c chan *note, done chan bool, text string) {
	n := pool.Get().(*note)
	n.text = text
	c <- n
	<-done
	pool.Put(n)
}

func main() {
	keep("one")
	keep("two")
	fmt.Println(all[0].text, all[1].text)
}

// PRINTS two two
