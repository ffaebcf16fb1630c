// Package format turns values into text that is safe and straight in a terminal: nothing of a value reaches the
// terminal as a control, every width agrees with Bubble Tea's renderer, and typed values look the same everywhere.
package format

import (
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"

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
	if n := asciiPrefix(s, len(s)); n == len(s) {
		return n
	}
	return m.method().StringWidth(s)
}

// WidthWithin is Width for plain text that may be very long: it reads no further than limit cells and gives at most
// limit+1, which then means "wider than limit".
func (m Measure) WidthWithin(s string, limit int) int {
	n, width, _ := m.span(s, limit)
	if n < len(s) {
		return limit + 1
	}
	return width
}

// Truncate cuts s to at most w cells; what is cut ends in an ellipsis. s may be styled, and should be visible text
// otherwise. No more of s is read than what fits.
func (m Measure) Truncate(s string, w int) string {
	if w <= 0 {
		return ""
	}
	if n := asciiPrefix(s, w); n == len(s) {
		return s
	}
	if strings.IndexByte(s, '\x1b') >= 0 {
		if m.Width(s) <= w {
			return s
		}
		return m.method().Truncate(s, w, Ellipsis)
	}
	n, _, short := m.span(s, w)
	if n == len(s) {
		return s
	}
	return s[:short] + Ellipsis
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
	left := leftOf(blank, a)
	dst := make([]byte, 0, len(s)+blank)
	dst = appendSpaces(dst, left)
	dst = append(dst, s...)
	return string(appendSpaces(dst, blank-left))
}

// AppendFit adds s to dst, cut or filled to exactly w cells. s is plain text: anything in it that is no visible text
// (escape sequences too) is made visible on the way, and no more of s is read than what fits.
func (m Measure) AppendFit(dst []byte, s string, w int, a Align) []byte {
	if w <= 0 {
		return dst
	}
	n := asciiPrefix(s, w+1)
	switch {
	case n == len(s) && n <= w:
		left := leftOf(w-n, a)
		dst = appendSpaces(dst, left)
		dst = append(dst, s...)
		return appendSpaces(dst, w-n-left)
	case n > w && !followedByMark(s, n):
		dst = append(dst, s[:w-1]...)
		return append(dst, Ellipsis...)
	}
	start := len(dst)
	v := writer{m: m, s: s}
	var width, at, short, shortWidth = 0, start, start, 0
	for over := false; !over && (at < len(dst) || v.i < len(s)); {
		dst = v.fill(dst, 4*w+32)
		for at < len(dst) {
			size, cells := m.cluster(dst[at:])
			if at+size == len(dst) && v.i < len(s) && size < maxCluster {
				break // more may join it
			}
			if width+cells > w {
				over = true
				break
			}
			at, width = at+size, width+cells
			if width < w {
				short, shortWidth = at, width
			}
		}
		if over {
			dst = append(dst[:short], Ellipsis...)
			width = shortWidth + 1
		}
	}
	return justify(dst, start, w-width, a)
}

// AppendFitBytes is AppendFit for text in a buffer, which it does not keep.
func (m Measure) AppendFitBytes(dst, text []byte, w int, a Align) []byte {
	s := unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // text does not change meanwhile and s does not outlive the call
	return m.AppendFit(dst, s, w, a)
}

// maxCluster is longer than any cluster of visible text, in bytes.
const maxCluster = 512

// followedByMark tells whether the text at n could join the letter before it.
func followedByMark(s string, n int) bool { return n < len(s) && s[n] >= utf8.RuneSelf }

// justify moves what stands from start on to its side of a column that has blank cells left.
func justify(dst []byte, start, blank int, a Align) []byte {
	if blank <= 0 {
		return dst
	}
	left := leftOf(blank, a)
	dst = appendSpaces(dst, blank)
	if left > 0 {
		copy(dst[start+left:], dst[start:len(dst)-blank])
		for i := range left {
			dst[start+i] = ' '
		}
		for i := len(dst) - (blank - left); i < len(dst); i++ {
			dst[i] = ' '
		}
	}
	return dst
}

func leftOf(blank int, a Align) int {
	switch a {
	case Right:
		return blank
	case Center:
		return blank / 2
	default:
		return 0
	}
}

// span gives how many bytes of plain s fit in w cells, their width, and how many bytes fit when the last cell is kept
// for an ellipsis.
func (m Measure) span(s string, w int) (n, width, short int) {
	if a := asciiPrefix(s, w+1); a == len(s) || a > w && !followedByMark(s, a) {
		n = min(a, w)
		return n, n, max(min(a, w-1), 0)
	}
	for n < len(s) {
		size, cells := m.clusterString(s[n:])
		if width+cells > w {
			return n, width, short
		}
		n, width = n+size, width+cells
		if width < w {
			short = n
		}
	}
	return n, width, short
}

// Cluster gives the length in bytes and the width in cells of the first letter of visible text, with all that stands
// upon it: where text may be cut or change its style.
func (m Measure) Cluster(s string) (size, width int) {
	if s == "" {
		return 0, 0
	}
	return m.clusterString(s)
}

// cluster gives the length in bytes and the width in cells of the first cluster of b.
func (m Measure) cluster(b []byte) (size, width int) {
	r, size := utf8.DecodeRune(b)
	if plain(r) && !ambiguousWide() {
		if len(b) == size {
			return size, plainWidth(r)
		}
		if next, _ := utf8.DecodeRune(b[size:]); plain(next) {
			return size, plainWidth(r)
		}
	}
	cluster, width := ansi.FirstGraphemeCluster(b, m.method())
	return len(cluster), width
}

// clusterString is cluster for a string that may be long: what follows is cut before it is looked at.
func (m Measure) clusterString(s string) (size, width int) {
	r, size := utf8.DecodeRuneInString(s)
	if plain(r) && !ambiguousWide() {
		if len(s) == size {
			return size, plainWidth(r)
		}
		if next, _ := utf8.DecodeRuneInString(s[size:]); plain(next) {
			return size, plainWidth(r)
		}
	}
	if len(s) > maxCluster {
		s = s[:maxCluster]
	}
	cluster, width := ansi.FirstGraphemeCluster(s, m.method())
	return max(len(cluster), 1), width
}

// ambiguousWide tells whether the libraries were told (RUNEWIDTH_EASTASIAN) that ambiguous letters take two cells.
var ambiguousWide = sync.OnceValue(func() bool { return ansi.StringWidthWc("±") != 1 })

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
