package termtest

import (
	"fmt"
	"html"
	"image/color"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// SVGOptions say how a picture of the screen looks.
type SVGOptions struct {
	Title  string // accessible name, and in the window's bar; empty: the terminal's title
	Window bool   // draw a window around the screen
	Cursor bool   // draw the text cursor where it is visible
}

// Size of a cell in the picture, in pixels. The width is that of the fonts in fontStack at 14 px.
const (
	cellW     = 8.43
	cellH     = 19.0
	fontSize  = 14
	baseline  = 13.8
	margin    = 12.0
	barH      = 30.0
	fontStack = `ui-monospace,'SF Mono',Menlo,'DejaVu Sans Mono','Liberation Mono',Consolas,monospace`
)

// palette holds the terminal's own colours: background, text and the sixteen of ANSI.
type palette struct {
	bg, fg, bar, edge, barText string
	ansi                       [16]string
}

func paletteFor(light bool) palette {
	if light {
		return palette{
			bg: "#ffffff", fg: "#24292f", bar: "#f0f2f4", edge: "#d0d7de", barText: "#57606a",
			ansi: [16]string{
				"#24292f", "#b3261e", "#1a7f37", "#8a6100", "#0b5cad", "#8250df", "#1b7c83", "#8c959f",
				"#57606a", "#d1242f", "#2da44e", "#bf8700", "#218bff", "#a475f9", "#3192aa", "#ffffff",
			},
		}
	}
	return palette{
		bg: "#14171c", fg: "#d7dce2", bar: "#1e232a", edge: "#343b45", barText: "#8b949e",
		ansi: [16]string{
			"#1e232a", "#f0726b", "#5fc17a", "#d9a53f", "#5aa9f5", "#b990f5", "#4fc1c9", "#c3cad2",
			"#6e7781", "#ff938c", "#85dd9a", "#f2c572", "#8cc5ff", "#d3b5ff", "#86e1e6", "#ffffff",
		},
	}
}

func (p palette) hex(c color.Color, otherwise string) string {
	switch c := c.(type) {
	case nil:
		return otherwise
	case ansi.BasicColor:
		return p.ansi[c&15]
	case ansi.IndexedColor:
		if c < 16 {
			return p.ansi[c]
		}
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// SVG draws the screen as it looks: colours, bold, faint, italic, underline, reverse, struck and wide characters. Text
// stays text; lines and blocks are drawn as shapes, so that they join whatever font is there.
func (s Screen) SVG(o SVGOptions) string {
	pal := paletteFor(s.Light)
	w, h := float64(s.Width)*cellW+2*margin, float64(s.Height)*cellH+2*margin
	top := margin
	if o.Window {
		h += barH - margin/2
		top += barH - margin/2
	}
	title := o.Title
	if title == "" {
		title = s.Title
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%[1]s" height="%[2]s" role="img">`+"\n", px(w), px(h))
	if title != "" {
		fmt.Fprintf(&b, "<title>%s</title>\n", xml(title))
	}
	if o.Window {
		fmt.Fprintf(&b, `<rect x="0.5" y="0.5" width="%s" height="%s" rx="8" fill="%s" stroke="%s"/>`+"\n", px(w-1), px(h-1), pal.bg, pal.edge)
		fmt.Fprintf(&b, `<path d="M1 %s V9 a8 8 0 0 1 8-8 H%s a8 8 0 0 1 8 8 V%[1]s Z" fill="%[3]s"/>`+"\n", px(barH), px(w-9), pal.bar)
		for i, fill := range []string{"#ec6a5e", "#f4bf4f", "#61c554"} {
			fmt.Fprintf(&b, `<circle cx="%d" cy="15" r="5.5" fill="%s"/>`+"\n", 18+i*19, fill)
		}
		fmt.Fprintf(&b, `<text x="%s" y="19.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="12" fill="%s">%s</text>`+"\n",
			px(w/2), pal.barText, xml(title))
	} else {
		fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="%s"/>`+"\n", pal.bg)
	}
	fmt.Fprintf(&b, `<g transform="translate(%s %s)" font-family="%s" font-size="%d" xml:space="preserve">`+"\n", px(margin), px(top), fontStack, fontSize)
	for y := range s.cells {
		s.svgLine(&b, pal, y, o.Cursor)
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// ink is how a cell is painted after reverse, faint and the cursor are worked out.
type ink struct {
	fg, bg                                 string
	bold, faint, italic, underline, struck bool
}

func (s Screen) ink(pal palette, x, y int, cursor bool) ink {
	c := s.Cell(x, y)
	i := ink{
		fg: pal.hex(c.Fg, pal.fg), bg: pal.hex(c.Bg, pal.bg),
		bold: c.Bold, faint: c.Faint, italic: c.Italic, underline: c.Underline, struck: c.Struck,
	}
	if c.Reverse {
		i.fg, i.bg = i.bg, i.fg
	}
	if cursor && s.Cursor.Visible && s.Cursor.Shape == CursorBlock && s.Cursor.X == x && s.Cursor.Y == y {
		i.fg, i.bg = pal.bg, pal.fg
	}
	if c.Hidden {
		i.fg = i.bg
	}
	return i
}

// svgLine draws one line: backgrounds first, then shapes and text in runs of one style.
func (s Screen) svgLine(b *strings.Builder, pal palette, y int, cursor bool) {
	inks := make([]ink, s.Width)
	for x := range inks {
		inks[x] = s.ink(pal, x, y, cursor)
		if s.Cell(x, y).Width == 0 && x > 0 {
			inks[x] = inks[x-1] // right half of a wide character
		}
	}
	for x := 0; x < s.Width; {
		n := 1
		for x+n < s.Width && inks[x+n].bg == inks[x].bg {
			n++
		}
		if inks[x].bg != pal.bg {
			fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`+"\n",
				px(float64(x)*cellW), px(float64(y)*cellH), px(float64(n)*cellW), px(cellH), inks[x].bg)
		}
		x += n
	}
	for x := 0; x < s.Width; {
		c := s.Cell(x, y)
		if c.Width == 0 || c.Text == " " {
			s.svgRules(b, inks[x], x, y, 1)
			x++
			continue
		}
		if shape, ok := boxShape(c.Text, float64(x)*cellW, float64(y)*cellH); ok {
			fmt.Fprintf(b, shape+"\n", inks[x].fg)
			x++
			continue
		}
		// A run ends at a blank or a wide character, so that a font of another width can't push the line aside.
		text, n := c.Text, c.Width
		for n == 1 || (c.Width == 1 && x+n < s.Width) {
			next := s.Cell(x+n, y)
			if c.Width != 1 || next.Width != 1 || next.Text == " " || x+n >= s.Width || inks[x+n] != inks[x] || isBox(next.Text) {
				break
			}
			text += next.Text
			n++
		}
		s.svgText(b, inks[x], text, x, y, n)
		s.svgRules(b, inks[x], x, y, n)
		x += n
	}
	if cursor && s.Cursor.Visible && s.Cursor.Y == y {
		left, top := float64(s.Cursor.X)*cellW, float64(y)*cellH
		switch s.Cursor.Shape {
		case CursorBar:
			fmt.Fprintf(b, `<rect x="%s" y="%s" width="2" height="%s" fill="%s"/>`+"\n", px(left), px(top), px(cellH), pal.fg)
		case CursorUnderline:
			fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="2" fill="%s"/>`+"\n", px(left), px(top+cellH-2), px(cellW), pal.fg)
		case CursorBlock:
		}
	}
}

func (s Screen) svgText(b *strings.Builder, i ink, text string, x, y, n int) {
	fmt.Fprintf(b, `<text x="%s" y="%s" textLength="%s" lengthAdjust="spacingAndGlyphs" fill="%s"`,
		px(float64(x)*cellW), px(float64(y)*cellH+baseline), px(float64(n)*cellW), i.fg)
	if i.bold {
		b.WriteString(` font-weight="bold"`)
	}
	if i.italic {
		b.WriteString(` font-style="italic"`)
	}
	if i.faint {
		b.WriteString(` fill-opacity="0.6"`)
	}
	fmt.Fprintf(b, ">%s</text>\n", xml(text))
}

// svgRules draws underline and strike, under blanks too.
func (s Screen) svgRules(b *strings.Builder, i ink, x, y, n int) {
	for _, rule := range []struct {
		on bool
		at float64
	}{{i.underline, baseline + 2}, {i.struck, baseline - 4.5}} {
		if rule.on {
			fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="1" fill="%s"/>`+"\n",
				px(float64(x)*cellW), px(float64(y)*cellH+rule.at), px(float64(n)*cellW), i.fg)
		}
	}
}

// px prints a length with at most two digits.
func px(v float64) string {
	s := fmt.Sprintf("%.2f", v)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// xml escapes text and shows what XML cannot hold as U+FFFD.
func xml(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0xFFFE || r == 0xFFFF {
			return 0xFFFD
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return html.EscapeString(s)
}
