package export

import (
	"bytes"

	"bctui/bc/rows"
)

// line adds a row as CSV or TSV.
func (w *Writer) line(b *rows.Block, row int) {
	w.rows++
	start := len(w.buf)
	for i, at := range w.index {
		w.separate(i)
		c := b.Cell(row, at)
		switch c.Kind {
		case rows.Missing, rows.Null:
			if w.o.Format == TSV {
				w.buf = append(w.buf, `\N`...)
			}
		case rows.Object, rows.Array:
			w.cell = value(w.cell[:0], c)
			w.text(w.cell)
		case rows.String:
			w.cell = c.AppendText(w.cell[:0])
			w.text(w.cell)
		default: // numbers and booleans are harmless, and need no quotes
			w.buf = c.AppendText(w.buf)
		}
	}
	if w.o.Format == CSV && len(w.buf) == start { // many readers pass over a line with nothing on it
		w.buf = append(w.buf, `""`...)
	}
	w.endLine()
}

func (w *Writer) separate(i int) {
	switch {
	case i == 0:
	case w.o.Format == TSV:
		w.buf = append(w.buf, '\t')
	default:
		w.buf = append(w.buf, ',')
	}
}

func (w *Writer) endLine() {
	if w.o.Format == CSV {
		w.buf = append(w.buf, '\r')
	}
	w.buf = append(w.buf, '\n')
}

// text adds a text as one cell.
func (w *Writer) text(text []byte) {
	guard := !w.o.RawCells && runs(text)
	if guard {
		w.guarded++
	}
	if w.o.Format == TSV {
		if guard {
			w.buf = append(w.buf, '\'')
		}
		w.buf = appendEscaped(w.buf, text)
		return
	}
	quoted := len(text) == 0 || bytes.ContainsAny(text, "\",\r\n\t;") || text[0] == ' ' || text[len(text)-1] == ' '
	if quoted {
		w.buf = append(w.buf, '"')
	}
	if guard {
		w.buf = append(w.buf, '\'')
	}
	for {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			break
		}
		w.buf = append(append(w.buf, text[:i]...), `""`...)
		text = text[i+1:]
	}
	w.buf = append(w.buf, text...)
	if quoted {
		w.buf = append(w.buf, '"')
	}
}

// appendEscaped adds a text with what would end a cell or a line of TSV as an escape.
func appendEscaped(dst, text []byte) []byte {
	for _, c := range text {
		switch c {
		case '\t':
			dst = append(dst, `\t`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\\':
			dst = append(dst, `\\`...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// runs tells whether a spreadsheet would take a text for a formula (OWASP, "CSV Injection"): = + - @ also in their full
// width, tab and line breaks at its beginning. A plain negative number does nothing.
func runs(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	switch text[0] {
	case '=', '+', '@', '\t', '\r', '\n':
		return true
	case '-':
		return !plainNumber(text[1:])
	case 0xEF:
		for _, wide := range [...]string{"＝", "＋", "－", "＠"} {
			if bytes.HasPrefix(text, []byte(wide)) {
				return true
			}
		}
	}
	return false
}

// plainNumber tells whether a text is digits, perhaps with one point among them.
func plainNumber(text []byte) bool {
	digits, point := 0, false
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && !point:
			point = true
		default:
			return false
		}
	}
	return digits > 0
}
