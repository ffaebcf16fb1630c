// Package theme holds the colours and weights of the program. One accent colour, weight and space before lines and
// boxes; nothing on the screen relies on colour alone, so NO_COLOR (which Bubble Tea's renderer obeys by dropping
// colours and keeping bold, faint and reverse) loses nothing that matters.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
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

// Theme is one set of pens. It is immutable; a change of background or of colours makes a new one.
type Theme struct {
	Dark    bool
	profile colorprofile.Profile
	pens    [tones]Pen
	styles  [tones]lipgloss.Style
}

// shade is a colour on a light and on a dark background, and what stands for it where there are sixteen colours, by
// their numbers. Terminals draw those as they please, so few are used, and nothing is laid under text but the accent:
// the row under the cursor is bold there. Blank is the terminal's own colour.
type shade struct{ light, dark, light16, dark16 string }

// The colours of the program.
var (
	text    = shade{"#1F2328", "#D6DAE0", "", ""}
	strong  = shade{"#000000", "#FFFFFF", "", ""}
	muted   = shade{"#5F6773", "#8B93A1", "", ""}
	onRow   = shade{"#3F4650", "#B9C1CC", "", ""}    // muted, and readable where the eye is
	faint   = shade{"#868E9A", "#626A78", "", ""}    // 3:1 or better on white and on the usual greys and black
	accent  = shade{"#0B6E8F", "#5CC8E6", "4", "14"} // under letters, too
	good    = shade{"#1A7F37", "#5FD28A", "2", "10"}
	warn    = shade{"#8A5A00", "#E7B549", "5", "11"} // yellow can't be read on white
	bad     = shade{"#C0232C", "#FF7B7B", "1", "9"}
	rowBack = shade{"#E4EEF3", "#22303A", "", ""}
	cellFg  = shade{"#FFFFFF", "#08131A", "15", "0"}
	overBg  = shade{"#F4F6F8", "#171C22", "", ""}
)

// color gives the shade in the colours that the terminal has.
func (s *shade) color(dark bool, profile colorprofile.Profile) color.Color {
	full, basic := s.light, s.light16
	if dark {
		full, basic = s.dark, s.dark16
	}
	if profile == colorprofile.ANSI {
		if basic == "" {
			return lipgloss.NoColor{}
		}
		return lipgloss.Color(basic)
	}
	c := lipgloss.Color(full)
	if profile == colorprofile.ANSI256 {
		if grey, ok := ramp(c); ok {
			return grey
		}
	}
	return c
}

// ramp gives the grey of the 256 colours that is as bright as c, where c is nearly a grey: the nearest colour of the
// cube, which the renderer would choose, is violet for our greys and bright teal for the row under the cursor.
func ramp(c color.Color) (lipgloss.ANSIColor, bool) {
	const nearlyGrey, first, steps, lowest, step = 32, 232, 24, 8, 10
	r, g, b, _ := c.RGBA()
	r, g, b = r>>8, g>>8, b>>8
	if max(r, g, b)-min(r, g, b) > nearlyGrey {
		return 0, false
	}
	bright := int(299*r+587*g+114*b) / 1000
	if bright < lowest/2 || bright > 248 {
		return 0, false // black and white, which the cube has
	}
	return lipgloss.ANSIColor(first + min(max(0, bright-lowest+step/2)/step, steps-1)), true
}

// looks are what the tones look like. They are data, and nobody changes them: a chain of lipgloss calls for each, all inlined, took
// 86 kB of the program more.
var looks = [tones]struct {
	fore, back               *shade
	bold, underline, reverse bool
}{
	Text:        {fore: &text},
	Strong:      {fore: &strong, bold: true},
	Muted:       {fore: &muted},
	Faint:       {fore: &faint},
	Accent:      {fore: &accent},
	Title:       {fore: &strong, bold: true},
	Header:      {fore: &muted, bold: true},
	HeaderHere:  {fore: &accent, bold: true},
	Good:        {fore: &good},
	Warn:        {fore: &warn},
	Bad:         {fore: &bad, bold: true},
	Row:         {fore: &strong, back: &rowBack},
	RowMuted:    {fore: &onRow, back: &rowBack},
	Cell:        {fore: &cellFg, back: &accent, bold: true},
	Match:       {fore: &accent, bold: true, underline: true},
	RowMatch:    {fore: &accent, back: &rowBack, bold: true, underline: true},
	Production:  {fore: &bad, bold: true, reverse: true},
	Sandbox:     {fore: &muted, bold: true},
	Link:        {fore: &accent, underline: true},
	Symbol:      {fore: &warn},
	Field:       {fore: &strong},
	Overlay:     {fore: &text, back: &overBg},
	OverlayEdge: {fore: &accent, back: &overBg},
}

// New gives the theme for a dark or a light background in full colour.
func New(dark bool) *Theme { return For(dark, colorprofile.TrueColor) }

// For gives the theme for a dark or a light background and the colours that a terminal has.
func For(dark bool, profile colorprofile.Profile) *Theme {
	t := &Theme{Dark: dark, profile: profile}
	for i := range looks {
		l := &looks[i]
		s := lipgloss.NewStyle().Foreground(l.fore.color(dark, profile))
		if profile == colorprofile.ANSI {
			s = s.Faint(l.fore == &faint).Bold(l.back == &rowBack && l.fore == &strong)
		}
		if l.back != nil {
			s = s.Background(l.back.color(dark, profile))
		}
		if l.bold {
			s = s.Bold(true)
		}
		if l.underline {
			s = s.Underline(true)
		}
		if l.reverse {
			s = s.Reverse(true)
		}
		t.styles[i], t.pens[i] = s, pen(s)
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

// On gives the theme for another background on the same terminal.
func (t *Theme) On(dark bool) *Theme { return For(dark, t.profile) }

// Pen gives the pen of a tone.
func (t *Theme) Pen(tone Tone) Pen { return t.pens[tone] }

// Render gives the text in a tone.
func (t *Theme) Render(tone Tone, s string) string { return t.pens[tone].Render(s) }

// Style gives the lipgloss style of a tone, for the widgets of Bubbles.
func (t *Theme) Style(tone Tone) lipgloss.Style { return t.styles[tone] }
