// Strings, bytes and runes.

package main

import "unicode/utf8"

// run: concat(s10, s10) size 20
// run: concat(s16, s16) size 32
// run: concat(s16, s20) size 36
//
//go:noinline
func concat(a, b string) int { return readString(a + b) }

// run: concatReturned(s1, s1) size 2
// run: concatReturned(s32, s32) size 64
//
//go:noinline
func concatReturned(a, b string) string { return a + b }

// run: concatEmpty(s0, s10) dynamic: one part may be empty
// run: concatEmpty(s10, s0) dynamic: one part may be empty
// run: concatEmpty(s10, s10) dynamic: one part may be empty
//
//go:noinline
func concatEmpty(a, b string) string { return a + b }

// run: concatConst(s10) size 14
// run: concatConst(s32) size 36
//
//go:noinline
func concatConst(a string) int { return readString("key:" + a) }

// run: concatConstReturned(s10) size 14
//
//go:noinline
func concatConstReturned(a string) string { return "key:" + a }

// Two parts are never empty: there is always something to build.
//
// run: concatBrackets(s0) size 2
// run: concatBrackets(s10) size 12
//
//go:noinline
func concatBrackets(a string) string { return "<" + a + ">" }

// The constants alone fill the buffer, so that there is none.
//
// run: concatLong(s1) size 33
//
//go:noinline
func concatLong(a string) int { return readString("01234567890123456789012345678901" + a) }

// run: concatMany(s5, s5, s5, s5, s5, s5) size 30
// run: concatMany(s10, s10, s10, s10, s10, s10) size 60
//
//go:noinline
func concatMany(a, b, c, d, e, f string) int { return readString(a + b + c + d + e + f) }

// run: concatManyReturned(s5, s5, s5, s5, s5, s5) size 30
//
//go:noinline
func concatManyReturned(a, b, c, d, e, f string) string { return a + b + c + d + e + f }

// run: concatLoop(3) turns 3, dynamic: the first part is empty at first
//
//go:noinline
func concatLoop(n int) string {
	s := ""
	for range n {
		s += s10
	}
	return s
}

// run: concatBytes(b10()) size 12
// run: concatBytes(b64) size 66
//
//go:noinline
func concatBytes(b []byte) int { return readString("<" + string(b) + ">") }

func b10() []byte { return b16[:10] }

// run: bytesToString(b0) size 0
// run: bytesToString(b1) size 1
// run: bytesToString(b32) size 32
// run: bytesToString(b33) size 33
//
//go:noinline
func bytesToString(b []byte) int { return readString(string(b)) }

// run: bytesToStringReturned(b0) size 0
// run: bytesToStringReturned(b1) size 1
// run: bytesToStringReturned(b2) size 2
// run: bytesToStringReturned(b64) size 64
//
//go:noinline
func bytesToStringReturned(b []byte) string { return string(b) }

// run: stringToBytesRead(s64)
//
//go:noinline
func stringToBytesRead(s string) int { return read([]byte(s)) }

// run: stringToBytesWritten(s32) size 32
// run: stringToBytesWritten(s33) size 33
//
//go:noinline
func stringToBytesWritten(s string) { write([]byte(s)) }

// run: stringToBytesReturned(s0) size 0
// run: stringToBytesReturned(s5) size 5
// run: stringToBytesReturned(s100) size 100
//
//go:noinline
func stringToBytesReturned(s string) []byte { return []byte(s) }

// run: constToBytes()
//
//go:noinline
func constToBytes() { write([]byte("a constant of some length, longer than a buffer")) }

// run: constToBytesReturned()
//
//go:noinline
func constToBytesReturned() []byte { return []byte("constant") }

// run: concatToBytes(s10, s10) size 20
// run: concatToBytes(s20, s20) size 40
//
//go:noinline
func concatToBytes(a, b string) { write([]byte(a + b)) }

// run: concatToBytesReturned(s10, s10) size 20
//
//go:noinline
func concatToBytesReturned(a, b string) []byte { return []byte(a + b) }

// run: runesToString(r10) size 10
// run: runesToString(r29) size 29
// run: runesToString(r30) size 30
//
//go:noinline
func runesToString(r []rune) int { return readString(string(r)) }

// run: runesToStringReturned(r0) size 0
// run: runesToStringReturned(r10) size 10
// run: runesToStringReturned(r40) size 40
//
//go:noinline
func runesToStringReturned(r []rune) string { return string(r) }

// run: stringToRunes(s32) size 128
// run: stringToRunes(s33) size 132
//
//go:noinline
func stringToRunes(s string) int {
	r := []rune(s)
	r[0] = 'x'
	return len(r)
}

// run: stringToRunesReturned(s0) size 0
// run: stringToRunesReturned(s10) size 40
//
//go:noinline
func stringToRunesReturned(s string) []rune { return []rune(s) }

// run: runeToString('x')
//
//go:noinline
func runeToString(r rune) int { return readString(string(r)) }

// run: runeToStringReturned('x')
//
//go:noinline
func runeToStringReturned(r rune) string { return string(r) }

// run: countRunes(s64)
//
//go:noinline
func countRunes(s string) int { return len([]rune(s)) }

// run: countRunesDirect(s64)
//
//go:noinline
func countRunesDirect(s string) int { return utf8.RuneCountInString(s) }

// run: equal(b64, b64)
//
//go:noinline
func equal(a, b []byte) bool { return string(a) == string(b) }

// run: equalConst(b64)
//
//go:noinline
func equalConst(a []byte) bool { return string(a) == "some constant" }

// run: less(b64, s64)
//
//go:noinline
func less(a []byte, b string) bool { return string(a) < b }

// run: find(b64)
//
//go:noinline
func find(b []byte) int { return lookup[string(b)] }

// run: findOk(b64)
//
//go:noinline
func findOk(b []byte) bool {
	_, ok := lookup[string(b)]
	return ok
}

// run: findInStruct(b64)
//
//go:noinline
func findInStruct(b []byte) int { return byKey[key{string(b), 1}] }

type key struct {
	s string
	n int
}

var byKey = map[key]int{}

// run: remove(b33)
//
//go:noinline
func remove(b []byte) { delete(lookup, string(b)) }

// run: choose(b64)
//
//go:noinline
func choose(b []byte) int {
	switch string(b) {
	case "a", "b":
		return 1
	case "c":
		return 2
	}
	return 3
}

// run: chooseVariable(b64, s10) size 64
//
//go:noinline
func chooseVariable(b []byte, s string) int {
	switch string(b) {
	case s:
		return 1
	}
	return 3
}

// run: rangeBytes(s64)
//
//go:noinline
func rangeBytes(s string) int {
	n := 0
	for _, c := range []byte(s) {
		n += int(c)
	}
	return n
}

// run: rangeRunes(s32) size 128
// run: rangeRunes(s33) size 132
//
//go:noinline
func rangeRunes(s string) int {
	n := 0
	for _, c := range []rune(s) {
		n += int(c)
	}
	return n
}

// run: rangeString(s64)
//
//go:noinline
func rangeString(s string) int {
	n := 0
	for _, c := range s {
		n += int(c)
	}
	return n
}

// run: copyBytes(b64, s64)
//
//go:noinline
func copyBytes(b []byte, s string) int { return copy(b, []byte(s)) }

// run: substring(s64)
//
//go:noinline
func substring(s string) string { return s[1:10] }

// run: toNamed(b33) size 33
//
//go:noinline
func toNamed(b []byte) myString { return myString(b) }

type myString string

// run: viaAny(b33) size 33, large
//
//go:noinline
func viaAny(b []byte) { sink = string(b) }

// run: lengthOf(b64) size 64
//
//go:noinline
func lengthOf(b []byte) int {
	s := string(b)
	if readString(s) > 100 {
		return 1
	}
	return len(s)
}

// run: fold(s10, s10) size 20
//
//go:noinline
func fold(a, b string) bool { return a+b == "x" }
