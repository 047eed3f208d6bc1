package demo

type counter struct{ n int }

func (c *counter) next() int {
	c.n++
	return c.n
}

func use() int {
	var c counter
	c.next()
	return c.next()
}
