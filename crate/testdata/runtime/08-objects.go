// Objects and variables: sizes, classes, sharing.

package main

// run: newStays(1)
//
//go:noinline
func newStays(x int) int {
	p := new(int)
	*p = x
	return follow(p)
}

// run: newEscapes()
//
//go:noinline
func newEscapes() *int { return new(int) }

// run: newValue(3)
//
//go:noinline
func newValue(x int) *int { return new(x) }

// run: newByte()
//
//go:noinline
func newByte() *byte { return new(byte) }

// run: newEmpty()
//
//go:noinline
func newEmpty() *struct{} { return new(struct{}) }

// run: newEmptyArray()
//
//go:noinline
func newEmptyArray() *[0]int { return new([0]int) }

// run: newNode()
//
//go:noinline
func newNode() *node { return new(node) }

// run: literalNode(1)
//
//go:noinline
func literalNode(x int) *node { return &node{val: x} }

// run: literalNodeStays(1)
//
//go:noinline
func literalNodeStays(x int) int {
	n := &node{val: x}
	return n.val
}

// run: linked(1)
//
//go:noinline
func linked(x int) *node { return &node{next: &node{val: x}} }

// run: new15()
//
//go:noinline
func new15() *[15]byte { return new([15]byte) }

// run: new16()
//
//go:noinline
func new16() *[16]byte { return new([16]byte) }

// run: new33()
//
//go:noinline
func new33() *[33]byte { return new([33]byte) }

// run: new48()
//
//go:noinline
func new48() *[48]byte { return new([48]byte) }

// run: new49()
//
//go:noinline
func new49() *[49]byte { return new([49]byte) }

// run: new512()
//
//go:noinline
func new512() *[512]byte { return new([512]byte) }

// run: new513()
//
//go:noinline
func new513() *[513]byte { return new([513]byte) }

// run: newPointers64()
//
//go:noinline
func newPointers64() *[64]*int { return new([64]*int) }

// run: newPointers65()
//
//go:noinline
func newPointers65() *[65]*int { return new([65]*int) }

// run: newPointers72()
//
//go:noinline
func newPointers72() *[72]*int { return new([72]*int) }

// run: newPointers128()
//
//go:noinline
func newPointers128() *[128]*int { return new([128]*int) }

// run: newPage()
//
//go:noinline
func newPage() *[8192]byte { return new([8192]byte) }

// run: newLarge()
//
//go:noinline
func newLarge() *[32768]byte { return new([32768]byte) }

// run: newLarger()
//
//go:noinline
func newLarger() *[32769]byte { return new([32769]byte) }

// run: newPointersLarge()
//
//go:noinline
func newPointersLarge() *[4096]*int { return new([4096]*int) }

// run: new64K()
//
//go:noinline
func new64K() byte {
	p := new([65536]byte)
	return p[len(s5)]
}

// run: new64K1()
//
//go:noinline
func new64K1() byte {
	p := new([65537]byte)
	return p[len(s5)]
}

// run: var128K()
//
//go:noinline
func var128K() int {
	var b [131072]byte
	return read(b[:])
}

// run: var128K1()
//
//go:noinline
func var128K1() int {
	var b [131073]byte
	return read(b[:])
}

// run: moved(1)
//
//go:noinline
func moved(x int) *int {
	y := x
	return &y
}

// run: movedParam(1)
//
//go:noinline
func movedParam(x int) *int { return &x }

// run: movedResult()
//
//go:noinline
func movedResult() (x int) {
	sinkInt = &x
	return 1
}

// run: movedPoint(1)
//
//go:noinline
func movedPoint(x int) *point {
	p := point{x, 2}
	return &p
}

// run: movedInLoop(3) turns 3
//
//go:noinline
func movedInLoop(n int) {
	for i := range n {
		sinkInt = &i
	}
}

// run: movedOnce(3) turns 3
//
//go:noinline
func movedOnce(n int) {
	x := 0
	for range n {
		x++
		sinkInt = &x
	}
}

// Two small variables in one object.
//
// run: sharedInts()
//
//go:noinline
func sharedInts() (*int, *int) {
	a := 1
	b := 2
	return &a, &b
}

// run: sharedBytes()
//
//go:noinline
func sharedBytes() (*byte, *byte, *bool) {
	a := byte(1)
	b := byte(2)
	c := true
	return &a, &b, &c
}

// run: sharedParams(1, 2)
//
//go:noinline
func sharedParams(a, b int) (*int, *int) { return &a, &b }

// run: sharedThree()
//
//go:noinline
func sharedThree() (*int, *int, *int) {
	a := 1
	b := 2
	c := 3
	return &a, &b, &c
}

// A branch in between.
//
// run: notShared(true)
//
//go:noinline
func notShared(yes bool) (*int, *int) {
	a := 1
	if yes {
		a = 3
	}
	b := 2
	return &a, &b
}

// run: notSharedPointers(aNode)
//
//go:noinline
func notSharedPointers(n *node) (**node, **node) {
	a := n
	b := n
	return &a, &b
}

// run: sharedMixed(aNode)
//
//go:noinline
func sharedMixed(n *node) (*int, **node, *int) {
	a := 1
	b := n
	c := 2
	return &a, &b, &c
}

// Whether the index is in bounds is a branch.
//
// run: notSharedIndex(ints10, 1)
//
//go:noinline
func notSharedIndex(s []int, i int) (*int, *int) {
	a := 1
	c := s[i]
	b := 2
	count += c
	return &a, &b
}

// run: sharedByCall(1)
//
//go:noinline
func sharedByCall(x int) (*int, *int) {
	a := x
	b := readString(s5)
	return &a, &b
}

// run: fields(s5)
//
//go:noinline
func fields(s string) *named { return &named{s, 1} }

// run: value(s5)
//
//go:noinline
func value(s string) named { return named{s, 1} }

// run: constructed(1)
//
//go:noinline
func constructed(x int) int {
	p := newPoint(x)
	return p.x
}

func newPoint(x int) *point { return &point{x, x} }

// run: constructedOpaque(1)
//
//go:noinline
func constructedOpaque(x int) int {
	p := newPointOpaque(x)
	return p.x
}

//go:noinline
func newPointOpaque(x int) *point { return &point{x, x} }

// run: arrayOfPointers(1)
//
//go:noinline
func arrayOfPointers(x int) [2]*int { return [2]*int{&x, new(int)} }

// run: listOf(3) turns 3
//
//go:noinline
func listOf(n int) *node {
	var head *node
	for i := range n {
		head = &node{head, i}
	}
	return head
}

type withArray struct{ a [4]int }

// run: sliceOfField(1)
//
//go:noinline
func sliceOfField(x int) []int {
	var w withArray
	w.a[0] = x
	return w.a[:]
}

// run: receiver(aPoint)
//
//go:noinline
func receiver(p point) {
	p.move(3)
	count += p.x
}
