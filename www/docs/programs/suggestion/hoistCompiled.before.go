package demo

import "regexp"

func valid(s string) bool {
	return regexp.MustCompile(`^[a-z]+$`).MatchString(s)
}
