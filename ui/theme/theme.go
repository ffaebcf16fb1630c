// Package theme holds the colours and weights of the program. One accent colour, weight and space before lines and
// boxes; nothing on the screen relies on colour alone, so NO_COLOR (which Bubble Tea's renderer obeys by dropping
// colours and keeping bold, faint and reverse) loses nothing that matters.
package theme

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

// Pen is a style computed once: what goes before and after a text. Working it out for every cell would cost twenty times
// as much.
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
	styles [tones]Style
}

// shade is a colour on a light and on a dark background.
type shade [2]Color

// The colours of the program.
var (
	text    = shade{0x1F2328, 0xD6DAE0}
	strong  = shade{0x000000, 0xFFFFFF}
	muted   = shade{0x5F6773, 0x8B93A1}
	inRow   = shade{0x3F4650, 0xB9C1CC} // muted, and readable where the eye is
	faint   = shade{0xA7AEB8, 0x4B5260}
	accent  = shade{0x0B6E8F, 0x5CC8E6}
	good    = shade{0x1A7F37, 0x5FD28A}
	warn    = shade{0x8A5A00, 0xE7B549}
	bad     = shade{0xC0232C, 0xFF7B7B}
	rowBack = shade{0xE4EEF3, 0x22303A}
	cellBg  = accent
	cellFg  = shade{0xFFFFFF, 0x08131A}
	overBg  = shade{0xF4F6F8, 0x171C22}
)

// looks are the tones in both kinds of background. Nobody changes them.
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
	RowMuted:    {fore: &inRow, back: &rowBack},
	Cell:        {fore: &cellFg, back: &cellBg, bold: true},
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

// New gives the theme for a dark or a light background.
func New(dark bool) *Theme {
	t := &Theme{Dark: dark}
	ground := 0
	if dark {
		ground = 1
	}
	for i := range looks {
		l := &looks[i]
		s := Style{bold: l.bold, underline: l.underline, reverse: l.reverse}
		if l.fore != nil {
			s = s.Foreground(l.fore[ground])
		}
		if l.back != nil {
			s = s.Background(l.back[ground])
		}
		t.styles[i], t.pens[i] = s, s.Pen()
	}
	return t
}

// Pen gives the pen of a tone.
func (t *Theme) Pen(tone Tone) Pen { return t.pens[tone] }

// Render gives the text in a tone.
func (t *Theme) Render(tone Tone, s string) string { return t.pens[tone].Render(s) }

// Style gives the style of a tone, to make another one of it.
func (t *Theme) Style(tone Tone) Style { return t.styles[tone] }
