package demo

import "sync"

var pool = sync.Pool{New: func() any {
	list := make([]int, 0, 64)
	return &list
}}

func drain(use func(int)) {
	p := pool.Get().(*[]int)
	list := append((*p)[:0], 1, 2, 3)
	for len(list) > 0 {
		use(list[0])
		list = list[1:]
	}
	*p = list
	pool.Put(p)
}
