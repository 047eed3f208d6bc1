package demo

type point struct{ x, y int }

type shape struct {
	origin point
}

func move(s *shape, x, y int) {
	p := point{x, y}
	s.origin = p
}
