package demo

import "sync"

var pool = sync.Pool{New: func() any { return make(map[string]int) }}

func count(list []string, use func(map[string]int)) {
	m := pool.Get().(map[string]int)
	for _, s := range list {
		m[s]++
	}
	use(m)
	clear(m)
	pool.Put(m)
}
