package demo

func use() int {
	var p int
	func() {
		x := 1
		p = x
	}()
	return p
}
