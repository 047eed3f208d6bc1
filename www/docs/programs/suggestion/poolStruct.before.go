package demo

import "encoding/json"

type request struct {
	Method string
	Params [16]int
}

func handle(body []byte) (int, error) {
	req := &request{}
	if err := json.Unmarshal(body, req); err != nil {
		return 0, err
	}
	return req.Params[0], nil
}
