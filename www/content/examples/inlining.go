package main

import "fmt"

type Vector struct{ X, Y, Z float64 }

// newVector is small: its body takes the place of the call. In length, the
// vector does not leave the function any more.
func newVector(x, y, z float64) *Vector {
	return &Vector{x, y, z}
}

// checkedVector is too large for that: each call makes a vector on the heap.
func checkedVector(x, y, z float64) (*Vector, error) {
	for _, c := range []float64{x, y, z} {
		if c != c || c > 1e9 || c < -1e9 {
			return nil, fmt.Errorf("out of range: %g, %g, %g", x, y, z)
		}
	}
	return &Vector{x, y, z}, nil
}

func length(x, y, z float64) float64 {
	v := newVector(x, y, z)
	return v.X*v.X + v.Y*v.Y + v.Z*v.Z
}

func checkedLength(x, y, z float64) float64 {
	v, err := checkedVector(x, y, z)
	if err != nil {
		return 0
	}
	return v.X*v.X + v.Y*v.Y + v.Z*v.Z
}

// Turn inlining off below the program: now length pays as well.
func main() {
	fmt.Println(length(1, 2, 3), checkedLength(1, 2, 3))
}
