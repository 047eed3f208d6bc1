package demo

import "strings"

func key(s string) string {
	parts := strings.SplitN(s, "=", 2)
	return parts[0]
}
