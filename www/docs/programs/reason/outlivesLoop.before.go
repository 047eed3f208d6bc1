package demo

func last(list []int) int {
	var p *int
	for _, v := range list {
		p = &v
	}
	return *p
}
