package demo

type point struct{ x, y int }

func add(m map[string]*point, name string) {
	p := point{3, 4}
	m[name] = &p
}
