package pager_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"bctui/bc"
	"bctui/bc/pager"
)

// BenchmarkEnd goes to the last of 250,000 rows (120 MB of JSON) over loopback, with room for all of them and for some. Read
// "ratio": the time as a multiple of what a bare loop needs that downloads the same pages and throws them away, both
// taken in turns in one run; and "held-MB", what is in memory at the end. Pages are compressed beforehand, so that the
// server costs next to nothing.
func BenchmarkEnd(b *testing.B) {
	const total = 250_000
	pages := packed(total, 200, 5000)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(pages[at])
	}))
	defer s.Close()
	c, err := bc.New(bc.Target{API: s.URL, Environment: "P"}, noToken{}, bc.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for _, limit := range []int64{pager.DefaultLimit, 8 << 20} {
		b.Run(fmt.Sprintf("limit %d MB", limit>>20), func(b *testing.B) {
			var bare, paged time.Duration
			var held int64
			for b.Loop() {
				start := time.Now()
				for at := range pages {
					resp, err := s.Client().Get(s.URL + "/?$skiptoken=" + strconv.Itoa(at))
					if err != nil {
						b.Fatal(err)
					}
					_, _ = io.Copy(io.Discard, resp.Body)
					_ = resp.Body.Close()
				}
				bare += time.Since(start)
				start = time.Now()
				p := pager.New(c, bc.Source{Set: "things"}, pager.Options{Key: []string{"id"}, Budget: pager.NewBudget(limit)})
				for p.More() {
					for r := p.Read(-1); ; {
						out := r.Next(b.Context())
						if p.Take(out); out.Err != nil {
							b.Fatal(out.Err)
						}
						if out.Done {
							break
						}
					}
				}
				paged += time.Since(start)
				if _, held = p.Held(); p.Len() != total || held > limit {
					b.Fatalf("%d rows, %d bytes", p.Len(), held)
				}
			}
			b.ReportMetric(float64(paged)/float64(bare), "ratio")
			b.ReportMetric(float64(held)/(1<<20), "held-MB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// packed gives pages of rows like those of the ledger, compressed.
func packed(total, first, size int) [][]byte {
	var out [][]byte
	rnd := rand.New(rand.NewPCG(1, 2))
	for at := 0; at < total; {
		n := size
		if at == 0 {
			n = first
		}
		n = min(n, total-at)
		var items []string
		for i := at; i < at+n; i++ {
			items = append(items, fmt.Sprintf(`{"@odata.etag":"W/\"JzE5OzY3MjczMjkxODU0MzQ2%08dNTQ2MTcxOzAwOyc=\"","id":"%08x-2a32-f011-9a4a-%012x","entryNumber":%d,"postingDate":"2025-%02d-%02d","documentNumber":"PS-INV%06d","documentType":"Invoice","accountId":"%08x-f12b-f011-9a4a-7c1e5275406f","accountNumber":"%d","description":"Order %d","debitAmount":%d.%02d,"creditAmount":0,"lastModifiedDateTime":"2025-05-08T08:%02d:%02d.123Z"}`,
				i, rnd.Uint32(), rnd.Uint64()&0xFFFFFFFFFFFF, i, 1+rnd.IntN(12), 1+rnd.IntN(28), i/3, rnd.IntN(200), 1000+rnd.IntN(200)*10, i/3,
				rnd.IntN(10000), rnd.IntN(100), rnd.IntN(60), rnd.IntN(60)))
		}
		link := ""
		if at += n; at < total {
			link = fmt.Sprintf(`,"@odata.nextLink":"?$skiptoken=%d"`, len(out)+1)
		}
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		_, _ = fmt.Fprintf(z, `{"value":[%s]%s}`, strings.Join(items, ","), link)
		_ = z.Close()
		out = append(out, b.Bytes())
	}
	return out
}
