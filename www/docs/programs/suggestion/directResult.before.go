package demo

func double(n int) int {
	ch := make(chan int, 1)
	go func() { ch <- 2 * n }()
	return <-ch
}
