package termtest

import (
	"strings"
	"time"
)

// FirstFrame runs a program in a pseudo-terminal until it shows anything at all, gives the time from start to that
// moment, and ends it. A program that ends without a word fails the test.
func FirstFrame(tb TB, opts Options, argv ...string) time.Duration {
	tb.Helper()
	if len(argv) == 0 {
		tb.Fatalf("FirstFrame: no program")
	}
	opts = opts.filled()
	seen := make(chan time.Time, 1)
	opts.watch = func(s Screen) bool {
		if s.Blank() {
			return false
		}
		seen <- time.Now()
		return true
	}
	// The clock starts here, so opening the terminal and fork count, for the yardstick as well.
	begin := time.Now()
	t := Start(tb, opts, argv...)
	defer t.Close()
	select {
	case at := <-seen:
		return at.Sub(begin)
	case <-t.exited:
	case <-time.After(opts.Wait):
	}
	select {
	case at := <-seen:
		return at.Sub(begin)
	default:
	}
	tb.Fatalf("%s shows nothing\n%s", strings.Join(argv, " "), t.describe())
	return 0
}
