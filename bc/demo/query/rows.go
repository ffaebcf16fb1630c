package query

import (
	"slices"
	"sort"

	"bctui/bc/demo/model"
)

// Source is one table with what is needed to read, link and write its records.
type Source struct {
	// Key names the table among all of the tenant; row orders are kept under it.
	Key    string
	Schema *model.Schema
	Set    *model.Set
	Type   *model.Type
	Table  model.Table // nil: empty
	// Address of the set, for the links to media: https://…/companies(…)/items
	Address string
	// Resolve gives the source of another set of the same company, for $expand.
	Resolve func(*model.Set) Source
	// NoETag leaves out @odata.etag (companies have none, reference 5).
	NoETag bool
}

// Len is the number of records.
func (s *Source) Len() int {
	if s.Table == nil {
		return 0
	}
	return s.Table.Len()
}

// Rows is a chosen sequence of records: all from a row on, or a list. It never changes once made.
type Rows struct {
	first, n int
	list     []int32
	reversed bool
}

// Len is the number of chosen records.
func (r Rows) Len() int { return r.n }

// At gives the row number in the table of the i-th chosen record.
func (r Rows) At(i int) int {
	if r.reversed {
		i = r.n - 1 - i
	}
	if r.list != nil {
		return int(r.list[i])
	}
	return r.first + i
}

func listed(rows []int32) Rows {
	if rows == nil {
		rows = []int32{}
	}
	return Rows{list: rows, n: len(rows)}
}

// choose finds the records of base that meet the filter, in the wanted order.
func choose(src *Source, base Rows, o *Options) Rows {
	if src.Table == nil {
		return Rows{}
	}
	rows := base
	if o.Filter != nil {
		rows = filterRows(src, rows, o.Filter)
	}
	if len(o.OrderBy) == 0 || rows.n < 2 {
		return rows
	}
	if len(o.OrderBy) == 1 {
		ordered, ok := src.Table.(model.Ordered)
		if ok && ordered.OrderedBy(o.OrderBy[0].Property) && !rows.reversed {
			rows.reversed = o.OrderBy[0].Descending
			return rows
		}
	}
	return listed(sortRows(src.Table, rows.materialise(), o.OrderBy))
}

func (r Rows) materialise() []int32 {
	out := make([]int32, r.n)
	for i := range out {
		out[i] = int32(r.At(i))
	}
	return out
}

func filterRows(src *Source, base Rows, f *Filter) Rows {
	if f.root.op == opTrue {
		return base
	}
	rows := narrow(src, base, f)
	r := newReader(src.Table, f.props)
	out := make([]int32, 0, min(rows.n, 1024))
	for i := range rows.n {
		row := rows.At(i)
		r.seek(row)
		if f.root.match(r) {
			out = append(out, int32(row))
		}
	}
	return listed(out)
}

// narrow uses what the table can find by itself. The result may hold rows that do not match, never fewer than match.
func narrow(src *Source, base Rows, f *Filter) Rows {
	if base.list != nil || base.reversed {
		return base
	}
	indexed, _ := src.Table.(model.Indexed)
	ordered, _ := src.Table.(model.Ordered)
	finder, _ := src.Table.(model.Finder)
	out := base
	f.conjuncts(func(n *node) {
		if n.fold || n.from >= 0 || n.negate || n.op > opLe || n.op == opNe || out.list != nil {
			return
		}
		property := f.props[n.slot]
		if n.op == opEq && finder != nil && len(src.Type.KeyIndexes()) == 1 && src.Type.KeyIndexes()[0] == property {
			if row, ok := finder.Find([]model.Value{n.value}); ok {
				out = listed([]int32{int32(row)})
			} else {
				out = listed(nil)
			}
			return
		}
		if n.op == opEq && indexed != nil && n.value.Kind == src.Type.Properties[property].Kind() {
			if rows, handled := indexed.Lookup(property, n.value); handled {
				out = listed(rows)
				return
			}
		}
		if ordered != nil && ordered.OrderedBy(property) {
			out = narrowRange(src.Table, out, property, n)
		}
	})
	return out
}

func narrowRange(t model.Table, rows Rows, property int, n *node) Rows {
	// above(c) is the first place whose value compares with the constant as c or more.
	above := func(c int) int {
		return sort.Search(rows.n, func(i int) bool {
			return compareNumbers(t.Value(rows.first+i, property), n.value) >= c
		})
	}
	low, high := 0, rows.n
	switch n.op {
	case opEq:
		low, high = above(0), above(1)
	case opGt:
		low = above(1)
	case opGe:
		low = above(0)
	case opLt:
		high = above(0)
	case opLe:
		high = above(1)
	}
	return Rows{first: rows.first + low, n: max(high-low, 0)}
}

// sortRows sorts row numbers; equal records keep their order in the table.
func sortRows(t model.Table, rows []int32, orders []Order) []int32 {
	if len(orders) == 1 {
		return sortByOne(t, rows, orders[0])
	}
	columns := make([][]model.Value, len(orders))
	for c, o := range orders {
		columns[c] = make([]model.Value, len(rows))
		for i, row := range rows {
			columns[c][i] = t.Value(int(row), o.Property)
		}
	}
	places := make([]int32, len(rows))
	for i := range places {
		places[i] = int32(i)
	}
	// Place numbers break ties: a plain sort is then stable, and several times as fast as a stable one.
	slices.SortFunc(places, func(a, b int32) int {
		for c, o := range orders {
			if d := model.Compare(columns[c][a], columns[c][b]); d != 0 {
				if o.Descending {
					return -d
				}
				return d
			}
		}
		return int(a - b)
	})
	out := make([]int32, len(rows))
	for i, p := range places {
		out[i] = rows[p]
	}
	return out
}

// sortByOne is the case that a user's key press makes; numbers are sorted as integers.
func sortByOne(t model.Table, rows []int32, o Order) []int32 {
	values := make([]model.Value, len(rows))
	numeric, scale := true, uint8(0)
	for i, row := range rows {
		values[i] = t.Value(int(row), o.Property)
		switch values[i].Kind {
		case model.Text, model.GUID, model.Stream, model.JSON, model.Null:
			numeric = false
		}
		scale = max(scale, values[i].Scale)
	}
	type numbered struct {
		key int64
		i   int32
	}
	keys := make([]numbered, 0, len(rows))
	for i := 0; numeric && i < len(values); i++ {
		key := values[i].N
		for s := values[i].Scale; s < scale; s++ {
			next := key * 10
			numeric = numeric && next/10 == key
			key = next
		}
		keys = append(keys, numbered{key, int32(i)})
	}
	sign := 1
	if o.Descending {
		sign = -1
	}
	out := make([]int32, len(rows))
	if numeric {
		slices.SortFunc(keys, func(a, b numbered) int {
			switch {
			case a.key < b.key:
				return -sign
			case a.key > b.key:
				return sign
			}
			return int(a.i - b.i)
		})
		for i := range keys {
			out[i] = rows[keys[i].i]
		}
		return out
	}
	places := make([]int32, len(rows))
	for i := range places {
		places[i] = int32(i)
	}
	slices.SortFunc(places, func(a, b int32) int {
		if d := model.Compare(values[a], values[b]); d != 0 {
			return sign * d
		}
		return int(a - b)
	})
	for i, p := range places {
		out[i] = rows[p]
	}
	return out
}
