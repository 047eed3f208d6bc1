package demo

func encode(n byte) []byte {
	out := make([]byte, 4)
	out[3] = n
	return out
}
