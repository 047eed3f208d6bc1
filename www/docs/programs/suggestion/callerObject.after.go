package demo

type vector struct {
	x, y, z float64
	data    [64]float64
}

func (v *vector) scale(f float64) {
	v.x *= f
	v.y *= f
}

//go:noinline
func newVector(dst *vector, x, y float64) {
	*dst = vector{x: x, y: y}
}

func measure(x float64) float64 {
	var v vector
	newVector(&v, x, 1)
	v.scale(2)
	return v.x + v.y
}
