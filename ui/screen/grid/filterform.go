package grid

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata/filter"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
	"bctui/ui/widget/list"
)

// filterForm shows all filters at once: a line for each filtered column, or the whole as OData.
type filterForm struct {
	lines  []formLine
	at     int
	raw    string       // OData that stands beside the lines
	byHand *input.Model // the whole as OData, being written; nil: lines
	whole  string       // what byHand began with
	odd    []problem    // what is wrong with it
	adding *list.Model  // the columns to choose another line from; nil: not asked for
}

// formLine is the filter of one column.
type formLine struct {
	column column
	field  input.Model
	parsed filter.Filter
	err    error
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
		if ok && m.now.page != nil && whyNoFilter(c) == "" {
			f.add(m, c, "")
		} else {
			f.ask(m)
		}
	}
	return nil
}

func (f *filterForm) add(m *Model, c column, text string) {
	l := formLine{column: c, field: input.New(0, false)}
	l.field.SetValue(text)
	l.read(m)
	f.lines = append(f.lines, l)
	f.at = len(f.lines) - 1
}

func (l *formLine) read(m *Model) {
	l.parsed, l.err = filter.Filter{}, nil
	if strings.TrimSpace(l.field.Value()) != "" {
		l.parsed, l.err = filter.Parse(l.field.Value(), l.column.property, m.env())
	}
}

// filters gives what the form says.
func (f *filterForm) filters() filters {
	if f.byHand != nil && f.byHand.Value() != f.whole {
		return filters{raw: strings.TrimSpace(f.byHand.Value())}
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
		taken := slices.ContainsFunc(f.lines, func(l formLine) bool { return l.column.name == c.name })
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
		if f.byHand.Value() != f.whole {
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
	in := input.New(filterLimit, false)
	in.SetValue(text)
	f.byHand, f.whole, f.odd = &in, text, nil
	return nil
}

// filterLimit is more than the service takes, so that a long text is refused with the reason and not by the field.
const filterLimit = 20_000

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
	field := f.field()
	if field == nil {
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		field.Update(msg)
	case tea.PasteMsg:
		if _, ok := field.Insert(msg.Content); !ok {
			return screen.Tell(screen.Warning, "That is too long for a filter.")
		}
	}
	if f.byHand != nil {
		f.odd = checkOData(f.byHand.Value(), m.set.Type)
	} else {
		f.lines[f.at].read(m)
	}
	return nil
}

// field is the one with the focus.
func (f *filterForm) field() *input.Model {
	switch {
	case f.byHand != nil:
		return f.byHand
	case f.at < len(f.lines):
		return &f.lines[f.at].field
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
		if f.odd = checkOData(f.byHand.Value(), m.set.Type); len(f.odd) > 0 {
			return screen.Tell(screen.Warning, "Not sent: "+f.odd[0].Text+".")
		}
	}
	for i, l := range f.lines {
		if l.err != nil && f.byHand == nil {
			f.at = i
			return screen.Tell(screen.Warning, l.err.Error())
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
		return f.viewOData(w, width, height)
	}
	name := 0
	for _, l := range f.lines {
		name = max(name, w.Measure.Width(format.Visible(m.title(l.column.name))))
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
		line.Add(theme.Accent, mark).Add(theme.Strong, w.Measure.Pad(format.Visible(m.title(l.column.name)), name, format.Left)).Gap(2)
		room := max(1, line.Room()-1)
		indent := line.Used()
		text, x := l.field.View(w, tone, room, "anything")
		out = append(out, line.Styled(text, room).String())
		if i != f.at {
			continue
		}
		cursor = tea.NewCursor(indent+x, len(out)-1)
		out = append(out, below(w, width, indent, l.field.Value(), l.parsed, l.err)...)
		out = append(out, w.Line(width).Gap(indent).Add(theme.Faint, m.hints(l.column.property)).String())
	}
	if whole, err := f.filters().odata(); err == nil && whole != "" && (len(f.lines) > 1 || f.raw != "") && len(out)+1 < height {
		out = append(out, "", w.Line(width).Gap(1).Add(theme.Muted, "$filter "+whole).String())
	}
	return screen.Body{Content: widget.Join(out[:min(len(out), height)]), Cursor: cursor}
}

func (f *filterForm) viewOData(w widget.Look, width, height int) screen.Body {
	room := max(1, width-4)
	text, x := f.byHand.View(w, theme.Field, room, "city eq 'Oslo' and balanceDue gt 0")
	out := []string{
		w.Line(width).Gap(1).Add(theme.Title, "Filter as OData").Gap(2).Add(theme.Muted, "goes to the service as it stands here").String(),
		"",
		w.Line(width).Gap(1).Add(theme.Accent, "▌").Styled(text, room).String(),
	}
	if typed := []rune(f.byHand.Value()); len(f.odd) > 0 && w.Measure.Width(format.Visible(string(typed))) < room {
		p := f.odd[0]
		from := min(p.Pos, len(typed))
		at := 2 + w.Measure.Width(format.Visible(string(typed[:from])))
		marks := w.Measure.Width(format.Visible(string(typed[from:min(len(typed), from+p.Len)])))
		out = append(out, w.Line(width).Gap(at).Add(theme.Bad, strings.Repeat("^", max(1, marks))).String())
	}
	for _, p := range f.odd {
		tone, text := theme.Bad, p.Text
		if p.Hint != "" {
			text += "; " + p.Hint
		}
		for _, l := range w.Wrap(text, max(1, width-3)) {
			out = append(out, w.Line(width).Gap(2).Add(tone, l).String())
		}
	}
	out = append(out, "")
	for _, l := range w.Wrap("The service knows eq ne gt ge lt le, and, or on one field, startswith, endswith, contains, tolower. "+
		"Texts stand in quotes, dates as 2026-01-31.", max(1, width-3)) {
		out = append(out, w.Line(width).Gap(2).Add(theme.Muted, l).String())
	}
	return screen.Body{Content: widget.Join(out[:min(len(out), height)]), Cursor: tea.NewCursor(2+x, 2)}
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
			do("filters.next", func() { f.step(1) }), do("filters.previous", func() { f.step(-1) }))
	}
	return append(out, do("filters.clear", func() {
		if field := f.field(); field != nil {
			field.Clear()
			_ = f.update(m, nil)
		}
	}))
}
