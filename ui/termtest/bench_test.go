package termtest_test

import (
	"os"
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
	bare := []string{termtest.Build(b, "bctui/ui/termtest/bare")}
	app := strings.Fields(os.Getenv("BCTUI_FIRST_FRAME"))
	if len(app) == 0 {
		app = []string{termtest.Build(b, "bctui")}
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
