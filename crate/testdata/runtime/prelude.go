// What the programs share: places that values can escape to, and values whose size the compiler does not know.

package main

var (
	sink       any
	sinkBytes  []byte
	sinkInts   []int
	sinkString string
	sinkRunes  []rune
	sinkFunc   func() int
	sinkInt    *int
	sinkMap    map[int]int
	sinkChan   chan int
	yes        = true
	count      int
)

type point struct{ x, y int }

type pair struct {
	a int32
	b int32
}

type node struct {
	next *node
	val  int
}

type named struct {
	name string
	id   int
}

type big struct{ b [200]byte }

type huge struct{ b [2000]byte }

type shape interface{ area() int }

func (p point) area() int { return p.x * p.y }

func (p *point) move(d int) { p.x += d }

// Strings and bytes of a known length, which no compiler sees.
func text(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(i%26)
	}
	return string(b)
}

var (
	s0, s1, s5, s10, s16, s20, s32, s33, s64, s100       = text(0), text(1), text(5), text(10), text(16), text(20), text(32), text(33), text(64), text(100)
	b0, b1, b2, b16, b32, b33, b64                       = []byte(s0), []byte(s1), []byte(text(2)), []byte(s16), []byte(s32), []byte(s33), []byte(s64)
	r0, r1, r10, r29, r30, r40                           = []rune(s0), []rune(s1), []rune(s10), []rune(text(29)), []rune(text(30)), []rune(text(40))
	ints10                                               = make([]int, 10)
	lookup                                               = map[string]int{s64: 1, s16: 2}
	points                                               = map[point]int{}
	aPoint                                               = point{1, 2}
	aShape                                         shape = aPoint
	aNode                                                = &node{val: 1}
	aFunc                                                = func() int { return count }
)

//go:noinline
func read(b []byte) int { return len(b) }

//go:noinline
func write(b []byte) { b[0] = 1 }

//go:noinline
func readString(s string) int { return len(s) }

//go:noinline
func look(x any) bool { return x != nil }

//go:noinline
func keep(x any) { sink = x }

//go:noinline
func apply(f func() int) int { return f() }

//go:noinline
func follow(p *int) int { return *p }

//go:noinline
func nothing() {}

//go:noinline
func take(x int) { count += x }
