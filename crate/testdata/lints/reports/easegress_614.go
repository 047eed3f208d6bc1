// After megaease/easegress#614: a server is copied with the pool in it.
package main

import (
	"fmt"
	"sync"
)

type options struct {
	name string
	pool sync.Pool
}

type server struct{ options options }

func newServer(o *options) *server {
	return &server{options: *o} // LINT L10
}

type fixed struct{ options *options }

func newFixed(o *options) *fixed { return &fixed{options: o} }

func main() {
	o := &options{name: "x"}
	fmt.Println(newServer(o).options.name, newFixed(o).options.name)
}

// PRINTS x x
