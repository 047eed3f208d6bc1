package demo

func work(n *int) {
	*n++
}

func start() {
	n := 1
	go work(&n)
}
