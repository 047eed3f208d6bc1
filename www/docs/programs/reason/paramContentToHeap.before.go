package demo

type point struct{ x, y int }

type shape struct{ origin *point }

var last *point

func keep(s *shape) {
	last = s.origin
}
