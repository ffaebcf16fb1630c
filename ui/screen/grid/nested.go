package grid

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/bc/pager"
	"bctui/ui/format"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// A part of a text without regard to case (@*oslo*) is a function within a function, which the service knows by
// $schemaversion=2.1 alone. The request carries that, but not every API honours it (reference 5): some refuse the filter,
// some send the whole table. So the rows that come are looked at, and the way round is offered.

// prove looks whether the rows of a page are what was asked for. It costs nothing where no filter has functions within
// functions, and ends with the first row that does not fit.
func (m *Model) prove(p *pager.Pager, page *bc.Page) tea.Cmd {
	raw := m.viewOf(p).Filter
	if raw == m.ignored || page.Block == nil || !odata.Nested(raw) {
		return nil
	}
	seen, found := pager.Misfit(filter.Demands(raw, m.set.Type), page.Block, 0, page.Block.Len())
	if !found {
		return nil
	}
	f := m.filters
	if p == m.next {
		f = m.aimFilters()
	}
	m.ignored = raw
	m.spelled = m.spellOut(f)
	return screen.Tell(screen.Warning, "The service passed over the filter: a row has “"+m.format.Measure.Truncate(format.Visible(seen), 40)+
		"”, which does not fit "+f.words(m.title)+"."+m.spellWords(f))
}

// passedOver tells whether the rows on show are not what the filter asks for.
func (m *Model) passedOver() bool { return m.ignored != "" && m.ignored == m.opts.Place.View.Filter }

// refusedNested notes what would be asked instead, where a service refused a filter for its functions within functions.
func (m *Model) refusedNested(err error, v string, f filters) (words string) {
	var e *bc.Error
	if !odata.Nested(v) || !errors.As(err, &e) || e.Kind != bc.NotImplemented && e.Kind != bc.BadRequest {
		return ""
	}
	m.spelled = m.spellOut(f)
	return m.spellWords(f)
}

// spellOut gives filters that come near and need no functions within functions: case is regarded, and the usual
// spellings are named. nil: there are none.
func (m *Model) spellOut(f filters) *filters {
	out := filters{raw: f.raw}
	if odata.Nested(f.raw) {
		plain, ok := filter.Spelled(f.raw, m.set.Type)
		if !ok {
			return nil
		}
		out.raw = plain
	}
	env := m.env()
	env.Nested = false
	for _, c := range f.columns {
		parsed, err := filter.Parse(c.parsed.Expr(), c.parsed.Property(), env)
		var wrong *filter.Error
		if errors.As(err, &wrong) && wrong.Fix != "" {
			parsed, err = filter.Parse(wrong.Fix, c.parsed.Property(), env)
		}
		if err != nil {
			return nil
		}
		out = out.with(c.column, parsed)
	}
	return &out
}

// spellWords names the way round, and the key that goes it.
func (m *Model) spellWords(f filters) string {
	if m.spelled == nil {
		return " Write it without a function within a function: name the spellings."
	}
	var now []string
	for i, c := range m.spelled.columns {
		if c.parsed.Expr() != f.columns[i].parsed.Expr() {
			now = append(now, m.title(c.column)+" "+c.parsed.Expr())
		}
	}
	if m.spelled.raw != f.raw {
		now = append(now, m.spelled.raw)
	}
	return " " + m.host.Keys.Def("grid.spell").KeyLabel() + " names the spellings instead: " + format.Visible(strings.Join(now, ", ")) + "."
}

// spell asks for the usual spellings in place of a filter that the service passed over or refused.
func (m *Model) spell() tea.Cmd {
	f := *m.spelled
	if f.raw != m.base && m.aimFilters().raw == m.base {
		m.base = f.raw
	}
	m.uncover()
	return tea.Batch(screen.Tell(screen.Note, ""), m.setFilters(f)) // what told of it would stand over the new rows
}

func (m *Model) unspellable() string {
	if m.spelled == nil {
		return "The service has passed over no filter here."
	}
	return ""
}

// withVersion is what the request carries for functions within functions.
const withVersion = "with $schemaversion=2.1"

// mostFilterLines is how many lines a $filter takes below what is typed.
const mostFilterLines = 3

// becomes shows the $filter that is sent, in a few lines, and that its request carries a schema version where it does: in
// the last line where there is room, else below.
func becomes(w widget.Look, width int, tone theme.Tone, text string) []string {
	var out []string
	rest := format.Visible(text)
	line := w.Line(width).Gap(1).Add(theme.Muted, "$filter ")
	for {
		room := max(1, line.Room()-1)
		if w.Measure.Width(rest) <= room {
			line.Add(tone, rest)
			break
		}
		if len(out) == mostFilterLines-1 {
			line.Add(tone, w.Measure.Truncate(rest, room))
			break
		}
		head, tail := w.Cut(rest, room)
		if i := strings.LastIndexByte(head, ' '); i > 0 { // blanks stay as they are: they may belong to a text
			head, tail = head[:i+1], head[i+1:]+tail
		}
		out, rest = append(out, line.Add(tone, head).String()), tail
		line = w.Line(width).Gap(1)
	}
	if odata.Nested(text) {
		if line.Room() < len(withVersion)+2 {
			out = append(out, line.String())
			line = w.Line(width).Gap(1).Add(theme.Muted, withVersion)
		} else {
			line.Gap(2).Add(theme.Muted, withVersion)
		}
	}
	return append(out, line.String())
}
