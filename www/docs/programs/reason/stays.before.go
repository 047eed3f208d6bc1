package demo

type point struct{ x, y int }

func length(p *point) int {
	return p.x*p.x + p.y*p.y
}

func use() int {
	p := &point{3, 4}
	return length(p)
}
