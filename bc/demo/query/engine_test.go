package query

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"bctui/bc/demo/model"
)

// counting counts how often cells are read.
type counting struct {
	model.Table
	reads *atomic.Int64
}

func (c counting) Value(row, property int) model.Value {
	c.reads.Add(1)
	return c.Table.Value(row, property)
}

func TestRowOrdersAreFoundOnce(t *testing.T) {
	customer, _, _ := sources(t)
	var reads atomic.Int64
	customer.Table = counting{customer.Table, &reads}
	e := New()
	if _, _, bad := ask(t, e, customer, "$filter=rank gt 1&$orderby=number desc"); bad != nil {
		t.Fatal(bad)
	}
	first := reads.Load()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if rows, _, bad := ask(t, e, customer, "$filter=rank gt 1&$orderby=number desc"); bad != nil || !slices.Equal(rowsOf(rows), []int{4, 3, 2, 0}) {
				t.Errorf("rows %v, %v", rowsOf(rows), bad)
			}
		})
	}
	wait.Wait()
	if reads.Load() != first || first == 0 {
		t.Errorf("cells read %d times, then %d", first, reads.Load())
	}
}

// The same text is another question with schema version 2.1.
func TestKeptRowsKnowHowTheFilterWasRead(t *testing.T) {
	customer, _, _ := sources(t)
	e := New()
	for _, c := range []struct {
		raw  string
		want int
	}{{"$filter=number in ('10000')", 6}, {"$schemaversion=2.1&$filter=number in ('10000')", 1}, {"$filter=number in ('10000')", 6}} {
		if rows, _, bad := ask(t, e, customer, c.raw); bad != nil || rows.Len() != c.want {
			t.Errorf("%s: %d rows, %v, want %d", c.raw, rows.Len(), bad, c.want)
		}
	}
}

func TestKeptRowsStayWithinTheBudget(t *testing.T) {
	src := wide(t, 1000)
	e := New()
	e.limit = 10_000
	for i := range 100 {
		if _, _, bad := ask(t, e, src, fmt.Sprintf("$filter=entryNumber gt %d&$orderby=amount", i)); bad != nil {
			t.Fatal(bad)
		}
	}
	if e.size > e.limit || e.size < e.limit/2 || len(e.kept) != e.order.Len() {
		t.Errorf("%d rows kept in %d entries, the limit is %d", e.size, len(e.kept), e.limit)
	}
}

func TestFindKey(t *testing.T) {
	customer, _, sale := sources(t)
	e := New()
	for _, c := range []struct {
		src   Source
		key   string
		row   int
		found bool
		bad   bool
	}{
		{customer, "de300000-0000-4000-8000-000000000003", 2, true, false},
		{customer, "DE300000-0000-4000-8000-000000000003", 2, true, false},
		{customer, "id=de300000-0000-4000-8000-000000000003", 2, true, false},
		{customer, "de300000-0000-4000-8000-0000000000ff", 0, false, false},
		{customer, "'de300000-0000-4000-8000-000000000003'", 0, false, true},
		{customer, "abc", 0, false, true},
		{customer, "number='10000'", 0, false, true},
		{customer, "", 0, false, true},
		{customer, "id=(", 0, false, true},
		{sale, "customerId=de300000-0000-4000-8000-000000000001,name='Adatum, Inc. ''A'''", 0, true, false},
		{sale, "name='b',customerId=de300000-0000-4000-8000-000000000001", 1, true, false},
		{sale, "name='c',customerId=de300000-0000-4000-8000-000000000001", 0, false, false},
		{sale, "de300000-0000-4000-8000-000000000001", 0, false, true},
	} {
		row, found, bad := e.FindKey(&c.src, c.key)
		if found != c.found || found && row != c.row || (bad != nil) != c.bad {
			t.Errorf("%s(%s): row %d, found %v, %v", c.src.Set.Name, c.key, row, found, bad)
		}
	}
}

func FuzzKey(f *testing.F) {
	for _, seed := range []string{"de300000-0000-4000-8000-000000000003", "name='x',id=1", "'", "a=b=c", "()", "name='a''"} {
		f.Add(seed)
	}
	customer, _, sale := sources(f)
	e := New()
	f.Fuzz(func(_ *testing.T, key string) {
		_, _, _ = e.FindKey(&customer, key)
		_, _, _ = e.FindKey(&sale, key)
	})
}

// fast is a table with every optional way; each must give what the scan gives.
type fast struct {
	n       int
	indexed bool
}

var fastNames = [4]string{"Sale", "Payment", "Refund", "Opening"}

func (f fast) Len() int { return f.n }
func (f fast) Value(row, property int) model.Value {
	switch property {
	case 0:
		return model.G(0xde30000000004000, uint64(row)+1)
	case 1:
		return model.I(row/2 + 1) // two of each: ties
	case 2:
		return model.D2(int64(uint32(row)*2654435761%1_000_003) - 500_000)
	case 3:
		return model.T(fastNames[row%4])
	}
	return model.Days(20_000 + row/100)
}

func (f fast) ReadRow(row int, properties []int, dst []model.Value) {
	for i, p := range properties {
		dst[i] = f.Value(row, p)
	}
}

func (f fast) Find(values []model.Value) (int, bool) {
	row := int(values[0].N) - 1
	return row, row >= 0 && row < f.n && values[0].Hi == 0xde30000000004000
}

func (f fast) OrderedBy(property int) bool { return f.indexed && (property == 1 || property == 4) }

func (f fast) Lookup(property int, v model.Value) ([]int32, bool) {
	if !f.indexed || property != 3 {
		return nil, false
	}
	var out []int32
	for row := range f.n {
		if f.Value(row, 3) == v {
			out = append(out, int32(row))
		}
	}
	return out, true
}

func wide(t testing.TB, n int) Source {
	s := &model.Schema{
		Types: []model.Type{{Name: "entry", Properties: []model.Property{
			{Name: "id", Type: "Edm.Guid"}, {Name: "entryNumber", Type: "Edm.Int32"}, {Name: "amount", Type: "Edm.Decimal"},
			{Name: "description", Type: "Edm.String"}, {Name: "postingDate", Type: "Edm.Date"},
		}}},
		Sets: []model.Set{{Name: "entries", Type: "entry"}},
	}
	if err := s.Prepare(); err != nil {
		t.Fatal(err)
	}
	return Source{Key: "wide", Schema: s, Set: s.Set("entries"), Type: s.Type("entry"), Table: fast{n: n}, Address: "http://host/entries"}
}

func TestFastWaysGiveWhatTheScanGives(t *testing.T) {
	slow, quick := wide(t, 5000), wide(t, 5000)
	slow.Table = memoryOf(slow)
	quick.Table = fast{n: 5000, indexed: true}
	for _, raw := range []string{
		"$filter=entryNumber eq 7", "$filter=entryNumber gt 2400 and amount lt 0", "$filter=entryNumber ge 10 and entryNumber lt 12",
		"$filter=entryNumber le 1.5", "$filter=entryNumber gt 9999", "$filter=description eq 'Sale' and entryNumber gt 2000",
		"$filter=description eq 'Nothing'", "$filter=id eq 00000000-0000-0000-0000-000000000001", "$filter=id eq de300000-0000-4000-0000-000000000009 and entryNumber gt 1",
		"$filter=postingDate eq 2024-10-20", "$filter=postingDate gt 2024-10-20 and description eq 'Refund'", "$filter=description eq 'Sale' or description eq 'Refund'",
		"$orderby=entryNumber", "$orderby=amount", "$orderby=amount desc", "$orderby=description,amount desc", "$filter=entryNumber lt 50&$orderby=amount desc",
	} {
		a, _, bad := ask(t, New(), slow, raw)
		if bad != nil {
			t.Fatal(raw, bad)
		}
		b, _, _ := ask(t, New(), quick, raw)
		if !slices.Equal(rowsOf(a), rowsOf(b)) {
			t.Errorf("%s: %d rows by scan, %d by the fast ways", raw, a.Len(), b.Len())
		}
	}
	// Downwards the ties may stand the other way round, but no record may be lost and the values must fall.
	rows, _, _ := ask(t, New(), quick, "$orderby=entryNumber desc")
	seen := map[int]bool{}
	for i := range rows.Len() {
		seen[rows.At(i)] = true
		if i > 0 && quick.Table.Value(rows.At(i-1), 1).N < quick.Table.Value(rows.At(i), 1).N {
			t.Fatal("not falling at", i)
		}
	}
	if len(seen) != 5000 {
		t.Errorf("%d records of 5000", len(seen))
	}
}

func memoryOf(src Source) memory {
	var out memory
	for row := range src.Len() {
		var r []model.Value
		for p := range src.Type.Properties {
			r = append(r, src.Table.Value(row, p))
		}
		out = append(out, r)
	}
	return out
}

func BenchmarkFilter250k(b *testing.B) {
	src := wide(b, 250_000)
	f, bad := ParseFilter("amount gt 1000 and contains(description,'al')", "Microsoft.NAV", src.Type, false)
	if bad != nil {
		b.Fatal(bad)
	}
	for b.Loop() {
		choose(&src, Rows{n: src.Len()}, &Options{Filter: f})
	}
}

func BenchmarkSort250k(b *testing.B) {
	src := wide(b, 250_000)
	for _, c := range []struct {
		name   string
		orders []Order
	}{{"decimal", []Order{{2, true}}}, {"text", []Order{{3, false}}}, {"text-decimal", []Order{{3, false}, {2, true}}}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				choose(&src, Rows{n: src.Len()}, &Options{OrderBy: c.orders})
			}
		})
	}
}

func BenchmarkPage20k(b *testing.B) {
	src := wide(b, 20_000)
	e := New()
	buf := make([]byte, 0, 8<<20)
	for b.Loop() {
		plan := e.NewPlan(src, &Options{Top: -1})
		buf = buf[:0]
		for row := range 20_000 {
			buf = plan.Append(buf, row, "")
		}
	}
	b.SetBytes(int64(len(buf)))
}
