// Package p ranges over functions in all the ways that there are. Its functions are generic, so that export data
// hold their bodies whatever they cost.
package p

type Seq0 func(yield func() bool)
type Seq[V any] func(yield func(V) bool)
type Seq2[K, V any] func(yield func(K, V) bool)

type Yield[V any] func(V) bool
type Named[V any] func(Yield[V])

type List[T any] struct {
	head *node[T]
	size int
}

type node[T any] struct {
	value T
	next  *node[T]
}

type Embeds[T any] struct{ *List[T] }

type Rec[T any] struct{ v T }

func (l *List[T]) All(yield func(int, T) bool) {
	i := 0
	for n := l.head; n != nil; n = n.next {
		if !yield(i, n.value) {
			return
		}
		i++
	}
}

func (l *List[T]) Values() Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range l.All {
			if !yield(v) {
				return
			}
		}
	}
}

func (l *List[T]) Sum(add func(T, T) T) (sum T) {
	for v := range l.Values() {
		sum = add(sum, v)
	}
	return
}

func (l *List[T]) Has(want T, same func(T, T) bool) bool {
	for _, v := range l.All {
		if same(v, want) {
			return true
		}
	}
	return false
}

func None[T any](f Seq0, x T) (n int) {
	for range f {
		n++
	}
	for range func(yield func() bool) { yield() } {
		n++
	}
	return n
}

func One[T any](f Seq[T], use func(T)) {
	for x := range f {
		use(x)
	}
	for range f {
	}
	for _ = range f {
	}
	for _, _ = range (Seq2[T, T])(nil) {
	}
}

func Two[K comparable, V any](f Seq2[K, V], m map[K]V) {
	for k, v := range f {
		m[k] = v
	}
	for k := range f {
		delete(m, k)
	}
	for _, v := range f {
		_ = v
	}
	for k, _ := range f {
		_ = k
	}
	for range f {
	}
}

func Existing[K comparable, V any](f Seq2[K, V]) (k K, v V, err error) {
	for k, v = range f {
	}
	for k = range f {
	}
	for _, v = range f {
	}
	var s struct {
		k []K
		v *V
		a any
	}
	for s.k[0], *s.v = range f {
	}
	for s.k[0], (*s.v) = range f {
	}
	for s.a, s.a = range f {
	}
	for (s.a), _ = range f {
	}
	m := map[string]any{}
	for m["k"], m["v"] = range f {
	}
	return
}

func Converted[T any](f Named[T], g Named[int]) int {
	for x := range f {
		_ = x
	}
	var a any
	for a = range g {
		if a == 1 {
			return 1
		}
	}
	return 2
}

func Core[T any, F func(yield func(T) bool)](f F) (last T) {
	for last = range f {
	}
	for x := range f {
		return x
	}
	return
}

func Yieldcore[T any, Y func(T) bool](f func(Y)) {
	for x := range f {
		_ = x
	}
}

func Early[T any](f Seq[T]) (T, bool) {
	for x := range f {
		return x, true
	}
	var zero T
	return zero, false
}

func Pair[T any](f Seq[T]) (T, error) { return *new(T), nil }

func Forward[T any](f Seq[Seq[T]]) (T, error) {
	for g := range f {
		return Pair(g)
	}
	panic("none")
}

func Boxed[T any](f Seq[T]) any {
	for x := range f {
		return x
	}
	for range f {
		return nil
	}
	return 0
}

func Blanks[T any](f Seq[T]) (_ T, named int, _ error) {
	for x := range f {
		if named > 1 {
			return
		}
		return x, 1, nil
	}
	return
}

func Plain[T any](f Seq[T]) {
	for range f {
		return
	}
	for range f {
		if true {
			return
		}
		println("never")
	}
}

func Simple[T any](f Seq[T], cond func(T) bool) {
	for x := range f {
		if cond(x) {
			continue
		}
		switch {
		case cond(x):
			break
		case !cond(x):
			continue
		default:
			Fallthroughs(x)
		}
		for i := 0; i < 10; i++ {
			if i > 5 {
				break
			}
			continue
		}
		select {
		default:
			break
		}
		break
	}
	for range f {
		break
		println("never")
	}
	for range f {
		for {
			break
		}
		continue
	}
}

func Fallthroughs[T any](x T) {
	for range func(func(int) bool) {} {
		switch any(x).(type) {
		case int:
			continue
		case string:
			return
		}
		switch 1 {
		case 1:
			fallthrough
		case 2:
			break
		}
	}
}

func Nested[T any](f Seq[T], g Seq2[int, T], h Seq0) (t T, err error) {
	for x := range f {
		for i, y := range g {
			for range h {
				if i > 5 {
					return x, nil
				}
				_ = y
			}
			if i > 7 {
				return y, nil
			}
		}
	}
	for range f {
		for range g {
		}
	}
	for range f {
		for i := range 10 {
			for range h {
				if i > 5 {
					break
				}
				return
			}
		}
	}
	return
}

func Labelled[T any](f Seq[T], g Seq[T], h Seq0, cond func(T) int) {
A:
	for x := range f {
	B:
		for y := range g {
		C:
			for range h {
				switch cond(x) + cond(y) {
				case 1:
					break A
				case 2:
					break B
				case 3:
					break C
				case 4:
					continue A
				case 5:
					continue B
				case 6:
					continue C
				case 7:
					return
				}
			}
		}
	}
}

func Onlybreak[T any](f Seq[T]) {
A:
	for range f {
		for range f {
			for range f {
				break A
			}
		}
	}
B:
	for range f {
		for range f {
			for range f {
				continue B
			}
		}
	}
C:
	for range f {
		for range f {
			break C
		}
		for range f {
			continue C
		}
	}
}

func Mixed[T any](f Seq[T], list []T, cond func(T) int) (err error) {
Outer:
	for i, x := range list {
	Inner:
		for y := range f {
			switch cond(x) + cond(y) {
			case 0:
				break Outer
			case 1:
				continue Outer
			case 2:
				goto Done
			case 3:
				goto Outer
			case 4:
				return err
			}
		Local:
			for range 3 {
				switch {
				case i > 1:
					break Local
				case i > 2:
					continue Local
				case i > 3:
					goto Local
				case i > 4:
					continue Inner
				case i > 5:
					break Inner
				case i > 6:
					break Outer
				}
			}
		Near:
			if i > 10 {
				goto Near
			}
			for range f {
				if i > 11 {
					goto Near
				}
				continue Inner
			}
		}
	}
Done:
	return
}

func Statements[T any](f Seq[T], c chan T) {
S:
	switch len(c) {
	case 1:
		for range f {
			break S
		}
	case 2:
		for range f {
			for range f {
				break S
			}
		}
	}
L:
	select {
	case <-c:
		for range f {
			break L
		}
	default:
		for x := range f {
			c <- x
			break L
		}
	}
B:
	{
		for range f {
			goto B
		}
		for range f {
			for range f {
				goto B
			}
		}
	}
	if true {
		goto E
	} else {
		for range f {
			return
		}
	}
E:
}

func Duplicates[T any](f Seq[T]) {
	_ = func() {
	X:
		for range f {
			for range f {
				continue X
			}
		}
	Y:
		for range 3 {
			for range f {
				break Y
			}
		}
	}
X:
	for range 3 {
		for range f {
			break X
		}
	Y:
		for range 4 {
			for range f {
				for range f {
					continue Y
				}
				break X
			}
		}
	}
}

func Defers[T any](f Seq[T], g Seq2[T, int]) (n int, err error) {
	defer println("plain")
	for x := range f {
		defer println("loop")
		defer func() {
			n++
			_ = x
		}()
		go println("go")
	}
	for x := range f {
		if n > 1 {
			return n, nil
		}
		defer func(x T) {}(x)
		for y := range g {
			defer func(y T) {}(y)
			break
		}
	}
	for range f {
		func() {
			defer println("inner")
			for range f {
				defer println("inner loop")
			}
		}()
	}
	return
}

func Literals[T any](f Seq[T]) []func() (T, error) {
	var list []func() (T, error)
	for x := range f {
		list = append(list, func() (T, error) {
			for y := range f {
				_ = x
				return y, nil
			}
			return x, nil
		})
	}
	list = append(list, func() (T, error) {
		var zero T
		for y := range f {
			func() {
				zero = y
			}()
			for z := range func() Seq[T] {
				for range f {
					return f
				}
				return nil
			}() {
				return z, nil
			}
		}
		return zero, nil
	})
	return list
}

func Captured[T any](f Seq[T], g func(*T)) (sum int) {
	var last T
	p := &last
	for x := range f {
		y := x
		g(&x)
		g(&y)
		last = y
		*p = x
		sum++
		func() { sum += 2; last = x }()
	}
	return sum
}

func Dead[T any](f Seq[T]) int {
	for range f {
		if false {
			for range f {
				return 1
			}
		}
		panic("x")
		return 2
	}
	return 3
	for range f {
		return 4
	}
	return 5
}

func Ends[T any](f Seq[T]) int {
	for x := range f {
		if any(x) == nil {
			return 1
		} else {
			continue
		}
	}
	for range f {
		{
			break
		}
	}
	for range f {
		goto next
	next:
		break
	}
	for range f {
		switch {
		default:
			return 2
		}
	}
	return 3
}

func Methods[T any](l *List[T], ls []List[T], s interface{ All(func(int, T) bool) }) {
	for i, v := range l.All {
		_, _ = i, v
	}
	for range ls[0].All {
	}
	for v := range l.Values() {
		_ = v
	}
	for range s.All {
	}
	for range (*List[T]).Values(l) {
	}
	for range All[T] {
	}
	for range All[*T] {
	}
	for range All[int] {
	}
	var e Embeds[T]
	for range e.All {
	}
}

func All[T any](yield func(T) bool) {}

func Infers[T any](list []T) {
	for i, x := range Backwards(list) {
		for range Backwards([]int{i}) {
			_ = x
		}
	}
}

func Backwards[E any](s []E) Seq2[int, E] {
	return func(yield func(int, E) bool) {
		for i := len(s) - 1; i >= 0; i-- {
			if !yield(i, s[i]) {
				return
			}
		}
	}
}

var initial = func() int {
	for x := range Counted[int] {
		return x
	}
	return 0
}()

func Counted[T any](yield func(int) bool) {
	yield(1)
}

func Local[T any](f Seq[T]) (n int) {
	for x := range f {
		_ = any(Rec[T]{x})
		const k = 2
		n += k
	}
	for r := range func(yield func(Rec[T]) bool) {} {
		_ = any(r)
	}
	return
}
