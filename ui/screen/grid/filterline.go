package grid

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// filterLine is the filter of one column being typed, below the rows.
type filterLine struct{ typedFilter }

// filterColumn opens the line for the column under the cursor.
func (m *Model) filterColumn() tea.Cmd {
	if c, ok := m.column(); ok {
		m.pane = &filterLine{newTyped(m, c, m.aimFilters().expr(c.name))}
	}
	return nil
}

func (l *filterLine) typing() bool { return true }

func (l *filterLine) status(m *Model) string { return m.aimFilters().words(m.title) }

// escape leaves the line and changes nothing.
func (l *filterLine) escape(m *Model) tea.Cmd {
	m.pane = nil
	return nil
}

// apply sends the filter, unless it can't be understood.
func (l *filterLine) apply(m *Model) tea.Cmd {
	if l.err != nil {
		return screen.Tell(screen.Warning, l.refusal(m))
	}
	m.pane = nil
	if l.parsed.Expr() == m.aimFilters().expr(l.column.name) {
		return nil
	}
	return m.setFilters(m.aimFilters().with(l.column.name, l.parsed))
}

// tab puts the next proposal in.
func (l *filterLine) tab(m *Model) tea.Cmd {
	if !l.complete(m) {
		return screen.Tell(screen.Note, "There is no value to offer here.")
	}
	return nil
}

// leastRows are the rows of the grid that a filter being typed leaves in sight, where there is room at all.
const leastRows = 6

func (l *filterLine) view(m *Model, width, height int) screen.Body {
	w := m.host.Look.Widget()
	title := l.title(m)
	prompt := title + " "
	indent := 1 + w.Measure.Width(prompt)
	if indent > width/2 {
		prompt, indent = "/ ", 3
	}
	head := w.Line(width).Gap(1).Add(theme.Strong, "Filter "+title).Gap(2).Add(theme.Muted, typeWords(l.column.property))
	under := l.below(w, width, indent)
	if words := l.words(); head.Room() > w.Measure.Width(words)+2 {
		head.Gap(2).Add(theme.Good, words)
	} else {
		under = append(under, l.explained(w, width)...)
	}
	under = append(under, l.help(m, w, width, min(8, max(1, (height-leastRows)/3-len(under)+1)))...)
	under = under[:max(0, min(len(under), height-3))]
	rows := max(1, height-2-len(under))
	out := []string{m.viewGrid(width, rows).Content}
	out = append(out, head.String())
	text, cursor := l.field.View(w, theme.Field, max(1, width-indent-1), "type what rows must have; empty lets all through")
	out = append(out, w.Line(width).Gap(1).Add(theme.Accent, prompt).Styled(text, max(1, width-indent-1)).String())
	out = append(out, under...)
	lines := strings.Split(widget.Join(out), "\n")
	return screen.Body{Content: widget.Join(lines[:min(len(lines), height)]), Cursor: tea.NewCursor(indent+cursor, rows+1)}
}

func (l *filterLine) actions(m *Model) []keymap.Action {
	k := m.host.Keys
	return []keymap.Action{
		k.Bind("filter.apply", func() tea.Cmd { return l.apply(m) }).WhileTyping(),
		k.Bind("filter.complete", func() tea.Cmd { return l.tab(m) }).WhileTyping(),
		k.Bind("filter.clear", func() tea.Cmd { l.clear(m); return nil }).WhileTyping(),
	}
}
