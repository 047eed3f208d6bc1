package demo

func distinct(names []string, keep func(map[string]int)) int {
	seen := make(map[string]int)
	for _, name := range names {
		seen[name]++
	}
	keep(seen)
	return len(seen)
}
