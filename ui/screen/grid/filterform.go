package grid

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/list"
)

// filterForm shows all filters at once: a line for each filtered column, or the whole as OData.
type filterForm struct {
	lines  []typedFilter
	at     int
	raw    string      // OData that stands beside the lines
	byHand *byHand     // the whole as OData, being written; nil: lines
	adding *list.Model // the columns to choose another line from; nil: not asked for
}

// editFilters opens the form.
func (m *Model) editFilters() tea.Cmd {
	now := m.aimFilters()
	f := &filterForm{raw: now.raw}
	for _, c := range now.columns {
		if i := m.indexOf(c.column); i >= 0 {
			f.add(m, m.columns[i], c.parsed.Expr())
		}
	}
	f.at = 0
	m.pane = f
	switch {
	case len(f.lines) == 0 && f.raw != "":
		f.write(m)
	case len(f.lines) == 0:
		c, ok := m.column()
		if ok && m.now.Begun() && whyNoFilter(c) == "" {
			f.add(m, c, "")
		} else {
			f.ask(m)
		}
	}
	return nil
}

func (f *filterForm) add(m *Model, c column, text string) {
	f.lines = append(f.lines, newTyped(m, c, text))
	f.at = len(f.lines) - 1
}

// filters gives what the form says.
func (f *filterForm) filters() filters {
	if f.byHand != nil && f.byHand.changed() {
		return filters{raw: f.byHand.text()}
	}
	out := filters{raw: f.raw}
	for _, l := range f.lines {
		if l.err == nil {
			out = out.with(l.column.name, l.parsed)
		}
	}
	return out
}

// ask lists the columns for another line.
func (f *filterForm) ask(m *Model) {
	l := list.New(list.Column{Title: "FILTER BY", Weight: 2, Min: 16, Max: 44}, list.Column{Weight: 1, Min: 10, Tone: theme.Muted})
	var items []list.Item
	for _, c := range m.columns {
		taken := slices.ContainsFunc(f.lines, func(l typedFilter) bool { return l.column.name == c.name })
		if !taken && whyNoFilter(c) == "" {
			items = append(items, list.Item{ID: c.name, Cells: list.Cells(m.title(c.name), typeWords(c.property)), Search: c.name})
		}
	}
	l.SetNoun("columns")
	l.SetItems(items)
	l.OpenFilter()
	f.adding = &l
}

// write begins to write the whole as OData, or goes back to the lines as long as nothing was changed.
func (f *filterForm) write(m *Model) tea.Cmd {
	if f.byHand != nil {
		if f.byHand.changed() {
			return screen.Tell(screen.Note, "What was written by hand can't be taken apart into columns. "+
				m.host.Keys.Def("app.back").KeyLabel()+" leaves it, "+m.host.Keys.Def("filters.apply").KeyLabel()+" applies it.")
		}
		f.byHand = nil
		return nil
	}
	text, err := f.filters().odata()
	if err != nil {
		return screen.Tell(screen.Warning, err.Error())
	}
	f.byHand = writeByHand(m, text)
	return nil
}

func (f *filterForm) typing() bool { return f.adding == nil || f.adding.Typing() }

func (f *filterForm) status(m *Model) string { return m.aimFilters().words(m.title) }

func (f *filterForm) escape(m *Model) tea.Cmd {
	switch {
	case f.adding != nil && f.adding.Filter() != "":
		f.adding.SetFilter("")
	case f.adding != nil && len(f.lines) > 0:
		f.adding = nil
	default:
		m.pane = nil
	}
	return nil
}

func (f *filterForm) update(m *Model, msg tea.Msg) tea.Cmd {
	if f.adding != nil {
		if f.adding.Update(msg, m.host.Now()) == list.Opened {
			f.take(m)
		}
		return nil
	}
	switch {
	case f.byHand != nil:
		return f.byHand.update(m, msg)
	case f.at < len(f.lines):
		return f.lines[f.at].update(m, msg)
	}
	return nil
}

func (f *filterForm) take(m *Model) {
	it, ok := f.adding.Cursor()
	if !ok {
		return
	}
	f.adding = nil
	if i := m.indexOf(it.ID); i >= 0 {
		f.add(m, m.columns[i], "")
	}
}

func (f *filterForm) apply(m *Model) tea.Cmd {
	if f.byHand != nil {
		if why := f.byHand.refusal(m); why != "" {
			return screen.Tell(screen.Warning, why)
		}
	}
	for i := range f.lines {
		l := &f.lines[i]
		if l.err != nil && f.byHand == nil {
			f.at = i
			return screen.Tell(screen.Warning, l.refusal(m))
		}
	}
	m.pane = nil
	return m.setFilters(f.filters())
}

func (f *filterForm) step(by int) {
	if n := len(f.lines); n > 0 {
		f.at = (f.at + by + n) % n
	}
}

// tab finishes what can't be understood yet where there is a proposal for it, else it goes to the next line.
func (f *filterForm) tab(m *Model) {
	if f.at < len(f.lines) {
		if l := &f.lines[f.at]; l.err != nil && l.complete(m) {
			return
		}
	}
	f.step(1)
}

func (f *filterForm) remove(m *Model) {
	if f.byHand != nil || f.at >= len(f.lines) {
		return
	}
	f.lines = slices.Delete(f.lines, f.at, f.at+1)
	f.at = max(0, min(f.at, len(f.lines)-1))
	if len(f.lines) == 0 {
		f.ask(m)
	}
}

func (f *filterForm) view(m *Model, width, height int) screen.Body {
	w := m.host.Look.Widget()
	if f.adding != nil {
		return screen.Body(f.adding.View(w, width, height))
	}
	if f.byHand != nil {
		return f.byHand.view(m, width, height)
	}
	name := 0
	for _, l := range f.lines {
		name = max(name, w.Measure.Width(l.title(m)))
	}
	name = min(name, width/3)
	out := []string{w.Line(width).Gap(1).Add(theme.Title, "Filters").Gap(2).Add(theme.Muted, "all of them must hold").String()}
	if f.raw != "" {
		out = append(out, w.Line(width).Gap(1).Add(theme.Muted, "and $filter "+f.raw).String())
	}
	out = append(out, "")
	var cursor *tea.Cursor
	from := 0 // the first line on show, so that the one with the focus is on screen
	if room := height - len(out) - 4; f.at >= room {
		from = f.at - max(0, room-1)
	}
	for i := from; i < len(f.lines) && len(out) < height; i++ {
		l := &f.lines[i]
		line := w.Line(width).Gap(1)
		tone, mark := theme.Text, " "
		if i == f.at {
			tone, mark = theme.Field, "▌"
		}
		line.Add(theme.Accent, mark).Add(theme.Strong, w.Measure.Pad(l.title(m), name, format.Left)).Gap(2)
		room := max(1, line.Room()-1)
		indent := line.Used()
		text, x := l.field.View(w, tone, room, "anything")
		out = append(out, line.Styled(text, room).String())
		if i != f.at {
			continue
		}
		cursor = tea.NewCursor(indent+x, len(out)-1)
		out = append(out, l.below(w, width, indent)...)
		out = append(out, l.explained(w, width)...)
		out = append(out, l.help(m, w, width, min(8, height-len(out)-len(f.lines)+i-2))...)
	}
	if whole, err := f.filters().odata(); err == nil && whole != "" && (len(f.lines) > 1 || f.raw != "") && len(out)+1 < height {
		out = append(out, "")
		out = append(out, becomes(w, width, theme.Muted, whole)...)
	}
	return screen.Body{Content: widget.Join(out[:min(len(out), height)]), Cursor: cursor}
}

func (f *filterForm) actions(m *Model) []keymap.Action {
	k := m.host.Keys
	if f.adding != nil {
		return []keymap.Action{k.Bind("filters.apply", func() tea.Cmd { f.take(m); return nil }).WhileTyping().Named("take it", "filter by this column")}
	}
	do := func(id string, run func()) keymap.Action {
		return k.Bind(id, func() tea.Cmd { run(); return nil }).WhileTyping()
	}
	out := []keymap.Action{
		k.Bind("filters.apply", func() tea.Cmd { return f.apply(m) }).WhileTyping(),
		k.Bind("filters.raw", func() tea.Cmd { return f.write(m) }).WhileTyping(),
	}
	if f.byHand == nil {
		out = append(out, do("filters.add", func() { f.ask(m) }), do("filters.remove", func() { f.remove(m) }),
			do("filters.previous", func() { f.step(-1) }))
		complete, next := do("filter.complete", func() { f.tab(m) }), do("filters.next", func() { f.step(1) })
		next.Typing = slices.DeleteFunc(slices.Clone(next.Keys), complete.Has) // Tab finishes first what is not finished
		out = append(out, complete.Named("offer, or next", "offer a value for what is not finished, else the next line"), next)
	} else {
		out = append(out, f.byHand.actions(m)...)
	}
	return append(out, do("filters.clear", func() { f.clear(m) }))
}

// clear empties the line with the focus.
func (f *filterForm) clear(m *Model) {
	switch {
	case f.byHand != nil:
		f.byHand.field.Clear()
		f.byHand.read(m)
	case f.at < len(f.lines):
		f.lines[f.at].clear(m)
	}
}
