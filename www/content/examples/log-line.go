package main

import (
	"io"
	"os"
	"strconv"
	"time"
)

type Logger struct {
	out io.Writer
}

// Line builds one line in a fresh buffer and hands it to a writer:
// one allocation for each line.
func (l *Logger) Line(level, msg string, status int) error {
	line := make([]byte, 0, 512)
	line = time.Now().AppendFormat(line, time.RFC3339)
	line = append(line, ' ')
	line = append(line, level...)
	line = append(line, ' ')
	line = append(line, msg...)
	line = append(line, " status="...)
	line = strconv.AppendInt(line, int64(status), 10)
	line = append(line, '\n')
	_, err := l.out.Write(line)
	return err
}

func main() {
	l := &Logger{out: os.Stdout}
	for _, status := range []int{200, 404, 500} {
		if err := l.Line("INFO", "request done", status); err != nil {
			os.Exit(1)
		}
	}
}
