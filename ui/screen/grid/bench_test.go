package grid_test

import (
	"slices"
	"testing"
	"time"

	"bctui/ui/place"
)

// BenchmarkKeysWhileLoading goes to the end of 250,000 rows and moves the cursor meanwhile. Read p99-ms and max-ms: from a
// key to the screen that answers it, with what else the screen had to do in between. The embedded tenant that sends the
// rows, and the decoding of them, run on the same cores. Frames of the terminal (16 ms) come on top.
func BenchmarkKeysWhileLoading(b *testing.B) {
	for b.Loop() {
		r := newRig(b, set(ledger, place.View{}))
		r.Width, r.Height = 200, 50
		r.Press("G")
		var took []time.Duration
		tick := time.NewTicker(time.Second / 60)
		for r.Busy() {
			var start time.Time
			select {
			case msg := <-r.Answers():
				start = time.Now()
				r.Answer(msg)
			case start = <-tick.C:
				r.Press("pgdown", "down", "right")
			}
			r.model.View(r.Width, r.Height)
			took = append(took, time.Since(start))
		}
		tick.Stop()
		if r.model.Status().Count == "" || len(took) < 50 {
			b.Fatal("nothing was loaded")
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
	}
}
