package query

import (
	"strings"
	"testing"
	"time"

	"bctui/bc/demo/model"
)

// memory is a table of literal rows, without any of the fast ways.
type memory [][]model.Value

func (m memory) Len() int                            { return len(m) }
func (m memory) Value(row, property int) model.Value { return m[row][property] }

func id(n uint64) model.Value { return model.G(0xde30000000004000, 0x8000000000000000|n) }

func shape(t testing.TB) *model.Schema {
	t.Helper()
	s := &model.Schema{
		Enums: []model.Enum{{Name: "block", Members: model.Members(" ", "Ship", "All", "Non-Inventory")}},
		Types: []model.Type{
			{Name: "customer", Properties: []model.Property{
				{Name: "id", Type: "Edm.Guid"},
				{Name: "number", Type: "Edm.String", MaxLength: 20},
				{Name: "displayName", Type: "Edm.String", MaxLength: 100},
				{Name: "balance", Type: "Edm.Decimal"},
				{Name: "rank", Type: "Edm.Int32"},
				{Name: "since", Type: "Edm.Date"},
				{Name: "lastModifiedDateTime", Type: "Edm.DateTimeOffset"},
				{Name: "taxLiable", Type: "Edm.Boolean"},
				{Name: "blocked", Type: "block"},
				{Name: "picture", Type: "Edm.Stream"},
				{Name: "dateFilter_FilterOnly", Type: "Edm.Date"},
			}, Navigation: []model.Navigation{
				{Name: "orders", Type: "order", Collection: true, Constraints: []model.Constraint{{Property: "id", Referenced: "customerId"}}},
			}},
			{Name: "order", Properties: []model.Property{
				{Name: "id", Type: "Edm.Guid"}, {Name: "number", Type: "Edm.String"}, {Name: "customerId", Type: "Edm.Guid"},
				{Name: "amount", Type: "Edm.Decimal"},
			}, Navigation: []model.Navigation{
				{Name: "customer", Type: "customer", Constraints: []model.Constraint{{Property: "customerId", Referenced: "id"}}},
			}},
			{Name: "sale", Key: []string{"customerId", "name"}, Properties: []model.Property{
				{Name: "customerId", Type: "Edm.Guid"}, {Name: "name", Type: "Edm.String"}, {Name: "total", Type: "Edm.Decimal"},
			}},
		},
		Sets: []model.Set{{Name: "customers", Type: "customer"}, {Name: "orders", Type: "order"}, {Name: "sales", Type: "sale", NotSortable: true}},
	}
	if err := s.Prepare(); err != nil {
		t.Fatal(err)
	}
	return s
}

func moment(s string) model.Value {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return model.At(t)
}

func day(s string) model.Value {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return model.Days(int(t.Unix() / 86400))
}

// customers 0 to 5.
func customers() memory {
	none := model.NoDate()
	return memory{
		{id(1), model.T("10000"), model.T("Adatum Corporation"), model.D(123450, 2), model.I(3), day("2024-01-31"), moment("2025-05-16T07:55:28.833Z"), model.B(true), model.E(0), model.Media("image/png"), none},
		{id(2), model.T("20000"), model.T("Trey Research"), model.D(0, 0), model.I(1), day("2024-02-29"), moment("2025-05-16T07:55:28.37Z"), model.B(false), model.E(1), model.Media(""), none},
		{id(3), model.T("30000"), model.T("School of Fine Art"), model.D(484001, 1), model.I(2), none, moment("2025-05-17T00:00:00Z"), model.B(true), model.E(2), model.Media(""), none},
		{id(4), model.T("40000"), model.T("adatum west"), model.D(-5, 0), model.I(5), day("2025-12-31"), model.NoDateTime(), model.B(false), model.E(3), model.Media(""), none},
		{id(5), model.T("ÄÖ-1"), model.T("O'Brien \"&\" Søn\u202e\x1b[31m"), model.D(100, 2), model.I(4), day("2024-01-31"), moment("2025-05-16T07:55:28Z"), model.B(false), model.E(0), model.Media(""), none},
		{id(6), model.T(""), model.T(""), model.D(1, 0), model.I(-7), none, moment("1999-12-31T23:59:59.999Z"), model.B(false), model.E(0), model.Media(""), none},
	}
}

func sources(t testing.TB) (customer, order, sale Source) {
	s := shape(t)
	orders := memory{
		{id(11), model.T("SO-1"), id(1), model.D(10, 0)},
		{id(12), model.T("SO-2"), id(3), model.D(20, 0)},
		{id(13), model.T("SO-3"), id(1), model.D(30, 0)},
		{id(14), model.T("SO-4"), model.NoGUID(), model.D(40, 0)},
	}
	sales := memory{{id(1), model.T("Adatum, Inc. 'A'"), model.D(1, 0)}, {id(1), model.T("b"), model.D(2, 0)}}
	tables := map[string]model.Table{"customers": customers(), "orders": orders, "sales": sales}
	var resolve func(set *model.Set) Source
	resolve = func(set *model.Set) Source {
		return Source{Key: "t|" + set.Name, Schema: s, Set: set, Type: s.Type(set.Type), Table: tables[set.Name],
			Address: "http://host/companies(1)/" + set.Name, Resolve: resolve}
	}
	return resolve(s.Set("customers")), resolve(s.Set("orders")), resolve(s.Set("sales"))
}

func rowsOf(r Rows) []int {
	out := []int{}
	for i := range r.Len() {
		out = append(out, r.At(i))
	}
	return out
}

// ask parses a query string and finds rows.
func ask(t testing.TB, e *Engine, src Source, raw string) (Rows, *Options, *Error) {
	t.Helper()
	parts, bad := Split(strings.ReplaceAll(raw, " ", "%20"))
	if bad != nil {
		return Rows{}, nil, bad
	}
	o, bad := Parse(parts, Target{Schema: src.Schema, Set: src.Set, Type: src.Type})
	if bad != nil {
		return Rows{}, nil, bad
	}
	return e.All(&src, o), o, nil
}
