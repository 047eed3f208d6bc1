// L06: the goroutine still works with it when the deferred Put runs.
package main

import (
	"fmt"
	"sync"
)

type job struct{ n int }

var pool = sync.Pool{New: func() any { return new(job) }}

func start(n int, step chan bool, out chan int) {
	j := pool.Get().(*job)
	defer pool.Put(j)
	j.n = n
	go func() { // LINT L06 fixed
		<-step
		out <- j.n
	}()
}

// Nothing certain to do: it is used behind the start as well, the start may not come, there are two, or it is a view of it.

func both(n int, out chan int) {
	j := pool.Get().(*job)
	defer pool.Put(j)
	go func() { // LINT L06 open
		out <- j.n
	}()
	j.n = n
}

func sometimes(n int, out chan int) {
	j := pool.Get().(*job)
	defer pool.Put(j)
	if n > 3 {
		return
	}
	go func() { // LINT L06 open
		out <- j.n
	}()
}

func twice(out chan int) {
	j := pool.Get().(*job)
	defer pool.Put(j)
	go func() {
		out <- j.n
	}()
	go func() { // LINT L06 open
		out <- -j.n
	}()
}

func several(n int, out chan int) {
	j := pool.Get().(*job)
	defer pool.Put(j)
	for range n {
		go func() { // LINT L06 open
			out <- j.n
		}()
	}
}

// Near misses: waited for, or the goroutine itself puts it back.

func waited(n int) int {
	j := pool.Get().(*job)
	defer pool.Put(j)
	j.n = n
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		j.n++
	}()
	wg.Wait()
	return j.n
}

func received(n int) int {
	j := pool.Get().(*job)
	j.n = n
	out := make(chan int)
	go func() { out <- j.n }()
	k := <-out
	pool.Put(j)
	return k
}

func own(n int, out chan int) {
	j := pool.Get().(*job)
	j.n = n
	go func() {
		out <- j.n
		pool.Put(j)
	}()
}

func main() {
	step, out := make(chan bool), make(chan int)
	for i := range 3 {
		start(i+2, step, out)
	}
	sum := 0
	for range 3 {
		step <- true
		sum += <-out
	}
	fmt.Println(sum)
}

// PRINTS 12
// FIXED PRINTS 9
