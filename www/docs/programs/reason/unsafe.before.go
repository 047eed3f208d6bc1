package demo

import "unsafe"

//go:uintptrescapes
func call(p uintptr) uintptr {
	return p
}

func use() uintptr {
	x := 1
	return call(uintptr(unsafe.Pointer(&x)))
}
