package demo

type point struct{ x, y int }

var last *point

func keep(p *point) {
	last = p
}
