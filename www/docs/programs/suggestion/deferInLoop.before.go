package demo

func unlock(n *int) { *n-- }

func all(list []int) {
	for _, n := range list {
		defer unlock(&n)
	}
}
