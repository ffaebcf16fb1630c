package fields

import (
	"slices"
	"strconv"
	"strings"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

const (
	bar       = "▌"
	gutter    = 1
	gap       = 2
	arrow     = "→"
	indent    = 2
	leastName = 8
	leastType = 12  // cells of a type that still tell something
	goodValue = 36  // a GUID, which every record has, stands whole where types are cut for it
	typeFrom  = 72  // width from which types are shown
	mostType  = 18  // of a type where there is little room,
	wideType  = 28  // and where there is enough, for the name of a set that a link leads to
	mostValue = 100 // so that the eye finds the type on a wide screen
)

// line is one line of the record: a field, more of the field above, a heading or a blank.
type line struct {
	shown   int // index into shown, −1 for what is no field
	part    int // line of the value, from 0
	heading string
}

// block is the value under the cursor, broken into lines.
type block struct {
	field int
	lines []string
	from  int  // lines before them that are scrolled past
	more  bool // lines follow that there is no room for
}

// columns says where name, value and type stand.
type columns struct {
	name, value, kind int // cells; kind is 0 where types are not shown
	gap               int // between name and value: wider where arrows stand in it
}

// View draws the record: exactly as many lines as SetSize said, each exactly as wide.
func (m *Model) View(look widget.Look) string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	m.pens.set(look.Theme)
	cols := m.arrange(look)
	m.wrap(look, cols)
	m.flow()
	m.settle()
	var dst []byte
	body := m.body()
	for y := range body {
		if y > 0 {
			dst = append(dst, '\n')
		}
		switch at := m.top + y; {
		case at < len(m.lines):
			dst = m.appendLine(dst, look, cols, m.lines[at])
		case len(m.shown) == 0 && y == min(1, body-1):
			dst = m.appendNote(dst, look, m.nothing())
		default:
			dst = blanks(dst, m.width)
		}
	}
	if note := m.trace(); note != "" && body < m.height {
		if body > 0 {
			dst = append(dst, '\n')
		}
		dst = m.appendNote(dst, look, note)
	}
	return string(dst)
}

// trace tells what is left out; "" when nothing is.
func (m *Model) trace() string {
	var parts []string
	if m.hidden > 0 {
		parts = append(parts, plural(m.hidden, "empty field", "empty fields")+" hidden")
	}
	if strings.TrimSpace(m.filter) != "" {
		parts = append(parts, strconv.Itoa(len(m.shown))+" of "+plural(len(m.fields), "field", "fields")+" found")
	}
	return strings.Join(parts, " · ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// nothing says why no field is on show.
func (m *Model) nothing() string {
	switch {
	case len(m.fields) == 0:
		return "The record has no fields."
	case strings.TrimSpace(m.filter) != "":
		return "No field is called so or holds this."
	default:
		return "All fields are empty."
	}
}

// body is the number of lines for fields: the last line tells what is left out.
func (m *Model) body() int {
	if m.height >= 3 && m.trace() != "" {
		return m.height - 1
	}
	return m.height
}

// arrange shares the width. It looks at all fields, so that nothing moves when a filter is typed.
func (m *Model) arrange(look widget.Look) columns {
	c := columns{gap: gap}
	room := max(0, m.width-gutter)
	most := max(leastName, room*2/5)
	kinds := 0
	for i, f := range m.fields {
		c.name = max(c.name, look.Measure.WidthWithin(m.names[i], most)+indent*f.Depth)
		kinds = max(kinds, look.Measure.WidthWithin(f.Type, wideType))
		if f.Leads {
			c.gap = gap + 1
		}
	}
	c.name = min(c.name, most, room)
	c.value = max(0, room-c.name-c.gap)
	if spare := c.value - gap - 1 - goodValue; spare >= leastType {
		kinds = min(kinds, spare)
	} else {
		kinds = min(kinds, mostType)
	}
	if m.width >= typeFrom && kinds > 0 && c.value-kinds-gap-1 >= 24 {
		c.kind = kinds
		c.value = min(c.value-kinds-gap-1, mostValue)
	}
	return c
}

// wrap breaks the value under the cursor into lines, if one is not enough.
func (m *Model) wrap(look widget.Look, c columns) {
	m.text = block{field: m.Cursor()}
	f, ok := m.Current()
	if !ok || c.value <= 0 {
		return
	}
	room := max(1, m.body()-1)
	lines, more := look.Measure.Wrap(f.Value, c.value, m.inner+room)
	if len(lines) < m.inner+room { // the window is larger now, or the value shorter
		m.inner = max(0, len(lines)-room)
	}
	m.text.from, m.text.lines, m.text.more = m.inner, lines[m.inner:], more
}

// flow puts all lines one after another.
func (m *Model) flow() {
	m.lines = m.lines[:0]
	section := ""
	for i, s := range m.shown {
		if f := m.fields[s.field]; f.Section != section {
			section = f.Section
			if i > 0 {
				m.lines = append(m.lines, line{shown: -1})
			}
			if section != "" {
				m.lines = append(m.lines, line{shown: -1, heading: section})
			}
		}
		m.lines = append(m.lines, line{shown: i})
		if i == m.cursor {
			for part := 1; part < len(m.text.lines); part++ {
				m.lines = append(m.lines, line{shown: i, part: part})
			}
		}
	}
}

// settle brings the window over the lines so that the field under the cursor is in it as a whole.
func (m *Model) settle() {
	body := m.body()
	first := slices.IndexFunc(m.lines, func(l line) bool { return l.shown == m.cursor })
	if body <= 0 || first < 0 {
		m.top = 0
		return
	}
	last := first + max(1, len(m.text.lines)) - 1
	if first > 0 && m.lines[first-1].heading != "" && last-first+2 <= body {
		first-- // with its heading
		if first == 1 {
			first = 0
		}
	}
	m.top = max(0, min(m.top, len(m.lines)-body))
	if last >= m.top+body {
		m.top = last - body + 1
	}
	if first < m.top {
		m.top = first
	}
}

func (m *Model) appendLine(dst []byte, look widget.Look, c columns, l line) []byte {
	if l.shown < 0 {
		if l.heading == "" || m.width <= gutter {
			return blanks(dst, m.width)
		}
		dst = append(dst, ' ')
		return m.appendText(dst, look, look.Theme.Pen(theme.Header), l.heading, m.width-gutter, format.Left)
	}
	s := m.shown[l.shown]
	f := &m.fields[s.field]
	here := l.shown == m.cursor
	p := m.pens.line(here)
	if here {
		dst = p.accent.Append(dst, bar)
	} else {
		dst = append(dst, ' ')
	}
	if l.part == 0 {
		dst = m.appendName(dst, look, c, s, p)
	} else {
		dst = appendBlanks(dst, p, c.name)
	}
	rest := m.width - gutter - c.name
	lead := min(c.gap, rest)
	switch {
	case here && l.part == 0 && m.text.from > 0 && lead == c.gap:
		dst = p.muted.Append(appendBlanks(dst, p, c.gap-gap), " …")
	case f.Leads && l.part == 0 && lead > gap:
		dst = appendBlanks(p.accent.Append(appendBlanks(dst, p, 1), arrow), p, lead-2)
	default:
		dst = appendBlanks(dst, p, lead)
	}
	rest -= lead
	if c.value > 0 {
		dst = m.appendValue(dst, look, c, l, f, p)
		rest -= c.value
	}
	if c.kind > 0 {
		dst = appendBlanks(dst, p, gap)
		text := ""
		if l.part == 0 {
			text = f.Type
		}
		dst = m.appendText(dst, look, p.kind, text, c.kind, format.Right)
		rest -= gap + c.kind
	}
	return appendBlanks(dst, p, rest)
}

func (m *Model) appendName(dst []byte, look widget.Look, c columns, s shown, p *linePens) []byte {
	least := look.Measure.WidthWithin(m.names[s.field], leastName)
	lead := min(indent*m.fields[s.field].Depth, max(0, c.name-min(least, leastName)))
	dst = appendBlanks(dst, p, lead)
	name := look.Measure.Truncate(m.names[s.field], c.name-lead)
	marks := s.marks
	if len(marks) == 0 {
		return m.appendText(dst, look, p.name, name, c.name-lead, format.Left)
	}
	width := 0
	for at := 0; at < len(name); {
		size, cells := look.Measure.Cluster(name[at:])
		pen := p.name
		if len(marks) > 0 && marks[0] < at+size {
			pen = p.match
			for len(marks) > 0 && marks[0] < at+size {
				marks = marks[1:]
			}
		}
		dst = pen.Append(dst, name[at:at+size])
		at, width = at+size, width+cells
	}
	return appendBlanks(dst, p, c.name-lead-width)
}

func (m *Model) appendValue(dst []byte, look widget.Look, c columns, l line, f *Field, p *linePens) []byte {
	text := f.Value
	if l.shown == m.cursor && len(m.text.lines) > 0 {
		text = m.text.lines[l.part]
		if m.text.more && l.part == len(m.text.lines)-1 {
			text = look.Measure.Truncate(text, c.value-1) + format.Ellipsis
		}
	}
	pen := p.tone(f.Tone)
	if at, n := m.inValue(text); n > 0 && look.Measure.WidthWithin(text, c.value) <= c.value {
		dst = appendRaw(dst, pen, text[:at])
		dst = appendRaw(dst, p.match, text[at:at+n])
		dst = appendRaw(dst, pen, text[at+n:])
		return appendBlanks(dst, p, c.value-look.Measure.Width(text))
	}
	return m.appendText(dst, look, pen, text, c.value, format.Left)
}

// inValue finds the filter in a value that is plain ASCII, where cutting it in pieces moves nothing.
func (m *Model) inValue(text string) (at, n int) {
	filter := strings.TrimSpace(m.filter)
	if filter == "" || len(text) > 1024 {
		return 0, 0
	}
	for i := range len(text) {
		if text[i] < 0x20 || text[i] > 0x7e {
			return 0, 0
		}
	}
	if at = strings.Index(strings.ToLower(text), strings.ToLower(filter)); at < 0 {
		return 0, 0
	}
	return at, len(filter)
}

// appendText writes text in a pen, cut or filled to w cells.
func (m *Model) appendText(dst []byte, look widget.Look, pen theme.Pen, text string, w int, a format.Align) []byte {
	if w <= 0 {
		return dst
	}
	dst = append(dst, pen.Before...)
	dst = look.Measure.AppendFit(dst, text, w, a)
	return append(dst, pen.After...)
}

func (m *Model) appendNote(dst []byte, look widget.Look, text string) []byte {
	if m.width <= gutter {
		return blanks(dst, m.width)
	}
	dst = append(dst, ' ')
	return m.appendText(dst, look, look.Theme.Pen(theme.Muted), text, m.width-gutter, format.Left)
}

func appendRaw(dst []byte, pen theme.Pen, text string) []byte {
	if text == "" {
		return dst
	}
	return pen.Append(dst, text)
}

func appendBlanks(dst []byte, p *linePens, n int) []byte {
	if n <= 0 {
		return dst
	}
	dst = append(dst, p.blank.Before...)
	dst = blanks(dst, n)
	return append(dst, p.blank.After...)
}

const spaces = "                                                                                "

// Not inlined: a loop in seventeen places, 5 kB of the program.
//
//go:noinline
func blanks(dst []byte, n int) []byte {
	for n > len(spaces) {
		dst = append(dst, spaces...)
		n -= len(spaces)
	}
	return append(dst, spaces[:max(0, n)]...)
}
