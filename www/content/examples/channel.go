package main

import "fmt"

type Reading struct {
	Sensor int
	Value  float64
}

// byPointer: whoever receives r may keep it, so each one is on the heap.
func byPointer(out chan<- *Reading, values []float64) {
	for i, v := range values {
		r := Reading{Sensor: i, Value: v}
		out <- &r
	}
	close(out)
}

// byValue: the channel's buffer holds copies; r stays in the frame.
func byValue(out chan<- Reading, values []float64) {
	for i, v := range values {
		r := Reading{Sensor: i, Value: v}
		out <- r
	}
	close(out)
}

func main() {
	values := []float64{20.5, 21, 19.5}
	pointers := make(chan *Reading, len(values))
	copies := make(chan Reading, len(values))
	byPointer(pointers, values)
	byValue(copies, values)
	sum := 0.0
	for r := range pointers {
		sum += r.Value
	}
	for r := range copies {
		sum -= r.Value
	}
	fmt.Println(sum)
}
