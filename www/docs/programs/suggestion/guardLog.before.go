package demo

import "log/slog"

func log(n int) {
	slog.Debug("done", "count", n)
}
