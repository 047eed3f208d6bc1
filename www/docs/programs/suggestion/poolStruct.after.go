package demo

import (
	"encoding/json"
	"sync"
)

type request struct {
	Method string
	Params [16]int
}

var requestPool = sync.Pool{New: func() any { return new(request) }}

func handle(body []byte) (int, error) {
	req := requestPool.Get().(*request)
	defer func() {
		*req = request{}
		requestPool.Put(req)
	}()
	if err := json.Unmarshal(body, req); err != nil {
		return 0, err
	}
	return req.Params[0], nil
}
