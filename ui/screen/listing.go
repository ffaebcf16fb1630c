package screen

import (
	tea "charm.land/bubbletea/v2"

	"bctui/ui/keymap"
	"bctui/ui/widget/list"
)

// ListActions gives the keys that move in a list and filter it; open is what Enter does. Screens with a list put their
// own behind these.
func ListActions(keys *keymap.Map, l *list.Model, open func() tea.Cmd) []keymap.Action {
	move := func(id string, f func() bool) keymap.Action {
		return keys.Bind(id, func() tea.Cmd { f(); return nil })
	}
	return []keymap.Action{
		keys.Bind("list.open", open).Unless(func() string {
			if _, ok := l.Cursor(); !ok {
				return "There is nothing under the cursor."
			}
			return ""
		}),
		keys.Bind("list.filter", func() tea.Cmd { l.OpenFilter(); return nil }),
		move("list.up", l.Up), move("list.down", l.Down),
		move("list.pageup", l.PageUp), move("list.pagedown", l.PageDown),
		move("list.top", l.Top), move("list.bottom", l.Bottom),
	}
}
