package demo

import "sync"

type point struct{ x, y int }

var listPool = sync.Pool{New: func() any {
	list := make([]point, 0, 512)
	return &list
}}

func scratch(n int, use func([]point)) {
	p := listPool.Get().(*[]point)
	list := (*p)[:0]
	for i := range n {
		list = append(list, point{i, i})
	}
	use(list)
	*p = list
	listPool.Put(p)
}
