package demo

type options struct {
	limit    int
	hasLimit bool
}

func with(n int) options {
	return options{limit: n, hasLimit: true}
}
