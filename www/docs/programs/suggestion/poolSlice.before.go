package demo

type point struct{ x, y int }

func scratch(n int, use func([]point)) {
	list := make([]point, 0, 512)
	for i := range n {
		list = append(list, point{i, i})
	}
	use(list)
}
