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
func newVector(x, y float64) *vector {
	return &vector{x: x, y: y}
}

func measure(x float64) float64 {
	v := newVector(x, 1)
	v.scale(2)
	return v.x + v.y
}
