package demo

type point struct{ x, y int }

var last point

func keep(p *point) {
	last = *p
}

func use() {
	p := point{3, 4}
	keep(&p)
}
