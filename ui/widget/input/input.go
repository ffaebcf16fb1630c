// Package input is one line of text being typed: the editing keys of bubbles' textinput, drawn with this program's own
// measure and with a real cursor. Control characters and line breaks never get in, and what is longer than the field
// takes is refused whole and not cut.
package input

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// DefaultLimit is how many characters a field takes unless told otherwise.
const DefaultLimit = 2048

// Model is one line of text. Make it with New, or take the zero value; a copy is the same line. textinput's own Model takes two kilobytes: screens,
// lists and forms that held and passed it by value took 60 kB of the program more.
type Model struct {
	in     *textinput.Model
	offset int // the first character on show
}

// New makes an empty line. limit is the greatest number of characters; 0 stands for DefaultLimit. A masked line shows a
// dot for every character.
func New(limit int, masked bool) Model {
	if limit <= 0 {
		limit = DefaultLimit
	}
	in := textinput.New()
	in.Prompt = ""
	in.SetVirtualCursor(false)
	in.CharLimit = limit
	// The clipboard is asked by whoever owns the field, as a tea.PasteMsg: the answer of textinput's own command has a
	// private type and would never find its way back through the root.
	in.KeyMap.Paste = key.NewBinding()
	in.KeyMap.AcceptSuggestion = key.NewBinding()
	in.KeyMap.NextSuggestion = key.NewBinding()
	in.KeyMap.PrevSuggestion = key.NewBinding()
	in.Focus()
	m := Model{in: &in}
	m.Mask(masked)
	return m
}

// Mask shows a dot for every character, or the text again.
func (m *Model) Mask(on bool) {
	in := m.line()
	in.EchoMode = textinput.EchoNormal
	if on {
		// The editing keys must not tell where the words of a secret end.
		in.EchoMode = textinput.EchoPassword
		in.EchoCharacter = '•'
	}
}

// line is what is typed into; the zero Model is an empty line that takes DefaultLimit characters.
func (m *Model) line() *textinput.Model {
	if m.in == nil {
		*m = New(0, false)
	}
	return m.in
}

// Value gives the text.
//
// Not inlined: textinput copies its whole Model for it, which in place would take 30 kB of the program.
//
//go:noinline
func (m *Model) Value() string { return m.line().Value() }

// Masked tells whether the text is shown as dots.
func (m *Model) Masked() bool { return m.line().EchoMode == textinput.EchoPassword }

// Limit is how many characters fit.
func (m *Model) Limit() int { return m.line().CharLimit }

// SetValue replaces the text and puts the cursor at its end. It reports false, and changes nothing, when the text is
// longer than the line takes.
func (m *Model) SetValue(s string) bool {
	s, _ = Clean(s)
	if utf8.RuneCountInString(s) > m.line().CharLimit {
		return false
	}
	m.line().SetValue(s)
	m.line().CursorEnd()
	return true
}

// Cursor gives the place of the cursor: how many characters stand before it.
func (m *Model) Cursor() int { return m.line().Position() }

// SetCursor puts the cursor behind the first n characters.
func (m *Model) SetCursor(n int) { m.line().SetCursor(n) }

// Clear empties the line.
func (m *Model) Clear() { m.line().Reset() }

// Insert puts a pasted text at the cursor. It reports how many invisible characters and line breaks were left out, and
// false, with nothing changed, when the text is too long.
func (m *Model) Insert(s string) (dropped int, ok bool) {
	in := m.line()
	if len(s) > 4*utf8.UTFMax*in.CharLimit {
		return 0, false // no need to look at megabytes to know
	}
	s, dropped = Clean(s)
	if utf8.RuneCountInString(in.Value())+utf8.RuneCountInString(s) > in.CharLimit {
		return dropped, false
	}
	*in, _ = in.Update(tea.PasteMsg{Content: s})
	return dropped, true
}

// Update takes a key press and tells whether the text changed.
func (m *Model) Update(msg tea.KeyPressMsg) (changed bool) {
	in := m.line()
	if msg.Text != "" {
		text, _ := Clean(msg.Text)
		if text == "" {
			return false
		}
		msg.Text = text
	}
	before := in.Value()
	if key := msg.String(); (key == "alt+d" || key == "alt+delete" || key == "ctrl+delete") && in.Position() >= utf8.RuneCountInString(before)-1 {
		// bubbles' textinput reads past the end when the word to delete is the last character: then this is the same.
		msg = tea.KeyPressMsg{Code: tea.KeyDelete}
	}
	*in, _ = in.Update(msg)
	return before != in.Value()
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
	value := []rune(m.line().Value())
	pos := m.line().Position()
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
