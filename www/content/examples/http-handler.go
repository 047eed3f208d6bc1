package main

import (
	"hash/crc32"
	"io"
	"log"
	"net/http"
	"strconv"
)

// checksum reads the body through a scratch buffer. Read is called through
// an interface: for all the compiler knows, it keeps buf.
func checksum(w http.ResponseWriter, r *http.Request) {
	buf := make([]byte, 4096)
	sum := crc32.NewIEEE()
	for {
		n, err := r.Body.Read(buf)
		sum.Write(buf[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	io.WriteString(w, strconv.FormatUint(uint64(sum.Sum32()), 16))
}

func main() {
	http.HandleFunc("/checksum", checksum)
	log.Fatal(http.ListenAndServe("127.0.0.1:8080", nil))
}
