package record

import (
	"fmt"
	"strconv"
	"strings"

	"bctui/bc/links"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget/fields"
)

// The lines of the widget are known by what they stand for: a field by its name, what is nested in it by the name and a
// number, links and streams by their name behind a mark that no name begins with.
const (
	nest       = "\x00"
	linkMark   = "\x01"
	streamMark = "\x02"
)

// maxNested bounds how many lines a nested value takes: the rest is in its raw form.
const maxNested = 400

// deeper stands between levels where they are written down.
const deeper = "\x03"

// fewRows is how many elements of a list are shown in the place where it stands; a longer one would push what follows out
// of sight, and opens as a grid.
const fewRows = 5

// fill gives the level on show to the widget: its fields, its streams, and where it leads.
func (m *Model) fill() {
	m.settle()
	m.leads = make(map[string]links.Link)
	if m.here.list != nil {
		if m.want != "" && m.moveTo(m.want) {
			m.want = ""
		}
		return
	}
	r := m.here.record
	out := make([]fields.Field, 0, len(r.Fields)+16)
	from := m.start()
	for i, f := range r.Fields {
		id := f.Name
		if m.level() != "" {
			id = m.level() + nest + strconv.Itoa(i)
		}
		at := m.value(id, m.here.inner, r, i)
		line := m.fieldOf(id, m.title(f.Name), at, 0)
		if m.here.inner.entity.IsKey(f.Name) {
			line.Type = "key"
		}
		if m.graph != nil && from.Set != nil {
			if l, ok := m.graph.Field(from, f.Name); ok {
				m.leads[id], line.Leads, line.Type = l, true, "→ "+l.Set.Name
				if l.Guess {
					line.Type = "→? " + l.Set.Name
				}
			}
		}
		out = append(out, line)
		out = m.nested(out, id, at, 1)
	}
	out = m.appendStreams(out)
	out = m.appendLinks(out, from)
	m.widget.SetFields(out)
	if m.want != "" && m.widget.MoveTo(m.want) {
		m.want = ""
	}
}

func (m *Model) fieldOf(id, name string, at spot, depth int) fields.Field {
	p, c := at.prop, at.cell
	f := fields.Field{ID: id, Name: name, Depth: depth, Empty: format.Empty(p, c), Tone: theme.Text}
	if p != nil {
		f.Type = p.Kind.String()
	}
	switch {
	case m.raw:
		f.Value = rawText(c)
	case at.list != nil:
		f.Value = "a list of " + m.format.Int(int64(at.list.Len()))
		f.Type = "list"
	case at.whole:
		f.Value = string(m.format.AppendValue(nil, p, c))
		f.Type = "structure"
		if at.inner.entity != nil {
			f.Type = "record"
		}
	default:
		f.Value = string(m.format.AppendValue(nil, p, c))
		if p != nil && p.Enum != nil && m.captions != nil {
			if t := m.captions.Member(p.Enum.Name, c.Text()); t != "" {
				f.Value = t
			}
		}
	}
	if f.Empty || at.opens() {
		f.Tone = theme.Muted
	}
	return f
}

// rawText gives a value as the service sent it; of a long one the beginning, for the whole is what copying is for.
func rawText(c rows.Cell) string {
	const most = 64 << 10
	if c.Size() > most {
		head, _ := c.Head(most)
		return head + fmt.Sprintf(" … %d bytes in all", c.Size())
	}
	return string(c.Raw())
}

// nested adds the lines of an object or a short list below its own.
func (m *Model) nested(out []fields.Field, id string, at spot, depth int) []fields.Field {
	const deepest = 4
	switch {
	case depth > deepest || m.raw || len(out) > len(m.here.record.Fields)+maxNested:
	case at.whole:
		for i, f := range at.record.Fields {
			next := id + nest + strconv.Itoa(i)
			inner := m.value(next, at.inner, at.record, i)
			out = append(out, m.fieldOf(next, f.Name, inner, depth))
			out = m.nested(out, next, inner, depth+1)
		}
	case at.list != nil && at.list.Len() <= fewRows:
		for i := range at.list.Len() {
			element, _ := m.walk(id, at, strconv.Itoa(i), true)
			next := id + nest + strconv.Itoa(i)
			line := fields.Field{ID: next, Name: strconv.Itoa(i + 1), Depth: depth, Tone: theme.Muted}
			if one := element.record.Fields; at.inner == (shape{}) && len(one) == 1 { // a plain value, most likely
				value := m.value(next+nest+"0", element.inner, element.record, 0)
				value.prop = at.prop
				line = m.fieldOf(next, line.Name, value, depth)
				out = append(out, line)
				continue
			}
			out = append(out, line)
			out = m.nested(out, next, element, depth+1)
		}
	}
	return out
}

// cursor gives what the cursor is on.
func (m *Model) cursor() string {
	if m.here.list != nil {
		return m.cellID()
	}
	f, _ := m.widget.Current()
	return f.ID
}

// at gives the value that the cursor is on.
func (m *Model) at() (spot, bool) {
	id := m.cursor()
	if id == "" || strings.HasPrefix(id, linkMark) || strings.HasPrefix(id, streamMark) {
		return spot{}, false
	}
	return m.resolve(id)
}
