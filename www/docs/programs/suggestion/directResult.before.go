package demo

func double(n int) int {
	ch := make(chan int, 1)
	if n < 0 {
		ch <- 0
	} else {
		ch <- 2 * n
	}
	return <-ch
}
