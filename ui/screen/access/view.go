package access

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/check/matrix"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/panel"
)

// View implements screen.Screen.
func (m *Model) View(width, height int) screen.Body {
	look := m.host.Look
	w := look.Widget()
	switch {
	case m.choose.There():
		return screen.Body{Content: m.choose.View(look, width, height)}
	case m.trouble.There():
		return screen.Body{Content: m.trouble.View(look, width, height)}
	case m.isShut:
		return screen.Body{Content: m.blocked.View(w, width, height)}
	case m.page == detailPage:
		return screen.Body{Content: m.detail.View(w, width, height)}
	case m.page == companiesPage:
		b := m.list.View(w, width, height)
		return screen.Body{Content: b.Content, Cursor: b.Cursor}
	}
	m.format.Measure = w.Measure
	var body screen.Body
	out := []string{m.progress(w, width)}
	if m.typing || m.query != "" {
		line, x := m.filterLine(w, width)
		if m.typing {
			body.Cursor = tea.NewCursor(x, len(out))
		}
		out = append(out, line)
	}
	if height >= 12 {
		out = append(out, "")
	}
	m.top = len(out)
	m.widths(w, width)
	m.grid.SetSize(width, max(1, height-len(out)))
	m.grid.SetEmpty(m.empty())
	out = append(out, strings.Split(m.grid.View(w), "\n")...)
	body.Content = widget.Join(out[:min(len(out), height)])
	return body
}

// widths shares the room among the columns, so that as many companies as can be are in sight: their names are cut before
// one of them is pushed out of the window.
func (m *Model) widths(w widget.Look, width int) {
	const (
		least, most = 12, 24 // of a company: "? no parent", and a name
		rest, gap   = 6, 2   // what the grid takes for itself
	)
	names := 16
	for _, l := range m.cells.labels {
		names = max(names, w.Measure.Width(w.Fit(l, 44)))
	}
	n := max(1, len(m.cells.companies))
	names = max(8, min(names, width-rest-least-gap, max(28, width/3)))
	each := max(least, (width-rest-names)/n-gap)
	m.grid.SetWidth(0, names)
	for i, c := range m.cells.companies {
		natural := max(least, w.Measure.Width(w.Fit(c.Name, most)))
		m.grid.SetWidth(i+1, min(natural, each))
	}
}

func (m *Model) empty() string {
	switch {
	case m.query != "" || m.only != everyState:
		return "No entity set fits the filter. " + m.key("app.back") + " clears it."
	case m.busy:
		return "Looking for the entity sets …"
	}
	return "Nothing was asked. " + m.key("access.again") + " asks."
}

func (m *Model) filterLine(w widget.Look, width int) (string, int) {
	b := w.Line(width).Gap(1).Add(theme.Accent, "/ ")
	at := b.Used()
	text, x := m.field.View(w, theme.Field, max(1, width-at-1), "type a part of the name")
	return b.Styled(text, w.Measure.Width(text)).String(), at + x
}

// progress says how far the run is, or what came of it. Parts that find no room are left out, the last ones first.
func (m *Model) progress(w widget.Look, width int) string {
	b := w.Line(width).Gap(1)
	if m.matrix == nil {
		if m.busy {
			return b.Add(theme.Muted, "Signing in and listing the companies …").String()
		}
		return b.Add(theme.Muted, "Stopped. ").Add(theme.Accent, m.key("access.again")).Add(theme.Muted, " asks.").String()
	}
	p := m.now
	if !m.busy {
		return m.summary(w, b).String()
	}
	total := m.number(p.Total)
	if !p.Planned {
		total += " so far"
	}
	first := m.number(p.Done) + " of " + total
	if bar := min(20, width-60); bar >= 8 && p.Total > 0 {
		full := bar * p.Done / p.Total
		b.Add(theme.Accent, strings.Repeat("━", full)).Add(theme.Faint, strings.Repeat("─", bar-full)).Gap(2)
	}
	b.Add(theme.Text, first)
	now := m.host.Now()
	var parts []part
	if wait := p.HeldUntil.Sub(now); wait > 0 {
		parts = append(parts, part{theme.Warn, "! the service asks to wait (429): on in " + seconds(wait)})
	} else {
		if p.Left > 0 && p.Planned {
			parts = append(parts, part{theme.Text, seconds(p.Left) + " left"})
		}
		if p.Rate > 0 {
			parts = append(parts, part{theme.Muted, fmt.Sprintf("%.0f a second", p.Rate)})
		}
	}
	if p.AtOnce > 0 && p.Throttled > 0 {
		parts = append(parts, part{theme.Warn, fmt.Sprintf("%d at once since a 429", p.AtOnce)})
	} else if p.AtOnce > 0 {
		parts = append(parts, part{theme.Muted, fmt.Sprintf("%d at once", p.AtOnce)})
	}
	parts = append(parts, m.tally(matrix.Denied, matrix.Failed)...)
	if m.stopped {
		parts = []part{{theme.Muted, "stopping …"}}
	}
	return join(w, b, parts).String()
}

// part is a piece of a line that is shown whole or not at all.
type part struct {
	tone theme.Tone
	text string
}

func join(w widget.Look, b *widget.Line, parts []part) *widget.Line {
	for _, p := range parts {
		if w.Measure.Width(p.text)+3 > b.Room() {
			continue
		}
		if b.Used() > 1 {
			b.Add(theme.Faint, " · ")
		}
		b.Add(p.tone, p.text)
	}
	return b
}

// summary says what came of it.
func (m *Model) summary(w widget.Look, b *widget.Line) *widget.Line {
	p := m.now
	var parts []part
	switch err := m.matrix.Stopped(); {
	case err != nil:
		parts = append(parts, part{theme.Bad, "✗ ended early: " + firstLine(err.Error())})
	case !m.matrix.Cancelled() && p.By[matrix.Waiting] > 0:
		parts = append(parts, part{theme.Warn, "! " + m.number(p.By[matrix.Waiting]) + " of " + m.number(p.Total) + " were not asked"})
	case m.matrix.Cancelled():
		parts = append(parts, part{theme.Warn, "! stopped at " + m.number(p.Done) + " of " + m.number(p.Total)})
	}
	parts = append(parts, m.tally(matrix.Readable, matrix.Empty, matrix.Denied, matrix.Failed, matrix.Absent, matrix.Unproved)...)
	if s := m.sort.words(); s != "" {
		parts = append(parts, part{theme.Muted, s})
	}
	parts = append(parts, part{theme.Muted, screen.Took(p.Elapsed)})
	if n := len(m.companies()); n > len(m.cells.companies) {
		parts = append(parts, part{theme.Muted, m.number(len(m.cells.companies)) + " of " + m.number(n) + " companies"})
	}
	return join(w, b, parts)
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

// tally counts cells in states; those of which there are none are left out.
func (m *Model) tally(states ...matrix.State) []part {
	var out []part
	for _, s := range states {
		n := m.now.By[s]
		if n == 0 {
			continue
		}
		tone, sign := theme.Muted, ""
		switch s {
		case matrix.Readable:
			tone = theme.Good
		case matrix.Denied:
			tone, sign = theme.Bad, "✗ "
		case matrix.Failed:
			tone, sign = theme.Warn, "! "
		case matrix.Absent:
			sign = "– "
		case matrix.Unproved:
			sign = "? "
		default:
		}
		word := s.String()
		switch {
		case s == matrix.Failed && n != 1:
			word = "errors"
		case s == matrix.Unproved:
			word = "without a parent"
		}
		if m.only == only(s) {
			word += " (only these rows)"
		}
		out = append(out, part{tone, sign + m.number(n) + " " + word})
	}
	return out
}

// number writes a count as the user writes numbers.
func (m *Model) number(n int) string { return m.format.Int(int64(n)) }

func seconds(d time.Duration) string {
	d = d.Round(time.Second)
	if d < time.Second {
		d = time.Second
	}
	if d < time.Minute {
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}

// cell is the one under the cursor; on the name of a set, the worst of its cells.
func (m *Model) cell() (matrix.Cell, matrix.Set, bool) {
	row, col := m.grid.Cursor()
	s := &m.cells
	if s.matrix == nil || row < 0 || row >= len(s.order) {
		return matrix.Cell{}, matrix.Set{}, false
	}
	r := s.order[row]
	if col > 0 {
		c := s.matrix.At(r, col-1)
		c.Column = col - 1
		return c, s.sets[r], true
	}
	// On the name: the first company whose rows can be read, else the first.
	best := s.matrix.At(r, 0)
	for i := range s.companies {
		if c := s.matrix.At(r, i); rank(c.State) > rank(best.State) {
			best = c
			best.Column = i
		}
	}
	return best, s.sets[r], true
}

// rank tells which of a set's cells Enter on its name opens: the one with rows.
func rank(s matrix.State) int {
	switch s {
	case matrix.Readable:
		return 3
	case matrix.Empty:
		return 2
	case matrix.Waiting:
		return 0
	}
	return 1
}

func (m *Model) companyName(c matrix.Cell, set matrix.Set) string {
	if !set.CompanyLevel || c.Column >= len(m.cells.companies) {
		return ""
	}
	return m.cells.companies[c.Column].Name
}

// describe says in one line what is known of a cell.
func (m *Model) describe(c matrix.Cell, set matrix.Set) string {
	where := set.Route + " " + set.Name
	if name := m.companyName(c, set); name != "" {
		where += " in " + name
	}
	switch c.State {
	case matrix.Readable:
		if c.Count >= 0 {
			where += ": " + m.format.Int(c.Count) + " rows"
		} else {
			where += ": readable"
		}
	case matrix.Denied:
		if c.Denied != nil {
			where += ": missing " + c.Denied.String()
		} else {
			where += ": denied"
		}
	case matrix.Failed:
		where += ": " + firstLine(orElse(c.Message, "error"))
	default:
		where += ": " + c.State.String()
	}
	if c.Note != "" {
		where += " · " + c.Note
	}
	return where
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// content is everything that is known of a cell.
func (m *Model) content(c matrix.Cell, set matrix.Set) panel.Content {
	var p panel.Content
	if c.Err != nil {
		p = m.opts.Explain(c.Err)
	}
	name := m.companyName(c, set)
	in := ""
	if name != "" {
		in = " in " + name
	}
	title := p.Title
	switch c.State {
	case matrix.Readable:
		p.Level, p.Title = widget.Success, set.Name+": readable"+in
		if c.Count >= 0 {
			p.Cause = m.format.Int(c.Count) + " rows."
			if c.Count == 1 {
				p.Cause = "1 row."
			}
		}
	case matrix.Empty:
		p.Level, p.Title, p.Cause = widget.Success, set.Name+": readable and empty"+in, "The right is there; there are no rows."
	case matrix.Denied:
		p.Title = set.Name + ": denied" + in
		if c.Denied != nil && !strings.Contains(p.Cause, c.Denied.Name) {
			missing := "The app's permission sets do not hold " + c.Denied.String() + "."
			if p.Cause != "" {
				missing += "\n" + p.Cause
			}
			p.Cause = missing
		}
	case matrix.Absent:
		p.Level, p.Title = widget.Note, set.Name+": not there"+in
	case matrix.Unproved:
		p.Level, p.Title = widget.Note, set.Name+": not proved"+in
		p.Cause = "It answers only below another record, and there was none to ask below. Nothing is said about the right to it."
	case matrix.Failed:
		p.Title = set.Name + ": " + orElse(title, "an error") + in
	default:
		p.Level, p.Title = widget.Note, set.Name+": not asked yet"+in
	}
	if c.Note != "" {
		p.Cause = strings.TrimSpace(p.Cause + "\n" + screen.Sentence(c.Note))
	}
	add := func(label, value string) {
		if value != "" {
			p.Evidence = append(p.Evidence, [2]string{label, value})
		}
	}
	add("Entity set", set.Route+" "+set.Name)
	add("Company", name)
	add("Asked below", c.Via)
	if c.Err == nil && c.Status != 0 {
		add("Status", fmt.Sprint(c.Status))
		add("Took", screen.Took(c.Elapsed))
	}
	if p.Raw == "" {
		p.Raw = c.Raw
	}
	return p
}
