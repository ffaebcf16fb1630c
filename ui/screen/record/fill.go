package record

import (
	"fmt"
	"strconv"
	"strings"

	"bctui/bc/links"
	"bctui/bc/odata"
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

// fill gives the record to the widget: its fields, its streams, and where it leads.
func (m *Model) fill() {
	out := make([]fields.Field, 0, len(m.record.Fields)+16)
	m.leads = make(map[string]links.Link)
	from := m.start()
	for _, f := range m.record.Fields {
		p, _ := m.typ().Property(f.Name)
		line := m.fieldOf(f.Name, f.Name, p, f.Cell, 0)
		if m.graph != nil {
			if l, ok := m.graph.Field(from, f.Name); ok {
				m.leads[f.Name], line.Leads = l, true
			}
		}
		out = append(out, line)
		out = m.nested(out, f.Name, f.Cell, 1)
	}
	out = m.appendStreams(out)
	out = m.appendLinks(out, from)
	m.widget.SetFields(out)
	if m.want != "" && m.widget.MoveTo(m.want) {
		m.want = ""
	}
}

// typ is the type of the record, nil as long as the schema is not known.
func (m *Model) typ() *odata.EntityType {
	if m.set == nil {
		return nil
	}
	return m.set.Type
}

func (m *Model) fieldOf(id, name string, p *odata.Property, c rows.Cell, depth int) fields.Field {
	f := fields.Field{ID: id, Name: name, Depth: depth, Empty: format.Empty(p, c), Tone: theme.Text}
	switch {
	case m.typ().IsKey(name) && depth == 0:
		f.Type = "key"
	case p != nil:
		f.Type = p.Kind.String()
	}
	if m.raw {
		f.Value = rawText(c)
	} else {
		f.Value = string(m.format.AppendValue(nil, p, c))
	}
	if f.Empty || c.Kind == rows.Object || c.Kind == rows.Array {
		f.Tone = theme.Muted
	}
	return f
}

// rawText gives a value as the service sent it; of a long one the beginning, for the whole is what copying is for.
func rawText(c rows.Cell) string {
	const most = 64 << 10
	raw := c.Raw()
	if len(raw) <= most {
		return string(raw)
	}
	return strings.ToValidUTF8(string(raw[:most]), "\uFFFD") + fmt.Sprintf(" … %d bytes in all", len(raw))
}

// nested adds the lines of an object or a list below its own.
func (m *Model) nested(out []fields.Field, id string, c rows.Cell, depth int) []fields.Field {
	const deepest = 4
	if depth > deepest || m.raw || len(out) > len(m.record.Fields)+maxNested {
		return out
	}
	switch c.Kind {
	case rows.Object:
		r, err := c.Record()
		if err != nil {
			return out
		}
		for i, f := range r.Fields {
			next := id + nest + strconv.Itoa(i)
			out = append(out, m.fieldOf(next, f.Name, nil, f.Cell, depth))
			out = m.nested(out, next, f.Cell, depth+1)
		}
	case rows.Array:
		b, err := c.Block()
		if err != nil {
			return out
		}
		columns := b.Columns()
		for row := range b.Len() {
			next := id + nest + strconv.Itoa(row)
			out = append(out, fields.Field{ID: next, Name: strconv.Itoa(row + 1), Depth: depth, Tone: theme.Muted})
			for i, name := range columns {
				if cell := b.Cell(row, i); cell.Kind != rows.Missing {
					out = append(out, m.fieldOf(next+nest+strconv.Itoa(i), name, nil, cell, depth+1))
				}
			}
			if len(out) > len(m.record.Fields)+maxNested {
				return out
			}
		}
	}
	return out
}

// cursor gives what the cursor is on.
func (m *Model) cursor() string {
	f, _ := m.widget.Current()
	return f.ID
}

// at gives the record's own field that the cursor is on, or in.
func (m *Model) at() (rows.Field, bool) {
	name, _, _ := strings.Cut(m.cursor(), nest)
	for _, f := range m.record.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return rows.Field{}, false
}
