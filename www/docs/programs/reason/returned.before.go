package demo

type point struct{ x, y int }

func corner() *point {
	p := point{3, 4}
	return &p
}
