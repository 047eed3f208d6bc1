// Slices as they are made.

package main

// run: makeBytes(0) size 0
// run: makeBytes(1) size 1
// run: makeBytes(32) size 32
// run: makeBytes(33) size 33
// run: makeBytes(1000) size 1000
//
//go:noinline
func makeBytes(n int) int { return read(make([]byte, n)) }

// run: makeInts(4) size 32
// run: makeInts(5) size 40
//
//go:noinline
func makeInts(n int) int {
	s := make([]int, n)
	return len(s)
}

// run: makeStrings(2) size 32
// run: makeStrings(3) size 48
//
//go:noinline
func makeStrings(n int) int {
	s := make([]string, n)
	return len(s)
}

// run: makeWide(0) size 0
// run: makeWide(1) size 40
//
//go:noinline
func makeWide(n int) int {
	s := make([][5]int, n)
	return len(s)
}

// run: makeOdd(2) size 24
// run: makeOdd(3) size 36
//
//go:noinline
func makeOdd(n int) int {
	s := make([][3]int32, n)
	return len(s)
}

// run: makeCap(16)
//
//go:noinline
func makeCap(n int) int { return read(make([]byte, n, 64)) }

// run: makeVariableCap(8, 32) size 32
// run: makeVariableCap(8, 40) size 40
//
//go:noinline
func makeVariableCap(n, c int) int { return read(make([]byte, n, c)) }

// run: makeConst()
//
//go:noinline
func makeConst() int { return read(make([]byte, 65536)) }

// run: makeConstLarge()
//
//go:noinline
func makeConstLarge() int { return read(make([]byte, 65537)) }

// run: makeKnown()
//
//go:noinline
func makeKnown() int {
	n := 100
	return read(make([]byte, n))
}

// run: makeReturned(0) size 0
// run: makeReturned(1) size 1
// run: makeReturned(100) size 100
// run: makeReturned(5000) size 5000
// run: makeReturned(40000) size 40000
//
//go:noinline
func makeReturned(n int) []byte { return make([]byte, n) }

// run: makeReturnedConst()
//
//go:noinline
func makeReturnedConst() []byte { return make([]byte, 24) }

// run: makeReturnedNone()
//
//go:noinline
func makeReturnedNone() []byte { return make([]byte, 0) }

// run: makeReturnedNoneWithRoom()
//
//go:noinline
func makeReturnedNoneWithRoom() []byte { return make([]byte, 0, 10) }

// run: makePointers(3) size 24
// run: makePointers(65) size 520
// run: makePointers(100) size 800
//
//go:noinline
func makePointers(n int) []*node { return make([]*node, n) }

// run: makeIntsReturned(65) size 520
// run: makeIntsReturned(64) size 512
//
//go:noinline
func makeIntsReturned(n int) []int { return make([]int, n) }

// run: makeEmpties(100)
//
//go:noinline
func makeEmpties(n int) []struct{} { return make([]struct{}, n) }

// run: makeAndCopy(b33) size 33
// run: makeAndCopy(b0) size 0
//
//go:noinline
func makeAndCopy(b []byte) []byte {
	c := make([]byte, len(b))
	copy(c, b)
	return c
}

// run: makeInLoop(10) turns 10, size 16
// run: makeInLoop(9) turns 9, size 16
//
//go:noinline
func makeInLoop(n int) int {
	sum := 0
	m := 16
	if n == 10 {
		m = len(s16)
	}
	for range n {
		sum += read(make([]byte, m))
	}
	return sum
}

// run: literal(1)
//
//go:noinline
func literal(x int) int {
	s := []int{x, 2, 3}
	return follow(&s[0])
}

// run: literalReturned(1)
//
//go:noinline
func literalReturned(x int) []int { return []int{x, 2, 3} }

// run: literalConstant()
//
//go:noinline
func literalConstant() []int { return []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} }

// run: literalNone()
//
//go:noinline
func literalNone() []int { return []int{} }

// run: literalPointers(aNode)
//
//go:noinline
func literalPointers(n *node) []*node { return []*node{n, n, n} }

// run: literalEmpties()
//
//go:noinline
func literalEmpties() []struct{} { return []struct{}{{}, {}} }

// run: literalSparse()
//
//go:noinline
func literalSparse() []int { return []int{99: 1} }

// run: matrix(3) turns 3, size 72
//
//go:noinline
func matrix(n int) [][]int {
	m := make([][]int, n)
	for i := range m {
		m[i] = make([]int, 3*n)
	}
	return m
}

// run: array(3)
//
//go:noinline
func array(x int) []int {
	a := [10]int{x}
	return a[:]
}

// run: arrayStays(3)
//
//go:noinline
func arrayStays(x int) int {
	a := [10]int{x}
	s := a[:]
	return s[x]
}

// run: viaSlice2Array(ints10)
//
//go:noinline
func viaSlice2Array(s []int) int {
	a := [4]int(s)
	return a[0]
}
