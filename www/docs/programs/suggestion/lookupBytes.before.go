package demo

func lookup(m map[string]int, data []byte) int {
	key := string(data)
	return m[key]
}
