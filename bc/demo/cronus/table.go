package cronus

import (
	"fmt"
	"sync"

	"bctui/bc/demo/model"
)

// column gives one property of the records of a set by their row; of is what the set is about, such as the customers of
// a company. A text has text, everything else has value.
//
// The columns of a set are data of this package: lists of plain functions that nobody changes. Put together in code, with
// closures, they took 100 kB of the program more, and time whenever a table was opened.
type column[P any] struct {
	name  string
	text  func(of P, row int) string
	value func(of P, row int) model.Value
}

// part is a column of a set whose records must be worked out first; P points to what a record is made of.
type part[P any] struct {
	name  string
	text  func(P) string
	value func(P) model.Value
}

// shape is what all tables have, whatever their records are made of.
type shape struct {
	c   *company
	set setNo
	typ *model.Type
	key *idKey // nil: the set has no id of its own
	n   func() int

	// since is the day when the records came into being, where no column tells when they were changed.
	since int
	// indexed is the property that lookup gives the rows for; -1 for none.
	indexed int
	lookup  func(model.Value) []int32
	ordered []int // properties whose values rise with the row
	stream  func() (string, []byte)

	id, modified int // places of these properties; -1 where there are none
}

func (c *company) shape(set setNo, n func() int) shape {
	s := shape{c: c, set: set, typ: c.typeOf(set), n: n, since: opening - 30, indexed: -1, id: -1, modified: -1}
	if i, ok := s.typ.Property("id"); ok {
		s.id, s.key = i, &c.keys[set]
	}
	if i, ok := s.typ.Property("lastModifiedDateTime"); ok {
		s.modified = i
	}
	return s
}

// place of a property that a column is for.
func (s *shape) place(property string) int {
	i, ok := s.typ.Property(property)
	if !ok {
		panic(fmt.Sprintf("cronus: %s has no property %s", s.typ.Name, property))
	}
	return i
}

// orderedBy says by which properties the records stand in order.
//
// Not inlined: 3 kB of the program.
//
//go:noinline
func (s *shape) orderedBy(properties ...string) {
	for _, p := range properties {
		s.ordered = append(s.ordered, s.place(p))
	}
}

// lookedUpBy gives the set an index.
func (s *shape) lookedUpBy(property string, rows func(model.Value) []int32) {
	s.indexed, s.lookup = s.place(property), rows
}

// rest is the value of a property that has no column.
func (s *shape) rest(row, property int) model.Value {
	switch property {
	case s.id:
		return s.c.id(s.set, row)
	case s.modified:
		return s.c.modified(s.set, row, s.since)
	}
	return model.Zero(s.typ.Properties[property].Kind())
}

// Len implements model.Table.
func (s *shape) Len() int { return s.n() }

// Lookup implements model.Indexed.
func (s *shape) Lookup(property int, v model.Value) ([]int32, bool) {
	if s.lookup == nil || property != s.indexed {
		return nil, false
	}
	return s.lookup(v), true
}

// OrderedBy implements model.Ordered.
func (s *shape) OrderedBy(property int) bool {
	for _, p := range s.ordered {
		if p == property {
			return true
		}
	}
	return false
}

// Stream implements model.Streams.
func (s *shape) Stream(_, property int) (string, []byte, bool) {
	if s.stream == nil || s.typ.Properties[property].Kind() != model.Stream {
		return "", nil, false
	}
	contentType, body := s.stream()
	return contentType, body, true
}

func (s *shape) find(t model.Table, values []model.Value) (int, bool) {
	if s.key != nil && len(values) == 1 {
		if row, ok := s.key.row(values[0]); ok && row < s.n() {
			return row, true
		}
		return 0, false
	}
	keys := s.typ.KeyIndexes()
	if len(values) != len(keys) {
		return 0, false
	}
next:
	for row := range s.n() {
		for i, k := range keys {
			if model.Compare(t.Value(row, k), values[i]) != 0 {
				continue next
			}
		}
		return row, true
	}
	return 0, false
}

// rowTable is a set whose records are known by their row alone.
type rowTable[P any] struct {
	shape
	of   P
	cols []column[P]
}

// newRowTable makes the table of a set of n records. A property that no column names is empty, but for id and the moment
// of the last change.
func newRowTable[P any](c *company, set setNo, of P, n int, lists ...[]column[P]) *rowTable[P] {
	t := &rowTable[P]{shape: c.shape(set, func() int { return n }), of: of}
	t.cols = make([]column[P], len(t.typ.Properties))
	for _, list := range lists {
		t.add(list)
	}
	return t
}

// add adds columns; they take the place of what was there.
func (t *rowTable[P]) add(list []column[P]) {
	for i := range list {
		t.cols[t.place(list[i].name)] = list[i]
	}
}

// Value implements model.Table.
func (t *rowTable[P]) Value(row, property int) model.Value {
	switch col := &t.cols[property]; {
	case col.value != nil:
		return col.value(t.of, row)
	case col.text != nil:
		return model.T(col.text(t.of, row))
	}
	return t.rest(row, property)
}

// ReadRow implements model.RowReader.
func (t *rowTable[P]) ReadRow(row int, properties []int, dst []model.Value) {
	for i, p := range properties {
		dst[i] = t.Value(row, p)
	}
}

// Find implements model.Finder.
func (t *rowTable[P]) Find(values []model.Value) (int, bool) { return t.find(t, values) }

// recordTable is a set whose records are worked out from their row. P is a pointer, so that all such tables share their
// code; what it points to is used again, so that reading a cell allocates nothing.
type recordTable[P any] struct {
	shape
	at    func(row int, record P)
	spare sync.Pool // of P
	parts []part[P]
}

// newRecordTable makes the table of a set: fresh gives a record to be filled, at fills it with the one of a row.
func newRecordTable[P any](c *company, set setNo, n func() int, fresh func() any, at func(row int, record P), parts []part[P]) *recordTable[P] {
	t := &recordTable[P]{shape: c.shape(set, n), at: at}
	t.spare.New = fresh
	t.parts = make([]part[P], len(t.typ.Properties))
	for i := range parts {
		t.parts[t.place(parts[i].name)] = parts[i]
	}
	return t
}

// Value implements model.Table.
func (t *recordTable[P]) Value(row, property int) model.Value {
	var v [1]model.Value
	t.ReadRow(row, []int{property}, v[:])
	return v[0]
}

// ReadRow implements model.RowReader: the record is worked out once.
func (t *recordTable[P]) ReadRow(row int, properties []int, dst []model.Value) {
	record := t.spare.Get().(P)
	t.at(row, record)
	for i, property := range properties {
		switch p := &t.parts[property]; {
		case p.value != nil:
			dst[i] = p.value(record)
		case p.text != nil:
			dst[i] = model.T(p.text(record))
		default:
			dst[i] = t.rest(row, property)
		}
	}
	t.spare.Put(record)
}

// Find implements model.Finder.
func (t *recordTable[P]) Find(values []model.Value) (int, bool) { return t.find(t, values) }

// span lists the rows from first to before end.
func span(first, end int) []int32 {
	out := make([]int32, 0, end-first)
	for r := first; r < end; r++ {
		out = append(out, int32(r))
	}
	return out
}
