// Channels and goroutines, of which the compiler says nothing.

package main

import "sync"

// run: chanUnbuffered()
//
//go:noinline
func chanUnbuffered() int {
	c := make(chan int)
	return cap(c)
}

// run: chanOfEmpties()
//
//go:noinline
func chanOfEmpties() int {
	c := make(chan struct{}, 100)
	return cap(c)
}

// run: chanOne()
//
//go:noinline
func chanOne() int {
	c := make(chan int, 1)
	c <- 1
	return <-c
}

// run: chanTen()
//
//go:noinline
func chanTen() chan int { return make(chan int, 10) }

// run: chanOfPointers()
//
//go:noinline
func chanOfPointers() chan *node { return make(chan *node, 1) }

// run: chanOfPointersUnbuffered()
//
//go:noinline
func chanOfPointersUnbuffered() chan *node { return make(chan *node) }

// run: chanOfStrings()
//
//go:noinline
func chanOfStrings() chan string { return make(chan string, 10) }

// run: chanVariable(0) size 0
// run: chanVariable(5) size 5
//
//go:noinline
func chanVariable(n int) chan int { return make(chan int, n) }

// run: chanVariablePointers(0) size 0
// run: chanVariablePointers(5) size 5
//
//go:noinline
func chanVariablePointers(n int) chan *node { return make(chan *node, n) }

// run: goPlain()
//
//go:noinline
func goPlain() { go nothing() }

// run: goWithArgument(3)
//
//go:noinline
func goWithArgument(x int) { go take(x) }

// run: goLiteral(3)
//
//go:noinline
func goLiteral(x int) {
	go func() { take(x) }()
}

// run: goLiteralArgument(3)
//
//go:noinline
func goLiteralArgument(x int) {
	go func(y int) { take(y) }(x)
}

// run: goNoCapture()
//
//go:noinline
func goNoCapture() {
	go func() { nothing() }()
}

// run: goByReference(3)
//
//go:noinline
func goByReference(x int) {
	y := x
	go func() { take(y) }()
	y++
}

// run: goMethod(aPoint)
//
//go:noinline
func goMethod(p point) { go p.area() }

// run: goThree()
//
//go:noinline
func goThree() {
	for i := range 3 {
		go take(i)
	}
}

// run: goLoop(4) turns 4
//
//go:noinline
func goLoop(n int) {
	for i := range n {
		go take(i)
	}
}

// run: selects()
//
//go:noinline
func selects() int {
	c := make(chan int, 1)
	c <- 1
	select {
	case x := <-c:
		return x
	default:
		return 0
	}
}

// run: locks() dynamic: what the library does is not looked at
//
//go:noinline
func locks() int {
	var m sync.Mutex
	m.Lock()
	defer m.Unlock()
	return 1
}

// run: chanInLoop()
//
//go:noinline
func chanInLoop() int {
	n := 0
	for range 5 {
		n += cap(make(chan int, 2))
	}
	return n
}
