package bc_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"bctui/bc"
	"bctui/bc/rows"
)

// BenchmarkScroll reads a whole list over loopback, 120 MB of JSON in pages, and compares with a bare loop that downloads
// the same pages and throws them away. The figure to read is "ratio": the time of Stream as a multiple of the bare
// loop's, both taken in turns in one run; "next-ratio" is the same for a loop of NextPage. Pages are compressed
// beforehand where nothing else is said, so that the server costs next to nothing and the client shows.
func BenchmarkScroll(b *testing.B) {
	for _, c := range []struct {
		name  string
		shape shape
	}{
		{"narrow/5000", shape{rows: 250_000, size: 5000}},
		{"narrow/1000", shape{rows: 250_000, size: 1000}},
		{"narrow/20000", shape{rows: 250_000, size: 20_000}},
		{"wide/5000", shape{rows: 100_000, size: 5000, wide: true}},
		{"wide/1000", shape{rows: 100_000, size: 1000, wide: true}},
		{"link-first/5000", shape{rows: 250_000, size: 5000, linkFirst: true}},
		{"better-compressed/5000", shape{rows: 250_000, size: 5000, level: gzip.DefaultCompression}},
		{"compressing/5000", shape{rows: 250_000, size: 5000, compressing: true}},
		{"tls-http1/5000", shape{rows: 250_000, size: 5000, tls: true}},
		{"tls-http2/5000", shape{rows: 250_000, size: 5000, tls: true, http2: true}},
		{"tls-http2/1000", shape{rows: 250_000, size: 1000, tls: true, http2: true}},
		{"tls-http2-wide/5000", shape{rows: 100_000, size: 5000, wide: true, tls: true, http2: true}},
	} {
		b.Run(c.name, func(b *testing.B) { scroll(b, c.shape) })
	}
}

// shape is what the list of a benchmark looks like, and how it is served.
type shape struct {
	rows, size  int
	wide        bool // 42 properties and 1.2 kB a row, not 13 and 480 bytes
	linkFirst   bool // the nextLink stands before the rows
	compressing bool // while the answer is written
	level       int  // of gzip, 0: BestSpeed
	tls, http2  bool
}

func scroll(b *testing.B, sh shape) {
	bodies, total := sh.bodies()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		if !sh.compressing {
			_, _ = w.Write(bodies[p])
			return
		}
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		_, _ = z.Write(bodies[p])
		_ = z.Close()
	}))
	s.EnableHTTP2 = sh.http2
	o := bc.TransportOptions{}
	if sh.tls {
		s.StartTLS()
		o.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	} else {
		s.Start()
	}
	defer s.Close()
	transport := bc.NewTransport(o)
	defer transport.CloseIdleConnections()

	bare := func() {
		for p := range bodies {
			resp, err := s.Client().Get(s.URL + "/?$skiptoken=" + strconv.Itoa(p))
			if err != nil {
				b.Fatal(err)
			}
			if _, err = io.Copy(io.Discard, resp.Body); err != nil {
				b.Fatal(err)
			}
			_ = resp.Body.Close()
		}
	}
	client := func(follow func(context.Context, *bc.Client, *bc.Page, func(*bc.Page)) error) (kept int64) {
		c, err := bc.New(bc.Target{API: s.URL, Environment: "P"}, &tokens{}, bc.Options{Transport: transport})
		if err != nil {
			b.Fatal(err)
		}
		var store rows.Store
		page, err := c.FirstPage(b.Context(), customers())
		if err == nil {
			store.Append(page.Block)
			err = follow(b.Context(), c, page, func(p *bc.Page) { store.Append(p.Block) })
		}
		if err != nil || store.Len() != sh.rows {
			b.Fatal(err, store.Len())
		}
		return store.Bytes()
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	var took [3]time.Duration
	var kept int64
	n := 0
	for b.Loop() {
		begin := time.Now()
		bare()
		took[0] += time.Since(begin)
		begin = time.Now()
		kept = client(streamed)
		took[1] += time.Since(begin)
		begin = time.Now()
		client(one)
		took[2] += time.Since(begin)
		n++
	}
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "ratio")
	b.ReportMetric(took[2].Seconds()/took[0].Seconds(), "next-ratio")
	b.ReportMetric(took[0].Seconds()*1000/float64(n), "bare-ms")
	b.ReportMetric(took[1].Seconds()*1000/float64(n), "stream-ms")
	b.ReportMetric(float64(kept)/float64(sh.rows), "kept-B/row")
}

func streamed(ctx context.Context, c *bc.Client, page *bc.Page, got func(*bc.Page)) error {
	for page, err := range c.Stream(ctx, page) {
		if err != nil {
			return err
		}
		got(page)
	}
	return nil
}

func one(ctx context.Context, c *bc.Client, page *bc.Page, got func(*bc.Page)) error {
	for {
		next, err := c.NextPage(ctx, page)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		got(next)
		page = next
	}
}

// bodies gives the pages as the server sends them, or as it compresses them; total is their size in JSON.
func (sh shape) bodies() (bodies [][]byte, total int) {
	level := gzip.BestSpeed
	if sh.level != 0 {
		level = sh.level
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for from := 0; from < sh.rows; from += sh.size {
		var text bytes.Buffer
		text.WriteString(`{"@odata.context":"x"`)
		link := ""
		if from+sh.size < sh.rows {
			link = fmt.Sprintf(`,"@odata.nextLink":"?$skiptoken=%d"`, len(bodies)+1)
		}
		if sh.linkFirst {
			text.WriteString(link)
		}
		text.WriteString(`,"value":[`)
		for i := from; i < min(from+sh.size, sh.rows); i++ {
			if i > from {
				text.WriteByte(',')
			}
			if sh.wide {
				wideRow(&text, rnd, i)
			} else {
				narrowRow(&text, rnd, i)
			}
		}
		text.WriteByte(']')
		if !sh.linkFirst {
			text.WriteString(link)
		}
		text.WriteByte('}')
		total += text.Len()
		if sh.compressing {
			bodies = append(bodies, text.Bytes())
			continue
		}
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, level)
		_, _ = z.Write(text.Bytes())
		_ = z.Close()
		bodies = append(bodies, packed.Bytes())
	}
	return bodies, total
}

// narrowRow is a ledger entry: 13 properties, 480 bytes.
func narrowRow(w io.Writer, rnd *rand.Rand, n int) {
	fmt.Fprintf(w, `{"@odata.etag":"W/\"JzE5OzY3MjczMjkxODU0MzQ2%08dNTQ2MTcxOzAwOyc=\"","id":"%08x-2a32-f011-9a4a-%012x","entryNumber":%d,"postingDate":"2025-%02d-%02d","documentNumber":"PS-INV%06d","documentType":"Invoice","accountId":"%08x-f12b-f011-9a4a-7c1e5275406f","accountNumber":"%d","description":"Order %d","debitAmount":%d.%02d,"creditAmount":0,"lastModifiedDateTime":"2025-05-08T08:%02d:%02d.123Z"}`,
		n, rnd.Uint32(), rnd.Uint64()&0xFFFFFFFFFFFF, n, 1+rnd.IntN(12), 1+rnd.IntN(28), n/3, rnd.IntN(200), 1000+rnd.IntN(200)*10, n/3, rnd.IntN(10000), rnd.IntN(100), rnd.IntN(60), rnd.IntN(60))
}

// wideRow is a customer or a document line: 42 properties, 1.2 kB.
func wideRow(w io.Writer, rnd *rand.Rand, n int) {
	guid := func(of uint32) string {
		return fmt.Sprintf("%08x-2a32-f011-9a4a-7ced8d0ee6e7", rnd.Uint32N(of)*2654435761)
	}
	fmt.Fprintf(w, `{"@odata.etag":"W/\"JzE5OzY3MjczMjkxODU0MzQ2%08dNTQ2MTcxOzAwOyc=\"","id":"%08x-2a32-f011-9a4a-%012x","number":"C%06d","displayName":"Customer %d of %s","type":%q`,
		n, rnd.Uint32(), rnd.Uint64()&0xFFFFFFFFFFFF, n, n, []string{"Adatum", "Trey Research", "Contoso", "Fabrikam"}[rnd.IntN(4)], []string{"Company", "Person"}[rnd.IntN(2)])
	fmt.Fprintf(w, `,"addressLine1":"%d Market Street","addressLine2":"","city":"City %d","state":"S%d","country":"US","postalCode":"%05d","phoneNumber":"","email":"user%d@example.com","website":"","salespersonCode":"JO"`,
		rnd.IntN(999), rnd.IntN(300), rnd.IntN(50), rnd.IntN(99999), n)
	fmt.Fprintf(w, `,"balanceDue":%d.%02d,"creditLimit":0,"taxLiable":%t,"taxAreaId":%q,"taxAreaDisplayName":"ATLANTA, GA","taxRegistrationNumber":"","currencyId":%q,"currencyCode":"USD","paymentTermsId":%q,"shipmentMethodId":%q,"paymentMethodId":"00000000-0000-0000-0000-000000000000","blocked":"_x0020_"`,
		rnd.IntN(100000), rnd.IntN(100), rnd.IntN(2) == 0, guid(50), guid(5), guid(10), guid(5))
	for i := range 15 {
		switch i % 3 {
		case 0:
			fmt.Fprintf(w, `,"amount%d":%d.%02d`, i, rnd.IntN(10000), rnd.IntN(100))
		case 1:
			fmt.Fprintf(w, `,"postingDate%d":"2025-%02d-%02d"`, i, 1+rnd.IntN(12), 1+rnd.IntN(28))
		default:
			fmt.Fprintf(w, `,"documentNumber%d":"PS-INV%06d"`, i, rnd.IntN(1000000))
		}
	}
	fmt.Fprintf(w, `,"lastModifiedDateTime":"2025-05-%02dT%02d:%02d:%02d.%03dZ"}`, 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(60), rnd.IntN(60), rnd.IntN(1000))
}
