package demo

import "sync"

var pool = sync.Pool{New: func() any {
	list := make([]int, 0, 64)
	return &list
}}

func fill(n int, use func([]int)) {
	p := pool.Get().(*[]int)
	defer pool.Put(p)
	list := (*p)[:0]
	for i := range n {
		list = append(list, i)
	}
	use(list)
}
