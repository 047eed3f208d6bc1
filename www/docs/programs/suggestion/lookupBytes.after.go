package demo

func lookup(m map[string]int, data []byte) int {
	return m[string(data)]
}
