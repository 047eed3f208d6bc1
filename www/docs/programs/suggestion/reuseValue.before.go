package demo

import "strings"

type reader interface{ Read(p []byte) (int, error) }

func each(texts []string, use func(reader)) {
	for _, t := range texts {
		use(strings.NewReader(t))
	}
}
