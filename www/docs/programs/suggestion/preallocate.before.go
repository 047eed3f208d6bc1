package demo

func names(list []struct{ name string }) []string {
	var out []string
	for _, x := range list {
		out = append(out, x.name)
	}
	return out
}
