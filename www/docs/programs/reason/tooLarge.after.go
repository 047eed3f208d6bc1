package demo

func sum() (n int) {
	buf := make([]byte, 64<<10)
	for range 2 {
		for i := range buf {
			n += int(buf[i])
		}
	}
	return n
}
