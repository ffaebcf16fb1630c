package bc_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"bctui/bc"
	"bctui/bc/rows"
)

// BenchmarkScroll reads 250,000 rows (120 MB of JSON) in pages of 5,000 over loopback, and compares with a bare loop that
// downloads the same pages and throws them away. Read it as a ratio. Pages are compressed beforehand, so that the server
// costs next to nothing and the client shows.
func BenchmarkScroll(b *testing.B) {
	const pages, size = 50, 5000
	bodies := make([][]byte, pages)
	rnd := rand.New(rand.NewPCG(1, 2))
	total := 0
	for p := range bodies {
		var text bytes.Buffer
		text.WriteString(`{"@odata.context":"x","value":[`)
		for i := range size {
			if i > 0 {
				text.WriteByte(',')
			}
			n := p*size + i
			fmt.Fprintf(&text, `{"@odata.etag":"W/\"JzE5OzY3MjczMjkxODU0MzQ2%08dNTQ2MTcxOzAwOyc=\"","id":"%08x-2a32-f011-9a4a-%012x","entryNumber":%d,"postingDate":"2025-%02d-%02d","documentNumber":"PS-INV%06d","documentType":"Invoice","accountId":"%08x-f12b-f011-9a4a-7c1e5275406f","accountNumber":"%d","description":"Order %d","debitAmount":%d.%02d,"creditAmount":0,"lastModifiedDateTime":"2025-05-08T08:%02d:%02d.123Z"}`,
				n, rnd.Uint32(), rnd.Uint64()&0xFFFFFFFFFFFF, n, 1+rnd.IntN(12), 1+rnd.IntN(28), n/3, rnd.IntN(200), 1000+rnd.IntN(200)*10, n/3, rnd.IntN(10000), rnd.IntN(100), rnd.IntN(60), rnd.IntN(60))
		}
		text.WriteByte(']')
		if p+1 < pages {
			fmt.Fprintf(&text, `,"@odata.nextLink":"?$skiptoken=%d"`, p+1)
		}
		text.WriteByte('}')
		total += text.Len()
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
		_, _ = z.Write(text.Bytes())
		_ = z.Close()
		bodies[p] = packed.Bytes()
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bodies[p])
	}))
	defer s.Close()

	b.Run("bare", func(b *testing.B) {
		b.SetBytes(int64(total))
		for b.Loop() {
			for p := range pages {
				resp, err := s.Client().Get(s.URL + "/?$skiptoken=" + strconv.Itoa(p))
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
		}
	})
	b.Run("client", func(b *testing.B) {
		b.SetBytes(int64(total))
		b.ReportAllocs()
		var kept int64
		for b.Loop() {
			c, err := bc.New(bc.Target{API: s.URL, Environment: "P"}, &tokens{}, bc.Options{})
			if err != nil {
				b.Fatal(err)
			}
			var store rows.Store
			page, err := c.FirstPage(b.Context(), customers())
			for err == nil {
				store.Append(page.Block)
				page, err = c.NextPage(b.Context(), page)
			}
			if !errors.Is(err, io.EOF) || store.Len() != pages*size {
				b.Fatal(err, store.Len())
			}
			kept = store.Bytes()
			c.Close()
		}
		b.ReportMetric(float64(kept)/float64(pages*size), "kept-B/row")
	})
}
