// Maps.

package main

// run: small(0) turns 0
// run: small(8) turns 8
// run: small(9) turns 9
// run: small(15) turns 15
// run: small(100) turns 100
// run: small(500) turns 500
// run: small(1000) turns 1000, dynamic: a full table is split by hashes
//
//go:noinline
func small(n int) int {
	m := map[int]int{}
	for i := range n {
		m[i] = i
	}
	return len(m)
}

// run: mapReturned(0) turns 0
// run: mapReturned(1) turns 1
// run: mapReturned(8) turns 8
// run: mapReturned(9) turns 9
// run: mapReturned(50) turns 50
//
//go:noinline
func mapReturned(n int) map[int]int {
	m := make(map[int]int)
	for i := range n {
		m[i] = i
	}
	return m
}

// run: mapOfStrings(5) turns 5
// run: mapOfStrings(20) turns 20
//
//go:noinline
func mapOfStrings(n int) map[int]string {
	m := make(map[int]string)
	for i := range n {
		m[i] = s5
	}
	return m
}

// run: set(8) turns 8
// run: set(20) turns 20
//
//go:noinline
func set(n int) map[int]struct{} {
	m := make(map[int]struct{})
	for i := range n {
		m[i] = struct{}{}
	}
	return m
}

// run: repeatedKeys(100) turns 100, dynamic: keys may be the same
//
//go:noinline
func repeatedKeys(n int) int {
	m := map[int]int{}
	for i := range n {
		m[i%4]++
	}
	return len(m)
}

// run: fewKeys(4) turns 4
//
//go:noinline
func fewKeys(n int) int {
	m := map[int]int{}
	for i := range n {
		m[i/2]++
	}
	return len(m)
}

// run: mapMade()
//
//go:noinline
func mapMade() map[int]int { return make(map[int]int) }

// run: mapMadeSmall()
//
//go:noinline
func mapMadeSmall() map[int]int { return make(map[int]int, 8) }

// run: mapMadeNine()
//
//go:noinline
func mapMadeNine() map[int]int { return make(map[int]int, 9) }

// run: mapMadeHundred()
//
//go:noinline
func mapMadeHundred() map[int]int { return make(map[int]int, 100) }

// run: mapMadeLarge()
//
//go:noinline
func mapMadeLarge() map[int]int { return make(map[int]int, 10000) }

// run: mapHint(8) size 8
// run: mapHint(100) size 100
// run: mapHint(5000) size 5000
//
//go:noinline
func mapHint(n int) map[int]int { return make(map[int]int, n) }

// run: mapHintStays(8) size 8
// run: mapHintStays(9) size 9
//
//go:noinline
func mapHintStays(n int) int {
	m := make(map[int]int, n)
	return len(m)
}

// run: mapMadeStays()
//
//go:noinline
func mapMadeStays() int {
	m := make(map[int]int, 100)
	return len(m)
}

// run: mapLiteral()
//
//go:noinline
func mapLiteral() map[string]int { return map[string]int{"a": 1, "b": 2} }

// run: mapLiteralStays()
//
//go:noinline
func mapLiteralStays() int {
	m := map[string]int{"a": 1, "b": 2, "c": 3}
	return m["b"]
}

// run: mapLiteralNine()
//
//go:noinline
func mapLiteralNine() int {
	m := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9}
	return m[3]
}

// run: mapLiteralEmpty()
//
//go:noinline
func mapLiteralEmpty() map[string]int { return map[string]int{} }

// run: mapLiteralVariable(1, 2)
//
//go:noinline
func mapLiteralVariable(a, b int) map[int]int { return map[int]int{a: 1, b: 2} }

// run: mapLiteralMany()
//
//go:noinline
func mapLiteralMany() map[int]int {
	return map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 1, 11: 1, 12: 1, 13: 1, 14: 1, 15: 1, 16: 1, 17: 1, 18: 1, 19: 1, 20: 1, 21: 1, 22: 1, 23: 1, 24: 1, 25: 1, 26: 1, 27: 1}
}

// run: threeKeys()
//
//go:noinline
func threeKeys() int {
	m := map[string]int{}
	m["a"] = 1
	m["b"] = 2
	m["c"] = 3
	return len(m)
}

// run: wideElements(3) turns 3
//
//go:noinline
func wideElements(n int) int {
	m := map[int][20]int{}
	for i := range n {
		m[i] = [20]int{i}
	}
	return len(m)
}

// run: wideKeys(1)
//
//go:noinline
func wideKeys(x int) int {
	m := map[[20]int]int{}
	m[[20]int{x}] = 1
	return len(m)
}

// run: mapOfPoints(2)
//
//go:noinline
func mapOfPoints(x int) map[point]bool {
	m := map[point]bool{}
	m[point{x, 1}] = true
	return m
}

// run: assign() dynamic: the key may be new
//
//go:noinline
func assign() { points[aPoint] = 3 }

// run: lookUp(aPoint)
//
//go:noinline
func lookUp(p point) int { return points[p] }

// run: walk()
//
//go:noinline
func walk() int {
	n := 0
	for _, v := range lookup {
		n += v
	}
	return n
}

// run: nilMap(3)
//
//go:noinline
func nilMap(x int) int {
	var m map[int]int
	return m[x]
}

// run: cleared(5) turns 5
//
//go:noinline
func cleared(n int) int {
	m := map[int]int{}
	for i := range n {
		m[i] = i
	}
	clear(m)
	return len(m)
}

// run: mapOfSlices(1) dynamic: appends through a map are not followed
//
//go:noinline
func mapOfSlices(x int) map[int][]int {
	m := map[int][]int{}
	m[x] = append(m[x], 1)
	return m
}
