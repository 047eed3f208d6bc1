package demo

import "strings"

func join(list []string) string {
	var out strings.Builder
	for _, s := range list {
		out.WriteString(s)
		out.WriteByte(',')
	}
	return out.String()
}
