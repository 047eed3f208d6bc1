// Function literals, method values, deferred calls, range over functions.

package main

// run: closureStays(1)
//
//go:noinline
func closureStays(x int) int { return apply(func() int { return x }) }

// run: closureEscapes(1)
//
//go:noinline
func closureEscapes(x int) { sinkFunc = func() int { return x } }

// run: closureTwoWords(s5, 1)
//
//go:noinline
func closureTwoWords(s string, x int) { sinkFunc = func() int { return len(s) + x } }

// run: closureNoCapture()
//
//go:noinline
func closureNoCapture() { sinkFunc = func() int { return 1 } }

// run: closureGlobal()
//
//go:noinline
func closureGlobal() { sinkFunc = func() int { return count } }

// run: closureByReference(1)
//
//go:noinline
func closureByReference(x int) {
	y := x
	sinkFunc = func() int { y++; return y }
}

// run: closureTwoReferences(1)
//
//go:noinline
func closureTwoReferences(x int) {
	y, z := x, x
	sinkFunc = func() int { y++; z++; return y + z }
}

// run: closureBig()
//
//go:noinline
func closureBig() {
	var b big
	sinkFunc = func() int { return len(b.b) + int(b.b[1]) }
}

// run: closureOfBool(true)
//
//go:noinline
func closureOfBool(b bool) {
	sinkFunc = func() int {
		if b {
			return 1
		}
		return 0
	}
}

// run: closureCalled(1)
//
//go:noinline
func closureCalled(x int) int {
	return func() int { return x }()
}

// run: closureInLoop(3) turns 3
//
//go:noinline
func closureInLoop(n int) {
	for i := range n {
		sinkFunc = func() int { return i }
	}
}

// run: closureNested(1)
//
//go:noinline
func closureNested(x int) {
	sinkFunc = func() int {
		f := func() int { return x }
		return f()
	}
}

// run: closureReturned(1)
//
//go:noinline
func closureReturned(x int) func() int { return func() int { return x } }

// run: counter()
//
//go:noinline
func counter() func() int {
	n := 0
	return func() int { n++; return n }
}

// run: methodValue(aPoint)
//
//go:noinline
func methodValue(p point) { sinkFunc = p.area }

// run: methodValueStays(aPoint)
//
//go:noinline
func methodValueStays(p point) int { return apply(p.area) }

// run: methodValueInterface(aShape)
//
//go:noinline
func methodValueInterface(s shape) { sinkFunc = s.area }

// run: methodValuePointer(&pointerOf)
//
//go:noinline
func methodValuePointer(p *point) { sinkMove = p.move }

var (
	sinkMove  func(int)
	pointerOf point
)

// run: methodExpression()
//
//go:noinline
func methodExpression() { sinkArea = point.area }

var sinkArea func(point) int

// run: functionValue()
//
//go:noinline
func functionValue() { sinkNothing = nothing }

var sinkNothing func()

// run: deferPlain()
//
//go:noinline
func deferPlain() { defer nothing() }

// run: deferArgument(1)
//
//go:noinline
func deferArgument(x int) { defer take(x) }

// run: deferLiteral(1)
//
//go:noinline
func deferLiteral(x int) (y int) {
	defer func() { y += x }()
	return 1
}

// run: deferThree(1)
//
//go:noinline
func deferThree(x int) {
	defer take(x)
	defer take(x + 1)
	defer take(x + 2)
}

// run: deferTen(1)
//
//go:noinline
func deferTen(x int) {
	defer take(x)
	defer take(x)
	defer take(x)
	defer take(x)
	defer take(x)
	defer take(x)
	defer take(x)
	defer take(x)
	defer take(x)
	defer take(x)
}

// run: deferLoopPlain(4) turns 4
//
//go:noinline
func deferLoopPlain(n int) {
	for range n {
		defer nothing()
	}
}

// run: deferLoop(4) turns 4
//
//go:noinline
func deferLoop(n int) {
	for i := range n {
		defer take(i)
	}
}

// run: deferLoopLiteral(4) turns 4
//
//go:noinline
func deferLoopLiteral(n int) {
	for i := range n {
		defer func() { take(i) }()
	}
}

// run: deferConditional(true)
//
//go:noinline
func deferConditional(b bool) {
	if b {
		defer take(1)
	}
}

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// run: rangeInlined(5) turns 5
//
//go:noinline
func rangeInlined(n int) int {
	sum := 0
	for x := range upTo(n) {
		sum += x
	}
	return sum
}

//go:noinline
func upToOpaque(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// run: rangeOpaque(5) dynamic: the function that is ranged over is not known
//
//go:noinline
func rangeOpaque(n int) int {
	sum := 0
	for x := range upToOpaque(n) {
		sum += x
	}
	return sum
}

// run: rangeDefer(3) turns 3, dynamic: the loop may be left
//
//go:noinline
func rangeDefer(n int) {
	for x := range upTo(n) {
		defer take(x)
	}
}

// run: recovers()
//
//go:noinline
func recovers() (ok bool) {
	defer func() { ok = recover() == nil }()
	return false
}

// run: variadicInts(1, 2)
//
//go:noinline
func variadicInts(a, b int) int { return sum(a, b) }

//go:noinline
func sum(xs ...int) int { return len(xs) }

// run: variadicKept(1, 2)
//
//go:noinline
func variadicKept(a, b int) { keepInts(a, b) }

//go:noinline
func keepInts(xs ...int) { sinkInts = xs }

// run: variadicNone()
//
//go:noinline
func variadicNone() { keepInts() }

// run: variadicGiven(ints10)
//
//go:noinline
func variadicGiven(s []int) { keepInts(s...) }

// run: closureOfNothing(1, struct{}{})
//
//go:noinline
func closureOfNothing(n int, void struct{}) {
	sinkFunc = func() int { sink = void; return n }
}

// run: closureOfNothingFirst(struct{}{}, 1)
//
//go:noinline
func closureOfNothingFirst(void struct{}, n int) {
	sinkFunc = func() int { sink = void; return n }
}

// run: closureOfNothingLast([0]int{}, 1)
//
//go:noinline
func closureOfNothingLast(void [0]int, n int) {
	sinkFunc = func() int {
		if n > 1 {
			sink = void
		}
		return n
	}
}

type hollow struct{}

func (hollow) value() int { return 1 }

// run: methodValueOfNothing(hollow{})
//
//go:noinline
func methodValueOfNothing(h hollow) { sinkFunc = h.value }

// run: closureOfShorts(1, 2)
//
//go:noinline
func closureOfShorts(a int16, b int32) { sinkFunc = func() int { return int(a) + int(b) } }
