// Package fields draws a record upright: one line for each field, name, value and, where there is room, type. Fields are
// found by name or value, empty ones can be left out, and the value under the cursor is shown in full.
//
// It knows nothing of what the fields mean. Every line of View is exactly as wide as asked, by both measures; the field
// under the cursor has a bar at its left, so that it is found without colours.
package fields

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"bctui/ui/format"
	"bctui/ui/theme"
)

// Field is one line of a record.
type Field struct {
	ID      string     // what the cursor holds on to; unique
	Name    string     // what is shown for it; empty: the ID
	Value   string     // text for people; of a long one no more is read than is shown
	Tone    theme.Tone // of the value
	Type    string
	Section string // heading above it and its neighbours of the same section
	Depth   int    // how deep it is nested: its name is indented
	Empty   bool   // holds nothing: left out when empty fields are hidden
	Leads   bool   // leads somewhere: an arrow stands before its value
}

// Model is a record on screen. The zero value is one without fields. It is used by one goroutine.
type Model struct {
	fields []Field
	names  []string // visible, not indented
	shown  []shown
	hidden int // empty fields that are left out

	filter    string
	hideEmpty bool

	cursor int // index into shown
	inner  int // lines of a long value that are scrolled past
	top    int // first line on screen

	width, height int
	text          block // the value under the cursor as it was drawn last
	lines         []line
	pens          pens
}

// shown is a field on show and the bytes of its name that matched the filter.
type shown struct {
	field int
	marks []int
}

// searched is how much of a value is searched, in bytes: what is longer is no text that people search by eye.
const searched = 64 << 10

// SetFields replaces the fields. The cursor stays on the field with the same ID, so that stepping through records keeps
// the eye on one field; when it is gone, at its place.
func (m *Model) SetFields(fields []Field) {
	id := m.cursorID()
	m.fields = fields
	m.names = make([]string, len(fields))
	for i, f := range fields {
		name := f.Name
		if name == "" {
			name = f.ID
		}
		m.names[i] = format.Visible(name[:min(len(name), 512)])
	}
	m.inner = 0
	m.find(id, false)
}

// Fields gives the fields.
func (m *Model) Fields() []Field { return m.fields }

// SetFilter shows only fields whose name has the letters of text in this order, or whose value holds it. Case does not
// count. The cursor goes to the best match.
func (m *Model) SetFilter(text string) {
	if text == m.filter {
		return
	}
	m.filter = text
	m.find(m.cursorID(), true)
}

// Filter gives the filter in force.
func (m *Model) Filter() string { return m.filter }

// HideEmpty leaves out the fields that hold nothing, or shows them again.
func (m *Model) HideEmpty(hide bool) {
	if hide == m.hideEmpty {
		return
	}
	m.hideEmpty = hide
	m.find(m.cursorID(), false)
}

// EmptyHidden tells whether fields that hold nothing are left out.
func (m *Model) EmptyHidden() bool { return m.hideEmpty }

// Hidden gives how many empty fields are left out.
func (m *Model) Hidden() int { return m.hidden }

// Shown gives how many fields are on show; all of them may be more.
func (m *Model) Shown() int { return len(m.shown) }

// find makes anew what is on show and puts the cursor on the field with the ID; with best, on the best match.
func (m *Model) find(id string, best bool) {
	before := m.cursor
	m.shown = m.shown[:0]
	m.hidden = 0
	found, winner := m.match()
	filtered := len(found) > 0
	at := -1
	for i, f := range m.fields {
		if filtered && !found[i].ok {
			continue
		}
		if m.hideEmpty && f.Empty {
			m.hidden++
			continue
		}
		s := shown{field: i}
		if filtered {
			s.marks = found[i].marks
		}
		if best && i == winner || f.ID == id && at < 0 {
			at = len(m.shown)
		}
		m.shown = append(m.shown, s)
	}
	switch {
	case at >= 0:
		m.cursor = at
	case best:
		m.cursor = 0
	default:
		m.cursor = before
	}
	m.cursor = max(0, min(m.cursor, len(m.shown)-1))
	if m.cursorID() != id {
		m.inner = 0
	}
}

type match struct {
	ok    bool
	marks []int
}

// match tries the filter on every field and gives the best one; nil without a filter. What is nested in a field is found
// together with that field, or it would hang in the air.
func (m *Model) match() (found []match, best int) {
	text := strings.TrimSpace(m.filter)
	if text == "" {
		return nil, -1
	}
	found = make([]match, len(m.fields))
	best = -1
	score := 0
	for _, hit := range fuzzy.FindNoSort(text, m.names) {
		found[hit.Index] = match{true, slices.Clone(hit.MatchedIndexes)}
		points := hit.Score
		if at := strings.Index(strings.ToLower(m.names[hit.Index]), strings.ToLower(text)); at >= 0 {
			points += 1000 // a word that is there beats letters here and there
			if at == 0 {
				points += 1000
			}
		}
		if hidden := m.hideEmpty && m.fields[hit.Index].Empty; !hidden && (best < 0 || points > score) {
			best, score = hit.Index, points
		}
	}
	low := strings.ToLower(text)
	for i, f := range m.fields {
		if !found[i].ok && !f.Empty && strings.Contains(strings.ToLower(f.Value[:min(len(f.Value), searched)]), low) {
			found[i].ok = true
			if best < 0 {
				best = i
			}
		}
	}
	for i := range m.fields {
		if !found[i].ok {
			continue
		}
		depth := m.fields[i].Depth
		for above := i - 1; above >= 0 && depth > 0; above-- {
			if d := m.fields[above].Depth; d < depth {
				depth = d
				found[above].ok = true
			}
		}
	}
	return found, best
}

// SetSize says how much room there is.
func (m *Model) SetSize(width, height int) { m.width, m.height = max(0, width), max(0, height) }

// Size gives the room there is.
func (m *Model) Size() (width, height int) { return m.width, m.height }

// Cursor gives the field under the cursor as an index into SetFields; −1 when none is on show.
//
// Not inlined: a Field is a large value; in place its copies took 4 kB of the program.
//
//go:noinline
func (m *Model) Cursor() int {
	if m.cursor < len(m.shown) {
		return m.shown[m.cursor].field
	}
	return -1
}

// Current gives the field under the cursor.
func (m *Model) Current() (Field, bool) {
	if i := m.Cursor(); i >= 0 {
		return m.fields[i], true
	}
	return Field{}, false
}

func (m *Model) cursorID() string {
	if f, ok := m.Current(); ok {
		return f.ID
	}
	return ""
}
