package demo

func squares(n int) (sum int) {
	list := make([]int, 0, 64)
	if n > 64 {
		list = make([]int, 0, n)
	}
	for i := range n {
		list = append(list, i*i)
	}
	for _, v := range list {
		sum += v
	}
	return sum
}
