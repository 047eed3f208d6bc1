package demo

type point struct{ x, y int }

func grid(n int) []point {
	list := make([]point, 0, n)
	for i := range n {
		list = append(list, point{i, i})
	}
	return list
}
