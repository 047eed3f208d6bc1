// L02: after Put the object belongs to the next user, who writes into it.
package main

import (
	"fmt"
	"sync"
)

type note struct{ text string }

var pool = sync.Pool{New: func() any { return new(note) }}

func put(n *note) {
	n.text = ""
	pool.Put(n)
}

func fill(text string) *note {
	n := pool.Get().(*note)
	n.text = text
	put(n)
	return n // LINT L02
}

func after(text string) string {
	n := pool.Get().(*note)
	n.text = text
	pool.Put(n)
	return n.text // LINT L02
}

func inLoop(texts []string) {
	n := pool.Get().(*note)
	for _, t := range texts {
		n.text = t  // LINT L02
		pool.Put(n) // LINT L09
	}
}

func deferredReturn(text string) *note {
	n := pool.Get().(*note)
	defer put(n)
	n.text = text
	return n // LINT L02
}

// Near misses.

func before(text string) string {
	n := pool.Get().(*note)
	n.text = text
	s := n.text
	put(n)
	return s
}

func another(texts []string) string {
	n := pool.Get().(*note)
	for _, t := range texts {
		old := n
		n = pool.Get().(*note)
		n.text = old.text + t
		put(old)
	}
	s := n.text
	put(n)
	return s
}

func early(text string) string {
	n := pool.Get().(*note)
	if text == "" {
		put(n)
		return ""
	}
	n.text = text
	s := n.text
	put(n)
	n = nil
	return s
}

func main() {
	alice := fill("alice")
	bob := pool.Get().(*note) // LINT L01
	bob.text = "bob"
	fmt.Println(alice.text, bob.text)
}

// PRINTS bob bob
