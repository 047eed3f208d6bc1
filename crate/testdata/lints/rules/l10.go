// L10: a copied pool.
package main

import (
	"fmt"
	"sync"
)

type cache struct {
	pool sync.Pool
	name string
}

var global = cache{name: "global", pool: sync.Pool{New: func() any { return new(int) }}}

func byValue(c cache) string { // LINT L10
	return c.name
}

func copies() string {
	c := global       // LINT L10
	return byValue(c) // LINT L10
}

// Near misses.

func byPointer(c *cache) string { return c.name }

func pointers() string {
	c := &global
	return byPointer(c)
}

func fresh() *cache {
	c := cache{name: "fresh"}
	return &c
}

func main() { fmt.Println(copies(), pointers(), fresh().name) }

// PRINTS global global fresh
