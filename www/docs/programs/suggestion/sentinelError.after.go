package demo

import "errors"

var errNegative = errors.New("negative")

func check(n int) error {
	if n < 0 {
		return errNegative
	}
	return nil
}
