package demo

import "fmt"

func check(n int, name string) error {
	if n < 0 {
		return fmt.Errorf("item %d of %s", n, name)
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
