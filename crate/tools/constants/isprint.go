//go:build ignore

// Isprint writes the table of crate/src/types/constant/is_print.rs: which characters Go shows unescaped inside quotes.
// Run it with the pinned Go: go run isprint.go > ../../src/types/constant/is_print.rs
package main

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

func main() {
	fmt.Println("//! The characters that Go prints as they are inside quotes; written by crate/tools/constants/isprint.go.")
	fmt.Println()
	fmt.Println("/// Ranges of printable characters (strconv.IsPrint), first and last, in order.")
	fmt.Println("#[rustfmt::skip]")
	fmt.Println("pub static PRINTABLE: &[(u32, u32)] = &[")
	first, col := rune(-1), 0
	for r := rune(0); r <= utf8.MaxRune+1; r++ {
		printable := r <= utf8.MaxRune && strconv.IsPrint(r)
		if printable && first < 0 {
			first = r
		}
		if !printable && first >= 0 {
			if col == 0 {
				fmt.Print("   ")
			}
			fmt.Printf(" (%#x, %#x),", first, r-1)
			if col++; col == 6 {
				fmt.Println()
				col = 0
			}
			first = -1
		}
	}
	if col != 0 {
		fmt.Println()
	}
	fmt.Println("];")
}
