package demo

type shape interface{ area() int }

type square struct{ a int }

func (s *square) area() int { return s.a * s.a }

// Inlined, as so small a function would be, it would know the type by itself.
//
//go:noinline
func total(list []int, s shape) (n int) {
	for range list {
		n += s.area()
	}
	return n
}

func use() int {
	return total([]int{1, 2}, &square{3})
}
