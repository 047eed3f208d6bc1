package demo

type point struct{ x, y int }

func collect(list []point) []point {
	p := point{3, 4}
	return append(list, p)
}
