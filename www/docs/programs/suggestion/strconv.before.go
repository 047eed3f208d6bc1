package demo

import "fmt"

func label(n int) string {
	return fmt.Sprintf("item-%d", n)
}
