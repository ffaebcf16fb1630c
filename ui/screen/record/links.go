package record

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/links"
	"bctui/bc/odata"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/fields"
)

// count is what was found behind a link.
type count struct {
	n   int64
	err string // why it is not known
}

// start is the level on show as links begin at it. A record inside of another has the address that its key gives it, or
// one below the other where no set holds it.
func (m *Model) start() links.Record {
	from := startAt(m.here.inner.set, m.here.record)
	switch {
	case m.level() == "":
		from.Path, from.Key = m.opts.Place.Path, m.opts.Place.Key
	case from.Set != nil && from.Set.Contained:
		name, _, _ := strings.Cut(m.level(), nest)
		root := startAt(m.set, m.record)
		root.Path, root.Key = m.opts.Place.Path, m.opts.Place.Key
		at := ""
		if n, ok := m.root().entity.Link(name); ok && n.Target == from.Set && strings.Count(m.level(), nest) <= 1 {
			at = links.Address(root)
		}
		if from.Key = m.keyOf(from); at == "" || from.Key == "" {
			return links.Record{} // no address, so nothing leads on
		}
		from.Path = at + "/" + name
	}
	return from
}

func startAt(set *odata.EntitySet, r rows.Record) links.Record {
	return links.Record{Set: set, Value: func(name string) string {
		c := r.Get(name)
		if c.Kind != rows.String && c.Kind != rows.Number && c.Kind != rows.Bool || c.Size() > 1000 {
			return "" // nothing, or no key
		}
		return c.Text()
	}}
}

// keyOf gives the key of a record, "" where it has none.
func (m *Model) keyOf(r links.Record) string {
	if r.Set.Type == nil {
		return ""
	}
	values := make(map[string]string)
	for _, name := range r.Set.Type.Key {
		if v := r.Value(name); v != "" {
			values[name] = v
		}
	}
	key, _ := odata.Key(r.Set.Type, values)
	return key
}

// appendLinks adds where the record leads beyond its own fields.
func (m *Model) appendLinks(out []fields.Field, from links.Record) []fields.Field {
	if m.graph == nil || from.Set == nil {
		return out
	}
	all := m.graph.All(from)
	// Lists first: single ones hang on fields above, most of them. What is only likely comes last.
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].Guess != all[j].Guess {
			return all[j].Guess
		}
		return all[i].Many && !all[j].Many
	})
	for _, l := range all {
		id := linkMark + l.Name + " " + l.By
		m.leads[id] = l
		f := fields.Field{ID: id, Name: l.Name, Section: "Links", Type: "link", Leads: true, Tone: theme.Text}
		f.Value = "one"
		if l.Many && (!l.Guess || l.Field == "") {
			f.Value = "many"
		}
		f.Value += " in " + l.Set.Name
		if c, ok := m.counts[id]; ok {
			switch {
			case c.err != "":
				f.Tone = theme.Muted
			case c.n == 0:
				f.Value, f.Tone = "none in "+l.Set.Name, theme.Muted
			default:
				f.Value = m.format.Int(c.n) + " in " + l.Set.Name
			}
		}
		switch {
		case l.By != "":
			f.Value += ", by " + l.By
		case l.Guess:
			f.Value += ", where " + l.Filter
		}
		if l.Guess {
			f.Type = "likely link"
		}
		if c := m.counts[id]; c.err != "" {
			f.Value += " · not counted: " + c.err
		}
		out = append(out, f)
	}
	return out
}

// guessed marks a link that nothing declares.
const guessed = "likely, found by name"

// linkCount is how many lines the section of links has.
func (m *Model) linkCount() int {
	n := 0
	for id := range m.leads {
		if strings.HasPrefix(id, linkMark) {
			n++
		}
	}
	return n
}

// toLinks goes to the first link, and from the links back to the fields.
func (m *Model) toLinks() tea.Cmd {
	if !strings.HasPrefix(m.cursor(), linkMark) {
		for _, f := range m.widget.Fields() {
			if strings.HasPrefix(f.ID, linkMark) && m.widget.MoveTo(f.ID) {
				return nil
			}
		}
	}
	m.widget.Top()
	return nil
}

// leadsNowhere says why there is nothing to open under the cursor; "" when there is.
func (m *Model) leadsNowhere() string {
	if _, ok := m.leads[m.cursor()]; ok {
		return ""
	}
	at, ok := m.at()
	switch {
	case ok && at.opens():
		return ""
	case ok && (at.cell.Kind == rows.Array || at.cell.Kind == rows.Object):
		return "There is nothing in it."
	case m.graph == nil && m.busy:
		return "Where fields lead is in $metadata, which is still to come."
	}
	if p := at.prop; p != nil && m.here.inner.entity != nil && strings.HasSuffix(p.Name, "Id") && format.Empty(p, at.cell) {
		return "This is not set: it leads nowhere."
	}
	return "This leads nowhere. An arrow marks the fields that lead to other records."
}

// open goes where the line under the cursor leads, or into what it holds.
func (m *Model) open() tea.Cmd {
	if l, ok := m.leads[m.cursor()]; ok {
		return screen.Emit(screen.Go{Place: m.behind(l)})
	}
	if at, ok := m.at(); ok && at.opens() {
		m.stopCount()
		m.enter(m.cursor())
	}
	return nil
}

// behind is the place that a link leads to.
func (m *Model) behind(l links.Link) place.Place {
	return m.opts.Place.With(func(p *place.Place) {
		p.Kind = place.Record
		if l.Many {
			p.Kind = place.Grid
		}
		p.Set, p.Path, p.Key, p.Row = l.Set.Name, l.Path, l.Key, 0
		p.View = place.View{Filter: l.Filter}
		if l.Company != "" {
			p.CompanyID, p.CompanyName = l.Company, m.here.record.Get("name").Text()
		}
	})
}

// source is what is behind a link, to be counted.
func (m *Model) source(l links.Link) bc.Source {
	src := bc.Source{Route: m.opts.Place.Route, Set: l.Set.Name, Path: l.Path, Query: odata.Query{Filter: l.Filter}}
	switch {
	case l.Company != "":
		src.CompanyID = l.Company
	case l.Set.CompanyLevel:
		src.CompanyID = m.opts.Place.CompanyID
	}
	return src
}

// tally is a counting under way.
type tally struct {
	cancel context.CancelFunc
	left   []string // links still to be asked for
	open   int      // requests under way
	all    int
}

// atOnce is how many counts are asked for at the same time: the service allows five requests of one app at once, and
// what else the user does must find room (reference 6).
const atOnce = 4

type counted struct {
	of    *tally
	id    string
	total int64
	err   error
}

// count asks how much is behind each link to a list, and how large each file is.
func (m *Model) count() tea.Cmd {
	m.stopCount()
	t := &tally{}
	for _, f := range m.widget.Fields() {
		if m.countable(f.ID) {
			t.left = append(t.left, f.ID)
		}
	}
	ctx, cancel := context.WithCancel(m.host.Context)
	t.cancel, t.all, m.tally = cancel, len(t.left), t
	m.counts = make(map[string]count)
	var cmds []tea.Cmd
	for range atOnce {
		cmds = append(cmds, m.countNext(ctx))
	}
	return tea.Batch(cmds...)
}

func (m *Model) countNext(ctx context.Context) tea.Cmd {
	t := m.tally
	if len(t.left) == 0 {
		return nil
	}
	id := t.left[0]
	t.left = t.left[1:]
	t.open++
	link, src := m.streamLink(id), bc.Source{}
	if link == "" {
		src = m.source(m.leads[id])
	}
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		out := counted{of: t, id: id}
		s, err := m.opts.Open(ctx)
		switch {
		case err != nil:
			out.err = err
		case link != "":
			out.total, out.err = sizeOf(ctx, s.Client, link)
		default:
			out.total, out.err = s.Client.Count(ctx, src)
		}
		return counting{ctx, out}
	})
}

// counting carries the context on to the next count.
type counting struct {
	ctx context.Context
	counted
}

func (m *Model) takeCount(msg counting) tea.Cmd {
	if msg.of != m.tally || errors.Is(msg.err, context.Canceled) {
		return nil
	}
	m.tally.open--
	c := count{n: msg.total}
	switch {
	case errors.Is(msg.err, bc.ErrNoMedia):
		c.n = 0
	case msg.err != nil:
		c.err = m.opts.Explain(msg.err).Title
	}
	m.counts[msg.id] = c
	m.fill()
	if m.tally.open == 0 && len(m.tally.left) == 0 {
		m.stopCount()
		return nil
	}
	return m.countNext(msg.ctx)
}

// stopCount ends a counting and tells whether there was one. What was counted stays.
func (m *Model) stopCount() bool {
	if m.tally == nil {
		return false
	}
	m.tally.cancel()
	m.tally = nil
	return true
}

// countable tells whether a line tells how much is behind it: a file, or a link to a list.
func (m *Model) countable(id string) bool {
	return strings.HasPrefix(id, linkMark) && m.leads[id].Many || m.streamLink(id) != ""
}

// uncountable says why there is nothing to count.
func (m *Model) uncountable() string {
	for _, f := range m.widget.Fields() {
		if m.countable(f.ID) {
			return ""
		}
	}
	return "No list and no file is behind this record."
}

// alone says why there is no next record; "" when there is one, as far as is known.
func (m *Model) alone() string {
	if m.of == "" && m.here.rows == 0 {
		return "This record was opened by a link or by its key: there is no list around it."
	}
	return ""
}

func (m *Model) countStatus() string {
	done := m.tally.all - len(m.tally.left) - m.tally.open
	return fmt.Sprintf("counting: %d of %d · %s stops", done, m.tally.all, strings.ToLower(m.host.Keys.Def("app.back").KeyLabel()))
}
