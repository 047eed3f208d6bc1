package demo

type config struct {
	name string
	data [4096]byte
}

func start(c config, run func(func() int)) {
	c.data[0] = 1
	run(func() int { return len(c.name) })
}
