package cli

import (
	"io"
	"os"
	"sync/atomic"

	"github.com/charmbracelet/x/term"

	"bctui/bc/export"
	"bctui/bc/odata"
	"bctui/bc/rows"
	"bctui/ui/format"
)

// table writes rows for people, as the grid shows them: dates and numbers as they are used to, columns aligned. How wide a
// column is follows from the first page. On a terminal values are cut and columns left out where there is no room.
type table struct {
	out      io.Writer
	format   format.Formatter
	chosen   []string
	typ      *odata.EntityType // nil where the service does not describe it
	noHeader bool
	room     int // cells of the terminal; 0: no end

	columns []tableColumn
	hidden  int // columns that have no room
	begun   bool
	block   *rows.Block
	buf     []byte // the line at work
	lines   []byte // those that are still to be written, …
	waiting int64  // … and how many rows they are
	written atomic.Int64
}

type tableColumn struct {
	name     string
	property *odata.Property
	width    int
	index    int
}

var _ export.Sink = (*table)(nil)

const (
	tableGap   = 2
	widestCell = 40 // on a terminal
	leastCell  = 8
)

// Written implements export.Sink.
func (t *table) Written() int64 { return t.written.Load() }

// End implements export.Sink.
func (t *table) End() error {
	if t.begun {
		return nil
	}
	t.begin(nil, 0, 0)
	return t.flush()
}

// Rows implements export.Sink.
func (t *table) Rows(b *rows.Block, from, n int) error {
	if n <= 0 {
		return nil
	}
	if !t.begun {
		t.begin(b, from, n)
	}
	t.arrange(b)
	for row := from; row < from+n; row++ {
		t.buf = t.buf[:0]
		for i, c := range t.columns {
			t.cell(i, t.format.AppendCell(nil, c.property, b.Cell(row, c.index)))
		}
		t.line()
		if t.waiting++; len(t.lines) >= 1<<16 {
			if err := t.flush(); err != nil {
				return err
			}
		}
	}
	return t.flush()
}

func (t *table) flush() error {
	_, err := t.out.Write(t.lines)
	if err != nil {
		return &export.WriteError{Err: err}
	}
	t.written.Add(t.waiting)
	t.lines, t.waiting = t.lines[:0], 0
	return nil
}

// arrange finds the columns in a block.
func (t *table) arrange(b *rows.Block) {
	if b == t.block {
		return
	}
	t.block = b
	for i := range t.columns {
		t.columns[i].index = b.ColumnIndex(t.columns[i].name)
	}
}

// begin chooses the columns by what the first page holds, and writes their names.
func (t *table) begin(b *rows.Block, from, n int) {
	t.begun = true
	// As in the grid, what tells people most stands in front.
	var names, ids []string
	for i := range t.typ.Names() {
		switch p := &t.typ.Properties[i]; p.Kind {
		case odata.KindGUID:
			ids = append(ids, p.Name)
		case odata.KindStream:
		default:
			names = append(names, p.Name)
		}
	}
	for _, name := range export.Columns(t.chosen, append(names, ids...), b.Columns()) {
		c := tableColumn{name: name, width: t.format.Measure.Width(format.Visible(name))}
		c.property, _ = t.typ.Property(name)
		t.columns = append(t.columns, c)
	}
	t.arrange(b)
	for i := range t.columns {
		c := &t.columns[i]
		for row := from; row < from+n; row++ {
			text := t.format.AppendCell(nil, c.property, b.Cell(row, c.index))
			c.width = max(c.width, t.format.Measure.Width(string(text)))
		}
	}
	t.fit()
	if t.noHeader {
		return
	}
	t.buf = t.buf[:0]
	for i, c := range t.columns {
		t.cell(i, []byte(format.Visible(c.name)))
	}
	t.line()
}

// fit makes the columns narrower where they were chosen and have room together then; else it leaves the last ones out. To do
// both would leave neither all columns nor any that can be read.
func (t *table) fit() {
	if t.room <= 0 {
		return
	}
	most := widestCell
	for len(t.chosen) > 0 && t.total(leastCell) <= t.room && t.total(most) > t.room {
		most--
	}
	used := -tableGap
	for i := range t.columns {
		c := &t.columns[i]
		c.width = min(c.width, most)
		if used += tableGap + c.width; used > t.room && i > 0 {
			t.hidden = len(t.columns) - i
			t.columns = t.columns[:i]
			return
		}
	}
}

func (t *table) total(most int) int {
	n := -tableGap
	for _, c := range t.columns {
		n += tableGap + min(c.width, most)
	}
	return n
}

// cell adds a value to the line. Without a terminal none is cut: what is longer than the first page's pushes the rest.
func (t *table) cell(i int, text []byte) {
	c := t.columns[i]
	if i > 0 {
		t.buf = append(t.buf, "  "...)
	}
	if t.room <= 0 && t.format.Measure.Width(string(text)) > c.width {
		t.buf = append(t.buf, text...)
		return
	}
	t.buf = t.format.Measure.AppendFitBytes(t.buf, text, c.width, format.Alignment(c.property))
}

// line ends the line at work.
func (t *table) line() {
	end := len(t.buf)
	for end > 0 && t.buf[end-1] == ' ' {
		end--
	}
	t.lines = append(append(t.lines, t.buf[:end]...), '\n')
}

// width is how many cells the terminal has.
func (a *App) width() int {
	if f, ok := a.Stdout.(*os.File); ok {
		if w, _, err := term.GetSize(f.Fd()); err == nil && w > 0 {
			return w
		}
	}
	return 80
}
