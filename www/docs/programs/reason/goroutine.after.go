package demo

func work(n int) int {
	return n + 1
}

func start() {
	n := 1
	go work(n)
}
