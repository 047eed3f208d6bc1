package demo

import (
	"errors"
	"io/fs"
)

func path(err error) string {
	var target *fs.PathError
	if errors.As(err, &target) {
		return target.Path
	}
	return ""
}
