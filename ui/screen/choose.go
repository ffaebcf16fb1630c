package screen

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/keymap"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/list"
)

// Choice is one of the few ways in which something can be done.
type Choice struct {
	ID, Title, Hint string
}

// Choose asks which of a few ways it is to be, in the place of a screen's body. The zero value is closed.
type Choose struct {
	title, foot string
	list        list.Model
	open        bool
	pick        func(id string) tea.Cmd
}

// Open asks; pick gets the answer. foot is said below the choices.
func (c *Choose) Open(title, foot string, choices []Choice, pick func(id string) tea.Cmd) {
	l := list.New(list.Column{Min: 12}, list.Column{Weight: 1, Min: 16, Tone: theme.Muted, Drop: 1})
	items := make([]list.Item, len(choices))
	for i, x := range choices {
		items[i] = list.Item{ID: x.ID, Cells: list.Cells(x.Title, x.Hint)}
	}
	l.SetItems(items)
	*c = Choose{title: title, foot: foot, list: l, open: true, pick: pick}
}

// There tells whether something is being asked.
func (c *Choose) There() bool { return c.open }

// Close takes the question away and tells whether there was one.
func (c *Choose) Close() bool {
	was := c.open
	c.open = false
	return was
}

// Update takes the mouse.
func (c *Choose) Update(msg tea.Msg, now time.Time) tea.Cmd {
	switch e := msg.(type) {
	case tea.MouseClickMsg:
		e.Y -= chooseHead
		msg = e
	case tea.MouseWheelMsg:
	default:
		return nil
	}
	if c.list.Update(msg, now) == list.Opened {
		return c.take()
	}
	return nil
}

func (c *Choose) take() tea.Cmd {
	it, ok := c.list.Cursor()
	if !ok {
		return nil
	}
	c.open = false
	return c.pick(it.ID)
}

// chooseHead is the number of lines above the choices.
const chooseHead = 2

// View draws the question.
func (c *Choose) View(look *Look, width, height int) string {
	w := look.Widget()
	rows := min(c.list.Len(), max(1, height-chooseHead))
	out := []string{w.Line(width).Gap(1).Add(theme.Title, c.title).String(), ""}
	out = append(out, strings.Split(c.list.View(w, width, rows).Content, "\n")...)
	if c.foot != "" {
		out = append(out, "")
		for _, s := range w.Wrap(c.foot, max(1, width-2)) {
			out = append(out, w.Line(width).Gap(1).Add(theme.Muted, s).String())
		}
	}
	return widget.Join(out[:min(len(out), height)])
}

// Actions gives the keys of the question.
func (c *Choose) Actions(keys *keymap.Map) []keymap.Action {
	all := ListActions(keys, &c.list, c.take)
	var out []keymap.Action
	for _, a := range all {
		switch a.ID {
		case "list.open":
			out = append(out, a.Named("take it", "take what is under the cursor"))
		case "list.filter":
		default:
			out = append(out, a)
		}
	}
	return out
}
