package format

import (
	"strings"
	"unicode/utf8"
)

// Wrap breaks plain text into at most most lines of at most w cells: between words where it can, inside a word where it
// must, and behind the symbol of a line break. The lines are visible text. more tells that text is left over; no more of
// s is read than the lines can hold.
func (m Measure) Wrap(s string, w, most int) (lines []string, more bool) {
	if w <= 0 || most <= 0 {
		return nil, s != ""
	}
	visible, more := m.AppendVisible(nil, s, 4*w*most+256)
	text := string(visible)
	for text != "" {
		if len(lines) == most {
			return lines, true
		}
		line, next := m.wrapOnce(text, w)
		lines = append(lines, text[:line])
		text = text[next:]
	}
	return lines, more
}

// wrapOnce gives the length of the first line of visible text, and where the next one begins.
func (m Measure) wrapOnce(text string, w int) (line, next int) {
	width, at := 0, 0
	blank, after := -1, 0 // the last blank that a line may end before
	for at < len(text) {
		size, cells := m.clusterString(text[at:])
		cluster := text[at : at+size]
		if cluster == " " && width > 0 {
			if blank < 0 || at > after {
				blank = at
			}
			after = at + size
		}
		if width+cells > w {
			switch {
			case at == 0:
				return m.split(cluster, w)
			case cluster == " ":
				return at, at + size
			case blank > 0:
				return blank, after
			}
			return at, at
		}
		at, width = at+size, width+cells
		if strings.HasPrefix(cluster, "␊") {
			return at, at
		}
	}
	return at, at
}

// split breaks a cluster that is wider than a whole line. By wcwidth it may be a chain of letters, of which some fit;
// what does not fit even alone, a wide letter in one cell, is left out.
func (m Measure) split(cluster string, w int) (line, next int) {
	width, at := 0, 0
	for m == Wc && at < len(cluster) {
		_, size := utf8.DecodeRuneInString(cluster[at:])
		cells := m.method().StringWidth(cluster[at : at+size])
		if width+cells > w {
			break
		}
		at, width = at+size, width+cells
	}
	if at == 0 {
		return 0, len(cluster)
	}
	return at, at
}
