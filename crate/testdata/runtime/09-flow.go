// Branches, loops and calls.

package main

import (
	"errors"
	"strconv"
	"strings"
)

// run: either(true)
// run: either(false)
//
//go:noinline
func either(b bool) *int {
	if b {
		return new(int)
	}
	return new(int)
}

// run: one(true) dynamic: a condition decides
// run: one(false) dynamic: a condition decides
//
//go:noinline
func one(b bool) *int {
	if b {
		return new(int)
	}
	return nil
}

// run: early(3)
// run: early(-3)
//
//go:noinline
func early(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}

// run: fixedLoop()
//
//go:noinline
func fixedLoop() {
	for range 10 {
		sinkInt = new(int)
	}
}

// run: countedLoop()
//
//go:noinline
func countedLoop() {
	for i := 0; i < 20; i += 3 {
		sinkInt = new(int)
	}
}

// run: arrayLoop()
//
//go:noinline
func arrayLoop() {
	var a [7]int
	for range a {
		sinkInt = new(int)
	}
}

// run: nestedLoop(4) turns 4
//
//go:noinline
func nestedLoop(n int) {
	for range n {
		for range 3 {
			sinkInt = new(int)
		}
	}
}

// run: brokenLoop(4) turns 4, dynamic: the loop may be left
//
//go:noinline
func brokenLoop(n int) {
	for i := range n {
		if i == 2 {
			break
		}
		sinkInt = new(int)
	}
}

// run: continuedLoop(4) turns 4, dynamic: a turn may be left
//
//go:noinline
func continuedLoop(n int) {
	for i := range n {
		if i == 2 {
			continue
		}
		sinkInt = new(int)
	}
}

// run: switched(1)
// run: switched(7)
//
//go:noinline
func switched(x int) *int {
	switch x {
	case 1, 2:
		return new(int)
	case 3:
		y := x
		return &y
	default:
		z := x
		return &z
	}
}

// run: falls(1)
// run: falls(2)
//
//go:noinline
func falls(x int) {
	switch x {
	case 1:
		fallthrough
	default:
		sinkInt = new(int)
	}
}

// run: andAlso(true) dynamic: a condition decides
//
//go:noinline
func andAlso(b bool) bool { return b && look(opaque()) }

//go:noinline
func opaque() *int { return new(int) }

// run: twice()
//
//go:noinline
func twice() { sink = opaque(); sink = opaque() }

// run: chain(1)
//
//go:noinline
func chain(x int) *point { return newPoint(x + 1) }

// run: typeSwitch(3)
//
//go:noinline
func typeSwitch(x any) int {
	switch y := x.(type) {
	case int:
		return y
	case string:
		return len(y)
	}
	return 0
}

// run: typeSwitchMoved(3) dynamic: the type decides
//
//go:noinline
func typeSwitchMoved(x any) *int {
	switch y := x.(type) {
	case int:
		return &y
	}
	return nil
}

// run: generic(1000) large
//
//go:noinline
func generic(x int) { keepOf(x) }

func keepOf[T any](x T) { sink = x }

// run: genericNew()
//
//go:noinline
func genericNew() *point { return make1[point]() }

func make1[T any]() *T { return new(T) }

// run: genericSlice(10) size 80
//
//go:noinline
func genericSlice(n int) []int { return makeSlice[int](n) }

//go:noinline
func makeSlice[T any](n int) []T { return make([]T, n) }

// run: recursive(3) dynamic: recursion
//
//go:noinline
func recursive(n int) *node {
	if n == 0 {
		return nil
	}
	return &node{recursive(n - 1), n}
}

// run: inlinedErrors()
//
//go:noinline
func inlinedErrors() error { return errors.New("x") }

// run: itoa(5) dynamic: what the library does is not looked at
// run: itoa(100) dynamic: what the library does is not looked at
//
//go:noinline
func itoa(n int) string { return strconv.Itoa(n) }

// run: builder() dynamic: what the library does is not looked at
//
//go:noinline
func builder() string {
	var b strings.Builder
	b.WriteString("abc")
	b.WriteString(s10)
	return b.String()
}

// run: sliceReused(b16)
//
//go:noinline
func sliceReused(b []byte) []byte { return b[:4] }

// run: gotoEnd(true) dynamic: a condition decides
//
//go:noinline
func gotoEnd(b bool) {
	if b {
		goto end
	}
	sinkInt = new(int)
end:
	count++
}

// run: labelled(3) turns 3
//
//go:noinline
func labelled(n int) {
outer:
	for range n {
		for range 5 {
			sinkInt = new(int)
			continue outer
		}
	}
}

// run: twoResults()
//
//go:noinline
func twoResults() (*int, error) { return new(int), nil }

// run: multi(1, 2)
//
//go:noinline
func multi(a, b int) {
	x, y := &a, &b
	sinkInt = x
	count += *y
}

// run: interfaceCall(aPoint)
//
//go:noinline
func interfaceCall(p point) int {
	var s shape = p
	return s.area()
}

// run: interfaceCallOpaque(aShape) dynamic: the method is not known
//
//go:noinline
func interfaceCallOpaque(s shape) int { return s.area() }

// run: recovered(0) turns 0
// run: recovered(7) turns 7
//
//go:noinline
func recovered(n int) {
	for range n {
		defer func() { sinkInt = new(int); recover() }()
		panic([100]byte{1})
	}
	sinkBytes = make([]byte, 100)
}

// run: recoveredValue(5) large
//
//go:noinline
func recoveredValue(n int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			sink = r
		}
	}()
	sinkInt = new(int)
	panic(n + 1000)
}
