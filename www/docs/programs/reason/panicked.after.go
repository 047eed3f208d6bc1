package demo

type failure struct{ code int }

func check(code int) (failure, bool) {
	if code != 0 {
		f := failure{code}
		return f, false
	}
	return failure{}, true
}
