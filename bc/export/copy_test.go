package export_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/export"
	"bctui/bc/pager"
)

type noToken struct{}

func (noToken) Token(context.Context) (auth.Token, error) { return auth.Token{}, nil }
func (noToken) Discard()                                  {}

// service answers total rows in pages of what the client prefers, and fails as it is told.
type service struct {
	total  int
	fail   func(from int, w http.ResponseWriter) bool // true: it has answered
	asked  func(from int)
	filler string
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	from, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
	if skip, err := strconv.Atoi(r.URL.Query().Get("$skip")); err == nil && from == 0 {
		from = skip
	}
	if s.asked != nil {
		s.asked(from)
	}
	if s.fail != nil && s.fail(from, w) {
		return
	}
	_, size, _ := strings.Cut(r.Header.Get("Prefer"), "maxpagesize=")
	n, _ := strconv.Atoi(size)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"value":[`)
	for i := from; i < min(from+n, s.total); i++ {
		if i > from {
			_, _ = io.WriteString(w, ",")
		}
		_, _ = fmt.Fprintf(w, `{"id":"%08d","entryNumber":%d,"amount":%d.%02d,"text":"row %d%s"}`, i, i, i*7%10007, i%100, i, s.filler)
	}
	if from+n < s.total {
		_, _ = fmt.Fprintf(w, `],"@odata.nextLink":"?$skiptoken=%d"}`, from+n)
		return
	}
	_, _ = io.WriteString(w, `]}`)
}

func (s *service) reading(t testing.TB, o pager.Options, goal int) *pager.Reading {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c, err := bc.New(bc.Target{API: server.URL, Environment: "P"}, noToken{}, bc.Options{Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	o.Key = []string{"id"}
	return pager.New(c, bc.Source{Set: "things"}, o).Read(goal)
}

func noPage(*bc.Page) {}

// inOrder tells how many rows a text has, and fails where one is missing, doubled or out of order.
func inOrder(t *testing.T, lines string) int {
	t.Helper()
	n := 0
	for line := range strings.Lines(lines) {
		if !strings.HasPrefix(line, fmt.Sprintf(`{"id":"%08d"`, n)) || !strings.HasSuffix(line, "}\n") {
			t.Fatalf("line %d is %q", n, line)
		}
		n++
	}
	return n
}

func TestAllRowsComeOnceAndInOrder(t *testing.T) {
	for _, limit := range []int{-1, 0, 1, 200, 201, 4321, 100_000} {
		s := &service{total: 12_345}
		tries := map[int]int{}
		s.fail = func(from int, w http.ResponseWriter) bool { // each page is refused twice, in different ways
			tries[from]++
			if tries[from] > 2 {
				return false
			}
			w.WriteHeader([]int{429, 503}[tries[from]%2])
			return true
		}
		var out bytes.Buffer
		w := export.NewWriter(&out, export.Options{Format: export.JSONLines})
		if err := export.Copy(t.Context(), s.reading(t, pager.Options{}, limit), w, int64(limit), noPage); err != nil {
			t.Fatal(err)
		}
		want := s.total
		if limit >= 0 {
			want = min(limit, s.total)
		}
		if got := inOrder(t, out.String()); got != want || w.Written() != int64(want) {
			t.Errorf("limit %d: %d rows, %d counted, want %d", limit, got, w.Written(), want)
		}
	}
}

func TestRowsBeforeAFailureAreThereAndCounted(t *testing.T) {
	s := &service{total: 50_000}
	s.fail = func(from int, w http.ResponseWriter) bool {
		if from > 20_000 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return true
		}
		return false
	}
	var out bytes.Buffer
	w := export.NewWriter(&out, export.Options{Format: export.JSON})
	err := export.Copy(t.Context(), s.reading(t, pager.Options{}, -1), w, -1, noPage)
	var failed *bc.Error
	if !errors.As(err, &failed) || failed.Status != http.StatusServiceUnavailable {
		t.Fatalf("%v", err)
	}
	if n := int64(strings.Count(out.String(), `"id"`)); n != w.Written() || n < 20_000 {
		t.Errorf("%d rows are there, %d are counted", n, w.Written())
	}
	if strings.HasSuffix(strings.TrimSpace(out.String()), "]") {
		t.Error("what broke off looks complete")
	}
}

func TestTheEndOfTheContextEndsTheRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	s := &service{total: 50_000}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("$skiptoken") == "" {
			s.ServeHTTP(w, r)
			return
		}
		cancel()
		<-r.Context().Done()
		close(ended)
	}))
	defer server.Close()
	c, err := bc.New(bc.Target{API: server.URL, Environment: "P"}, noToken{}, bc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w := export.NewWriter(io.Discard, export.Options{Format: export.CSV})
	err = export.Copy(ctx, pager.New(c, bc.Source{Set: "things"}, pager.Options{}).Read(1000), w, 1000, noPage)
	if !errors.Is(err, context.Canceled) || w.Written() != 200 {
		t.Errorf("%d rows, %v", w.Written(), err)
	}
	<-ended
}

// BenchmarkMemory writes 25,000 and 250,000 rows (330 bytes of JSON each) as they come over loopback, with little memory for
// pages. Read "peak-MB", the most that the heap held live or garbage at the end of a page, the test's own server
// included: it must not grow with the rows.
func BenchmarkMemory(b *testing.B) {
	for _, total := range []int{25_000, 250_000} {
		b.Run(fmt.Sprintf("%d rows", total), func(b *testing.B) {
			peak, seconds := uint64(0), 0.0
			for b.Loop() {
				s := &service{total: total, filler: strings.Repeat(" and more of it", 17)}
				r := s.reading(b, pager.Options{Budget: pager.NewBudget(16 << 20)}, -1)
				w := export.NewWriter(io.Discard, export.Options{Format: export.CSV})
				runtime.GC()
				start := time.Now()
				err := export.Copy(b.Context(), r, w, -1, func(*bc.Page) {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapInuse)
				})
				seconds += time.Since(start).Seconds()
				if err != nil || w.Written() != int64(total) {
					b.Fatalf("%d rows, %v", w.Written(), err)
				}
			}
			b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
			b.ReportMetric(float64(total)*float64(b.N)/seconds, "rows/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}
