package grid

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/catalog"
	"bctui/bc/odata"
	"bctui/ui/format"
	"bctui/ui/prefs"
	"bctui/ui/screen"
)

// prefsKey is what columns are remembered by.
func (m *Model) prefsKey() prefs.Set {
	p := m.opts.Place
	return prefs.Set{Connection: p.Connection, Route: p.Route, Set: p.Set}
}

// misnamed takes columns and orders out of the view whose names look like slips of the finger, and says which: the service would
// refuse all of it for one of them. What looks like none of the set's names may be newer than the schema, and stays.
func (m *Model) misnamed() string {
	t, v := m.set.Type, &m.opts.Place.View
	if t == nil || t.Open || len(t.Properties) == 0 {
		return ""
	}
	names := t.Names()
	var wrong []string
	unknown := func(name string) bool {
		name, _, _ = strings.Cut(name, "/")
		near := catalog.Slip(name, names)
		if near == "" {
			return false
		}
		wrong = append(wrong, "There is no column "+format.Visible(name)+": did you mean "+near+"?")
		return true
	}
	v.Columns = slices.DeleteFunc(slices.Clone(v.Columns), unknown)
	v.OrderBy = slices.DeleteFunc(slices.Clone(v.OrderBy), func(o string) bool { return unknown(odata.ParseOrder(o).Property) })
	return strings.Join(slices.Compact(wrong), " ")
}

// setColumns brings the columns into the shape that the place asks for, else into the remembered one, else into the
// service's own. A view that was named, or left, says all there is to say: of what is remembered only the widths hold.
func (m *Model) setColumns(remembered prefs.Columns, chosen bool) {
	v := &m.opts.Place.View
	m.columns = columnsOf(m.set.Type)
	frozen, widths := frozenFirst(v.Frozen, m.columns), map[string]int(nil)
	if chosen {
		widths = remembered.Widths
		if v.Frozen == 0 && remembered.Frozen != nil {
			frozen = *remembered.Frozen
		}
	}
	_, left := m.left()
	if left {
		frozen = v.Frozen
	}
	switch {
	case len(v.Columns) > 0:
		m.columns = chooseFrom(m.columns, v.Columns)
	case chosen && !left && len(remembered.Order) > 0:
		m.columns = recall(m.columns, remembered)
	}
	v.Columns = m.shown()
	heads := m.heads()
	for i := range heads {
		heads[i].Width = widths[heads[i].ID]
	}
	m.widget.SetColumns(heads)
	m.widget.Freeze(frozen)
	if m.opts.Captions.Wanted() { // they are shown where they are known; opening a set does not ask for them
		if s, ok := m.opts.Captions.Known(m.session.Client, m.opts.Place.Route, m.language()); ok {
			defer m.caption(s)
		}
	}
	m.mark()
	m.show(m.now)
}

// chooseFrom shows the named columns in their order and hides the others, each behind the one that it follows by itself, so
// that its trace is where it was. A name that the schema does not have gets a
// column all the same: the service may know it, and says so if it does not.
func chooseFrom(all []column, names []string) []column {
	var out []column
	rest := slices.Clone(all)
	for _, n := range names {
		i := slices.IndexFunc(rest, func(c column) bool { return strings.EqualFold(c.name, n) })
		switch {
		case i >= 0:
			out = append(out, rest[i])
			rest = slices.Delete(rest, i, i+1)
		case !slices.ContainsFunc(out, func(c column) bool { return strings.EqualFold(c.name, n) }):
			out = append(out, column{name: n})
		}
	}
	for i, c := range all {
		if !slices.ContainsFunc(rest, func(r column) bool { return r.name == c.name }) {
			continue
		}
		c.hidden = true
		at := 0
		if i > 0 {
			at = 1 + slices.IndexFunc(out, func(o column) bool { return o.name == all[i-1].name })
		}
		out = slices.Insert(out, at, c)
	}
	return out
}

// recall gives the columns the remembered order. Columns that are new since then come last; they are hidden where most
// were: somebody who chose five of forty does not want the forty-first.
func recall(all []column, r prefs.Columns) []column {
	var out []column
	rest := slices.Clone(all)
	for _, n := range r.Order {
		if i := slices.IndexFunc(rest, func(c column) bool { return c.name == n }); i >= 0 {
			c := rest[i]
			c.hidden = slices.Contains(r.Hidden, n)
			out = append(out, c)
			rest = slices.Delete(rest, i, i+1)
		}
	}
	for i := range rest {
		rest[i].hidden = 2*len(r.Hidden) > len(r.Order)
	}
	out = append(out, rest...)
	if !slices.ContainsFunc(out, func(c column) bool { return !c.hidden }) {
		return all
	}
	return out
}

// shown gives the names of the shown columns in their order; nil while all are shown as the service lists them.
func (m *Model) shown() []string {
	var names []string
	own := columnsOf(m.set.Type)
	same := true
	for i, c := range m.columns {
		if !c.hidden {
			names = append(names, c.name)
		}
		same = same && !c.hidden && (i >= len(own) || own[i].name == c.name)
	}
	if same {
		return nil
	}
	return names
}

// isLink tells whether a column holds the records that a link leads to.
func (m *Model) isLink(name string) bool {
	_, ok := m.set.Type.Link(name)
	return ok
}

// selection is what $select asks for: the shown columns and the key, where they are few; nil asks for all. Showing one
// more then costs a request, so it must be worth it. What has no name of its own comes only with all the others, and so
// do records that a service sends along though nobody asked for them: $select takes properties, and these are a link.
func (m *Model) selection(names []string) []string {
	if len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return !odata.Askable(n) || m.isLink(n) }) {
		return nil
	}
	unknown := slices.ContainsFunc(names, func(n string) bool {
		return !slices.ContainsFunc(m.columns, func(c column) bool { return c.name == n && c.property != nil })
	})
	if !unknown && 2*len(names) > len(m.columns) {
		return nil
	}
	out := slices.Clone(names)
	if m.set.Type != nil {
		for _, k := range m.set.Type.Key {
			if !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

// arrange draws the columns as they are now.
func (m *Model) arrange() {
	m.widget.SetColumns(m.heads())
	m.mark()
	m.show(m.now)
}

// rearranged takes over a change of the columns and remembers it.
func (m *Model) rearranged() tea.Cmd { return tea.Batch(m.adopt(), m.remember()) }

// adopt takes over a change of the columns: on the screen, in the place, and by a request where the rows lack what is
// shown now.
func (m *Model) adopt() tea.Cmd {
	names := m.shown()
	m.arrange()
	v := m.aim()
	v.Columns = names
	if !m.covers(m.has, names) || m.next != nil && !m.covers(m.asking, names) {
		return m.change(v, true)
	}
	m.opts.Place.View.Columns = names
	if m.wanted != nil {
		m.wanted.Columns = names
	}
	return nil
}

// covers tells whether rows read with a $select hold all of the columns.
func (m *Model) covers(asked, names []string) bool {
	if asked == nil {
		return true
	}
	if names == nil {
		return false
	}
	return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(asked, n) })
}

// withdraw hides the columns that the rows on show do not have: the request for them was given up.
func (m *Model) withdraw() {
	changed := false
	for i := range m.columns {
		c := &m.columns[i]
		if m.has != nil && !c.hidden && !slices.Contains(m.has, c.name) {
			c.hidden, changed = true, true
		}
	}
	m.opts.Place.View.Columns = m.shown()
	if changed {
		m.arrange()
	}
}

// hide hides the column under the cursor.
func (m *Model) hide() tea.Cmd {
	c, ok := m.column()
	if !ok {
		return nil
	}
	return m.toggle(c.name)
}

// toggle shows or hides a column.
func (m *Model) toggle(name string) tea.Cmd {
	i := m.indexOf(name)
	if i < 0 {
		return nil
	}
	if !m.columns[i].hidden && m.count1() {
		return screen.Tell(screen.Note, "This is the last column on show: it stays.")
	}
	m.columns[i].hidden = !m.columns[i].hidden
	return m.rearranged()
}

// count1 tells whether only one column is shown.
func (m *Model) count1() bool { return m.countShown() == 1 }

func (m *Model) countShown() int {
	n := 0
	for _, c := range m.columns {
		if !c.hidden {
			n++
		}
	}
	return n
}

func (m *Model) indexOf(name string) int {
	return slices.IndexFunc(m.columns, func(c column) bool { return c.name == name })
}

// shift moves the column under the cursor by one shown column.
func (m *Model) shift(by int) tea.Cmd {
	c, ok := m.column()
	if !ok {
		return nil
	}
	return m.move(c.name, by, true)
}

// move moves a column past its neighbour; past the next one that is shown when visible is set.
func (m *Model) move(name string, by int, visible bool) tea.Cmd {
	from := m.indexOf(name)
	to := from + by
	for visible && to >= 0 && to < len(m.columns) && m.columns[to].hidden {
		to += by
	}
	if from < 0 || to < 0 || to >= len(m.columns) {
		return nil
	}
	c := m.columns[from]
	m.columns = slices.Insert(slices.Delete(slices.Clone(m.columns), from, from+1), to, c)
	return m.rearranged()
}

// forget shows the columns as the service lists them and drops what was remembered.
func (m *Model) forget() tea.Cmd {
	m.opts.Prefs.ForgetColumns(m.prefsKey())
	m.restoreColumns()
	return tea.Batch(m.adopt(), m.flush(), screen.Tell(screen.Success, "Columns as the service lists them; the own choice is forgotten."))
}

// restoreColumns gives all columns in the service's order, those that only the rows have last, with their own widths.
func (m *Model) restoreColumns() {
	names := make([]string, len(m.columns))
	for i, c := range m.columns {
		names[i] = c.name
	}
	own := columnsOf(m.set.Type)
	m.columns = slices.Concat(own, extra(own, names))
	for i := range m.columns {
		m.widget.SetWidth(i, 0)
	}
	m.widget.Freeze(frozenFirst(0, m.columns))
	m.options()
}

// remember keeps how the columns are now for the next time.
func (m *Model) remember() tea.Cmd {
	if m.set == nil {
		return nil
	}
	frozen := m.widget.Frozen()
	out := prefs.Columns{Widths: map[string]int{}, Frozen: &frozen}
	for _, c := range m.columns {
		out.Order = append(out.Order, c.name)
		if c.hidden {
			out.Hidden = append(out.Hidden, c.name)
		}
	}
	for _, c := range m.widget.Columns() {
		if c.Width > 0 {
			out.Widths[c.ID] = c.Width
		}
	}
	m.opts.Prefs.SetColumns(m.prefsKey(), out)
	return m.flush()
}

// flush writes what is to be remembered.
func (m *Model) flush() tea.Cmd {
	store := m.opts.Prefs
	return m.host.Do(func(context.Context) tea.Msg { return flushed{store.Flush()} })
}

// warn says what was wrong with the file of remembered columns.
func (m *Model) warn() tea.Cmd {
	if w := m.opts.Prefs.Warnings(); len(w) > 0 {
		return screen.Tell(screen.Warning, strings.Join(w, "; "))
	}
	return nil
}

// columnWords says for the status line how many columns are shown, whether the service is asked for these alone, and how
// many are frozen.
func (m *Model) columnWords() string {
	text := ""
	if n := m.countShown(); n < len(m.columns) {
		text = fmt.Sprintf(" · %d of %d columns", n, len(m.columns))
		if m.has != nil {
			text += " asked for"
		}
	}
	switch asked, held := min(m.widget.Frozen(), m.countShown()), m.widget.Held(); {
	case held < asked:
		text += fmt.Sprintf(" · of %d frozen columns %d have room", asked, held)
	case asked > 1:
		text += fmt.Sprintf(" · %d frozen", asked)
	}
	return text
}

// typeWords says what a column holds, in a word.
func typeWords(p *odata.Property) string {
	switch {
	case p == nil:
		return "not in $metadata"
	case p.Collection:
		return "list of " + p.Kind.String()
	case p.Enum != nil:
		return fmt.Sprintf("option of %d", len(p.Enum.Members))
	case p.MaxLength > 0:
		return fmt.Sprintf("%s, up to %d", p.Kind, p.MaxLength)
	}
	return p.Kind.String()
}
