package demo

func unlock(n *int) {
	*n--
}

func one(n int) {
	defer unlock(&n)
}

func all(list []int) {
	for _, n := range list {
		one(n)
	}
}
