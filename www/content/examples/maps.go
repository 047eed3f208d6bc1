package main

import (
	"fmt"
	"strings"
)

type Page struct {
	Title string
	Hits  int
}

// distinct forgets its map: the first group of 8 entries is in the frame.
// More of them are made on the heap as the map grows.
func distinct(text string) int {
	seen := map[string]bool{}
	for _, w := range strings.Fields(text) {
		seen[w] = true
	}
	return len(seen)
}

// pointers: whatever a map holds is on the heap, so each Page is made there.
func pointers(titles []string) map[string]*Page {
	pages := make(map[string]*Page, len(titles))
	for _, t := range titles {
		pages[t] = &Page{Title: t}
	}
	return pages
}

// values: the map's own memory holds the pages, and no other is made.
func values(titles []string) map[string]Page {
	pages := make(map[string]Page, len(titles))
	for _, t := range titles {
		pages[t] = Page{Title: t}
	}
	return pages
}

func main() {
	titles := []string{"Home", "News"}
	fmt.Println(distinct("to be or not to be"))
	fmt.Println(len(pointers(titles)), len(values(titles)))
}
