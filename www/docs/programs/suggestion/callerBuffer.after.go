package demo

func appendEncoded(out []byte, n byte) []byte {
	return append(out, 0, 0, 0, n)
}
