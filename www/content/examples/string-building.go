package main

import (
	"fmt"
	"strings"
)

// added makes a new string in each turn: all but the last are waste.
func added(words []string) string {
	s := ""
	for _, w := range words {
		s += w + " "
	}
	return s
}

// joined counts first and makes one string: in strings.Join, where there is
// no mark of ours.
func joined(words []string) string {
	return strings.Join(words, " ")
}

// isKey compares and forgets: the string does not escape. Up to 32 bytes of
// it are in the frame, and a longer one is made on the heap all the same.
func isKey(name, prefix, rest string) bool {
	return name == prefix+"."+rest
}

// has looks up bytes: the compiler makes no string of them here.
func has(set map[string]bool, key []byte) bool {
	return set[string(key)]
}

func main() {
	words := []string{"stack", "or", "heap"}
	set := map[string]bool{"heap": true}
	fmt.Println(added(words), joined(words))
	fmt.Println(isKey("a.b", words[0], "b"), has(set, []byte(words[2])))
}
