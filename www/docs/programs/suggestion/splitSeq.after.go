package demo

import "strings"

func count(s string) (n int) {
	for part := range strings.SplitSeq(s, ",") {
		if part != "" {
			n++
		}
	}
	return n
}
