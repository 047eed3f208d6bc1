package demo

type stack struct{ items []any }

func (s *stack) push(v any) { s.items = append(s.items, v) }

func (s *stack) pop() any {
	last := len(s.items) - 1
	v := s.items[last]
	s.items = s.items[:last]
	return v
}

func use(s *stack, n int) int {
	s.push(n)
	s.push(n * n)
	return s.pop().(int)
}
