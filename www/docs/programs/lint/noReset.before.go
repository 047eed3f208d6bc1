package demo

import "sync"

type user struct {
	Name  string
	Admin bool
}

var pool = sync.Pool{New: func() any { return new(user) }}

func login(name string, use func(*user)) {
	u := pool.Get().(*user)
	defer pool.Put(u)
	u.Name = name
	use(u)
}
