package cronus

import (
	"testing"

	"bctui/bc/demo/model"
)

// readPage reads rows as the server does: all properties of a record at once.
func readPage(t model.Table, properties, first, n int) (sum int64) {
	which := make([]int, properties)
	for i := range which {
		which[i] = i
	}
	dst := make([]model.Value, properties)
	reader := t.(model.RowReader)
	for row := first; row < first+n; row++ {
		reader.ReadRow(row, which, dst)
		for i := range dst {
			sum += dst[i].N + int64(len(dst[i].S))
		}
	}
	return sum
}

func fresh(set setNo) (model.Table, int) {
	d := New()
	c := d.companies[0]
	t, _ := d.Table(c.environment, c.plan.id, setNames[set])
	return t, len(c.typeOf(set).Properties)
}

// BenchmarkNew is what the program pays at its start for having an embedded tenant.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New()
	}
}

// BenchmarkSchema is the first question for $metadata.
func BenchmarkSchema(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New().Schema()
	}
}

// BenchmarkFirstPage is the first page of 100 records, all properties, of a tenant just made: the schema and the books are
// made too. Each set is the first one to be asked for.
func BenchmarkFirstPage(b *testing.B) {
	for _, set := range []setNo{customers, salesInvoices, salesInvoiceLines, items, accounts, generalLedgerEntries, dimensionSetLines} {
		b.Run(setNames[set], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				t, properties := fresh(set)
				readPage(t, properties, 0, min(100, t.Len()))
			}
		})
	}
}

// BenchmarkLedgerPage is the largest page the service gives: 20,000 entries.
func BenchmarkLedgerPage(b *testing.B) {
	t, properties := fresh(generalLedgerEntries)
	readPage(t, properties, 0, 1)
	b.ReportAllocs()
	for b.Loop() {
		readPage(t, properties, 100_000, 20_000)
	}
}

// BenchmarkLedgerScan reads two amounts of all 250,000 entries, as a filter does.
func BenchmarkLedgerScan(b *testing.B) {
	t, _ := fresh(generalLedgerEntries)
	typ := New().Schema().Type("generalLedgerEntry")
	debit, _ := typ.Property("debitAmount")
	credit, _ := typ.Property("creditAmount")
	t.Value(0, debit)
	b.ReportAllocs()
	for b.Loop() {
		for row := range t.Len() {
			t.Value(row, debit)
			t.Value(row, credit)
		}
	}
}
