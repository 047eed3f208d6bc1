package demo

type point struct{ x, y int }

func first(p *point) int {
	return p.x
}
