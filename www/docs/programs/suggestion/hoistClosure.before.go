package demo

func run(list []int, limit int, do func(func(int) bool)) {
	for range list {
		do(func(n int) bool { return n < limit })
	}
}
