package demo

import "strings"

func count(s string) (n int) {
	for _, part := range strings.Split(s, ",") {
		if part != "" {
			n++
		}
	}
	return n
}
