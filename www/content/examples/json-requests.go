package main

import (
	"encoding/json"
	"fmt"
)

type Request struct {
	Method string
	Params [16]int
	Note   string
}

// handle makes one Request per call. json.Unmarshal takes an any, and what
// it does with it is more than the compiler can follow.
func handle(body []byte) (int, error) {
	req := &Request{}
	if err := json.Unmarshal(body, req); err != nil {
		return 0, err
	}
	sum := 0
	for _, p := range req.Params {
		sum += p
	}
	return sum, nil
}

func main() {
	bodies := []string{
		`{"Method":"add","Params":[1,2,3]}`,
		`{"Method":"add","Params":[4,5,6]}`,
	}
	for _, body := range bodies {
		fmt.Println(handle([]byte(body)))
	}
}
