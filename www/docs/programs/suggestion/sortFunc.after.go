package demo

import (
	"cmp"
	"slices"
)

func byLength(list []string) {
	slices.SortFunc(list, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}
