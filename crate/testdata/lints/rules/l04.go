// L04: what the last user left is still there.
package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

type user struct {
	Name  string
	Admin bool
}

var pool = sync.Pool{New: func() any { return new(user) }}

func login(data []byte) string {
	u := pool.Get().(*user) // LINT L04
	defer pool.Put(u)
	if err := json.Unmarshal(data, u); err != nil {
		return err.Error()
	}
	return fmt.Sprint(u.Name, " ", u.Admin)
}

// Near misses: emptied when it was taken, or when it goes back.

var taken = sync.Pool{New: func() any { return new(user) }}

func atGet(data []byte) string {
	u := taken.Get().(*user)
	defer taken.Put(u)
	*u = user{}
	json.Unmarshal(data, u)
	return u.Name
}

var given = sync.Pool{New: func() any { return new(user) }}

func (u *user) clear() {
	u.Name = ""
	u.Admin = false
}

func giveUser(u *user) {
	u.clear()
	given.Put(u)
}

func set(name string, use func(*user)) {
	u := given.Get().(*user)
	defer giveUser(u)
	u.Name = name
	use(u)
}

// Near misses: the old value is looked for, and made where it is missing or too small.

type sorter struct{ names []string }

var sorters = sync.Pool{New: func() any { return new(sorter) }}

func sorted(all map[string]bool) []string {
	s := sorters.Get().(*sorter)
	if cap(s.names) < len(all) {
		s.names = make([]string, 0, len(all))
	}
	names := s.names[:0]
	for name := range all {
		names = append(names, name)
	}
	s.names = names
	slices.Sort(s.names)
	out := slices.Clone(s.names)
	if cap(s.names) < 1<<10 {
		clear(s.names)
		sorters.Put(s)
	}
	return out
}

// Near misses: a helper that gives a fresh object or an old one.

type node struct {
	items []int
	owner *tree
}

type tree struct{ root *node }

var nodes = sync.Pool{New: func() any { return new(node) }}

func (t *tree) newNode() *node {
	n := nodes.Get().(*node)
	n.owner = t
	return n
}

func (t *tree) freeNode(n *node) bool {
	if n.owner != t {
		return false
	}
	n.items = n.items[:0]
	n.owner = nil
	if cap(n.items) < 1<<10 {
		nodes.Put(n)
	}
	return true
}

func (n *node) mutable(t *tree) *node {
	if n.owner == t {
		return n
	}
	out := t.newNode()
	if cap(out.items) >= len(n.items) {
		out.items = out.items[:len(n.items)]
	} else {
		out.items = make([]int, len(n.items))
	}
	copy(out.items, n.items)
	return out
}

func (t *tree) add(v int) int {
	t.root = t.root.mutable(t)
	t.root.items = append(t.root.items, v)
	return len(t.root.items)
}

func main() {
	sorted(nil)
	t := &tree{root: new(node)}
	t.add(1)
	t.freeNode(t.root)
	login([]byte(`{"Name":"root","Admin":true}`))
	fmt.Println(login([]byte(`{"Name":"mallory"}`)))
}

// PRINTS mallory true
