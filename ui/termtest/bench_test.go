package termtest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"bctui/ui/termtest"
)

// BenchmarkFirstFrame compares the time from start to the first text in a pseudo-terminal with that of a bare Bubble
// Tea program (package bare), run by turns. It reports the medians in ms and their ratio, which is to stay below 1.3.
// BCTUI_FIRST_FRAME names another program than this module's, with arguments.
//
//	go test -run '^$' -bench FirstFrame -benchtime 60x ./ui/termtest
func BenchmarkFirstFrame(b *testing.B) {
	dir := b.TempDir()
	bare := []string{build(b, dir, "bctui/ui/termtest/bare")}
	app := strings.Fields(os.Getenv("BCTUI_FIRST_FRAME"))
	if len(app) == 0 {
		app = []string{build(b, dir, "bctui")}
	}
	// Both once before, so that both are in memory.
	termtest.FirstFrame(b, termtest.Options{}, bare...)
	termtest.FirstFrame(b, termtest.Options{}, app...)
	var took, bareTook []time.Duration
	for b.Loop() {
		bareTook = append(bareTook, termtest.FirstFrame(b, termtest.Options{}, bare...))
		took = append(took, termtest.FirstFrame(b, termtest.Options{}, app...))
	}
	ms, bareMS := median(took), median(bareTook)
	b.ReportMetric(ms, "ms")
	b.ReportMetric(bareMS, "bare-ms")
	b.ReportMetric(ms/bareMS, "ratio")
	b.ReportMetric(0, "ns/op")
}

func median(d []time.Duration) (ms float64) {
	slices.Sort(d)
	return float64(d[len(d)/2].Microseconds()) / 1000
}

// build builds a package as a release is built.
func build(tb testing.TB, dir, pkg string) string {
	tb.Helper()
	out := filepath.Join(dir, filepath.Base(pkg))
	if runtime.GOOS == "windows" {
		out += ".exe"
	}
	cmd := exec.CommandContext(tb.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if msg, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("go build %s: %v\n%s", pkg, err, msg)
	}
	return out
}
