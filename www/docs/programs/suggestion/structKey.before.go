package demo

func count(m map[string]int, host, path string) {
	key := host + "|" + path
	m[key]++
}
