package export

import (
	"io"
	"slices"
	"sync/atomic"

	"bctui/bc/rows"
)

// Format is a way to write rows.
type Format string

// The formats.
const (
	CSV       Format = "csv"   // RFC 4180
	TSV       Format = "tsv"   // tabs between the cells; tab, line break and backslash within one are \t, \n, \r and \\
	JSON      Format = "json"  // one array
	JSONLines Format = "jsonl" // one object a line
)

// Options say how rows are written.
type Options struct {
	Format Format
	// Columns are those that were chosen, in order; none: all, in the order of Known and then as the rows have them.
	Columns []string
	// Known are the names that $metadata has, in its order.
	Known []string
	// Single writes one JSON value and no array: the rows are one record.
	Single bool
	// Of CSV and TSV:
	NoHeader bool
	BOM      bool // U+FEFF comes first, by which Excel knows UTF-8
	RawCells bool // cells that a spreadsheet would run stay as they are
}

// Writer is a Sink that writes one of the formats.
type Writer struct {
	out io.Writer
	o   Options

	begun   bool
	header  []string // columns of CSV and TSV
	found   []string // the names that index was made for
	index   []int    // places of the columns in the block
	names   []string // of JSON, each as `"name":`
	buf     []byte
	ends    []int // where rows end in buf
	cell    []byte
	written atomic.Int64
	rows    int64
	guarded int64
	leftOut []string
}

var _ Sink = (*Writer)(nil)

// chunk is about how much is written at once.
const chunk = 64 << 10

// NewWriter makes a Writer. It writes whole rows at a time and keeps nothing back between pages.
func NewWriter(out io.Writer, o Options) *Writer { return &Writer{out: out, o: o} }

// Written implements Sink.
func (w *Writer) Written() int64 { return w.written.Load() }

// Guarded is how many cells were made harmless for a spreadsheet.
func (w *Writer) Guarded() int64 { return w.guarded }

// LeftOut names the properties of rows that CSV and TSV have no column for: the header was written before they came.
func (w *Writer) LeftOut() []string { return w.leftOut }

func (w *Writer) json() bool { return w.o.Format == JSON || w.o.Format == JSONLines }

// array tells whether the rows stand between brackets.
func (w *Writer) array() bool { return w.o.Format == JSON && !w.o.Single }

// Rows implements Sink.
func (w *Writer) Rows(b *rows.Block, from, n int) error {
	if n <= 0 {
		return nil
	}
	w.begin(b.Columns())
	w.arrange(b)
	for row := from; row < from+n; row++ {
		if w.json() {
			w.object(b, row)
		} else {
			w.line(b, row)
		}
		w.ends = append(w.ends, len(w.buf))
		if len(w.buf) >= chunk {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return w.flush()
}

// End implements Sink.
func (w *Writer) End() error {
	none := !w.begun
	w.begin(nil)
	switch {
	case w.array() && none:
		w.buf = append(w.buf, "[]\n"...)
	case w.array():
		w.buf = append(w.buf, "\n]\n"...)
	case w.o.Format == JSON && none:
		w.buf = append(w.buf, "null\n"...)
	case w.o.Format == JSON:
		w.buf = append(w.buf, '\n')
	}
	return w.flush()
}

// flush writes what is there. Of a write that took only a part it counts the rows that were taken whole.
func (w *Writer) flush() error {
	if len(w.buf) == 0 {
		return nil
	}
	n, err := w.out.Write(w.buf)
	if err == nil && n < len(w.buf) {
		err = io.ErrShortWrite
	}
	whole := int64(0)
	for _, end := range w.ends {
		if end <= n {
			whole++
		}
	}
	w.written.Add(whole)
	w.buf, w.ends = w.buf[:0], w.ends[:0]
	if cap(w.buf) > 16*chunk { // one huge value must not stay
		w.buf = nil
	}
	if err != nil {
		return &WriteError{err}
	}
	return nil
}

// begin writes what comes before the first row.
func (w *Writer) begin(found []string) {
	if w.begun {
		return
	}
	w.begun = true
	if w.json() {
		return
	}
	if w.o.BOM {
		w.buf = append(w.buf, "\uFEFF"...)
	}
	w.header = Columns(w.o.Columns, w.o.Known, found)
	if w.o.NoHeader {
		return
	}
	for i, name := range w.header {
		w.separate(i)
		w.text([]byte(name))
	}
	w.endLine()
}

// arrange finds the columns in a block. Pages of one shape share their names, so it has something to do only now and then.
func (w *Writer) arrange(b *rows.Block) {
	found := b.Columns()
	if len(found) == len(w.found) && (len(found) == 0 || &found[0] == &w.found[0]) && w.index != nil {
		return
	}
	w.found, w.index, w.names = found, []int{}, nil
	columns := w.header
	if w.json() {
		columns = Columns(w.o.Columns, w.o.Known, found)
	}
	for _, name := range columns {
		i := b.ColumnIndex(name)
		if w.json() {
			if i < 0 {
				continue
			}
			w.names = append(w.names, string(rows.AppendQuoted(nil, name))+":")
		}
		w.index = append(w.index, i)
	}
	if w.json() || len(w.o.Columns) > 0 {
		return
	}
	for _, name := range found {
		if !slices.Contains(w.header, name) && !slices.Contains(w.leftOut, name) {
			w.leftOut = append(w.leftOut, name)
		}
	}
}

// object adds a row as JSON.
func (w *Writer) object(b *rows.Block, row int) {
	switch {
	case w.array() && w.rows == 0:
		w.buf = append(w.buf, "[\n"...)
	case w.array():
		w.buf = append(w.buf, ",\n"...)
	}
	w.rows++
	w.buf = append(w.buf, '{')
	first := true
	for i, at := range w.index {
		c := b.Cell(row, at)
		if c.Kind == rows.Missing {
			continue
		}
		if !first {
			w.buf = append(w.buf, ',')
		}
		first = false
		w.buf = append(w.buf, w.names[i]...)
		w.buf = value(w.buf, c)
	}
	w.buf = append(w.buf, '}')
	if w.o.Format == JSONLines {
		w.buf = append(w.buf, '\n')
	}
}

// value adds a value as JSON on one line, otherwise byte for byte as it was sent.
func value(dst []byte, c rows.Cell) []byte {
	if c.Kind != rows.Object && c.Kind != rows.Array {
		return c.AppendRaw(dst)
	}
	start := len(dst)
	dst = c.AppendRaw(dst)
	// Within a text no line break can stand: the decoder takes valid JSON only. Between values it says nothing.
	kept := dst[:start]
	for _, c := range dst[start:] {
		if c >= ' ' {
			kept = append(kept, c)
		}
	}
	return kept
}
