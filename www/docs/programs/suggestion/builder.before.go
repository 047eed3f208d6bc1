package demo

func join(list []string) string {
	out := ""
	for _, s := range list {
		out += s + ","
	}
	return out
}
