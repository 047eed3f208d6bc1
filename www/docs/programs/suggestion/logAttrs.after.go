package demo

import (
	"context"
	"log/slog"
)

func log(n int) {
	slog.LogAttrs(context.Background(), slog.LevelInfo, "done", slog.Int("count", n))
}
