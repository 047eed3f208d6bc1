package demo

type point struct{ x, y int }

var last point

func remember(x, y int) {
	p := point{x, y}
	last = p
}
