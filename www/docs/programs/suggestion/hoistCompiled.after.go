package demo

import "regexp"

var word = regexp.MustCompile(`^[a-z]+$`)

func valid(s string) bool {
	return word.MatchString(s)
}
