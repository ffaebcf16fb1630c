// Package toast is a short note that goes away by itself. Its level shows as a sign, not only as a colour.
package toast

import (
	"time"
	"unicode/utf8"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// Model holds at most one note. The zero value holds none.
type Model struct {
	level  widget.Level
	text   string
	serial int
}

// Show replaces the note and gives its number and how long it should stay: Expire with that number takes it away, and
// does nothing when another note has come since.
func (m *Model) Show(level widget.Level, text string) (serial int, stay time.Duration) {
	m.serial++
	m.level, m.text = level, text
	return m.serial, reading(level, text)
}

// reading is the time it takes to notice and read a note.
func reading(level widget.Level, text string) time.Duration {
	const (
		notice   = 2500 * time.Millisecond
		each     = 45 * time.Millisecond
		trouble  = 4 * time.Second
		atLongst = 15 * time.Second
	)
	d := notice + time.Duration(min(utf8.RuneCountInString(text), 1000))*each
	if level >= widget.Warning {
		d += trouble
	}
	return min(d, atLongst)
}

// Expire takes the note with that number away.
func (m *Model) Expire(serial int) {
	if serial == m.serial {
		m.Hide()
	}
}

// Hide takes the note away.
func (m *Model) Hide() { m.text = "" }

// Empty tells whether there is nothing to show.
func (m *Model) Empty() bool { return m.text == "" }

// Text gives the note.
func (m *Model) Text() string { return m.text }

// View draws the note in one line of at most width cells; "" when there is none.
func (m *Model) View(look widget.Look, width int) string {
	if m.text == "" {
		return ""
	}
	tone := theme.Text
	if m.level == widget.Note {
		tone = theme.Muted
	}
	return look.Line(width).Add(m.level.Tone(), m.level.Mark()+" ").Add(tone, m.text).String()
}

// Lines draws the note in as many lines as it needs, at most most.
func (m *Model) Lines(look widget.Look, width, most int) []string {
	if m.text == "" || most <= 0 {
		return nil
	}
	text := look.Wrap(m.text, max(1, width-2))
	if len(text) > most {
		text = text[:most]
		text[most-1] = look.Measure.Truncate(text[most-1]+" "+format.Ellipsis, max(1, width-2))
	}
	out := make([]string, len(text))
	for i, s := range text {
		b := look.Line(width)
		if i == 0 {
			b.Add(m.level.Tone(), m.level.Mark()+" ")
		} else {
			b.Gap(2)
		}
		out[i] = b.Add(theme.Text, s).String()
	}
	return out
}
