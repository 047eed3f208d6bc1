// Slices that grow.

package main

// run: local(0) turns 0
// run: local(1) turns 1
// run: local(4) turns 4
// run: local(5) turns 5
// run: local(8) turns 8
// run: local(9) turns 9
// run: local(1000) turns 1000
//
//go:noinline
func local(n int) int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return len(s)
}

// run: returned(0) turns 0
// run: returned(1) turns 1
// run: returned(4) turns 4
// run: returned(5) turns 5
// run: returned(100) turns 100
//
//go:noinline
func returned(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return s
}

// run: returnedBytes(3) turns 3
// run: returnedBytes(32) turns 32
// run: returnedBytes(33) turns 33
//
//go:noinline
func returnedBytes(n int) []byte {
	var s []byte
	for i := range n {
		s = append(s, byte(i))
	}
	return s
}

// run: returnedCap(1) turns 1
// run: returnedCap(3) turns 3
// run: returnedCap(6) turns 6
//
//go:noinline
func returnedCap(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	if cap(s) > 100 {
		count++
	}
	return s
}

// run: returnedPointers(2) turns 2
// run: returnedPointers(4) turns 4
// run: returnedPointers(70) turns 70
//
//go:noinline
func returnedPointers(n int) []*node {
	var s []*node
	for range n {
		s = append(s, aNode)
	}
	return s
}

// run: returnedStrings(2) turns 2
// run: returnedStrings(3) turns 3
//
//go:noinline
func returnedStrings(n int) []string {
	var s []string
	for range n {
		s = append(s, s10)
	}
	return s
}

// run: wide(1) turns 1
// run: wide(3) turns 3
//
//go:noinline
func wide(n int) [][5]int {
	var s [][5]int
	for range n {
		s = append(s, [5]int{})
	}
	return s
}

// run: empties(100) turns 100
//
//go:noinline
func empties(n int) []struct{} {
	var s []struct{}
	for range n {
		s = append(s, struct{}{})
	}
	return s
}

// run: three()
//
//go:noinline
func three() int {
	var s []int
	s = append(s, 1)
	s = append(s, 2)
	s = append(s, 3)
	return len(s)
}

// run: threeReturned()
//
//go:noinline
func threeReturned() []int {
	var s []int
	s = append(s, 1)
	s = append(s, 2)
	s = append(s, 3)
	return s
}

// run: six()
//
//go:noinline
func six() int {
	var s []int
	s = append(s, 1, 2, 3)
	s = append(s, 4, 5, 6)
	return len(s)
}

// run: oneReturned(1)
//
//go:noinline
func oneReturned(x int) []int {
	var s []int
	s = append(s, x)
	return s
}

// run: fromEmpty(3) turns 3
//
//go:noinline
func fromEmpty(n int) []int {
	s := []int{}
	for i := range n {
		s = append(s, i)
	}
	return s
}

// One buffer for all turns: only the first slice gets it.
//
// run: inLoop(3) turns 3, dynamic: the second turn finds the buffer in use
//
//go:noinline
func inLoop(n int) int {
	sum := 0
	for i := range n {
		var s []int
		s = append(s, i)
		sum += len(s)
	}
	return sum
}

// run: ranged(3) turns 3
//
//go:noinline
func ranged(n int) int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	sum := 0
	for _, x := range s {
		sum += x
	}
	return sum
}

// run: given(ints10) dynamic: there may be room
// run: given(ints10[:5]) dynamic: there may be room
//
//go:noinline
func given(s []int) []int { return append(s, 1) }

// run: all(ints10) dynamic: there may be nothing to append
// run: all(nil) dynamic: there may be nothing to append
//
//go:noinline
func all(s []int) []int { return append([]int(nil), s...) }

// run: allBytes(s16) dynamic: the size is not known
//
//go:noinline
func allBytes(s string) int {
	var b []byte
	b = append(b, s...)
	return read(b)
}

// run: sized(5) turns 5, size 40, dynamic: there is room
//
//go:noinline
func sized(n int) []int {
	s := make([]int, 0, n)
	for i := range n {
		s = append(s, i)
	}
	return s
}

// run: sizedConst(5) turns 5, dynamic: there is room
//
//go:noinline
func sizedConst(n int) int {
	s := make([]int, 0, 8)
	for i := range n {
		s = append(s, i)
	}
	return len(s)
}

// run: zeros(5) dynamic: the size is not known
//
//go:noinline
func zeros(n int) []int { return append([]int(nil), make([]int, n)...) }

// run: conditional(false) dynamic: a condition decides
// run: conditional(true) dynamic: a condition decides
//
//go:noinline
func conditional(b bool) []int {
	var s []int
	if b {
		s = append(s, 1)
		s = append(s, 2)
	}
	return s
}

// run: globalGrows() dynamic: there may be room
//
//go:noinline
func globalGrows() { sinkInts = append(sinkInts[:0], 1) }

// run: twoSlices(3) turns 3
//
//go:noinline
func twoSlices(n int) int {
	var a, b []int
	for i := range n {
		a = append(a, i)
		b = append(b, i)
	}
	return len(a) + len(b)
}

// run: aliased(3) turns 3
//
//go:noinline
func aliased(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	t := s
	return t
}

// run: captured(3) turns 3
//
//go:noinline
func captured(n int) []int {
	var s []int
	add := func(x int) { s = append(s, x) }
	for i := range n {
		add(i)
	}
	return s
}

// run: namedResult(3) turns 3
//
//go:noinline
func namedResult(n int) (s []int) {
	for i := range n {
		s = append(s, i)
	}
	return s
}

// run: namedResultBare(3) turns 3
//
//go:noinline
func namedResultBare(n int) (s []int) {
	for i := range n {
		s = append(s, i)
	}
	return
}

// run: twoReturns(3) turns 3, dynamic: one of two ways out
//
//go:noinline
func twoReturns(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	if n > 100 {
		return nil
	}
	return s
}

// run: pairs(3) turns 3
//
//go:noinline
func pairs(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i, i)
	}
	return s
}

// run: constantLoop()
//
//go:noinline
func constantLoop() []int {
	var s []int
	for i := 0; i < 10; i++ {
		s = append(s, i)
	}
	return s
}

// run: literalLeavesInLoop() dynamic: whether the array is still in the frame
//
//go:noinline
func literalLeavesInLoop() int {
	n := 0
	for i := 0; i < 8; i++ {
		v := []bool{true, true}
		for range 0 {
			v = append(v, true)
		}
		for range v {
			n++
		}
	}
	return n
}

// run: longLiteralLeaves(1) dynamic: whether the array is still in the frame
//
//go:noinline
func longLiteralLeaves(n int) int {
	v := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}
	for range n - 1 {
		v = append(v, 1)
	}
	for _, x := range v {
		n += x
	}
	return n
}

// run: bufferLeavesInLoop(3) turns 3, dynamic: whether the array is still in the frame
//
//go:noinline
func bufferLeavesInLoop(n int) int {
	for i := range n {
		var v []int
		for range 4 {
			v = append(v, i)
		}
		sinkInts = v
	}
	return n
}
