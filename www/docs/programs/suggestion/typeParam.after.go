package demo

type stack[T any] struct{ items []T }

func (s *stack[T]) push(v T) { s.items = append(s.items, v) }

func (s *stack[T]) pop() T {
	last := len(s.items) - 1
	v := s.items[last]
	s.items = s.items[:last]
	return v
}

func use(s *stack[int], n int) int {
	s.push(n)
	s.push(n * n)
	return s.pop()
}
