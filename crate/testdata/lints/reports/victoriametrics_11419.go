// After VictoriaMetrics/VictoriaMetrics#11419: where an error is told, the object does not go back, or it goes back twice.
package main

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

type worker struct {
	values [256]float64
}

var workers = sync.Pool{New: func() any { return new(worker) }}

func getWorker() *worker { return workers.Get().(*worker) }

func putWorker(w *worker) {
	*w = worker{}
	workers.Put(w)
}

var errEmpty = errors.New("no values")

func sum(values []float64) (float64, error) {
	w := getWorker() // LINT L01
	n := copy(w.values[:], values)
	if n == 0 {
		return 0, errEmpty
	}
	total := 0.0
	for _, v := range w.values[:n] {
		total += v
	}
	putWorker(w)
	return total, nil
}

func mean(values []float64) (float64, error) {
	w := getWorker()
	defer putWorker(w)
	n := copy(w.values[:], values)
	if n == 0 {
		putWorker(w) // LINT L09
		return 0, errEmpty
	}
	total := 0.0
	for _, v := range w.values[:n] {
		total += v
	}
	return total / float64(n), nil
}

func sumFixed(values []float64) (float64, error) {
	w := getWorker()
	defer putWorker(w)
	n := copy(w.values[:], values)
	if n == 0 {
		return 0, errEmpty
	}
	total := 0.0
	for _, v := range w.values[:n] {
		total += v
	}
	return total, nil
}

func main() {
	lost := testing.AllocsPerRun(100, func() { sum(nil) })
	kept := testing.AllocsPerRun(100, func() { sumFixed(nil) })
	fmt.Println(lost, kept)
	mean(nil)
	a, b := getWorker(), getWorker()
	fmt.Println(a == b)
	putWorker(a)
	putWorker(b)
}

// PRINTS 1 0
// PRINTS true
