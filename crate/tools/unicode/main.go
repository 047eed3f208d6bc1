// Prints src/syntax/unicode_tables.rs from the tables of the Go toolchain that runs it:
//
//	go run crate/tools/unicode/main.go > crate/src/syntax/unicode_tables.rs
package main

import (
	"fmt"
	"unicode"
)

func table(name, doc string, in func(rune) bool) {
	var ranges [][2]rune
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !in(r) {
			continue
		}
		if n := len(ranges); n > 0 && ranges[n-1][1] == r-1 {
			ranges[n-1][1] = r
		} else {
			ranges = append(ranges, [2]rune{r, r})
		}
	}
	fmt.Printf("\n/// %s\npub const %s: [(u32, u32); %d] = [\n", doc, name, len(ranges))
	for _, r := range ranges {
		fmt.Printf("    (%#x, %#x),\n", r[0], r[1])
	}
	fmt.Println("];")
}

func main() {
	fmt.Printf("//! Unicode %s as Go has it: written by `crate/tools/unicode`.\n", unicode.Version)
	table("LETTERS", "Letters outside ASCII (categories Lu, Ll, Lt, Lm, Lo): first and last of each range.", unicode.IsLetter)
	table("DIGITS", "Decimal digits outside ASCII (category Nd): first and last of each range.", unicode.IsDigit)
	table("PRINTED", "Characters outside ASCII that Go prints as they are: first and last of each range.", unicode.IsPrint)
}
