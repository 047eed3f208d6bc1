package demo

var each = func(ns []int, total *int, f func(*int, int)) {
	for _, n := range ns {
		f(total, n)
	}
}

func sum(total *int, ns []int) {
	each(ns, total, func(total *int, n int) { *total += n })
}
