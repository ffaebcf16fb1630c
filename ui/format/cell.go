package format

import (
	"strings"
	"time"
	"unicode/utf8"

	"bctui/bc/odata"
	"bctui/bc/rows"
)

// Formatter writes values the way a person reads them. The zero value writes 2025-05-16, 2025-05-16 07:55 (UTC) and
// 1,234.00. It holds habits, no state: it may be copied and used by many at once.
type Formatter struct {
	// Measure is the one in force; it decides how emoji are written.
	Measure Measure
	// DecimalMark stands before the decimals: '.' when zero.
	DecimalMark rune
	// Grouping stands between thousands: ',' when zero ('.' where the decimal mark is a comma), NoGrouping for nothing.
	Grouping rune
	// DateOrder and DateMark write a date: YMD and, when zero, the mark usual for the order.
	DateOrder DateOrder
	DateMark  rune
	// Zone is the one that moments are shown in; nil is UTC, which is what the service stores and sends.
	Zone *time.Location
}

// NoGrouping as Formatter.Grouping puts nothing between thousands.
const NoGrouping rune = -1

// DateOrder is the order of day, month and year.
type DateOrder uint8

// The orders.
const (
	YMD DateOrder = iota // 2025-05-16
	DMY                  // 16.05.2025
	MDY                  // 05/16/2025
)

const (
	longest     = 2 << 10  // bytes of a value that a grid cell may show: more than any window is wide
	longestFull = 64 << 10 // the same for a record; who wants more copies or saves the value
)

const (
	emptyGUID = "00000000-0000-0000-0000-000000000000"
	emptyDate = "0001-01-01"
	yes       = "Yes"
	no        = "No"
	calmNo    = "·"
	media     = "media"
)

// AppendCell adds a value to dst as a grid shows it: short, calm, on one line, as visible text. What holds nothing is
// blank: null and missing values, empty GUIDs, the date 0001-01-01, blank options. p may be nil where the service does
// not describe the property; then the JSON decides. Values longer than two thousand bytes are cut.
func (f Formatter) AppendCell(dst []byte, p *odata.Property, c rows.Cell) []byte {
	switch c.Kind {
	case rows.Missing, rows.Null:
		return dst
	case rows.Object, rows.Array:
		return appendSummary(dst, c)
	case rows.Bool:
		if v, _ := c.Bool(); v {
			return append(dst, yes...)
		}
		return append(dst, calmNo...)
	}
	return f.appendScalar(dst, p, c, false)
}

// AppendValue adds a value to dst as a record shows it: with nothing hidden. null, an empty text (""), a value that was
// not sent, an empty GUID and an empty date are told apart; moments have their seconds and their zone. Of a text longer
// than 64 kB it gives the beginning and says how long it is.
func (f Formatter) AppendValue(dst []byte, p *odata.Property, c rows.Cell) []byte {
	switch c.Kind {
	case rows.Missing:
		return append(dst, "not sent"...)
	case rows.Null:
		return append(dst, "null"...)
	case rows.Object, rows.Array:
		return appendSummary(dst, c)
	case rows.Bool:
		if v, _ := c.Bool(); v {
			return append(dst, yes...)
		}
		return append(dst, no...)
	}
	if c.Size() == 0 {
		return append(dst, `""`...)
	}
	return f.appendScalar(dst, p, c, true)
}

// Empty tells whether a value holds nothing, as far as its property goes: then a record may hide it. Zero and No are
// values.
func Empty(p *odata.Property, c rows.Cell) bool {
	switch c.Kind {
	case rows.Missing, rows.Null:
		return true
	case rows.String:
	case rows.Object, rows.Array:
		n, _ := members(c)
		return n == 0
	default:
		return false
	}
	size := c.Size()
	if size == 0 {
		return true
	}
	if size > 64 {
		return false
	}
	var buf [64]byte
	text := c.AppendText(buf[:0])
	switch kindOf(p) {
	case odata.KindGUID:
		return string(text) == emptyGUID
	case odata.KindDate, odata.KindDateTime:
		return len(text) >= len(emptyDate) && string(text[:len(emptyDate)]) == emptyDate
	case odata.KindEnum:
		return blankOption(text)
	}
	return false
}

// appendScalar writes a string or a number by the kind of its property.
func (f Formatter) appendScalar(dst []byte, p *odata.Property, c rows.Cell, full bool) []byte {
	var buf [80]byte
	kind := kindOf(p)
	if c.Size() > len(buf) || kind == odata.KindOther || kind == odata.KindString {
		switch kind {
		case odata.KindStream:
			return append(dst, media...)
		case odata.KindBinary:
			return f.appendBytes(dst, c)
		case odata.KindEnum:
			head, _ := c.Head(longest)
			return f.appendOption(dst, head, full)
		}
		return f.appendText(dst, c, full)
	}
	start := len(dst)
	text := c.AppendText(buf[:0])
	switch kind {
	case odata.KindDecimal:
		if out, ok := f.appendDecimal(dst, text, minScale(p)); ok {
			return out
		}
	case odata.KindGUID:
		if !full && string(text) == emptyGUID {
			return dst
		}
	case odata.KindDate:
		if out, ok := f.appendDate(dst, text, full); ok {
			return out
		}
	case odata.KindDateTime:
		if out, ok := f.appendMoment(dst, text, full); ok {
			return out
		}
	case odata.KindTime:
		if out, ok := appendTimeOfDay(dst, text, full); ok {
			return out
		}
	case odata.KindEnum:
		return f.appendOption(dst, string(text), full)
	case odata.KindStream:
		return append(dst, media...)
	case odata.KindBinary:
		return f.appendBytes(dst, c)
	}
	if isASCII(text) {
		return append(dst[:start], text...)
	}
	return f.appendText(dst[:start], c, full)
}

// appendText writes the text of a value as visible text. A grid cell never needs the whole of a long one.
func (f Formatter) appendText(dst []byte, c rows.Cell, full bool) []byte {
	start, size := len(dst), c.Size()
	if size <= longest {
		dst = c.AppendText(dst)
		if isPlain(dst[start:]) {
			return dst
		}
		text := string(dst[start:])
		dst, _ = f.Measure.AppendVisible(dst[:start], text, size*8+64)
		return dst
	}
	most := longest
	if full {
		most = longestFull
	}
	head, more := c.Head(most)
	dst, _ = f.Measure.AppendVisible(dst, head, most*8)
	if !more {
		return dst
	}
	dst = append(dst, Ellipsis...)
	if full {
		dst = append(dst, ' ')
		dst = append(dst, open...)
		dst = f.AppendInt(dst, int64(size))
		dst = append(append(dst, " bytes in all"...), shut...)
	}
	return dst
}

// appendOption writes the member of an enum by the name people know.
func (f Formatter) appendOption(dst []byte, name string, full bool) []byte {
	name = odata.DecodeName(name)
	blank := true
	for i := range len(name) {
		blank = blank && name[i] == ' '
	}
	if blank {
		if full {
			return append(dst, `" "`...)
		}
		return dst
	}
	dst, _ = f.Measure.AppendVisible(dst, name, len(name)*8+64)
	return dst
}

func blankOption(text []byte) bool {
	for len(text) > 0 {
		switch {
		case text[0] == ' ':
			text = text[1:]
		case len(text) >= 7 && string(text[:7]) == "_x0020_":
			text = text[7:]
		default:
			return false
		}
	}
	return true
}

// appendBytes writes how much a binary value holds: nobody reads base64. Four letters are three bytes, and those that are
// missing at the end are padding.
func (f Formatter) appendBytes(dst []byte, c rows.Cell) []byte {
	text := strings.TrimRight(c.Text(), "=")
	dst = f.AppendInt(dst, int64(len(text))*3/4)
	return append(dst, " bytes"...)
}

// Alignment gives the side of a column on which values of a property stand: numbers at the right.
func Alignment(p *odata.Property) Align {
	if p != nil && p.Kind.Numeric() && !p.Collection {
		return Right
	}
	return Left
}

// ColumnWidth gives the least and the most cells that a column of such values takes unless somebody asks for more.
func ColumnWidth(p *odata.Property) (least, most int) {
	if p == nil {
		return 4, 40
	}
	if p.Collection {
		return 4, 8
	}
	switch p.Kind {
	case odata.KindGUID:
		return 9, 9 // the first block tells one from another; the record has all of it
	case odata.KindDecimal:
		return 6, 24
	case odata.KindInt:
		return 4, 20
	case odata.KindDate:
		return 10, 10
	case odata.KindDateTime:
		return 16, 16
	case odata.KindTime:
		return 8, 12
	case odata.KindBool:
		return 3, 5
	case odata.KindStream:
		return 5, 5
	case odata.KindComplex:
		return 4, 12
	case odata.KindEnum:
		return 4, 24
	default:
		if p.MaxLength > 0 {
			return min(4, p.MaxLength), min(40, max(4, p.MaxLength))
		}
		return 4, 40
	}
}

func kindOf(p *odata.Property) odata.Kind {
	if p == nil {
		return odata.KindOther
	}
	return p.Kind
}

// isASCII tells whether b is printable ASCII.
func isASCII(b []byte) bool {
	for _, c := range b {
		if c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

// isPlain tells whether b is visible as it is.
func isPlain(b []byte) bool {
	for i := 0; i < len(b); {
		if c := b[i]; c < utf8.RuneSelf {
			if c < 0x20 || c > 0x7e {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if !plain(r) {
			return false
		}
		i += size
	}
	return true
}

// appendSummary writes what a nested value holds: {…3} for an object of three properties, [5] for a list of five.
func appendSummary(dst []byte, c rows.Cell) []byte {
	n, more := members(c)
	if c.Kind == rows.Object {
		if n == 0 && !more {
			return append(dst, "{}"...)
		}
		dst = append(dst, "{…"...)
	} else {
		dst = append(dst, '[')
	}
	dst = appendUint(dst, uint64(n))
	if more {
		dst = append(dst, '+')
	}
	if c.Kind == rows.Object {
		return append(dst, '}')
	}
	return append(dst, ']')
}

// members counts what a nested value holds at its top level, without annotations of an object, and reads no more than
// its first 64 kB.
func members(c rows.Cell) (n int, more bool) {
	const most = 64 << 10
	s, more := c.Head(most)
	depth, empty, start := 0, true, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			start = i + 1
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
			empty = false
		case ':':
			if depth == 1 && c.Kind == rows.Object && !annotates(s, start) {
				n++
			}
		case ',':
			if depth == 1 && c.Kind == rows.Array {
				n++
			}
		case '{', '[':
			empty = empty && depth == 0
			depth++
		case '}', ']':
			depth--
		case ' ', '\t', '\r', '\n':
		default:
			empty = false
		}
	}
	if c.Kind == rows.Array && !empty && !more {
		n++
	}
	return n, more
}

// annotates tells whether the member name that begins at start is control information ("@odata.etag").
func annotates(s string, start int) bool {
	for i := start; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '@' {
			return true
		}
		if s[i] == '\\' {
			i++
		}
	}
	return false
}
