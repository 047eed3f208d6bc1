// Values put into interfaces.

package main

// run: boxInt(0) small
// run: boxInt(255) small
// run: boxInt(256) large
// run: boxInt(-1) large
//
//go:noinline
func boxInt(x int) { sink = x }

// run: boxInt16(255) small
// run: boxInt16(256) large
//
//go:noinline
func boxInt16(x int16) { sink = x }

// run: boxInt32(255) small
// run: boxInt32(1000) large
//
//go:noinline
func boxInt32(x int32) { sink = x }

// run: boxUint64(7) small
// run: boxUint64(1 << 40) large
//
//go:noinline
func boxUint64(x uint64) { sink = x }

// run: boxUintptr(7) small
// run: boxUintptr(700) large
//
//go:noinline
func boxUintptr(x uintptr) { sink = x }

// run: boxByte(200)
//
//go:noinline
func boxByte(x byte) { sink = x }

// run: boxInt8(-5)
//
//go:noinline
func boxInt8(x int8) { sink = x }

// run: boxBool(true)
//
//go:noinline
func boxBool(x bool) { sink = x }

type flag struct{ on bool }

// run: boxFlag(true)
//
//go:noinline
func boxFlag(x bool) { sink = flag{x} }

type letter struct{ c [1]byte }

// run: boxLetter(7)
//
//go:noinline
func boxLetter(c byte) { sink = letter{[1]byte{c}} }

// run: boxFloat(0) small
// run: boxFloat(1) large
//
//go:noinline
func boxFloat(x float64) { sink = x }

// run: boxFloat32(0) small
// run: boxFloat32(1) large
//
//go:noinline
func boxFloat32(x float32) { sink = x }

// run: boxComplex(1)
//
//go:noinline
func boxComplex(x complex128) { sink = x }

// run: boxComplex64(0)
//
//go:noinline
func boxComplex64(x complex64) { sink = x }

// run: boxString(s0) small
// run: boxString(s5) large
//
//go:noinline
func boxString(s string) { sink = s }

type title struct{ s string }

// run: boxTitle(s0) small
// run: boxTitle(s5) large
//
//go:noinline
func boxTitle(s string) { sink = title{s} }

// run: boxSlice(nil) small
// run: boxSlice(ints10) large
// run: boxSlice(ints10[:0]) large
//
//go:noinline
func boxSlice(s []int) { sink = s }

// run: boxPointer(aNode)
//
//go:noinline
func boxPointer(p *node) { sink = p }

type wrapped struct{ p *node }

// run: boxWrapped(aNode)
//
//go:noinline
func boxWrapped(p *node) { sink = wrapped{p} }

// run: boxMap(sinkMap)
//
//go:noinline
func boxMap(m map[int]int) { sink = m }

// run: boxChan(sinkChan)
//
//go:noinline
func boxChan(c chan int) { sink = c }

// run: boxFunc(aFunc)
//
//go:noinline
func boxFunc(f func() int) { sink = f }

// run: boxEmpty()
//
//go:noinline
func boxEmpty() { sink = struct{}{} }

// run: boxEmptyArray(3)
//
//go:noinline
func boxEmptyArray(n int) { sink = [0]int{} }

// run: boxConstant()
//
//go:noinline
func boxConstant() { sink = 1000 }

// run: boxConstantString()
//
//go:noinline
func boxConstantString() { sink = "a constant" }

// run: boxConstantPoint()
//
//go:noinline
func boxConstantPoint() { sink = point{1, 2} }

// run: boxZeroPoint()
//
//go:noinline
func boxZeroPoint() { sink = point{} }

// run: boxZeroBig()
//
//go:noinline
func boxZeroBig() { sink = big{} }

// run: boxZeroHuge()
//
//go:noinline
func boxZeroHuge() { sink = huge{} }

// run: boxConstantNamed()
//
//go:noinline
func boxConstantNamed() { sink = named{"a", 1} }

// run: boxLocalConstant()
//
//go:noinline
func boxLocalConstant() {
	x := 1000
	sink = x
}

// run: boxLocalPoint()
//
//go:noinline
func boxLocalPoint() {
	p := point{1, 2}
	sink = p
}

// run: boxPoint(3)
//
//go:noinline
func boxPoint(x int) { sink = point{x, 2} }

// run: boxPair(1)
//
//go:noinline
func boxPair(x int32) { sink = pair{x, 2} }

// run: boxNode(1)
//
//go:noinline
func boxNode(x int) { sink = node{nil, x} }

// run: boxNamed(s5)
//
//go:noinline
func boxNamed(s string) { sink = named{s, 1} }

// run: boxBig(1)
//
//go:noinline
func boxBig(x byte) {
	var b big
	b.b[0] = x
	sink = b
}

// run: boxHuge(1)
//
//go:noinline
func boxHuge(x byte) {
	var h huge
	h.b[0] = x
	sink = h
}

// run: lookPoint(1)
//
//go:noinline
func lookPoint(x int) bool { return look(point{x, 2}) }

// run: lookInt(1000)
//
//go:noinline
func lookInt(x int) bool { return look(x) }

// run: lookString(s100)
//
//go:noinline
func lookString(s string) bool { return look(s) }

// Above 1024 bytes the value is an object even where it does not escape.
//
// run: lookHuge(1)
//
//go:noinline
func lookHuge(x byte) bool {
	var h huge
	h.b[0] = x
	return look(h)
}

// run: lookBig(1)
//
//go:noinline
func lookBig(x byte) bool {
	var b big
	b.b[0] = x
	return look(b)
}

// run: toShape(point{1, 2})
//
//go:noinline
func toShape(p point) { sink = shape(p) }

// run: direct(4)
//
//go:noinline
func direct(x int) int {
	var s shape = point{x, 2}
	return s.area()
}

// run: between(point{1, 2})
//
//go:noinline
func between(s shape) { sink = s }

// run: compare(aPoint, 3)
//
//go:noinline
func compare(x any, y int) bool { return x == any(y) }

// run: variadic(1, 2) small
//
//go:noinline
func variadic(a, b int) { keepAll(a, b) }

// run: variadicBig(1000, 2000) large
//
//go:noinline
func variadicBig(a, b int) { keepAll(a, b) }

func keepAll(xs ...any) { sinkAll = xs }

var sinkAll []any

// run: variadicRead(1000, 2000)
//
//go:noinline
func variadicRead(a, b int) int { return countAll(a, b) }

//go:noinline
func countAll(xs ...any) int { return len(xs) }

// run: throughCall(1000) large
//
//go:noinline
func throughCall(x int) { keep(x) }

type tagged struct {
	value any
	id    int
}

// run: boxInLiteral()
//
//go:noinline
func boxInLiteral() { sink = [2]any{"a", 1000} }

// run: boxInLiteralOfVariable()
//
//go:noinline
func boxInLiteralOfVariable() {
	n := 300
	sink = [2]any{n, n}
}

// run: boxInStruct()
//
//go:noinline
func boxInStruct() { sink = tagged{1000, 2} }

// run: boxInStructNil()
//
//go:noinline
func boxInStructNil() { sink = tagged{nil, 2} }

// run: boxInVariable()
//
//go:noinline
func boxInVariable() {
	v := [2]any{tagged{1, 2}, true}
	sink = v
}

// run: boxStrings()
//
//go:noinline
func boxStrings() { sink = [2]string{"a", "b"} }

// run: boxOfLiteralInLiteral()
//
//go:noinline
func boxOfLiteralInLiteral() {
	apply(func() int {
		v := [50]byte{1}
		sink = v
		return 1
	})
}

// run: boxOfLiteralCaptured()
//
//go:noinline
func boxOfLiteralCaptured() {
	v := [50]byte{1}
	func() {
		defer use(1)
		sink = v
	}()
}

// run: boxOfLargeDeferred()
//
//go:noinline
func boxOfLargeDeferred() {
	func() {
		v := [5000]byte{1}
		defer use(v)
	}()
}

// run: boxOfLargeDeferredInLoop()
//
//go:noinline
func boxOfLargeDeferredInLoop() {
	for range 3 {
		v := [5000]byte{1}
		defer use(v)
	}
}

// run: boxOfLargeInNestedLiterals()
//
//go:noinline
func boxOfLargeInNestedLiterals() {
	func() {
		defer use(1)
		v := [5000]byte{1}
		func() {
			defer use(v)
		}()
	}()
}

//go:noinline
func use(v any) bool { return v == nil }
