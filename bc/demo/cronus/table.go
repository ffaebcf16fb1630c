package cronus

import (
	"fmt"

	"bctui/bc/demo/model"
)

// columns give the value of a property from what is known of a record. A property that is not named is always empty.
type columns[T any] map[string]func(T) model.Value

// table is a set whose records are worked out from their row: at gives what a record is made of, a column makes one value
// of it. T is passed by value so that reading a cell allocates nothing.
type table[T any] struct {
	typ     *model.Type
	key     *idKey // nil: the set has no id of its own
	rows    func() int
	at      func(row int) T
	cols    []func(T) model.Value
	lookups map[int]func(model.Value) []int32
	ordered []int
	stream  func(row int) (string, []byte, bool)
}

// source is what newTable needs to know.
type source[T any] struct {
	rows func() int
	at   func(row int) T
	cols columns[T]
	// key finds the rows of ids; nil where the key is another property.
	key *idKey
	// lookups give the rows for a value of a property.
	lookups map[string]func(model.Value) []int32
	// ordered names the properties whose values rise with the row.
	ordered []string
}

func newTable[T any](typ *model.Type, s source[T]) *table[T] {
	t := &table[T]{typ: typ, key: s.key, rows: s.rows, at: s.at, cols: make([]func(T) model.Value, len(typ.Properties))}
	place := func(property string) int {
		i, ok := typ.Property(property)
		if !ok {
			panic(fmt.Sprintf("cronus: %s has no property %s", typ.Name, property))
		}
		return i
	}
	for name, column := range s.cols {
		t.cols[place(name)] = column
	}
	for i := range t.cols {
		if t.cols[i] == nil {
			empty := model.Zero(typ.Properties[i].Kind())
			t.cols[i] = func(T) model.Value { return empty }
		}
	}
	if len(s.lookups) > 0 {
		t.lookups = make(map[int]func(model.Value) []int32, len(s.lookups))
		for name, f := range s.lookups {
			t.lookups[place(name)] = f
		}
	}
	for _, name := range s.ordered {
		t.ordered = append(t.ordered, place(name))
	}
	return t
}

func (t *table[T]) Len() int { return t.rows() }

func (t *table[T]) Value(row, property int) model.Value {
	return t.cols[property](t.at(row))
}

// ReadRow implements model.RowReader: the record is worked out once.
func (t *table[T]) ReadRow(row int, properties []int, dst []model.Value) {
	record := t.at(row)
	for i, p := range properties {
		dst[i] = t.cols[p](record)
	}
}

// Find implements model.Finder.
func (t *table[T]) Find(values []model.Value) (int, bool) {
	if t.key != nil && len(values) == 1 {
		if row, ok := t.key.row(values[0]); ok && row < t.Len() {
			return row, true
		}
		return 0, false
	}
	keys := t.typ.KeyIndexes()
	if len(values) != len(keys) {
		return 0, false
	}
next:
	for row := range t.Len() {
		for i, k := range keys {
			if model.Compare(t.Value(row, k), values[i]) != 0 {
				continue next
			}
		}
		return row, true
	}
	return 0, false
}

// Lookup implements model.Indexed.
func (t *table[T]) Lookup(property int, v model.Value) ([]int32, bool) {
	f, ok := t.lookups[property]
	if !ok {
		return nil, false
	}
	return f(v), true
}

// OrderedBy implements model.Ordered.
func (t *table[T]) OrderedBy(property int) bool {
	for _, p := range t.ordered {
		if p == property {
			return true
		}
	}
	return false
}

// Stream implements model.Streams.
func (t *table[T]) Stream(row, property int) (string, []byte, bool) {
	if t.stream == nil || t.typ.Properties[property].Kind() != model.Stream {
		return "", nil, false
	}
	return t.stream(row)
}

// span lists the rows from first to before end.
func span(first, end int) []int32 {
	out := make([]int32, 0, end-first)
	for r := first; r < end; r++ {
		out = append(out, int32(r))
	}
	return out
}
