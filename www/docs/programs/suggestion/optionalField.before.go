package demo

type options struct{ limit *int }

func with(n int) options {
	return options{limit: &n}
}
