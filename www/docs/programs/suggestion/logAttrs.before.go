package demo

import "log/slog"

func log(n int) {
	slog.Info("done", "count", n)
}
