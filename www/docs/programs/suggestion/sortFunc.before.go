package demo

import "sort"

func byLength(list []string) {
	sort.Slice(list, func(i, j int) bool { return len(list[i]) < len(list[j]) })
}
