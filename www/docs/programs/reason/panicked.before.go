package demo

type failure struct{ code int }

func check(code int) {
	if code != 0 {
		f := failure{code}
		panic(&f)
	}
}
