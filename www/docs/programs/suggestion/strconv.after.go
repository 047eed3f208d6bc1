package demo

import "strconv"

func label(n int) string {
	return "item-" + strconv.Itoa(n)
}
