package rows_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"

	"bctui/bc/rows"
)

// customerPage makes a page of n rows of 42 properties and about 1.2 kB each, with the shape of a Business Central
// customer or document line: GUIDs of which some repeat, amounts, dates, codes, names, blank fields.
func customerPage(n int) []byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	id := func(of int) string {
		r := rnd.Uint64()
		if of > 0 {
			r = rnd.Uint64N(uint64(of)) * 0x9E3779B97F4A7C15
		}
		return fmt.Sprintf("%08x-%04x-f011-9a4a-7ced8d%06x", uint32(r>>32), uint16(r>>16), r&0xFFFFFF)
	}
	var b bytes.Buffer
	b.WriteString(`{"@odata.context":"https://api.example/v2.0/Production/api/v2.0/$metadata#companies(x)/customers","value":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"@odata.etag":"W/\"JzE5OzY3MjczMjkxODU0MzQ2%08dNTQ2MTcxOzAwOyc=\"","id":%q`, i, id(0))
		fmt.Fprintf(&b, `,"number":"C%06d","displayName":"Customer %d of %s","type":%q`, i, i, []string{"Adatum", "Trey Research", "Contoso", "Fabrikam"}[rnd.IntN(4)], []string{"Company", "Person"}[rnd.IntN(2)])
		fmt.Fprintf(&b, `,"addressLine1":"%d Market Street","addressLine2":"","city":"City %d","state":"S%d","country":"US","postalCode":"%05d"`, rnd.IntN(999), rnd.IntN(300), rnd.IntN(50), rnd.IntN(99999))
		fmt.Fprintf(&b, `,"phoneNumber":"","email":"user%d@example.com","website":"","salespersonCode":"JO","balanceDue":%d.%02d,"creditLimit":0,"taxLiable":%t`, i, rnd.IntN(100000), rnd.IntN(100), rnd.IntN(2) == 0)
		fmt.Fprintf(&b, `,"taxAreaId":%q,"taxAreaDisplayName":"ATLANTA, GA","taxRegistrationNumber":"","currencyId":%q,"currencyCode":"USD"`, id(50), id(5))
		fmt.Fprintf(&b, `,"paymentTermsId":%q,"shipmentMethodId":%q,"paymentMethodId":"00000000-0000-0000-0000-000000000000","blocked":"_x0020_"`, id(10), id(5))
		fmt.Fprintf(&b, `,"lastModifiedDateTime":"2025-05-%02dT%02d:%02d:%02d.%03dZ"`, 1+rnd.IntN(28), rnd.IntN(24), rnd.IntN(60), rnd.IntN(60), rnd.IntN(1000))
		for c := range 14 {
			switch c % 3 {
			case 0:
				fmt.Fprintf(&b, `,"amount%d":%d.%02d`, c, rnd.IntN(10000), rnd.IntN(100))
			case 1:
				fmt.Fprintf(&b, `,"postingDate%d":"2025-%02d-%02d"`, c, 1+rnd.IntN(12), 1+rnd.IntN(28))
			default:
				fmt.Fprintf(&b, `,"documentNumber%d":"PS-INV%06d"`, c, rnd.IntN(1000000))
			}
		}
		b.WriteByte('}')
	}
	b.WriteString(`],"@odata.nextLink":"https://api.example/next"}`)
	return b.Bytes()
}

func BenchmarkDecode(b *testing.B) {
	for _, n := range []int{100, 1000, 20000} {
		page := customerPage(n)
		b.Run(fmt.Sprintf("blocks/%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			var d rows.Decoder
			var like *rows.Block
			for b.Loop() {
				block, _, err := d.Decode(bytes.NewReader(page), rows.Options{Like: like})
				if err != nil || block.Len() != n {
					b.Fatal(err)
				}
				like = block
			}
			b.ReportMetric(float64(like.Bytes())/float64(n), "kept-B/row")
			b.ReportMetric(float64(len(page))/float64(n), "json-B/row")
		})
		b.Run(fmt.Sprintf("maps/%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				var v struct{ Value []map[string]any }
				if err := json.Unmarshal(page, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDecodeGzip shows what decoding adds to the decompression that every page needs.
func BenchmarkDecodeGzip(b *testing.B) {
	page := customerPage(5000)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(page)
	_ = w.Close()
	b.Run("thrown away", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		for b.Loop() {
			r, _ := gzip.NewReader(bytes.NewReader(packed.Bytes()))
			_, _ = io.Copy(io.Discard, r)
		}
	})
	b.Run("blocks", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		var d rows.Decoder
		for b.Loop() {
			r, _ := gzip.NewReader(bytes.NewReader(packed.Bytes()))
			if _, _, err := d.Decode(r, rows.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkKept measures what the garbage collector finds alive per row, for blocks and for maps.
func BenchmarkKept(b *testing.B) {
	page := customerPage(5000)
	alive := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	b.Run("blocks", func(b *testing.B) {
		var perRow float64
		for b.Loop() {
			before := alive()
			store := new(rows.Store)
			var last *rows.Block
			for range 4 {
				block, _, err := rows.Decode(bytes.NewReader(page), rows.Options{Like: last})
				if err != nil {
					b.Fatal(err)
				}
				store.Append(block)
				last = block
			}
			perRow = float64(alive()-before) / float64(store.Len())
			runtime.KeepAlive(store)
		}
		b.ReportMetric(perRow, "B/row")
	})
	b.Run("maps", func(b *testing.B) {
		var perRow float64
		for b.Loop() {
			before := alive()
			var v struct{ Value []map[string]any }
			if err := json.Unmarshal(page, &v); err != nil {
				b.Fatal(err)
			}
			perRow = float64(alive()-before) / float64(len(v.Value))
			runtime.KeepAlive(v)
		}
		b.ReportMetric(perRow, "B/row")
	})
}

// BenchmarkCell is what the grid pays for a cell when it is drawn.
func BenchmarkCell(b *testing.B) {
	block, _, err := rows.Decode(bytes.NewReader(customerPage(20000)), rows.Options{})
	if err != nil {
		b.Fatal(err)
	}
	columns := len(block.Columns())
	b.ReportAllocs()
	buf := make([]byte, 0, 256)
	i := 0
	for b.Loop() {
		buf = block.Cell(i*7919%block.Len(), i%columns).AppendText(buf[:0])
		i++
	}
}
