package demo

type point struct{ x, y int }

var last point

// keep is not inlined here, as a larger function would not be.
//
//go:noinline
func keep(p *point) {
	last = *p
}

func use() {
	p := point{3, 4}
	keep(&p)
}
