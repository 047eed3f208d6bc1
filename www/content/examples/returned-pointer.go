package main

import "fmt"

type User struct {
	Name string
	Age  int
}

// byPointer returns the address of a local variable: u outlives the call.
// It is not inlined, as a larger function would not be: in a copy of its
// body in main, u would not leave anything.
//
//go:noinline
func byPointer(name string, age int) *User {
	u := User{Name: name, Age: age}
	return &u
}

// byValue returns a copy: nothing has to outlive the call.
func byValue(name string, age int) User {
	u := User{Name: name, Age: age}
	return u
}

func main() {
	p := byPointer("Ada", 36)
	v := byValue("Alan", 41)
	fmt.Println(p.Name, v.Name)
}
