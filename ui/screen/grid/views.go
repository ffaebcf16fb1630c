package grid

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata/filter"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/prefs"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
	"bctui/ui/widget/list"
)

// views lists the views of the connection that have a name, the present one first.
type views struct {
	list    list.Model
	saved   []prefs.View
	naming  *input.Model // a name being typed; nil: none is
	rename  string       // the view that gets it; "": the present one
	removed *prefs.View  // the one that was removed last
}

const present = "\x00present" // ID of the view on show: no name has such a character

// named is a view that has a name, and the rows that it stands for.
type named struct {
	name, filter string
	order        []string
}

func nameOf(name string, f filters, order []string) named {
	text, _ := f.odata() // one that is too long is not sent, and so never the one on show
	return named{name, text, order}
}

// viewName is the name of the view whose rows are on show, in any columns; "" when it was changed, or has none.
func (m *Model) viewName() string {
	if v := m.opts.Place.View; v.Filter != m.named.filter || !slices.Equal(v.OrderBy, m.named.order) {
		return ""
	}
	return m.named.name
}

// listViews opens the list.
func (m *Model) listViews() tea.Cmd {
	v := &views{list: list.New(
		list.Column{Title: "VIEW", Weight: 1, Min: 14, Max: 40},
		list.Column{Title: "ENTITY SET", Min: 10, Max: 30, Tone: theme.Muted, Drop: 1},
		list.Column{Title: "FILTER AND ORDER", Weight: 2, Min: 12, Tone: theme.Muted, Drop: 2},
	)}
	v.list.SetNoun("views")
	v.fill(m)
	m.pane = v
	return nil
}

func (v *views) fill(m *Model) {
	v.saved = m.opts.Prefs.Views(m.opts.Place.Connection)
	items := []list.Item{{ID: present, Cells: list.Cells("what is on show", m.opts.Place.Set, viewWords(m.filters.words(m.title), m.opts.Place.View.OrderBy))}}
	for _, s := range v.saved {
		items = append(items, list.Item{ID: s.Name, Cells: list.Cells(s.Name, s.Place.Set, viewWords(savedWords(s), s.Place.View.OrderBy))})
	}
	v.list.SetItems(items)
}

func viewWords(filters string, orders []string) string {
	var out []string
	if filters != "" {
		out = append(out, filters)
	}
	if len(orders) > 0 {
		out = append(out, orderWords(orders))
	}
	return strings.Join(out, " · ")
}

// savedWords shows the filters of a view that has a name.
func savedWords(s prefs.View) string {
	var out []string
	for _, f := range s.Filters {
		out = append(out, f.Column+" "+f.Text)
	}
	switch {
	case s.Raw != "":
		out = append(out, "$filter "+s.Raw)
	case len(out) == 0 && s.Place.View.Filter != "":
		out = append(out, "$filter "+s.Place.View.Filter)
	}
	return strings.Join(out, "   ")
}

// at gives the view under the cursor; ok is false for the present one.
func (v *views) at() (prefs.View, bool) {
	it, _ := v.list.Cursor()
	for _, s := range v.saved {
		if s.Name == it.ID {
			return s, true
		}
	}
	return prefs.View{}, false
}

func (v *views) typing() bool { return v.naming != nil || v.list.Typing() }

func (v *views) status(*Model) string { return "" }

func (v *views) escape(m *Model) tea.Cmd {
	switch {
	case v.naming != nil:
		v.naming = nil
	case v.list.Escape():
	default:
		m.pane = nil
	}
	return nil
}

func (v *views) update(m *Model, msg tea.Msg) tea.Cmd {
	if v.naming == nil {
		if v.list.Update(msg, m.host.Now()) == list.Opened {
			return v.open(m)
		}
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		v.naming.Update(msg)
	case tea.PasteMsg:
		v.naming.Insert(msg.Content)
	}
	return nil
}

func (v *views) view(m *Model, width, height int) screen.Body {
	w := m.host.Look.Widget()
	if v.naming == nil {
		line := v.line(m, w, width, height/3)
		body := screen.Body(v.list.View(w, width, height-len(line)))
		lines := strings.Split(body.Content, "\n")
		for len(lines) < height-len(line) {
			lines = append(lines, "")
		}
		body.Content = widget.Join(append(lines, line...))
		return body
	}
	prompt := "Name of this view "
	if v.rename != "" {
		prompt = "New name of " + format.Visible(v.rename) + " "
	}
	prompt = w.Measure.Truncate(prompt, width/2)
	at := 1 + w.Measure.Width(prompt)
	room := max(1, width-at-1)
	text, x := v.naming.View(w, theme.Field, room, "for example: overdue customers")
	body := v.list.View(w, width, max(1, height-1))
	lines := strings.Split(body.Content, "\n")
	for len(lines) < height-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:height-1], w.Line(width).Gap(1).Add(theme.Accent, prompt).Styled(text, room).String())
	return screen.Body{Content: widget.Join(lines), Cursor: tea.NewCursor(at+x, height-1)}
}

// line is the command line of the view under the cursor, for who takes it from the screen.
func (v *views) line(m *Model, w widget.Look, width, most int) []string {
	s, ok := v.at()
	if !ok {
		s = m.presentView("")
	}
	lines := append(w.Wrap(m.commandLine(s.Place), max(1, width-2)), w.Measure.Truncate("`bctui get …`, with the same behind it, prints the rows or writes a file.", max(1, width-2)))
	if len(lines) > most {
		return nil
	}
	for i, l := range lines {
		lines[i] = w.Line(width).Gap(1).Add(theme.Muted, l).String()
	}
	return lines
}

func (m *Model) commandLine(p place.Place) string {
	if m.opts.Line == nil {
		return p.String()
	}
	return m.opts.Line(p)
}

// name asks for a name: for the present view, or a new one for another.
func (v *views) name(rename string) {
	in := input.New(60, false)
	in.SetValue(rename)
	v.naming, v.rename = &in, rename
}

func (v *views) named(m *Model) tea.Cmd {
	name := strings.TrimSpace(v.naming.Value())
	if name == "" {
		return screen.Tell(screen.Note, "A view needs a name.")
	}
	connection := m.opts.Place.Connection
	for _, s := range v.saved {
		if s.Name == name && v.rename != name && v.rename != "" {
			return screen.Tell(screen.Warning, "There is a view of that name already.")
		}
	}
	said := "Saved as " + format.Visible(name) + "."
	if v.rename == "" {
		if i := slices.IndexFunc(v.saved, func(s prefs.View) bool { return s.Name == name }); i >= 0 {
			v.removed = &v.saved[i]
			said = "Saved as " + format.Visible(name) + ", in place of what had that name; " + m.host.Keys.Def("views.undo").KeyLabel() + " brings that back."
		}
		m.opts.Prefs.PutView(m.presentView(name))
		m.named = nameOf(name, m.filters, m.opts.Place.View.OrderBy)
	} else {
		m.opts.Prefs.RenameView(connection, v.rename, name)
		if m.named.name == v.rename {
			m.named.name = name
		}
		said = "Now called " + format.Visible(name) + "."
	}
	v.naming = nil
	v.fill(m)
	v.list.Select(name)
	return tea.Batch(m.flush(), screen.Tell(screen.Success, said))
}

// presentView is what is on show, as it is remembered.
func (m *Model) presentView(name string) prefs.View {
	p := m.Place()
	p.View.Row = 0
	return prefs.View{Name: name, Place: p, Filters: m.filters.typed(), Raw: m.filters.raw}
}

// open shows a view on a screen of its own, so that Back leads to what is on show now, as it is.
func (v *views) open(m *Model) tea.Cmd {
	m.pane = nil
	s, ok := v.at()
	if !ok {
		return nil
	}
	return screen.Emit(screen.Go{Place: s.Place.With(func(p *place.Place) { p.Environment = m.opts.Place.Environment }), Seed: s})
}

// filtersOf gives the filters of a view. What was typed is read anew, so that "the last thirty days" are those before
// today; why says what can't be read any more.
func (m *Model) filtersOf(s prefs.View) (f filters, why string) {
	f.raw = s.Raw
	env := m.env()
	env.Nested = true // it was sent once: where the service passes over it, the rows tell
	for _, x := range s.Filters {
		i := m.indexOf(x.Column)
		if i < 0 || m.columns[i].property == nil {
			return f, "This view filters by " + format.Visible(x.Column) + ", which is not here any more."
		}
		parsed, err := filter.Parse(x.Text, m.columns[i].property, env)
		if err != nil {
			return f, "The filter of " + format.Visible(x.Column) + " can't be read: " + err.Error() + "."
		}
		f = f.with(x.Column, parsed)
	}
	if len(s.Filters) == 0 && s.Raw == "" {
		f.raw = s.Place.View.Filter
	}
	return f, ""
}

func (v *views) actions(m *Model) []keymap.Action {
	k := m.host.Keys
	if v.naming != nil {
		return []keymap.Action{k.Bind("views.open", func() tea.Cmd { return v.named(m) }).WhileTyping("enter").Named("take the name", "take the name")}
	}
	saved := func(id string, run func(prefs.View) tea.Cmd) keymap.Action {
		return k.Bind(id, func() tea.Cmd {
			s, _ := v.at()
			return run(s)
		}).Unless(func() string {
			if _, ok := v.at(); !ok {
				return "This is what is on show; it has no name yet. " + k.Def("views.new").KeyLabel() + " gives it one."
			}
			return ""
		})
	}
	out := []keymap.Action{
		k.Bind("views.open", func() tea.Cmd { return v.open(m) }),
		k.Bind("views.new", func() tea.Cmd { v.name(""); return nil }),
		k.Bind("views.copy", func() tea.Cmd {
			s, ok := v.at()
			if !ok {
				s = m.presentView("")
			}
			return screen.Emit(screen.Copy{What: "command line", Text: m.commandLine(s.Place)})
		}),
		saved("views.rename", func(s prefs.View) tea.Cmd { v.name(s.Name); return nil }),
		saved("views.remove", func(s prefs.View) tea.Cmd {
			m.opts.Prefs.RemoveView(s.Place.Connection, s.Name)
			v.removed = &s
			if m.named.name == s.Name {
				m.named = named{}
			}
			v.fill(m)
			return tea.Batch(m.flush(), screen.Tell(screen.Note, format.Visible(s.Name)+" is removed. "+k.Def("views.undo").KeyLabel()+" brings it back."))
		}),
		k.Bind("views.undo", func() tea.Cmd {
			m.opts.Prefs.PutView(*v.removed)
			v.fill(m)
			v.list.Select(v.removed.Name)
			v.removed = nil
			return m.flush()
		}).Unless(func() string {
			if v.removed == nil {
				return "Nothing was removed here."
			}
			return ""
		}),
	}
	for _, a := range screen.ListActions(k, &v.list, func() tea.Cmd { return v.open(m) }) {
		if a.ID != "list.open" {
			out = append(out, a)
		}
	}
	return out
}
