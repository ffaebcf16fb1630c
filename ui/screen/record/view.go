package record

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// View implements screen.Screen.
func (m *Model) View(width, height int) screen.Body {
	look := m.host.Look.Widget()
	if m.trouble.There() {
		return screen.Body{Content: m.trouble.View(m.host.Look, width, height)}
	}
	if !m.known {
		text := "Reading the record …"
		if m.nothing {
			text = "Nothing is behind this link: the service says that it is not set."
		}
		return screen.Body{Content: look.Line(width).Gap(1).Add(theme.Muted, text).String()}
	}
	if m.format.Measure != look.Measure {
		m.format.Measure = look.Measure
		m.fill()
	}
	if m.here.list != nil {
		m.table.SetSize(width, height)
		m.table.SetTail("end of the list")
		return screen.Body{Content: m.table.View(look)}
	}
	body := screen.Body{}
	above := m.filterLines()
	m.widget.SetSize(width, height-above)
	body.Content = m.widget.View(look)
	if above > 0 {
		line, x := m.field.View(look, theme.Field, max(1, width-4), "a part of a name or a value")
		head := look.Line(width).Gap(1).Add(theme.Accent, "/ ").Styled(line, look.Measure.Width(line)).String()
		body.Content = widget.Join([]string{head, body.Content})
		if m.typing {
			body.Cursor = tea.NewCursor(x+3, 0)
		}
	}
	return body
}

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	if m.trouble.There() {
		return m.trouble.Actions(k, func() tea.Cmd { return m.load(true) })
	}
	if m.here.list != nil {
		return m.tableActions()
	}
	move := func(id string, f func() bool) keymap.Action {
		return k.Bind(id, func() tea.Cmd { f(); return nil })
	}
	step := func(id string, delta int) keymap.Action {
		return k.Bind(id, func() tea.Cmd {
			if m.here.rows == 0 {
				return screen.Emit(screen.Sibling{Delta: delta})
			}
			if why := m.step(delta); why != "" {
				return screen.Tell(screen.Note, why)
			}
			return nil
		}).Unless(m.alone)
	}
	empty := k.Bind("record.empty", func() tea.Cmd {
		m.hide = !m.hide
		m.widget.HideEmpty(m.hide)
		return nil
	})
	if m.hide {
		empty = empty.Named("show empty", "show the empty fields")
	} else {
		empty = empty.Named("hide empty", "hide the empty fields")
	}
	w := &m.widget
	open := k.Bind("record.open", m.open).Unless(m.leadsNowhere)
	if _, leads := m.leads[m.cursor()]; !leads {
		if at, ok := m.at(); ok && at.opens() {
			open = open.Named("open", "open what is inside")
		}
	}
	out := []keymap.Action{
		open,
		step("record.next", 1), step("record.previous", -1), empty,
		k.Bind("record.filter", func() tea.Cmd { m.typing = true; return nil }),
		k.Bind("record.links", m.toLinks).Unless(func() string {
			if m.linkCount() == 0 {
				return "This record leads nowhere, as far as $metadata says."
			}
			return ""
		}),
		k.Bind("record.copy", m.copy),
		k.Bind("record.copyall", func() tea.Cmd {
			return screen.Emit(screen.Copy{What: "record as JSON", Text: string(m.here.record.AppendJSON(nil))})
		}),
		k.Bind("record.raw", m.toggleRaw),
		m.captionsAction(),
		k.Bind("record.count", m.count).Unless(m.uncountable),
		k.Bind("record.refresh", func() tea.Cmd { return m.load(true) }).Unless(func() string {
			if m.opts.Place.Key == "" && (m.of != "" || m.opts.Place.Path == "") {
				return "The service names no key for these records: refresh the list instead."
			}
			return ""
		}),
		move("record.up", w.Up), move("record.down", w.Down), move("record.pageup", w.PageUp),
		move("record.pagedown", w.PageDown), move("record.top", w.Top), move("record.bottom", w.Bottom),
	}
	if m.opts.Save != nil {
		out = slices.Insert(out, 1, k.Bind("record.save", m.save).Unless(m.unsavable))
	}
	return out
}

func (m *Model) toggleRaw() tea.Cmd {
	m.raw = !m.raw
	m.fill()
	return nil
}

func (m *Model) copy() tea.Cmd {
	if at, ok := m.at(); ok {
		text := at.cell.Text()
		if at.cell.Kind == rows.Missing && at.whole { // an element of a list
			text = string(at.record.AppendJSON(nil))
		}
		return screen.Emit(screen.Copy{What: at.name, Text: text})
	}
	if f, ok := m.widget.Current(); ok { // a link or a stream
		return screen.Emit(screen.Copy{What: "name", Text: f.Name})
	}
	return nil
}

// fieldAt marks, in Place.View.Column, the line under the cursor: a grid's column there means something else.
const fieldAt = "field:"

// Place implements screen.Screen.
func (m *Model) Place() place.Place {
	p := m.opts.Place
	if id := m.cursor(); id != "" {
		p.View.Column = fieldAt + strings.Join(append(slices.Clone(m.inside), id), deeper)
	}
	return p
}

// Seed is what opens the screen again without a request; nil when the record was not read yet.
func (m *Model) Seed() any {
	if !m.known {
		return nil
	}
	return screen.Neighbour{Place: m.Place(), Record: m.record, Of: m.of}
}

// Where implements screen.Located.
func (m *Model) Where() screen.Where { return m.opts.Where }

// Crumb implements screen.Screen: the record, and the way to what is on show of it.
func (m *Model) Crumb() string {
	return strings.Join(append([]string{m.name()}, m.way()...), " ▸ ")
}

// name is what people call the record by, as far as a field says it.
func (m *Model) name() string {
	for _, name := range []string{"number", "code", "entryNumber", "sequence", "displayName", "name"} {
		if c := m.record.Get(name); c.Kind == rows.String || c.Kind == rows.Number {
			if text, _ := c.Head(60); text != "" {
				return text
			}
		}
	}
	if key := m.root().entity; key != nil && len(key.Key) > 0 {
		var parts []string
		for _, name := range key.Key {
			if text, _ := m.record.Get(name).Head(60); text != "" {
				parts = append(parts, text)
			}
		}
		if len(parts) > 0 {
			return strings.Join(parts, ", ")
		}
	}
	if m.opts.Place.Key != "" {
		return m.opts.Place.Key
	}
	if m.opts.Place.Set != "" && m.of == "" {
		return m.opts.Place.Set
	}
	return "record"
}

// Status implements screen.Screen.
func (m *Model) Status() screen.Status {
	st := screen.Status{Busy: m.busy || m.tally != nil || m.saving != nil}
	if m.trouble.There() || !m.known {
		return st
	}
	if m.here.list != nil {
		st.Left = "a list in the record"
		row, _ := m.table.Cursor()
		st.Count = fmt.Sprintf("%s of %s", m.format.Int(int64(row+1)), m.format.Int(int64(m.here.list.Len())))
	} else {
		st.Left = m.contents()
		if l := m.leads[m.cursor()]; l.Guess {
			st.Left = guessed + ": " + l.Set.Name + " where " + format.Visible(l.Filter) + " · " + st.Left
		}
		switch {
		case m.here.rows > 0:
			st.Count = fmt.Sprintf("%s of %s", m.format.Int(int64(m.here.row+1)), m.format.Int(int64(m.here.rows)))
		case m.of != "":
			st.Count = m.of
		default:
			st.Count = m.opts.Place.Set
			st.Left += " · a single record"
		}
	}
	if m.raw {
		st.Left += " · raw, as the service sent it"
	} else if raw := m.rawHere(); raw != "" {
		st.Left += " · raw " + raw
	}
	switch {
	case m.saving != nil:
		st.Left = "saving the file · " + strings.ToLower(m.host.Keys.Def("app.back").KeyLabel()) + " stops"
	case m.tally != nil:
		st.Left = m.countStatus()
	}
	return st
}

// contents counts what the level on show has.
func (m *Model) contents() string {
	text := plural(len(m.here.record.Fields), "field")
	if n := m.linkCount(); n > 0 {
		text += " · " + plural(n, "link")
	}
	if again := m.here.record.Repeated(); len(again) > 0 {
		text += " · sent more than once: " + format.Visible(strings.Join(again, ", "))
	}
	return text
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// rawHere is the value under the cursor as the service sent it, where that is not what is shown.
func (m *Model) rawHere() string {
	f, _ := m.widget.Current()
	at, ok := m.at()
	if !ok || at.opens() || at.cell.Size() > 60 {
		return ""
	}
	if raw := string(at.cell.Raw()); at.cell.Text() != f.Value && raw != f.Value {
		return format.Visible(raw)
	}
	return ""
}

// Escape implements screen.Screen.
func (m *Model) Escape() (tea.Cmd, bool) {
	switch {
	case m.field.Value() != "":
		m.field.Clear()
		m.widget.SetFilter("")
	case m.typing:
		m.typing = false
	case m.stopSave():
		return screen.Tell(screen.Note, "Not saved: stopped."), true
	case m.stopCount():
	case m.leave():
	default:
		return nil, false
	}
	return nil, true
}

// Typing implements screen.Screen.
func (m *Model) Typing() bool { return m.typing }
