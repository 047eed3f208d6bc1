package demo

func sum() (n int) {
	buf := make([]byte, 128<<10)
	for i := range buf {
		n += int(buf[i])
	}
	return n
}
