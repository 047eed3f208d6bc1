package demo

import "strings"

func key(s string) string {
	before, _, _ := strings.Cut(s, "=")
	return before
}
