// Goroutines take one allocation; WaitGroup.Go takes one more.
package main

import "sync"

func all(list []int, f func(int)) {
	var wg sync.WaitGroup
	for _, x := range list {
		wg.Go(func() { f(x) }) // NOTE waitGroupGo
	}
	wg.Wait()
}

func start(list []int, f func(int)) {
	for _, x := range list {
		go func(n int) { f(n) }(x) // NOTE goCall
	}
}

// Near miss: the variable changes, so that the argument is a copy that is needed.

func changing(f func(int)) {
	n := 0
	for n < 3 {
		go func(k int) { f(k) }(n)
		n++
	}
}

func main() {
	all(nil, nil)
	start(nil, nil)
	changing(func(int) {})
}
