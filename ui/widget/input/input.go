// Package input is one line of text being typed: the editing keys that shells and most text fields have, drawn with this
// program's own measure and with a real cursor. Control characters and line breaks never get in, and what is longer than
// the field takes is refused whole and not cut.
//
// It is written by hand: textinput of Bubbles, which stood here before, falls over when a word is deleted forwards at the
// last character, draws nothing that is used here, and brings lipgloss with it, 200 kB of the program together.
package input

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// DefaultLimit is how many characters a field takes unless told otherwise.
const DefaultLimit = 2048

// Model is one line of text. Make it with New.
type Model struct {
	value  []rune
	pos    int // of the cursor: the character behind it
	limit  int
	masked bool
	offset int // the first character on show
}

// New makes an empty line. limit is the greatest number of characters; 0 stands for DefaultLimit. A masked line shows a
// dot for every character.
func New(limit int, masked bool) Model {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return Model{limit: limit, masked: masked}
}

// Value gives the text.
func (m *Model) Value() string { return string(m.value) }

// Masked tells whether the text is shown as dots.
func (m *Model) Masked() bool { return m.masked }

// Limit is how many characters fit.
func (m *Model) Limit() int { return m.limit }

// SetValue replaces the text and puts the cursor at its end. It reports false, and changes nothing, when the text is
// longer than the line takes.
func (m *Model) SetValue(s string) bool {
	s, _ = Clean(s)
	if utf8.RuneCountInString(s) > m.limit {
		return false
	}
	m.value = []rune(s)
	m.pos = len(m.value)
	return true
}

// Clear empties the line.
func (m *Model) Clear() { m.value, m.pos = nil, 0 }

// Insert puts a pasted text at the cursor. It reports how many invisible characters and line breaks were left out, and
// false, with nothing changed, when the text is too long.
func (m *Model) Insert(s string) (dropped int, ok bool) {
	if len(s) > 4*utf8.UTFMax*m.limit {
		return 0, false // no need to look at megabytes to know
	}
	s, dropped = Clean(s)
	return dropped, m.insert([]rune(s))
}

func (m *Model) insert(text []rune) bool {
	if len(m.value)+len(text) > m.limit {
		return false
	}
	m.value = slices.Insert(slices.Clone(m.value), m.pos, text...)
	m.pos += len(text)
	return true
}

// Update takes a key press and tells whether the text changed.
func (m *Model) Update(msg tea.KeyPressMsg) (changed bool) {
	if msg.Text != "" {
		text, _ := Clean(msg.Text)
		return text != "" && m.insert([]rune(text))
	}
	switch msg.String() {
	case "left", "ctrl+b":
		m.pos = max(0, m.pos-1)
	case "right", "ctrl+f":
		m.pos = min(m.pos+1, len(m.value))
	case "alt+left", "ctrl+left", "alt+b":
		m.pos = m.wordBefore()
	case "alt+right", "ctrl+right", "alt+f":
		m.pos = m.wordBehind()
	case "home", "ctrl+a":
		m.pos = 0
	case "end", "ctrl+e":
		m.pos = len(m.value)
	case "backspace", "ctrl+h":
		return m.remove(max(0, m.pos-1), m.pos)
	case "delete", "ctrl+d":
		return m.remove(m.pos, min(m.pos+1, len(m.value)))
	case "alt+backspace", "ctrl+w", "ctrl+backspace":
		return m.remove(m.wordBefore(), m.pos)
	case "alt+delete", "alt+d", "ctrl+delete":
		return m.remove(m.pos, m.wordBehind())
	case "ctrl+u":
		return m.remove(0, m.pos)
	case "ctrl+k":
		return m.remove(m.pos, len(m.value))
	}
	return false
}

// remove takes out the characters from first to before end. The value is copied: a Model is passed by value, and two must
// not write to the same characters.
func (m *Model) remove(first, end int) bool {
	m.value = slices.Delete(slices.Clone(m.value), first, end)
	m.pos = first
	return first < end
}

// wordBefore is where the word before the cursor begins. The editing keys must not tell where the words of a secret end,
// so a masked line is one word.
func (m *Model) wordBefore() int {
	if m.masked {
		return 0
	}
	i := m.pos
	for i > 0 && unicode.IsSpace(m.value[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(m.value[i-1]) {
		i--
	}
	return i
}

// wordBehind is where the word behind the cursor ends.
func (m *Model) wordBehind() int {
	if m.masked {
		return len(m.value)
	}
	i := m.pos
	for i < len(m.value) && unicode.IsSpace(m.value[i]) {
		i++
	}
	for i < len(m.value) && !unicode.IsSpace(m.value[i]) {
		i++
	}
	return i
}

// Clean takes out what must not be in a line of text: control characters, line breaks, invisible characters, what is no
// valid text. Line breaks and blanks at the ends go without being counted: they come with every copy from a page.
func Clean(s string) (clean string, dropped int) {
	s = strings.Trim(s, "\r\n")
	bad := func(r rune) bool {
		return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs)
	}
	if strings.IndexFunc(s, bad) < 0 {
		return s, 0
	}
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if bad(r) {
			dropped++
			return -1
		}
		return r
	}, s), dropped
}

// View draws the line in exactly width cells and gives the column of the cursor. ghost is shown while the line is empty.
// What is out of sight at an edge is marked there.
func (m *Model) View(look widget.Look, tone theme.Tone, width int, ghost string) (line string, cursor int) {
	b := look.Line(width)
	if width < 3 {
		return b.Fill(tone).String(), 0
	}
	value, pos := slices.Clone(m.value), m.pos
	if len(value) == 0 {
		m.offset = 0
		return b.Add(theme.Muted, ghost).Fill(tone).String(), 0
	}
	room := width - 2 // one cell for the cursor behind the text, one for the mark of what is out of sight
	cells := make([]int, len(value))
	for i, r := range value {
		if m.Masked() {
			value[i], cells[i] = '•', 1
			continue
		}
		cells[i] = look.Measure.Width(format.Visible(string(r)))
	}
	sum := 0
	for _, w := range cells {
		sum += w
	}
	if sum <= room+1 {
		m.offset = 0
		shown := format.Visible(string(value))
		b.Add(tone, shown).Fill(tone)
		return b.String(), min(width-1, look.Measure.Width(format.Visible(string(value[:pos]))))
	}
	m.scroll(cells, pos, room)
	end, used := m.offset, 0
	for end < len(value) && used+cells[end] <= room {
		used += cells[end]
		end++
	}
	mark := " "
	if m.offset > 0 {
		mark = "‹"
	}
	b.Add(theme.Faint, mark).Add(tone, string(value[m.offset:end]))
	if end < len(value) {
		b.To(width-1).Add(theme.Faint, "›")
	}
	x := 1 + look.Measure.Width(format.Visible(string(value[m.offset:pos])))
	return b.Fill(tone).String(), min(width-1, x)
}

// scroll moves the first character on show so that the cursor is in sight.
func (m *Model) scroll(cells []int, pos, room int) {
	m.offset = min(m.offset, pos)
	used := 0
	for i := m.offset; i < pos; i++ {
		used += cells[i]
	}
	for used > room && m.offset < pos {
		used -= cells[m.offset]
		m.offset++
	}
	// Show as much as fits when text was taken away at the end.
	used = 0
	for i := m.offset; i < len(cells); i++ {
		used += cells[i]
	}
	for m.offset > 0 && used+cells[m.offset-1] <= room {
		m.offset--
		used += cells[m.offset]
	}
}
