package matrix_test

import (
	"testing"
	"time"

	"bctui/bc/check/matrix"
)

// 87 sets × 3 companies at 50 ms a request, list of APIs and $metadata included: the bar is 1.3 times what four at once
// could do at best for the cells alone ("×ideal").
func BenchmarkMatrix87x3(b *testing.B) {
	const latency = 50 * time.Millisecond
	for b.Loop() {
		s := newService(b, 86) // and companies
		s.latency = latency
		p := s.prober(nil)
		begun := time.Now()
		var first time.Duration
		m := p.Run(b.Context(), matrix.Options{Companies: companies, Observe: func(e matrix.Event) {
			if e.Cell != nil && first == 0 {
				first = time.Since(begun)
			}
		}})
		took := time.Since(begun)
		total := m.Progress().Total
		b.ReportMetric(float64(took)/float64(time.Duration(total)*latency/4), "×ideal")
		b.ReportMetric(float64(first.Milliseconds()), "ms-to-first-cell")
		b.ReportMetric(float64(s.most), "at-once")
		b.ReportMetric(float64(total), "cells")
	}
}
