package termtest

import (
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// Screen is what a terminal shows at one moment. It does not change afterwards.
type Screen struct {
	Width, Height int
	Cursor        Cursor
	Title         string
	Alt           bool // the alternate screen is shown
	Light         bool // the terminal's own background is white
	cells         [][]Cell
}

// Cursor is the text cursor, counted from 0,0.
type Cursor struct {
	X, Y    int
	Visible bool
	Shape   CursorShape
}

// CursorShape is how the cursor is drawn.
type CursorShape uint8

// The shapes of a cursor.
const (
	CursorBlock CursorShape = iota
	CursorUnderline
	CursorBar
)

// Cell is one cell of the screen. Width is 1 or 2, and 0 for the right half of a wide character, whose Text is empty.
type Cell struct {
	Text  string
	Width int
	Style
}

// Style is how a cell is drawn. Fg and Bg are nil for the terminal's own colours.
type Style struct {
	Fg, Bg                                                         color.Color
	Bold, Faint, Italic, Underline, Blink, Reverse, Hidden, Struck bool
	Link                                                           string // target of the hyperlink (OSC 8)
}

// snapshot copies the screen. The lock of the terminal is held.
func (d *display) snapshot() Screen {
	e := d.emu
	pos := e.CursorPosition()
	s := Screen{
		Width:  e.Width(),
		Height: e.Height(),
		Title:  d.title,
		Alt:    e.IsAltScreen(),
		Light:  d.opts.Light,
		Cursor: Cursor{X: pos.X, Y: pos.Y, Visible: !d.cursorHidden},
		cells:  make([][]Cell, e.Height()),
	}
	switch d.cursorStyle {
	case vt.CursorUnderline:
		s.Cursor.Shape = CursorUnderline
	case vt.CursorBar:
		s.Cursor.Shape = CursorBar
	case vt.CursorBlock:
	}
	all := make([]Cell, s.Width*s.Height)
	for y := range s.cells {
		s.cells[y] = all[y*s.Width : (y+1)*s.Width]
		for x := range s.cells[y] {
			s.cells[y][x] = cellOf(e.CellAt(x, y))
		}
	}
	return s
}

func cellOf(c *uv.Cell) Cell {
	if c == nil {
		return Cell{Text: " ", Width: 1}
	}
	cell := Cell{Text: c.Content, Width: c.Width}
	if cell.Width > 0 && cell.Text == "" {
		cell.Text = " "
	}
	if c.Style == (uv.Style{}) && c.Link == (uv.Link{}) {
		return cell
	}
	at := func(attr uint8) bool { return c.Style.Attrs&attr != 0 }
	cell.Style = Style{
		Fg: c.Style.Fg, Bg: c.Style.Bg,
		Bold: at(uv.AttrBold), Faint: at(uv.AttrFaint), Italic: at(uv.AttrItalic), Blink: at(uv.AttrBlink | uv.AttrRapidBlink),
		Reverse: at(uv.AttrReverse), Hidden: at(uv.AttrConceal), Struck: at(uv.AttrStrikethrough),
		Underline: c.Style.Underline != ansi.UnderlineNone,
		Link:      c.Link.Params, // x/vt has the two fields the other way round
	}
	return cell
}

// Cell gives the cell at x, y; outside the screen it is a blank.
func (s Screen) Cell(x, y int) Cell {
	if y < 0 || y >= len(s.cells) || x < 0 || x >= len(s.cells[y]) {
		return Cell{Text: " ", Width: 1}
	}
	return s.cells[y][x]
}

// Line gives line y as text without trailing blanks.
func (s Screen) Line(y int) string {
	if y < 0 || y >= len(s.cells) {
		return ""
	}
	var b strings.Builder
	for _, c := range s.cells[y] {
		b.WriteString(c.Text)
	}
	return strings.TrimRight(b.String(), " ")
}

// Lines gives all lines as text without trailing blanks.
func (s Screen) Lines() []string {
	lines := make([]string, len(s.cells))
	for y := range lines {
		lines[y] = s.Line(y)
	}
	return lines
}

// String gives the screen as text: lines without trailing blanks, and without the empty lines at the end.
func (s Screen) String() string { return strings.TrimRight(strings.Join(s.Lines(), "\n"), "\n") }

// joined is the text of the screen with lines run together too, so that a text broken by the right edge is found.
func (s Screen) joined() string {
	var broken strings.Builder
	for _, row := range s.cells {
		for _, c := range row {
			broken.WriteString(c.Text)
		}
	}
	return s.String() + "\n" + broken.String()
}

// Contains tells whether a text is on the screen, within one line or, with line breaks in it, over several.
func (s Screen) Contains(text string) bool { return strings.Contains(s.String(), text) }

// Count tells how often a text is on the screen.
func (s Screen) Count(text string) int { return strings.Count(s.String(), text) }

// Find gives the cell where a text within one line begins.
func (s Screen) Find(text string) (x, y int, ok bool) {
	if text == "" {
		return 0, 0, false
	}
	for y, row := range s.cells {
		at := strings.Index(s.Line(y), text)
		if at < 0 {
			continue
		}
		for x, c := range row {
			if at <= 0 {
				return x, y, true
			}
			at -= len(c.Text)
		}
	}
	return 0, 0, false
}

// StyleOf gives the style of the first character of a text, the zero Style when it is not there.
func (s Screen) StyleOf(text string) Style {
	x, y, ok := s.Find(text)
	if !ok {
		return Style{}
	}
	return s.Cell(x, y).Style
}

// Blank tells whether nothing at all is shown.
func (s Screen) Blank() bool { return strings.TrimSpace(s.String()) == "" }

// Used gives the number of cells up to the last that is not blank, over all lines: a screen drawn for a smaller window
// shows here.
func (s Screen) Used() (width, height int) {
	for y, row := range s.cells {
		for x := len(row) - 1; x >= width; x-- {
			if row[x].Text != " " && row[x].Text != "" {
				width = x + row[x].Width
				break
			}
		}
		if s.Line(y) != "" {
			height = y + 1
		}
	}
	return width, height
}
