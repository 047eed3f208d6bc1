package demo

type point struct{ x, y int }

type shape struct{ origin *point }

var shapes []*shape

func add() {
	p := point{3, 4}
	s := &shape{&p}
	shapes = append(shapes, s)
}
