// After golang/go#17306: data is used after it was put back, and the race detector says nothing, since nobody else has it at that time.
package main

import (
	"fmt"
	"sync"
)

type message struct {
	key   string
	value []byte
}

var messages = sync.Pool{New: func() any { return new(message) }}

func decode(data string) *message {
	m := messages.Get().(*message)
	m.key = data[:1]
	m.value = append(m.value[:0], data[1:]...)
	return m
}

func free(m *message) {
	if cap(m.value) > 1<<16 {
		return
	}
	messages.Put(m)
}

func handle(data string, next func()) string {
	m := decode(data)
	free(m)
	next()
	return m.key + " " + string(m.value) // LINT L02 L03
}

func handleFixed(data string, next func()) string {
	m := decode(data)
	defer free(m)
	next()
	return m.key + " " + string(m.value)
}

func main() {
	fmt.Println(handle("aalice", func() { free(decode("mmally")) }))
	handleFixed("x1", func() {})
}

// PRINTS m mally
