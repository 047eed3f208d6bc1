// After DataDog/dd-trace-go#116: the transport may still read the body when the request has failed.
package main

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"
)

var bufs = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func flush(client *http.Client, url string, spans []string) error {
	buf := bufs.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() < 1<<20 {
			bufs.Put(buf)
		}
	}()
	buf.Reset()
	for _, s := range spans {
		buf.WriteString(s)
	}
	req, err := http.NewRequest("POST", url, buf) // LINT L05
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func main() {
	fmt.Println(flush(http.DefaultClient, ":", nil) != nil)
}

// PRINTS true
