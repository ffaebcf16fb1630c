// Package theme holds the colours and weights of the program. One accent colour, weight and space before lines and
// boxes; nothing on the screen relies on colour alone, so NO_COLOR (which Bubble Tea's renderer obeys by dropping
// colours and keeping bold, faint and reverse) loses nothing that matters.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
)

// Tone is what a piece of text is, not how it looks.
type Tone uint8

// The tones.
const (
	Text        Tone = iota // what people came to read
	Strong                  // the same, with weight
	Muted                   // labels, units, secondary values
	Faint                   // rules, blanks, marks of what is cut off
	Accent                  // the one accent colour: keys, the current crumb
	Title                   // the headline of a screen
	Header                  // column heads
	HeaderHere              // the column head above the cursor
	Good                    // verdicts: ok
	Warn                    // verdicts: warning
	Bad                     // verdicts: failed
	Row                     // the row under the cursor
	RowMuted                // muted text in that row
	Cell                    // the cell under the cursor
	Match                   // letters that match what was searched
	RowMatch                // the same in the row under the cursor
	Production              // the mark of a production environment: reversed, so that it stands out without colour
	Sandbox                 // the mark of any other environment
	Link                    // an address
	Symbol                  // a visible symbol in place of a control character
	Field                   // the text field that has the focus
	Overlay                 // text on an overlay (help, palette)
	OverlayEdge             // its edge
	tones
)

// Pen is a style computed once: what goes before and after a text. Rendering through lipgloss for every cell would cost
// twenty times as much.
type Pen struct{ Before, After string }

// Render gives the text in the pen's style.
func (p Pen) Render(s string) string {
	if s == "" {
		return ""
	}
	return p.Before + s + p.After
}

// Append adds the text in the pen's style to dst.
//
// Not inlined: 4 kB of the program.
//
//go:noinline
func (p Pen) Append(dst []byte, s string) []byte {
	dst = append(dst, p.Before...)
	dst = append(dst, s...)
	return append(dst, p.After...)
}

// Theme is one set of pens. It is immutable; a change of background makes a new one.
type Theme struct {
	Dark   bool
	pens   [tones]Pen
	styles [tones]lipgloss.Style
}

// New gives the theme for a dark or a light background.
func New(dark bool) *Theme {
	pick := lipgloss.LightDark(dark)
	c := func(light, dark string) color.Color { return pick(lipgloss.Color(light), lipgloss.Color(dark)) }
	var (
		text    = c("#1F2328", "#D6DAE0")
		strong  = c("#000000", "#FFFFFF")
		muted   = c("#5F6773", "#8B93A1")
		faint   = c("#A7AEB8", "#4B5260")
		accent  = c("#0B6E8F", "#5CC8E6")
		good    = c("#1A7F37", "#5FD28A")
		warn    = c("#8A5A00", "#E7B549")
		bad     = c("#C0232C", "#FF7B7B")
		rowBack = c("#E4EEF3", "#22303A")
		cellBg  = c("#0B6E8F", "#5CC8E6")
		cellFg  = c("#FFFFFF", "#08131A")
		overBg  = c("#F4F6F8", "#171C22")
	)
	s := lipgloss.NewStyle
	t := &Theme{Dark: dark}
	t.styles = [tones]lipgloss.Style{
		Text:        s().Foreground(text),
		Strong:      s().Foreground(strong).Bold(true),
		Muted:       s().Foreground(muted),
		Faint:       s().Foreground(faint),
		Accent:      s().Foreground(accent),
		Title:       s().Foreground(strong).Bold(true),
		Header:      s().Foreground(muted).Bold(true),
		HeaderHere:  s().Foreground(accent).Bold(true),
		Good:        s().Foreground(good),
		Warn:        s().Foreground(warn),
		Bad:         s().Foreground(bad).Bold(true),
		Row:         s().Foreground(strong).Background(rowBack),
		RowMuted:    s().Foreground(c("#3F4650", "#B9C1CC")).Background(rowBack), // readable where the eye is
		Cell:        s().Foreground(cellFg).Background(cellBg).Bold(true),
		Match:       s().Foreground(accent).Bold(true).Underline(true),
		RowMatch:    s().Foreground(accent).Background(rowBack).Bold(true).Underline(true),
		Production:  s().Foreground(bad).Bold(true).Reverse(true),
		Sandbox:     s().Foreground(muted).Bold(true),
		Link:        s().Foreground(accent).Underline(true),
		Symbol:      s().Foreground(warn),
		Field:       s().Foreground(strong),
		Overlay:     s().Foreground(text).Background(overBg),
		OverlayEdge: s().Foreground(accent).Background(overBg),
	}
	for i, style := range t.styles {
		t.pens[i] = pen(style)
	}
	return t
}

func pen(style lipgloss.Style) Pen {
	before, after, ok := strings.Cut(style.Render("x"), "x")
	if !ok {
		return Pen{}
	}
	return Pen{Before: before, After: after}
}

// Pen gives the pen of a tone.
func (t *Theme) Pen(tone Tone) Pen { return t.pens[tone] }

// Render gives the text in a tone.
func (t *Theme) Render(tone Tone, s string) string { return t.pens[tone].Render(s) }

// Style gives the lipgloss style of a tone, for the widgets of Bubbles.
func (t *Theme) Style(tone Tone) lipgloss.Style { return t.styles[tone] }
