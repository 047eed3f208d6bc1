package demo

var each = func(ns []int, f func(int)) {
	for _, n := range ns {
		f(n)
	}
}

func sum(total *int, ns []int) {
	each(ns, func(n int) { *total += n })
}
