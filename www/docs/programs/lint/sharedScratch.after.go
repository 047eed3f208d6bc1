package demo

func send(s string, out func([]byte)) {
	var scratch [64]byte
	n := copy(scratch[:], s)
	out(scratch[:n])
}
