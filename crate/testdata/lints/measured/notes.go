// Advice that changes nothing: each piece of code as it is, and as the advice has it, with the heap objects that one call makes.
package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

type pair struct{ x, y int }

type small struct{ a, b int }

type large struct{ data [64]int }

//go:noinline
func grown(n int) []int {
	var list []int
	for i := range n {
		list = append(list, i)
	}
	return list
}

//go:noinline
func reserved(n int) []int {
	list := make([]int, 0, 4)
	for i := range n {
		list = append(list, i)
	}
	return list
}

var (
	sinkAny    any
	sinkBytes  []byte
	sinkErr    error
	sinkInt    int
	sinkPair   *pair
	sinkString string
	sinkBool   bool
	sinkCtx    context.Context

	raw    = []byte("some bytes that are longer than thirty-two of them")
	long   = string(raw)
	parts  = strings.Fields("a b c d e f g h i j k l")
	ints   = []int{3, 1, 2}
	number = 7
	group  sync.WaitGroup
)

//go:noinline
func use(v any) int {
	if v == nil {
		return 0
	}
	return 1
}

//go:noinline
func useInt(v int) int { return v }

//go:noinline
func keep(v any) { sinkAny = v }

//go:noinline
func sum(list []int) (n int) {
	for _, v := range list {
		n += v
	}
	return n
}

//go:noinline
func call(f func() int) int { return f() }

//go:noinline
func fill(p []byte) { p[7] = 1 }

func newPair(x int) *pair { return &pair{x, x} }

func makePair(x int) pair { return pair{x, x} }

func (p pair) keepValue() { sinkPair = &p }

func (p *pair) keepCopy() {
	c := *p
	sinkPair = &c
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

//go:noinline
func readAs[R io.Reader](r R) int {
	buf := make([]byte, 64)
	n, _ := r.Read(buf)
	return n
}

//go:noinline
func readFrom(r io.Reader) int {
	buf := make([]byte, 64)
	n, _ := r.Read(buf)
	return n
}

var (
	builders = sync.Pool{New: func() any { return new(strings.Builder) }}
	smalls   = sync.Pool{New: func() any { return new(small) }}
	source   = strings.NewReader("")
	value    atomic.Value
	pointer  atomic.Pointer[pair]
	known    sync.Map
	plain    = map[int]bool{}
)

type key struct{}

// What the advice is about, without it and with it.
var cases = []struct {
	code          string
	before, after func()
}{
	{"smallMake", func() {
		list := make([]int, 0, number%4)
		sinkInt = sum(append(list, 1))
	}, func() {
		list := make([]int, 0, 4)
		sinkInt = sum(append(list, 1))
	}},
	{"smallAppend", func() { sinkInt = sum(grown(4)) }, func() { sinkInt = sum(reserved(4)) }},
	{"smallMap", func() {
		m := map[int]int{}
		m[number] = 1
		sinkInt = len(m)
	}, func() {
		m := make(map[int]int, 8)
		m[number] = 1
		sinkInt = len(m)
	}},
	{"boxingIsFree", func() { keep(number) }, func() { keep(&number) }},
	{"boxOnStack", func() { sinkInt = use(number * 1000) }, func() { sinkInt = useInt(number * 1000) }},
	{"freeConversion", func() { sinkBool = string(raw) == string(sinkBytes) }, func() { sinkBool = bytes.Equal(raw, sinkBytes) }},
	{"readOnlyBytes", func() { sinkInt = copy(raw, []byte(long)) }, func() { sinkInt = copy(raw, long) }},
	{"runeCount", func() { sinkInt = len([]rune(long)) }, func() {
		n := 0
		for range long {
			n++
		}
		sinkInt = n
	}},
	{"closureOnStack", func() { sinkInt = call(func() int { return number }) }, func() { sinkInt = number }},
	{"pointerOnStack", func() {
		p := new(pair)
		p.x = number
		sinkInt = p.x
	}, func() {
		var p pair
		p.x = number
		sinkInt = p.x
	}},
	{"pooledBuilder", func() {
		var b strings.Builder
		b.WriteString(long)
		sinkString = b.String()
	}, func() {
		b := builders.Get().(*strings.Builder)
		b.Reset()
		b.WriteString(long)
		sinkString = b.String()
		builders.Put(b)
	}},
	{"pooledSmall", func() {
		var s small
		s.a = number
		sinkInt = s.a
	}, func() {
		s := smalls.Get().(*small)
		s.a = number
		sinkInt = s.a
		smalls.Put(s)
	}},
	{"errorfConstant", func() { sinkErr = fmt.Errorf("failed") }, func() { sinkErr = errors.New("failed") }},
	{"waitGroupGo", func() {
		group.Add(1)
		go func() { defer group.Done(); sinkInt = 1 }()
		group.Wait()
	}, func() {
		group.Go(func() { sinkInt = 1 })
		group.Wait()
	}},
	{"inlinedConstructor", func() { sinkInt = newPair(number).x }, func() { sinkInt = makePair(number).x }},
	{"concatOnce", func() { sinkString = parts[0] + long + parts[1] + parts[2] }, func() {
		var b strings.Builder
		b.Grow(len(parts[0]) + len(long) + len(parts[1]) + len(parts[2]))
		b.WriteString(parts[0])
		b.WriteString(long)
		b.WriteString(parts[1])
		b.WriteString(parts[2])
		sinkString = b.String()
	}},
	{"sortInts", func() { sort.Ints(ints) }, func() { slices.Sort(ints) }},
	{"contextKey", func() { sinkCtx = context.WithValue(context.Background(), "key", source) }, func() { sinkCtx = context.WithValue(context.Background(), key{}, source) }},
	{"copyBeforeCapture", func() {
		n := number
		keep(func() int { return n })
	}, func() {
		n := number
		m := n
		keep(func() int { return m })
	}},
	{"goCall", func() {
		n := number
		group.Add(1)
		go func() { sinkInt = n; group.Done() }()
		group.Wait()
	}, func() {
		n := number
		group.Add(1)
		go func(n int) { sinkInt = n; group.Done() }(n)
		group.Wait()
	}},
	{"typeParamBuffer", func() { sinkInt = readFrom(source) }, func() { sinkInt = readAs(source) }},
	{"bufferToBuilder", func() {
		var b bytes.Buffer
		for _, p := range parts {
			b.WriteString(p)
		}
		sinkString = b.String()
	}, func() {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(p)
		}
		sinkString = b.String()
	}},
	{"hexEncode", func() { sinkString = fmt.Sprintf("%x", raw) }, func() { sinkString = hex.EncodeToString(raw) }},
	{"valueReceiver", func() { (&pair{number, 1}).keepCopy() }, func() { pair{number, 1}.keepValue() }},
	{"atomicValue", func() { value.Store(&pair{number, 1}) }, func() { pointer.Store(&pair{number, 1}) }},
	{"syncMapKey", func() { _, sinkBool = known.Load(number * 1000) }, func() { sinkBool = plain[number*1000] }},
	{"rangeFunc", func() {
		n := 0
		for i := range count(number) {
			n += i
		}
		sinkInt = n
	}, func() {
		n := 0
		for i := range number {
			n += i
		}
		sinkInt = n
	}},
	{"devirtualized", func() {
		var b bytes.Buffer
		var w io.Writer = &b
		w.Write(raw)
		sinkInt = b.Len()
	}, func() {
		var b bytes.Buffer
		b.Write(raw)
		sinkInt = b.Len()
	}},
	{"largeArray", func() {
		table := make([]byte, 200<<10)
		fill(table)
		sinkInt = int(table[7])
	}, func() {
		var table [200 << 10]byte
		fill(table[:])
		sinkInt = int(table[7])
	}},
}

func main() {
	for _, c := range cases {
		fmt.Println(c.code, testing.AllocsPerRun(1000, c.before), testing.AllocsPerRun(1000, c.after))
	}
}
