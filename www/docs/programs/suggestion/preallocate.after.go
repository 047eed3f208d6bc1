package demo

func names(list []struct{ name string }) []string {
	out := make([]string, 0, len(list))
	for _, x := range list {
		out = append(out, x.name)
	}
	return out
}
