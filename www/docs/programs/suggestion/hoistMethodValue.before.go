package demo

type server struct{ n int }

func (s *server) handle() { s.n++ }

func run(s *server, list []int, do func(func())) {
	for range list {
		do(s.handle)
	}
}
