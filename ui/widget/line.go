package widget

import (
	"strings"
	"unicode/utf8"

	"bctui/ui/format"
	"bctui/ui/theme"
)

// Line builds one line that never grows wider than it may: what finds no room is cut with an ellipsis, and what comes
// after it is left out.
//
// Its short methods are not inlined: they stand in some five hundred places, and in place they would take 40 kB of the
// program and save nothing that could be measured.
type Line struct {
	look  Look
	width int
	used  int
	buf   []byte
}

// Line begins a line of at most width cells.
//
//go:noinline
func (l Look) Line(width int) *Line {
	return &Line{look: l, width: max(0, width)}
}

// Room gives the cells that are still free.
func (b *Line) Room() int { return b.width - b.used }

// Used gives the cells that are taken.
func (b *Line) Used() int { return b.used }

// Add adds a text from outside: it is made visible and cut to the room left.
func (b *Line) Add(tone theme.Tone, s string) *Line {
	room := b.Room()
	if s == "" || room <= 0 {
		return b
	}
	s = b.look.Fit(s, room)
	b.used += b.look.Measure.Width(s)
	b.buf = b.look.Theme.Pen(tone).Append(b.buf, s)
	return b
}

// Styled adds text that is drawn already and takes w cells; it is left out when there is no room for all of it.
//
//go:noinline
func (b *Line) Styled(s string, w int) *Line {
	if w <= b.Room() {
		b.buf = append(b.buf, s...)
		b.used += w
	}
	return b
}

// Gap adds blanks.
//
//go:noinline
func (b *Line) Gap(n int) *Line {
	n = min(n, b.Room())
	for i := 0; i < n; i++ {
		b.buf = append(b.buf, ' ')
	}
	b.used += max(0, n)
	return b
}

// To adds blanks up to the cell at column x.
func (b *Line) To(x int) *Line { return b.Gap(x - b.used) }

// Right puts a text at the right end with at least two blanks before it, and leaves it out when that does not fit.
func (b *Line) Right(tone theme.Tone, s string) *Line {
	w := b.look.Measure.Width(b.look.Measure.Visible(Clip(s, b.width)))
	if w == 0 || w+2 > b.Room() && b.used > 0 || w > b.Room() {
		return b
	}
	return b.To(b.width-w).Add(tone, s)
}

// Fill adds blanks in a tone to the end of the line.
func (b *Line) Fill(tone theme.Tone) *Line {
	if n := b.Room(); n > 0 {
		b.buf = b.look.Theme.Pen(tone).Append(b.buf, strings.Repeat(" ", n))
		b.used = b.width
	}
	return b
}

// String gives the line.
//
//go:noinline
func (b *Line) String() string { return string(b.buf) }

// Fit makes a text from outside visible and cuts it to width cells, without reading more of it than can be seen.
func (l Look) Fit(s string, width int) string {
	if width <= 0 {
		return ""
	}
	clipped := Clip(s, width)
	v := l.Measure.Visible(clipped)
	if l.Measure.Width(v) > width {
		return l.Measure.Truncate(v, width)
	}
	if len(clipped) < len(s) {
		return l.Measure.Truncate(v, width-1) + format.Ellipsis
	}
	return v
}

// Clip shortens s to what width cells could ever show, so that a value of megabytes costs no more than a short one. The
// factor leaves room for accents that take bytes and no cells.
func Clip(s string, width int) string {
	most := 16*max(1, width) + 64
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// Join puts lines together.
func Join(lines []string) string { return strings.Join(lines, "\n") }

// Bytes gives a size for people: "812 B", "4.2 kB", "10.0 MB".
func Bytes(n int) string {
	switch {
	case n < 1000:
		return itoa(n) + " B"
	case n < 1000*1000:
		return itoa(n/1000) + "." + itoa(n%1000/100) + " kB"
	default:
		return itoa(n/1000000) + "." + itoa(n%1000000/100000) + " MB"
	}
}
