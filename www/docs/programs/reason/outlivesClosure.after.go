package demo

// each is not inlined here, as a larger function would not be.
//
//go:noinline
func each(list []int, f func(int)) {
	for _, n := range list {
		f(n)
	}
}

func use(list []int) int {
	var p int
	each(list, func(n int) {
		x := 2 * n
		p = x
	})
	return p
}
