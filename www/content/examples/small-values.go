package main

import "fmt"

var kept []any

var total int

// keep holds what it gets, so everything that is put into one of its
// interfaces escapes. Whether that allocates is another question. (It is not
// inlined, so that each call below is the one mark that it is about.)
//
//go:noinline
func keep(values ...any) {
	kept = append(kept, values...)
}

func main() {
	b := byte(len(kept))
	n := 1000 * (len(kept) + 1)
	keep("a constant") // stands in the program's read-only data
	keep(b)            // the runtime has a place for each byte
	keep(struct{}{})   // has no size
	keep(&total)       // a pointer fits into the interface itself
	keep(n)            // 8 bytes: this one costs
	fmt.Println(len(kept))
}
