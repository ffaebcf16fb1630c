package theme

import "strconv"

// Color is a colour as 0xRRGGBB.
type Color uint32

// Style is what a text looks like. The zero value leaves it as the terminal has it.
//
// Styles are written by hand and not by lipgloss: of all that lipgloss can do the program needs the few attributes here,
// and its Render alone (borders, margins, wrapping) would take 100 kB of the program.
type Style struct {
	fore, back               Color
	hasFore, hasBack         bool
	bold, underline, reverse bool
}

// Foreground gives the style with another colour of the letters.
func (s Style) Foreground(c Color) Style { s.fore, s.hasFore = c, true; return s }

// Background gives the style on another ground.
func (s Style) Background(c Color) Style { s.back, s.hasBack = c, true; return s }

// Bold gives the style with or without weight.
func (s Style) Bold(on bool) Style { s.bold = on; return s }

// Underline gives the style with or without a line below.
func (s Style) Underline(on bool) Style { s.underline = on; return s }

// Reverse gives the style with both colours swapped by the terminal, which works without colours too.
func (s Style) Reverse(on bool) Style { s.reverse = on; return s }

// GetForeground gives the colour of the letters; 0 when none is set.
func (s Style) GetForeground() Color { return s.fore }

// GetBackground gives the ground; 0 when none is set.
func (s Style) GetBackground() Color { return s.back }

// Render gives the text in the style. What is drawn often takes a Pen.
func (s Style) Render(text string) string { return s.Pen().Render(text) }

// Pen works the style out: the parameters of "select graphic rendition" (ECMA-48, 8.3.117).
func (s Style) Pen() Pen {
	var b []byte
	add := func(on bool, parameters string) {
		if on {
			b = append(append(b, ';'), parameters...)
		}
	}
	add(s.bold, "1")
	add(s.underline, "4")
	add(s.reverse, "7")
	add(s.hasFore, "38;2;"+s.fore.parameters())
	add(s.hasBack, "48;2;"+s.back.parameters())
	if b == nil {
		return Pen{}
	}
	return Pen{Before: "\x1b[" + string(b[1:]) + "m", After: "\x1b[m"}
}

func (c Color) parameters() string {
	return strconv.Itoa(int(c>>16)) + ";" + strconv.Itoa(int(c>>8&0xff)) + ";" + strconv.Itoa(int(c&0xff))
}
