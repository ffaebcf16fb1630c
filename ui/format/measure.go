// Package format turns values into text that is safe and straight in a terminal: nothing of a value reaches the
// terminal as a control, every width agrees with Bubble Tea's renderer, and typed values look the same everywhere.
package format

import (
	"github.com/charmbracelet/x/ansi"
)

// Measure is how the width of text in cells is counted. It must be the way the renderer counts, or columns shear:
// Bubble Tea counts runes (wcwidth) until the terminal confirms mode 2027 with a tea.ModeReportMsg, clusters from then.
type Measure uint8

// The measures. The zero value is the renderer's own start.
const (
	Wc        Measure = iota // the sum of the widths of the runes
	Graphemes                // the width of each grapheme cluster
)

// Align says at which side of its column a text stands.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Right
	Center
)

// Ellipsis marks text that was cut.
const Ellipsis = "…"

func (m Measure) method() ansi.Method {
	if m == Graphemes {
		return ansi.GraphemeWidth
	}
	return ansi.WcWidth
}

// Width gives the number of cells s takes. Escape sequences count nothing, so styled text may be measured too.
func (m Measure) Width(s string) int {
	return m.method().StringWidth(s)
}

// Truncate cuts s to at most w cells; what is cut ends in an ellipsis. s may be styled.
func (m Measure) Truncate(s string, w int) string {
	if w <= 0 {
		return ""
	}
	return m.method().Truncate(s, w, Ellipsis)
}

// Pad cuts or fills s to exactly w cells. s may be styled.
func (m Measure) Pad(s string, w int, a Align) string {
	if w <= 0 {
		return ""
	}
	s = m.Truncate(s, w)
	blank := w - m.Width(s)
	if blank <= 0 {
		return s
	}
	left := 0
	switch a {
	case Right:
		left = blank
	case Center:
		left = blank / 2
	}
	dst := make([]byte, 0, len(s)+blank)
	dst = appendSpaces(dst, left)
	dst = append(dst, s...)
	return string(appendSpaces(dst, blank-left))
}

// AppendFit adds s to dst, cut or filled to exactly w cells. s is plain text: anything in it that is no visible text
// (escape sequences too) is made visible on the way, and no more of s is read than what fits.
func (m Measure) AppendFit(dst []byte, s string, w int, a Align) []byte {
	return append(dst, m.Pad(Visible(s), w, a)...)
}

const spaces = "                                                                "

func appendSpaces(dst []byte, n int) []byte {
	for n > len(spaces) {
		dst = append(dst, spaces...)
		n -= len(spaces)
	}
	if n <= 0 {
		return dst
	}
	return append(dst, spaces[:n]...)
}
