// Conversions that copy nothing.
package main

func count(s string) int { return len([]rune(s)) } // NOTE runeCount

func equal(a, b []byte) bool { return string(a) == string(b) } // NOTE freeConversion

func add(b []byte, s string) []byte { return append(b, []byte(s)...) } // NOTE readOnlyBytes

// Near misses.

func keep(b []byte) string { return string(b) }

func write(s string) []byte { return []byte(s) }

func main() { println(count("x"), equal(nil, nil), len(add(nil, "x")), keep(nil), len(write("x"))) }
