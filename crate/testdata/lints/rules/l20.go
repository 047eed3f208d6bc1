// L20: it is reset only where nothing went wrong.
package main

import (
	"fmt"
	"sync"
)

type sum struct{ n int }

func (s *sum) reset() { *s = sum{} }

var pool = sync.Pool{New: func() any { return new(sum) }}

func add(numbers []int, each func(int)) int {
	s := pool.Get().(*sum)
	defer pool.Put(s)
	for _, n := range numbers {
		each(n)
		s.n += n
	}
	k := s.n
	s.reset() // LINT L20
	return k
}

// Near miss.

var early = sync.Pool{New: func() any { return new(sum) }}

func addEarly(numbers []int, each func(int)) int {
	s := early.Get().(*sum)
	defer early.Put(s)
	s.reset()
	for _, n := range numbers {
		each(n)
		s.n += n
	}
	return s.n
}

func main() {
	func() {
		defer func() { recover() }()
		add([]int{6, 1}, func(n int) {
			if n == 1 {
				panic("one")
			}
		})
	}()
	fmt.Println(add([]int{2}, func(int) {}))
}

// PRINTS 8
