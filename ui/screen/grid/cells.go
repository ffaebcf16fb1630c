package grid

import (
	"bctui/bc/odata"
	"bctui/bc/pager"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget/grid"
)

// column is one column of the grid: a property of the entity type, or one that only the rows have.
type column struct {
	name     string
	property *odata.Property // nil: the schema does not know it
	hidden   bool
	numbers  bool              // the rows hold numbers, where the schema does not know it
	options  map[string]string // captions of an option's values, by what the service sends; nil: none
}

// columnsOf gives the columns for an entity type, in the service's order. The first columns are what people know a record
// by: the key alone (a GUID) is not, so it goes to the end.
func columnsOf(t *odata.EntityType) []column {
	if t == nil {
		return nil
	}
	var front, back []column
	for i := range t.Properties {
		p := &t.Properties[i]
		c := column{name: p.Name, property: p}
		if p.Kind == odata.KindGUID {
			back = append(back, c)
		} else {
			front = append(front, c)
		}
	}
	return append(front, back...)
}

// source lets the widget read cells out of the row store, formatted as they are drawn.
type source struct {
	rows    *pager.Pager
	columns []column
	format  format.Formatter
	// index remembers where each column lies in a block: blocks name their columns in the order they came.
	block *rows.Block
	index []int
	look  string // what is searched for, in lower case; "": nothing
}

// Len implements grid.Source.
func (s *source) Len() int { return s.rows.Len() }

// AppendCell implements grid.Source.
func (s *source) AppendCell(dst []byte, row, col int) ([]byte, theme.Tone) {
	b, i := s.rows.Locate(row)
	if b == nil { // dropped from memory, and on its way again
		return append(dst, "·"...), theme.Faint
	}
	if b != s.block {
		s.block = b
		s.index = s.index[:0]
		for _, c := range s.columns {
			s.index = append(s.index, b.ColumnIndex(c.name))
		}
	}
	at := s.index[col]
	if at < 0 {
		return dst, theme.Faint
	}
	c := &s.columns[col]
	cell := b.Cell(i, at)
	from := len(dst)
	dst = c.append(dst, s.format, cell)
	const shown = 4 << 10 // bytes of a long value that may be on screen
	if s.look != "" && c.holds(dst[from:], s.format, cell, s.look, shown) {
		return dst, theme.Match
	}
	return dst, tone(c.property, cell)
}

// append adds a value as it is shown.
func (c *column) append(dst []byte, f format.Formatter, cell rows.Cell) []byte {
	if c.options != nil && cell.Kind == rows.String {
		if t, ok := c.options[cell.Text()]; ok {
			return append(dst, t...)
		}
	}
	return f.AppendCell(dst, c.property, cell)
}

// tone makes what matters less quieter: identifiers, and nested values that are only summed up.
func tone(p *odata.Property, c rows.Cell) theme.Tone {
	switch {
	case c.Kind == rows.Object || c.Kind == rows.Array:
		return theme.Muted
	case p != nil && (p.Kind == odata.KindGUID || p.Kind == odata.KindStream):
		return theme.Muted
	}
	return theme.Text
}

// extra gives the columns that the rows have and the schema does not know: open types, extensions published since the
// schema was read.
func extra(known []column, names []string) []column {
	have := make(map[string]bool, len(known))
	for _, c := range known {
		have[c.name] = true
	}
	var out []column
	for _, n := range names {
		if !have[n] {
			out = append(out, column{name: n})
		}
	}
	return out
}

// heads gives the widget's columns.
func (m *Model) heads() []grid.Column {
	out := make([]grid.Column, len(m.columns))
	for i, c := range m.columns {
		least, most := format.ColumnWidth(c.property)
		out[i] = grid.Column{ID: c.name, Title: m.title(c.name), Align: m.alignment(&m.columns[i]), Min: least, Max: most, Hidden: c.hidden}
	}
	return out
}

// alignment puts numbers to the right, also those of a column that the schema does not know.
func (m *Model) alignment(c *column) format.Align {
	if c.property != nil {
		return format.Alignment(c.property)
	}
	const looked = 50
	for row := 0; row < min(m.now.Len(), looked) && !c.numbers; row++ {
		kind := m.now.Cell(row, c.name).Kind
		if c.numbers = kind == rows.Number; kind != rows.Missing && kind != rows.Null {
			break
		}
	}
	if c.numbers {
		return format.Right
	}
	return format.Left
}

// sortOf gives the order of a view the way the widget marks it.
func sortOf(orders []string) []string {
	var out []string
	for _, o := range orders {
		if order := odata.ParseOrder(o); order.Descending {
			out = append(out, "-"+order.Property)
		} else {
			out = append(out, order.Property)
		}
	}
	return out
}

// frozenFirst gives how many columns stay when a view does not say: the one that people know the record by, so that a
// wide row keeps its name while scrolling.
func frozenFirst(asked int, columns []column) int {
	if asked > 0 || len(columns) < 4 {
		return asked
	}
	return 1
}
