package list

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

const (
	gap    = 2 // blanks between two columns
	edge   = 1 // the mark of the cursor at the left, the scroll bar at the right
	narrow = 6 // a column does not get narrower than this unless it says so
	// narrowTitle is the same for the first column.
	narrowTitle = 12
	fieldTag    = "/ "
)

// View draws the list in at most width × height cells.
func (m *Model) View(look widget.Look, width, height int) widget.Body {
	if width <= 0 || height <= 0 {
		m.rows = 0
		return widget.Body{}
	}
	var out []string
	var body widget.Body
	if m.fieldShown() {
		text, x := m.fieldLine(look, width)
		out = append(out, text)
		if m.typing && x < width {
			body.Cursor = tea.NewCursor(x, 0)
		}
	}
	widths := m.widths(look, width)
	if height-len(out) > 3 && len(m.shown) > 0 && m.titled() {
		out = append(out, m.headLine(look, widths, width))
	}
	m.head = len(out)
	m.rows = max(0, height-len(out))
	if len(m.shown) == 0 {
		out = append(out, m.nothing(look, width)...)
	} else {
		m.scroll()
		for at := m.top; at < len(m.lines) && at < m.top+m.rows; at++ {
			out = append(out, m.drawLine(look, at, widths, width))
		}
	}
	body.Content = widget.Join(out[:min(len(out), height)])
	return body
}

func (m *Model) titled() bool {
	for _, c := range m.columns {
		if c.Title != "" {
			return true
		}
	}
	return false
}

func (m *Model) fieldLine(look widget.Look, width int) (string, int) {
	count := m.count(look.Format)
	taken := look.Measure.Width(count)
	room := width - edge - len(fieldTag) - taken - gap - edge
	if room < 8 {
		count = ""
		room = width - edge - len(fieldTag)
	}
	b := look.Line(width)
	b.Gap(edge).Add(theme.Accent, fieldTag)
	at := b.Used()
	text, x := m.field.View(look, theme.Field, room, "type to filter the "+m.noun)
	b.Styled(text, room)
	if count != "" {
		b.To(width-edge-taken).Add(theme.Muted, count)
	}
	return b.String(), at + x
}

func (m *Model) nothing(look widget.Look, width int) []string {
	title, hint := m.empty[0], m.empty[1]
	if m.query != "" {
		title = "No " + m.noun + " match “" + m.query + "”."
		hint = "Esc clears the filter."
	}
	var out []string
	if m.rows > 3 {
		out = append(out, "")
	}
	inner := max(1, width-2*edge)
	for _, s := range look.Wrap(title, inner) {
		out = append(out, look.Line(width).Gap(edge).Add(theme.Text, s).String())
	}
	if hint != "" {
		for _, s := range look.Wrap(hint, inner) {
			out = append(out, look.Line(width).Gap(edge).Add(theme.Muted, s).String())
		}
	}
	return out
}

// scroll keeps the cursor in sight, with the heading above it where there is room.
func (m *Model) scroll() {
	if m.rows <= 0 {
		return
	}
	at := m.lineOf[m.cursor]
	first := at
	if at > 0 && m.lines[at-1].heading != "" && m.rows > 1 {
		first--
	}
	if first < m.top {
		m.top = first
	}
	if at >= m.top+m.rows {
		m.top = at - m.rows + 1
	}
	m.top = max(0, min(m.top, len(m.lines)-m.rows))
}

// widths shares the room among the columns. A width of 0 means that the column is left out.
func (m *Model) widths(look widget.Look, width int) []int {
	if !m.fresh || m.measure != look.Measure {
		m.measureItems(look.Measure)
	}
	out := make([]int, len(m.columns))
	copy(out, m.natural)
	room := width - 2*edge
	for {
		over := total(out) - room
		if over <= 0 {
			break
		}
		if m.shrink(out, over) {
			continue
		}
		last := m.dropped(out)
		if last <= 0 {
			if len(out) > 0 {
				out[0] = max(1, room)
			}
			break
		}
		out[last] = 0
		for i, w := range out { // what the dropped column leaves goes to the others
			if w > 0 {
				out[i] = m.natural[i]
			}
		}
	}
	m.grow(out, room-total(out))
	return out
}

func (m *Model) measureItems(me format.Measure) {
	m.natural = make([]int, len(m.columns))
	for _, it := range m.items {
		for i, cell := range it.Cells {
			if i < len(m.natural) {
				m.natural[i] = max(m.natural[i], me.Width(cell.Text))
			}
		}
	}
	for i, c := range m.columns {
		if m.natural[i] == 0 && i > 0 {
			continue // a column without a single value is not worth its head
		}
		m.natural[i] = max(m.natural[i], me.Width(c.Title))
		if c.Max > 0 {
			m.natural[i] = min(m.natural[i], c.Max)
		}
	}
	m.measure, m.fresh = me, true
}

func total(widths []int) int {
	n := 0
	for _, w := range widths {
		if w > 0 {
			n += w + gap
		}
	}
	return max(0, n-gap)
}

// least is how narrow a column may get.
func (m *Model) least(i int) int {
	least := m.columns[i].Min
	switch {
	case least > 0:
	case i == 0:
		least = narrowTitle
	default:
		least = narrow
	}
	return min(least, m.natural[i])
}

// shrink takes cells away from the columns that matter least, and among those where there are most. It tells whether
// that was enough.
func (m *Model) shrink(widths []int, over int) bool {
	for ; over > 0; over-- {
		at := -1
		for i, w := range widths {
			if w <= m.least(i) {
				continue
			}
			if at < 0 || m.columns[i].Drop > m.columns[at].Drop || m.columns[i].Drop == m.columns[at].Drop && w > widths[at] {
				at = i
			}
		}
		if at < 0 {
			return false
		}
		widths[at]--
	}
	return true
}

// dropped gives the column that goes first where there is no room; −1 when only the title is left.
func (m *Model) dropped(widths []int) int {
	at := -1
	for i, w := range widths {
		if i > 0 && w > 0 && (at < 0 || m.columns[i].Drop >= m.columns[at].Drop) {
			at = i
		}
	}
	return at
}

// grow gives the room left over to the columns with a weight.
func (m *Model) grow(widths []int, room int) {
	weights := 0
	for i, c := range m.columns {
		if widths[i] > 0 {
			weights += c.Weight
		}
	}
	if room <= 0 || weights == 0 {
		return
	}
	for i, c := range m.columns {
		if widths[i] == 0 || c.Weight == 0 {
			continue
		}
		more := room * c.Weight / weights
		if c.Max > 0 {
			more = min(more, c.Max-widths[i])
		}
		widths[i] += max(0, more)
	}
}

func (m *Model) headLine(look widget.Look, widths []int, width int) string {
	b := look.Line(width)
	b.Gap(edge)
	for i, c := range m.columns {
		if widths[i] == 0 {
			continue
		}
		if b.Used() > edge {
			b.Gap(gap)
		}
		b.Add(theme.Header, look.Measure.Pad(format.Visible(c.Title), widths[i], c.Align))
	}
	return b.String()
}

func (m *Model) drawLine(look widget.Look, at int, widths []int, width int) string {
	l := m.lines[at]
	b := look.Line(width - edge)
	if l.item < 0 {
		b.Gap(edge).Add(theme.Header, l.heading)
	} else {
		m.drawItem(look, b, l.item, widths)
	}
	if mark := m.bar(at - m.top); mark != "" {
		return b.To(width-edge).String() + look.Theme.Render(theme.Faint, mark)
	}
	return b.String()
}

// bar gives the piece of the scroll bar beside a line; "" when everything is in sight.
func (m *Model) bar(row int) string {
	n := len(m.lines)
	if n <= m.rows || m.rows < 2 {
		return ""
	}
	size := max(1, m.rows*m.rows/n)
	start := 0
	if n > m.rows {
		start = m.top * (m.rows - size) / (n - m.rows)
	}
	if row >= start && row < start+size {
		return "┃"
	}
	return "│"
}

func (m *Model) drawItem(look widget.Look, b *widget.Line, at int, widths []int) {
	e := m.shown[at]
	it := m.items[e.item]
	here := at == m.cursor
	blank := theme.Text
	if here {
		blank = theme.Row
		b.Add(theme.Accent, "▌")
	} else {
		b.Gap(edge)
	}
	first := true
	for i, c := range m.columns {
		if widths[i] == 0 {
			continue
		}
		if !first {
			addBlanks(b, look, blank, gap)
		}
		first = false
		var cell Cell
		if i < len(it.Cells) {
			cell = it.Cells[i]
		}
		tone, match := toneOf(c, cell, it, here)
		text := look.Measure.Truncate(cell.Text, widths[i])
		w := look.Measure.Width(text)
		left := 0
		switch c.Align {
		case format.Right:
			left = widths[i] - w
		case format.Center:
			left = (widths[i] - w) / 2
		}
		addBlanks(b, look, blank, left)
		var marks []int
		if i < len(e.marks) {
			marks = e.marks[i]
		}
		addMarked(b, look, text, w, marks, tone, match)
		rest := widths[i] - w - left
		if i == 0 && it.Note != "" && rest >= gap+narrow {
			addBlanks(b, look, blank, gap)
			noteTone := theme.Muted
			if here {
				noteTone = theme.RowMuted
			}
			note := look.Measure.Truncate(it.Note, rest-gap)
			n := look.Measure.Width(note)
			b.Styled(look.Theme.Render(noteTone, note), n)
			rest -= gap + n
		}
		addBlanks(b, look, blank, rest)
	}
	if here {
		b.Fill(theme.Row)
	}
}

// toneOf gives the tones of a cell and of its letters that match.
func toneOf(c Column, cell Cell, it Item, here bool) (tone, match theme.Tone) {
	tone = c.Tone
	if cell.Tone != theme.Text {
		tone = cell.Tone
	}
	if it.Muted {
		tone = theme.Muted
	}
	if !here {
		return tone, theme.Match
	}
	switch tone {
	case theme.Muted, theme.Faint:
		return theme.RowMuted, theme.RowMatch
	default:
		return theme.Row, theme.RowMatch
	}
}

func addBlanks(b *widget.Line, look widget.Look, tone theme.Tone, n int) {
	if n <= 0 {
		return
	}
	if tone == theme.Text {
		b.Gap(n)
		return
	}
	b.Styled(look.Theme.Render(tone, strings.Repeat(" ", min(n, b.Room()))), min(n, b.Room()))
}

// addMarked draws text with the bytes in marks in another tone.
func addMarked(b *widget.Line, look widget.Look, text string, w int, marks []int, tone, match theme.Tone) {
	if len(marks) == 0 {
		b.Styled(look.Theme.Render(tone, text), w)
		return
	}
	hit := make([]bool, len(text))
	cut := len(text)
	if strings.HasSuffix(text, format.Ellipsis) {
		cut -= len(format.Ellipsis)
	}
	for _, at := range marks {
		if at < cut {
			hit[at] = true
		}
	}
	var buf []byte
	start, on := 0, false
	flush := func(end int) {
		if end > start {
			pen := look.Theme.Pen(tone)
			if on {
				pen = look.Theme.Pen(match)
			}
			buf = pen.Append(buf, text[start:end])
			start = end
		}
	}
	for i := range text { // by character, so that none is taken apart
		if hit[i] != on {
			flush(i)
			on = hit[i]
		}
	}
	flush(len(text))
	b.Styled(string(buf), w)
}
