package grid

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
)

// filterLine is the filter of one column being typed, below the rows.
type filterLine struct {
	column column
	field  input.Model
	parsed filter.Filter
	err    error
	offer  []string // what Tab goes through
	at     int
}

// filterColumn opens the line for the column under the cursor.
func (m *Model) filterColumn() tea.Cmd {
	c, ok := m.column()
	if !ok {
		return nil
	}
	l := &filterLine{column: c, field: input.New(0, false)}
	l.field.SetValue(m.aimFilters().expr(c.name))
	l.read(m)
	m.pane = l
	return nil
}

// read understands what is typed so far.
func (l *filterLine) read(m *Model) {
	l.parsed, l.err = filter.Filter{}, nil
	if strings.TrimSpace(l.field.Value()) != "" {
		l.parsed, l.err = filter.Parse(l.field.Value(), l.column.property, m.env())
	}
}

func (l *filterLine) typing() bool { return true }

func (l *filterLine) status(m *Model) string { return m.aimFilters().words(m.title) }

// escape leaves the line and changes nothing.
func (l *filterLine) escape(m *Model) tea.Cmd {
	m.pane = nil
	return nil
}

func (l *filterLine) update(m *Model, msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if l.field.Update(msg) {
			l.offer = nil
			l.read(m)
		}
	case tea.PasteMsg:
		if _, ok := l.field.Insert(msg.Content); !ok {
			return screen.Tell(screen.Warning, "That is too long for a filter.")
		}
		l.offer = nil
		l.read(m)
	}
	return nil
}

// apply sends the filter, unless it can't be understood.
func (l *filterLine) apply(m *Model) tea.Cmd {
	if l.err != nil {
		return screen.Tell(screen.Warning, l.err.Error())
	}
	m.pane = nil
	if l.parsed.Expr() == m.aimFilters().expr(l.column.name) {
		return nil
	}
	return m.setFilters(m.aimFilters().with(l.column.name, l.parsed))
}

// complete puts the next of the values that fit into the place of what is being typed.
func (l *filterLine) complete(m *Model) tea.Cmd {
	if len(l.offer) == 0 {
		l.offer, l.at = m.completions(l.field.Value(), l.column.property), 0
		if len(l.offer) == 0 {
			return screen.Tell(screen.Note, "There is no value to offer here.")
		}
	} else {
		l.at = (l.at + 1) % len(l.offer)
	}
	l.field.SetValue(l.offer[l.at])
	l.read(m)
	return nil
}

// values lists what a column can hold, where these are few.
func (m *Model) values(p *odata.Property) []string {
	switch {
	case p == nil:
		return nil
	case p.Enum != nil:
		var out []string
		for _, e := range p.Enum.Members {
			out = append(out, m.label(p, e))
		}
		return out
	case p.Kind == odata.KindBool:
		return []string{"true", "false"}
	}
	return nil
}

// hints tells what can be typed for a column.
func (m *Model) hints(p *odata.Property) string {
	if v := m.values(p); len(v) > 0 {
		names := make([]string, len(v))
		for i := range v {
			if names[i] = v[i]; strings.TrimSpace(v[i]) == "" {
				names[i] = "'' (blank)"
			}
		}
		return "Tab: " + strings.Join(names, " · ") + "   A|B   <>A"
	}
	switch p.Kind {
	case odata.KindDecimal, odata.KindInt:
		return "1000..2000   >100   <=0   <>0   1|2|5"
	case odata.KindDate, odata.KindDateTime:
		return "t (today)   -30D..t   ..31-12-2025   -CM..CM (this month)   <>''"
	case odata.KindGUID:
		return "a GUID   A|B   <>''"
	}
	return "A*   *chair*   @oslo (any case)   <>''   A|B   A..F"
}

func (l *filterLine) view(m *Model, width, height int) screen.Body {
	w := m.host.Look.Widget()
	title := m.title(l.column.name)
	prompt := format.Visible(title) + " "
	indent := 1 + w.Measure.Width(prompt)
	if indent > width/2 {
		prompt, indent = "/ ", 3
	}
	under := below(w, width, indent, l.field.Value(), l.parsed, l.err)
	if l.err == nil {
		under = append(under, w.Line(width).Gap(1).Add(theme.Muted, m.hints(l.column.property)).String())
	}
	under = under[:max(0, min(len(under), height-3))]
	rows := max(1, height-2-len(under))
	out := []string{m.viewGrid(width, rows).Content}
	head := w.Line(width).Gap(1).Add(theme.Strong, "Filter "+title).Gap(2).Add(theme.Muted, typeWords(l.column.property))
	if l.err == nil && !l.parsed.IsZero() {
		head.Gap(2).Add(theme.Good, filter.Explain(l.parsed))
	}
	out = append(out, head.String())
	text, cursor := l.field.View(w, theme.Field, max(1, width-indent-1), "type what rows must have; empty lets all through")
	out = append(out, w.Line(width).Gap(1).Add(theme.Accent, prompt).Styled(text, max(1, width-indent-1)).String())
	out = append(out, under...)
	return screen.Body{Content: widget.Join(out), Cursor: tea.NewCursor(indent+cursor, rows+1)}
}

// below is what stands under a filter being typed: the place of the mistake and what it is, or what the filter becomes.
func below(w widget.Look, width, indent int, text string, parsed filter.Filter, err error) []string {
	line := w.Line(width)
	var wrong *filter.Error
	switch {
	case errors.As(err, &wrong):
		typed := []rune(text)
		pos := min(wrong.Pos, len(typed))
		at := min(indent+w.Measure.Width(format.Visible(string(typed[:pos]))), width-2)
		marked := w.Measure.Width(format.Visible(string(typed[pos:min(len(typed), pos+wrong.Len)])))
		out := []string{line.Gap(at).Add(theme.Bad, strings.Repeat("^", max(1, min(marked, width-at-1)))).String()}
		say := wrong.Text
		if wrong.Hint != "" {
			say += "; " + wrong.Hint
		}
		if wrong.Fix != "" && !strings.Contains(say, wrong.Fix) {
			say += ": " + wrong.Fix
		}
		const most = 2
		for i, s := range w.Wrap(say, max(1, width-2)) {
			if i < most {
				out = append(out, w.Line(width).Gap(1).Add(theme.Bad, s).String())
			}
		}
		return out
	case err != nil:
		line.Gap(1).Add(theme.Bad, err.Error())
	case parsed.IsZero():
		line.Gap(1).Add(theme.Faint, "no filter on this column")
	default:
		line.Gap(1).Add(theme.Muted, "$filter ").Add(theme.Text, parsed.OData())
		if notes := parsed.Notes(); len(notes) > 0 {
			return []string{line.String(), w.Line(width).Gap(1).Add(theme.Warn, strings.Join(notes, " ")).String()}
		}
	}
	return []string{line.String()}
}

func (l *filterLine) actions(m *Model) []keymap.Action {
	k := m.host.Keys
	return []keymap.Action{
		k.Bind("filter.apply", func() tea.Cmd { return l.apply(m) }).WhileTyping(),
		k.Bind("filter.complete", func() tea.Cmd { return l.complete(m) }).WhileTyping(),
		k.Bind("filter.clear", func() tea.Cmd { l.field.Clear(); l.offer = nil; l.read(m); return nil }).WhileTyping(),
	}
}
