package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
	"bctui/ui/widget/help"
	"bctui/ui/widget/palette"
)

// overlay lies over the screen and takes all input while it is open.
type overlay interface {
	key(m *Model, msg tea.KeyPressMsg) tea.Cmd
	paste(m *Model, msg tea.PasteMsg) tea.Cmd
	mouse(m *Model, msg tea.MouseMsg) tea.Cmd
	view(m *Model, under string) (string, *tea.Cursor)
}

// helpOverlay shows what every key does here.
type helpOverlay struct{ page help.Model }

func newHelp(m *Model) overlay { return &helpOverlay{page: help.New(m.actions())} }

func (o *helpOverlay) update(m *Model, msg tea.Msg) tea.Cmd {
	if o.page.Update(msg) {
		m.overlay = nil
	}
	return nil
}

func (o *helpOverlay) key(m *Model, msg tea.KeyPressMsg) tea.Cmd { return o.update(m, msg) }
func (o *helpOverlay) paste(*Model, tea.PasteMsg) tea.Cmd        { return nil }
func (o *helpOverlay) mouse(m *Model, msg tea.MouseMsg) tea.Cmd  { return o.update(m, msg) }

func (o *helpOverlay) view(m *Model, under string) (string, *tea.Cursor) {
	box := o.page.View(m.look.Widget(), m.width-2, m.height-2)
	out, _, _ := m.lay(under, box)
	return out, nil
}

// paletteOverlay finds an action by its name.
type paletteOverlay struct {
	list palette.Model
	x, y int // where its corner was drawn
}

func newPalette(m *Model) overlay { return &paletteOverlay{list: palette.New(m.actions())} }

func (o *paletteOverlay) update(m *Model, msg tea.Msg) tea.Cmd {
	r := o.list.Update(msg, m.opts.Now())
	if r.Done && m.overlay == o {
		m.overlay = nil
	}
	if r.Run == nil {
		return nil
	}
	return m.run(*r.Run)
}

func (o *paletteOverlay) key(m *Model, msg tea.KeyPressMsg) tea.Cmd { return o.update(m, msg) }
func (o *paletteOverlay) paste(m *Model, msg tea.PasteMsg) tea.Cmd  { return o.update(m, msg) }

func (o *paletteOverlay) mouse(m *Model, msg tea.MouseMsg) tea.Cmd {
	return o.update(m, shift(msg, -o.x, -o.y))
}

func (o *paletteOverlay) view(m *Model, under string) (string, *tea.Cursor) {
	body := o.list.View(m.look.Widget(), m.width-2, m.height-4)
	out, x, y := m.lay(under, body.Content)
	o.x, o.y = x, y
	if body.Cursor == nil {
		return out, nil
	}
	c := *body.Cursor
	c.X += x
	c.Y += y
	return out, &c
}

// lay puts a box in the middle of what is drawn, a little above it: there the eye is. It tells where the corner is.
func (m *Model) lay(under, box string) (out string, x, y int) {
	method := ansi.WcWidth
	if m.look.Measure == format.Graphemes {
		method = ansi.GraphemeWidth
	}
	lines := strings.Split(under, "\n")
	rows := strings.Split(box, "\n")
	width := 0
	for _, r := range rows {
		width = max(width, method.StringWidth(r))
	}
	x = max(0, (m.width-width)/2)
	y = max(0, (m.height-len(rows))/3)
	for i, r := range rows {
		at := y + i
		if at >= len(lines) {
			break
		}
		line := lines[at]
		if pad := x + width - method.StringWidth(line); pad > 0 {
			line += strings.Repeat(" ", pad)
		}
		left := method.Cut(line, 0, x)
		// A wide character that the box's edge would cut in half leaves a blank.
		left += strings.Repeat(" ", max(0, x-method.StringWidth(left)))
		r += strings.Repeat(" ", max(0, width-method.StringWidth(r)))
		lines[at] = left + "\x1b[m" + r + "\x1b[m" + method.TruncateLeft(line, x+width, "")
	}
	return strings.Join(lines, "\n"), x, y
}
