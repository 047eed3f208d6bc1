package demo

type point struct{ x, y int }

func send(ch chan point) {
	p := point{3, 4}
	ch <- p
}
