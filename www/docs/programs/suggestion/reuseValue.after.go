package demo

import "strings"

type reader interface{ Read(p []byte) (int, error) }

func each(texts []string, use func(reader)) {
	var r strings.Reader
	for _, t := range texts {
		r.Reset(t)
		use(&r)
	}
}
