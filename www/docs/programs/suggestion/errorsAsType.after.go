package demo

import (
	"errors"
	"io/fs"
)

func path(err error) string {
	if target, ok := errors.AsType[*fs.PathError](err); ok {
		return target.Path
	}
	return ""
}
