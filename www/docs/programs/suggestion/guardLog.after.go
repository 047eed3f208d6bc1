package demo

import (
	"context"
	"log/slog"
)

func log(n int) {
	if slog.Default().Enabled(context.Background(), slog.LevelDebug) {
		slog.Debug("done", "count", n)
	}
}
