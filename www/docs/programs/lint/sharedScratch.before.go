package demo

var scratch [64]byte

func send(s string, out func([]byte)) {
	n := copy(scratch[:], s)
	out(scratch[:n])
}
