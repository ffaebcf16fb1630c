package grid

import (
	"errors"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/ui/format"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
)

// typedFilter is the filter of one column while it is typed, in Business Central's filter language.
type typedFilter struct {
	column column
	field  input.Model
	parsed filter.Filter
	err    error
	offers offers
}

func newTyped(m *Model, c column, text string) typedFilter {
	l := typedFilter{column: c, field: input.New(filterLimit, false)}
	l.field.SetValue(text)
	l.read(m)
	return l
}

// edit gives a key or a paste to a field; what is too long for it is refused, and said.
func edit(m *Model, field *input.Model, msg tea.Msg) (refused tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		field.Update(msg)
	case tea.PasteMsg:
		if _, ok := field.Insert(msg.Content); !ok {
			return tooLong(m, msg.Content)
		}
	}
	return nil
}

// tooLong says why a paste was not taken.
func tooLong(m *Model, pasted string) tea.Cmd {
	return screen.Tell(screen.Warning, "That paste has "+m.format.Int(int64(utf8.RuneCountInString(pasted)))+" characters; the service takes "+
		m.format.Int(odata.MaxQuery)+" in all. Nothing of it was taken.")
}

// read understands what is typed so far, and finds what could be typed next.
func (l *typedFilter) read(m *Model) {
	l.understand(m)
	text := l.field.Value()
	env := m.env()
	var list []filter.Completion
	for _, x := range filter.Complete(text, l.field.Cursor(), l.column.property, env) {
		whole, _ := x.Apply(text)
		if _, err := filter.Parse(whole, l.column.property, env); err == nil { // else it is no help where it stands
			list = append(list, x)
		}
	}
	var wrong *filter.Error
	if errors.As(l.err, &wrong) {
		list = cure(list, text, wrong.Fix)
	}
	l.offers = offer(text, list)
}

func (l *typedFilter) understand(m *Model) {
	l.parsed, l.err = filter.Filter{}, nil
	if strings.TrimSpace(l.field.Value()) != "" {
		l.parsed, l.err = filter.Parse(l.field.Value(), l.column.property, m.env())
	}
}

func (l *typedFilter) update(m *Model, msg tea.Msg) tea.Cmd {
	refused := edit(m, &l.field, msg)
	if refused == nil {
		l.read(m)
	}
	return refused
}

// refusal says why the filter is not sent, and which key mends it.
func (l *typedFilter) refusal(m *Model) string {
	text := "Not sent: " + l.err.Error() + "."
	var wrong *filter.Error
	if errors.As(l.err, &wrong) && wrong.Fix != "" {
		text += " " + m.host.Keys.Def("filter.complete").KeyLabel() + " puts " + format.Visible(wrong.Fix) + " in its place."
	}
	return text
}

// complete puts the next proposal into the place of what is being typed; false when there is none.
func (l *typedFilter) complete(m *Model) bool {
	if !l.offers.next(&l.field) {
		return false
	}
	if len(l.offers.list) == 1 { // it is chosen: the next Tab goes on from there
		l.read(m)
	} else {
		l.understand(m)
	}
	return true
}

func (l *typedFilter) clear(m *Model) {
	l.field.Clear()
	l.read(m)
}

// below is what stands under the field: the place of the mistake and what it is, or what the filter becomes.
func (l *typedFilter) below(w widget.Look, width, indent int) []string {
	line := w.Line(width).Gap(1)
	var wrong *filter.Error
	switch {
	case errors.As(l.err, &wrong):
		out := pointOut(w, width, indent, width-indent-1, l.field.Value(), []point{{wrong.Pos, wrong.Len, false}})
		lines := w.Wrap(wrong.Error(), max(1, width-2))
		for _, s := range lines[:min(len(lines), 2)] {
			out = append(out, w.Line(width).Gap(1).Add(theme.Bad, s).String())
		}
		return out
	case l.err != nil:
		line.Add(theme.Bad, l.err.Error())
	case l.parsed.IsZero():
		line.Add(theme.Faint, "no filter on this column")
	default:
		out := becomes(w, width, theme.Text, l.parsed.OData())
		for _, n := range l.parsed.Notes() {
			for _, s := range w.Wrap(n+".", max(1, width-2)) {
				out = append(out, w.Line(width).Gap(1).Add(theme.Warn, s).String())
			}
		}
		return out
	}
	return []string{line.String()}
}

// words says what is typed; "" where nothing is, or nothing that can be understood.
func (l *typedFilter) words() string {
	if l.err != nil || l.parsed.IsZero() {
		return ""
	}
	return format.Visible(filter.Explain(l.parsed))
}

// explained is words in lines of their own.
func (l *typedFilter) explained(w widget.Look, width int) []string {
	if l.words() == "" {
		return nil
	}
	const most = 3
	lines := w.Wrap(l.words(), max(1, width-4))
	if len(lines) > most {
		lines[most-1] += " …"
	}
	var out []string
	for _, s := range lines[:min(len(lines), most)] {
		out = append(out, w.Line(width).Gap(1).Add(theme.Good, s).String())
	}
	return out
}

// help is what can be typed: the proposals for what stands there already, else the operators.
func (l *typedFilter) help(m *Model, w widget.Look, width, lines int) []string {
	var out []string
	blank := strings.TrimSpace(l.field.Value()) == ""
	if n := len(l.offers.list); n > 1 || n == 1 && !blank {
		out = append(out, l.offers.line(w, width))
	}
	switch {
	case lines <= len(out) || l.err != nil:
	case !blank:
		out = append(out, hint(w, width, l.column.property, m.env()))
	default:
		out = append(out, operators(w, width, lines-len(out), l.column.property, m.env())...)
	}
	return out
}

// title is what the column is called, fit for the screen.
func (l *typedFilter) title(m *Model) string { return format.Visible(m.title(l.column.name)) }
