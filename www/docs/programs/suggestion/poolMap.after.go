package demo

import "sync"

var seenPool = sync.Pool{New: func() any { return make(map[string]int) }}

func distinct(names []string, use func(map[string]int)) int {
	seen := seenPool.Get().(map[string]int)
	defer func() {
		clear(seen)
		seenPool.Put(seen)
	}()
	for _, name := range names {
		seen[name]++
	}
	use(seen)
	return len(seen)
}
