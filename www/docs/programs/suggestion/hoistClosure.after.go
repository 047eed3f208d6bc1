package demo

func run(list []int, limit int, do func(func(int) bool)) {
	below := func(n int) bool { return n < limit }
	for range list {
		do(below)
	}
}
