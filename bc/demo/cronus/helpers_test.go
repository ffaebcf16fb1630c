package cronus

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"bctui/bc/demo/model"
)

// tenant is shared by the tests: they only read.
var tenant = sync.OnceValue(New)

// view reads a set as a client would: by the names of properties.
type view struct {
	t      testing.TB
	name   string
	schema *model.Schema
	typ    *model.Type
	table  model.Table
}

// eachCompany runs a test for each company that has records.
func eachCompany(t *testing.T, f func(t *testing.T, c *company)) {
	for _, c := range tenant().companies {
		if !c.empty {
			t.Run(c.environment+"/"+c.name, func(t *testing.T) { f(t, c) })
		}
	}
}

func look(t testing.TB, c *company, set string) view {
	t.Helper()
	d := tenant()
	table, ok := d.Table(c.environment, c.plan.id, set)
	if !ok {
		t.Fatalf("%s of %s is empty", set, c.name)
	}
	s := d.Schema()
	return view{t: t, name: set, schema: s, typ: s.Type(s.Set(set).Type), table: table}
}

func (v view) place(property string) int {
	v.t.Helper()
	i, ok := v.typ.Property(property)
	if !ok {
		v.t.Fatalf("%s has no property %s", v.name, property)
	}
	return i
}

func (v view) get(row int, property string) model.Value {
	v.t.Helper()
	return v.table.Value(row, v.place(property))
}

func (v view) text(row int, property string) string {
	v.t.Helper()
	return v.get(row, property).S
}

// cents of a decimal with at most two places.
func (v view) cents(row int, property string) int64 {
	v.t.Helper()
	return cents(v.t, v.get(row, property))
}

func cents(t testing.TB, x model.Value) int64 {
	t.Helper()
	if x.Kind != model.Decimal || x.Scale > 2 {
		t.Fatalf("%+v is no amount in cents", x)
	}
	n := x.N
	for s := x.Scale; s < 2; s++ {
		n *= 10
	}
	return n
}

func (v view) member(row int, property string) string {
	v.t.Helper()
	i := v.place(property)
	return v.typ.Properties[i].Enum().Members[v.table.Value(row, i).N].Name
}

func (v view) find(id model.Value) (int, bool) {
	return v.table.(model.Finder).Find([]model.Value{id})
}

func (v view) lookup(property string, value model.Value) []int32 {
	v.t.Helper()
	rows, handled := v.table.(model.Indexed).Lookup(v.place(property), value)
	if !handled {
		v.t.Fatalf("%s has no index on %s", v.name, property)
	}
	return rows
}

// rows calls f for all rows, or for about limit of them spread over the table, the last one included.
func (v view) rows(limit int, f func(row int)) {
	n := v.table.Len()
	step := max(1, n/limit)
	for row := 0; row < n; row += step {
		f(row)
	}
	if n > 0 && (n-1)%step != 0 {
		f(n - 1)
	}
}

func write(v model.Value) string {
	switch v.Kind {
	case model.Text:
		return fmt.Sprintf("%.60q", v.S)
	case model.GUID:
		return guid(v)
	case model.Date:
		return time.Unix(v.N*86_400, 0).UTC().Format(time.DateOnly)
	}
	return fmt.Sprintf("%d/%d", v.N, v.Scale)
}

func guid(v model.Value) string {
	lo := uint64(v.N)
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", v.Hi>>32, v.Hi>>16&0xffff, v.Hi&0xffff, lo>>48, lo&0xffff_ffff_ffff)
}
