// Functions of std that are as good as what is said to be better.
package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"sort"
)

func sorted(list []int) { sort.Ints(list) } // NOTE sortInts

func fail() error { return fmt.Errorf("failed") } // NOTE errorfConstant

func with(ctx context.Context, v any) context.Context {
	return context.WithValue(ctx, "key", v) // NOTE contextKey
}

func text(b []byte) string { return hex.EncodeToString(b) } // NOTE hexEncode

// Near misses.

func failWith(n int) error { return fmt.Errorf("failed %d", n) }

type key struct{}

func withKey(ctx context.Context, v any) context.Context {
	return context.WithValue(ctx, key{}, v) // NOTE boxingIsFree
}

func main() {
	sorted(nil)
	_ = fail()
	_ = failWith(1000)
	_ = with(context.Background(), main)
	_ = withKey(context.Background(), main)
	_ = text(nil)
}
