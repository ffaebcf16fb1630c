// Package form is a set of labelled text fields: what is typed is checked while it is typed, secrets are masked, a paste
// goes to the owner first, and every field says where its value came from.
package form

import (
	"strconv"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
)

// Verdict is what a check says about a value.
type Verdict struct {
	Level widget.Level
	Text  string
	// Partial marks a failure that typing on may cure. It stays quiet until the user wants to go on with it (Insist).
	Partial bool
}

// Field describes one field.
type Field struct {
	ID    string
	Label string
	// Ghost is shown while the field is empty: the default, or the shape of the value.
	Ghost string
	// Note stands muted beside the label: "optional".
	Note string
	// Secret masks what is typed.
	Secret bool
	// Hide masks the value while it gives true: a secret that was typed into the wrong field. It must be quick.
	Hide func(value string) bool
	// Limit is the greatest number of characters; 0: 2,048.
	Limit int
	// Check is called with the value after every change. It must be quick.
	Check func(value string) []Verdict
}

// Event is what a message led to.
type Event uint8

// The events.
const (
	None    Event = iota
	Changed       // the value of the focused field changed
	Taken         // a paste was taken by OnPaste
)

// Model is a form. Make it with New.
type Model struct {
	fields []*field
	focus  int
	// OnPaste sees a pasted text before the field does. When it gives true, the field gets nothing of it.
	OnPaste func(id, text string) bool
}

type field struct {
	Field
	in       input.Model
	origin   string
	verdicts []Verdict
	said     []Verdict // about the last paste; goes with the next change
	loud     bool      // the user wants to go on: what is only begun is wrong now
}

// New makes a form with the focus on the first field.
func New(fields ...Field) Model {
	m := Model{}
	for _, f := range fields {
		m.fields = append(m.fields, &field{Field: f, in: input.New(f.Limit, f.Secret)})
	}
	for _, f := range m.fields {
		f.check()
	}
	return m
}

func (f *field) check() {
	f.verdicts = nil
	f.in.Mask(f.Secret || f.Hide != nil && f.Hide(f.in.Value()))
	if f.Check != nil {
		f.verdicts = f.Check(f.in.Value())
	}
}

// Not inlined: seventy places, 6 kB of the program.
//
//go:noinline
func (m *Model) find(id string) *field {
	for _, f := range m.fields {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// Value gives what a field holds.
func (m *Model) Value(id string) string {
	if f := m.find(id); f != nil {
		return f.in.Value()
	}
	return ""
}

// Set fills a field. origin tells where the value came from ("from AZURE_CLIENT_ID"); "" for none. It reports false, and
// changes nothing, when the value is too long.
func (m *Model) Set(id, value, origin string) bool {
	f := m.find(id)
	if f == nil {
		return false
	}
	if !f.in.SetValue(value) {
		f.said = []Verdict{tooLong(utf8.RuneCountInString(value), f.in.Limit())}
		return false
	}
	f.origin, f.said, f.loud = origin, nil, false
	f.check()
	return true
}

// Origin tells where the value of a field came from; "" once it was changed by hand.
func (m *Model) Origin(id string) string {
	if f := m.find(id); f != nil {
		return f.origin
	}
	return ""
}

// SetGhost changes what an empty field shows.
func (m *Model) SetGhost(id, ghost string) {
	if f := m.find(id); f != nil {
		f.Ghost = ghost
	}
}

// Say puts a verdict under a field until it changes: what only a server could know.
func (m *Model) Say(id string, v Verdict) {
	if f := m.find(id); f != nil {
		f.said = []Verdict{v}
	}
}

// Insist says that the user wants to go on with the value of a field: what typing on may cure is now called wrong, until
// the value changes.
func (m *Model) Insist(id string) {
	if f := m.find(id); f != nil {
		f.loud = true
	}
}

// Recheck runs the checks of all fields again, because what they depend on changed.
func (m *Model) Recheck() {
	for _, f := range m.fields {
		f.check()
	}
}

// Verdicts gives what is said about a field at this moment.
func (m *Model) Verdicts(id string) []Verdict {
	f := m.find(id)
	if f == nil {
		return nil
	}
	return append(append([]Verdict{}, f.said...), f.verdicts...)
}

// Worst gives the most urgent level among what the check says about a field's value. What was only said (Say) does not
// count: a server's opinion of yesterday must not keep anyone from asking again.
func (m *Model) Worst(id string) widget.Level {
	var worst widget.Level
	if f := m.find(id); f != nil {
		for _, v := range f.verdicts {
			worst = max(worst, v.Level)
		}
	}
	return worst
}

// Focused gives the ID of the field with the focus.
func (m *Model) Focused() string {
	if len(m.fields) == 0 {
		return ""
	}
	return m.fields[m.focus].ID
}

// Focus puts the focus on a field.
//
// Not inlined: 5 kB of the program.
//
//go:noinline
func (m *Model) Focus(id string) {
	for i, f := range m.fields {
		if f.ID == id {
			m.focus = i
		}
	}
}

// Clear empties the focused field.
func (m *Model) Clear() {
	if len(m.fields) == 0 {
		return
	}
	f := m.fields[m.focus]
	f.in.Clear()
	f.origin, f.said, f.loud = "", nil, false
	f.check()
}

// Update takes keys and pastes for the focused field.
func (m *Model) Update(msg tea.Msg) Event {
	if len(m.fields) == 0 {
		return None
	}
	f := m.fields[m.focus]
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if !f.in.Update(msg) {
			return None
		}
		f.said = nil
	case tea.PasteMsg:
		if m.OnPaste != nil && m.OnPaste(f.ID, msg.Content) {
			return Taken
		}
		if !f.paste(msg.Content) {
			return None
		}
	default:
		return None
	}
	f.origin, f.loud = "", false
	f.check()
	return Changed
}

// paste puts a text into the field and says what was left out of it. Too long a text is refused whole: half of a secret
// is worse than none.
func (f *field) paste(text string) bool {
	dropped, ok := f.in.Insert(text)
	if !ok {
		f.said = []Verdict{tooLong(utf8.RuneCountInString(text), f.in.Limit())}
		return false
	}
	f.said = nil
	switch {
	case dropped == 1:
		f.said = []Verdict{{Level: widget.Warning, Text: "1 invisible character or line break was left out"}}
	case dropped > 1:
		f.said = []Verdict{{Level: widget.Warning, Text: strconv.Itoa(dropped) + " invisible characters or line breaks were left out"}}
	}
	return true
}

func tooLong(n, limit int) Verdict {
	return Verdict{Level: widget.Failure, Text: "that text has " + strconv.Itoa(n) + " characters, this field takes " + strconv.Itoa(limit) +
		": nothing was pasted"}
}

// Lines draws one field: label, value, verdicts. The cursor is nil unless the field has the focus; it is counted from
// the first of the lines. A field without focus shows its verdicts too when they are bad.
func (m *Model) Lines(look widget.Look, id string, width int) ([]string, *tea.Cursor) {
	f := m.find(id)
	if f == nil || width <= 0 {
		return nil, nil
	}
	here := m.Focused() == id
	label := look.Line(width).Gap(2)
	tone := theme.Muted
	if here {
		tone = theme.Strong
	}
	label.Add(tone, f.Label)
	if f.Note != "" {
		label.Gap(2).Add(theme.Muted, f.Note)
	}
	if f.origin != "" {
		label.Gap(2).Add(theme.Muted, f.origin)
	}
	out := []string{label.String()}
	value := look.Line(width)
	var cursor *tea.Cursor
	if here {
		value.Add(theme.Accent, "▌").Gap(1)
	} else {
		value.Gap(2)
	}
	text, x := f.in.View(look, theme.Field, max(1, width-2), f.Ghost)
	value.Styled(text, max(1, width-2))
	if here {
		cursor = tea.NewCursor(min(width-1, x+2), len(out))
	}
	out = append(out, value.String())
	return append(out, m.VerdictLines(look, id, width)...), cursor
}

// VerdictLines draws what is said about a field, sign first.
func (m *Model) VerdictLines(look widget.Look, id string, width int) []string {
	var out []string
	f := m.find(id)
	for _, v := range m.Verdicts(id) {
		quiet := v.Partial && !f.loud
		for i, s := range look.Wrap(v.Text, max(1, width-4)) {
			b := look.Line(width).Gap(2)
			switch {
			case i > 0:
				b.Gap(2)
			case quiet:
				b.Add(theme.Faint, "·").Gap(1)
			default:
				b.Add(v.Level.Tone(), v.Level.Mark()).Gap(1)
			}
			tone := theme.Muted
			if v.Level >= widget.Warning && !quiet {
				tone = theme.Text
			}
			out = append(out, b.Add(tone, s).String())
		}
	}
	return out
}

// Compact draws a field in one line, label first, for windows with few lines.
func (m *Model) Compact(look widget.Look, id string, width int) (string, *tea.Cursor) {
	f := m.find(id)
	if f == nil || width <= 0 {
		return "", nil
	}
	b := look.Line(width)
	here := m.Focused() == id
	if here {
		b.Add(theme.Accent, "▌").Gap(1)
	} else {
		b.Gap(2)
	}
	label := f.Label
	if w := look.Measure.Width(label); w > width/2 {
		label = look.Measure.Truncate(label, width/2)
	}
	b.Add(theme.Muted, label).Gap(2)
	at := b.Used()
	room := max(1, b.Room())
	text, x := f.in.View(look, theme.Field, room, f.Ghost)
	b.Styled(text, room)
	if !here {
		return b.String(), nil
	}
	return b.String(), tea.NewCursor(min(width-1, at+x), 0)
}

// View draws all fields one below the other in at most width × height cells, with the focused one always in sight.
func (m *Model) View(look widget.Look, width, height int) widget.Body {
	if width <= 0 || height <= 0 || len(m.fields) == 0 {
		return widget.Body{}
	}
	var lines []string
	var cursor *tea.Cursor
	first, last := 0, 0
	for i, f := range m.fields {
		if i > 0 {
			lines = append(lines, "")
		}
		part, c := m.Lines(look, f.ID, width)
		if c != nil {
			cursor = tea.NewCursor(c.X, len(lines)+c.Y)
			first, last = len(lines), len(lines)+len(part)
		}
		lines = append(lines, part...)
	}
	top := 0
	if last > height {
		top = last - height
	}
	if cursor != nil {
		top = min(top, max(first, cursor.Y-height+1))
		if cursor.Y < top || cursor.Y >= top+height {
			top = cursor.Y
		}
		cursor.Y -= top
	}
	end := min(len(lines), top+height)
	return widget.Body{Content: strings.Join(lines[top:end], "\n"), Cursor: cursor}
}
