package main

import (
	"fmt"
	"strings"
)

type Set struct {
	letters string
	asked   int
}

func (s *Set) has(r rune) bool {
	s.asked++
	return strings.ContainsRune(s.letters, r)
}

// trim hands s.has to somebody who forgets it: the value that binds s to its
// method is in the frame.
func (s *Set) trim(text string) string {
	return strings.TrimFunc(text, s.has)
}

var rules []func(rune) bool

// install keeps it: the value that binds s is on the heap, and so must be
// what s points to.
func (s *Set) install() {
	rules = append(rules, s.has)
}

// call needs no such value.
func (s *Set) call(r rune) bool {
	return s.has(r)
}

func main() {
	once := Set{letters: " .,"}
	kept := Set{letters: "-"}
	kept.install()
	fmt.Println(once.trim("heap, "), kept.call('-'), len(rules))
}
