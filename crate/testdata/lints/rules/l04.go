// L04: what the last user left is still there.
package main

import (
	"encoding/json"
	"fmt"
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

func main() {
	login([]byte(`{"Name":"root","Admin":true}`))
	fmt.Println(login([]byte(`{"Name":"mallory"}`)))
}

// PRINTS mallory true
