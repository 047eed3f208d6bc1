package demo

type place struct{ host, path string }

func count(m map[place]int, host, path string) {
	m[place{host, path}]++
}
