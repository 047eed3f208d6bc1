package demo

import "fmt"

type itemError struct {
	n    int
	name string
}

func (e itemError) Error() string { return fmt.Sprintf("item %d of %s", e.n, e.name) }

func check(n int, name string) error {
	if n < 0 {
		return itemError{n, name}
	}
	return nil
}

func count(list []int, name string) (bad int) {
	for _, n := range list {
		if check(n, name) != nil {
			bad++
		}
	}
	return bad
}
