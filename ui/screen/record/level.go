package record

import (
	"strconv"
	"strings"

	"bctui/bc/odata"
	"bctui/bc/rows"
)

// A record may hold structures, lists, and other records that were expanded. Each opens as a level on top of the record:
// a structure upright, a list as a grid. A level is known by the line that leads to it, so that going back, going forward
// and stepping to the next record find it again.

// shape is what $metadata says of the inside of a value; its zero value knows nothing.
type shape struct {
	entity *odata.EntityType
	other  *odata.ComplexType
	set    *odata.EntitySet // that holds such records; nil: it is no record of a set
}

func (s shape) property(name string) *odata.Property {
	if s.other != nil {
		p, _ := s.other.Property(name)
		return p
	}
	p, _ := s.entity.Property(name)
	return p
}

// below is the shape of what a property holds, or of what was expanded in the place of a link.
func (s shape) below(name string) shape {
	if p := s.property(name); p != nil {
		return shape{other: p.Complex}
	}
	if n, ok := s.entity.Link(name); ok {
		return shape{entity: n.To, set: n.Target}
	}
	return shape{}
}

// as gives the shape of a record that says itself of which type it is, as services do where a set holds several.
func (m *Model) as(s shape, r rows.Record) shape {
	name := strings.TrimPrefix(r.Annotation("@odata.type"), "#")
	if m.schema == nil || name == "" {
		return s
	}
	if t := m.schema.Types[name]; t != nil {
		s.entity = t
	} else if t := m.schema.Complex[name]; t != nil {
		s.other = t
	}
	return s
}

// spot is a value within the record.
type spot struct {
	name   string
	cell   rows.Cell
	inner  shape       // of what it holds
	record rows.Record // what it holds, when that is upright
	list   *rows.Block // what it holds, when that is a list
	whole  bool        // record is set
	row    int         // of an element of a list, from 0
	rows   int         // how many elements that list has; 0: it is no element
	prop   *odata.Property
}

// opens tells whether there is anything inside.
func (s spot) opens() bool { return s.whole || s.list != nil }

// resolve finds the value that a line of the widget or a level stands for.
func (m *Model) resolve(id string) (spot, bool) {
	at := spot{record: m.record, whole: true, inner: m.as(m.root(), m.record)}
	if id == "" {
		return at, true
	}
	name, rest, more := strings.Cut(id, nest)
	for i, f := range m.record.Fields {
		if f.Name == name {
			return m.walk(name, m.value(name, at.inner, m.record, i), rest, more)
		}
	}
	return spot{}, false
}

// walk goes on from a value, which is known by its id, to what is inside of it.
func (m *Model) walk(id string, at spot, rest string, more bool) (spot, bool) {
	for more {
		var part string
		part, rest, more = strings.Cut(rest, nest)
		id += nest + part
		i, err := strconv.Atoi(part)
		switch {
		case err != nil || i < 0:
			return spot{}, false
		case at.whole && i < len(at.record.Fields):
			at = m.value(id, at.inner, at.record, i)
		case at.list != nil && i < at.list.Len():
			r := at.list.Row(i)
			at = spot{name: strconv.Itoa(i + 1), record: r, whole: true, inner: m.as(at.inner, r), row: i, rows: at.list.Len()}
		default:
			return spot{}, false
		}
	}
	return at, true
}

// value gives the i-th value of a record of a shape. What is inside is opened once and kept by its id: it may be long, and
// every key asks for it.
func (m *Model) value(id string, s shape, r rows.Record, i int) spot {
	f := r.Fields[i]
	if f.Cell.Kind == rows.Object || f.Cell.Kind == rows.Array {
		if known, ok := m.opened[id]; ok {
			return known
		}
		at := m.inspect(s, f, r.Sent(f.Name))
		m.opened[id] = at
		return at
	}
	return m.inspect(s, f, r.Sent(f.Name))
}

// inspect opens a field. $metadata knows it by the name that was sent, which the value of a name that came twice shares.
func (m *Model) inspect(s shape, f rows.Field, sent string) spot {
	at := spot{name: f.Name, cell: f.Cell, prop: s.property(sent), inner: s.below(sent)}
	switch f.Cell.Kind {
	case rows.Object:
		if inner, err := f.Cell.Record(); err == nil {
			at.record, at.whole = inner, true
			at.inner = m.as(at.inner, inner)
		}
	case rows.Array:
		if list, err := f.Cell.Block(); err == nil && list.Len() > 0 {
			at.list = list
		}
	}
	return at
}

// root is the shape of the record itself.
func (m *Model) root() shape {
	if m.set == nil {
		return shape{}
	}
	return shape{entity: m.set.Type, set: m.set}
}

// settle finds the level on show. Levels that the record does not have, as after a step to the next one, fall away.
func (m *Model) settle() {
	m.here, _ = m.resolve("")
	above := ""
	for i, id := range m.inside {
		at, ok := spot{}, false
		if rest, below := strings.CutPrefix(id, above+nest); below && above != "" { // many levels are walked once
			at, ok = m.walk(above, m.here, rest, true)
		} else {
			at, ok = m.resolve(id)
		}
		if !ok || !at.opens() {
			m.inside = m.inside[:i]
			break
		}
		m.here, above = at, id
	}
	m.tabulate()
}

// level is the id of the level on show; "" for the record itself.
func (m *Model) level() string {
	if len(m.inside) == 0 {
		return ""
	}
	return m.inside[len(m.inside)-1]
}

// way names the levels from the record to the one on show.
func (m *Model) way() []string {
	if m.level() == "" {
		return nil
	}
	id, rest, more := strings.Cut(m.level(), nest)
	at, ok := m.resolve(id)
	names := []string{at.name}
	for more && ok {
		var part string
		part, rest, more = strings.Cut(rest, nest)
		if at, ok = m.walk(id, at, part, true); ok {
			id += nest + part
			names = append(names, at.name)
		}
	}
	return names
}

// enter opens what is inside the line under the cursor.
func (m *Model) enter(id string) {
	m.leaveFilter()
	m.inside = append(m.inside[:len(m.inside):len(m.inside)], id)
	m.table.MoveTo(0, 0)
	m.fill()
	m.widget.Top()
}

// leave goes one level up, to the line that led here; false at the record itself.
func (m *Model) leave() bool {
	last := m.level()
	if last == "" {
		return false
	}
	m.leaveFilter()
	m.inside = m.inside[:len(m.inside)-1]
	m.fill()
	m.moveTo(last)
	return true
}

// moveTo puts the cursor on a line or, in a list, on a row.
func (m *Model) moveTo(id string) bool {
	if m.here.list == nil {
		return m.widget.MoveTo(id)
	}
	rest, ok := strings.CutPrefix(id, m.level()+nest)
	row, _, _ := strings.Cut(rest, nest)
	i, err := strconv.Atoi(row)
	if !ok || err != nil || i >= m.here.list.Len() {
		return false
	}
	_, col := m.table.Cursor()
	m.table.MoveTo(i, max(0, col))
	return true
}

// step shows another element of the list that the level on show is an element of.
func (m *Model) step(delta int) string {
	to := m.here.row + delta
	switch {
	case to < 0:
		return "This is the first of the list."
	case to >= m.here.rows:
		return "This is the last of the list."
	}
	at := strings.LastIndex(m.level(), nest)
	m.inside[len(m.inside)-1] = m.level()[:at+len(nest)] + strconv.Itoa(to)
	cursor := m.widget.Cursor()
	m.fill()
	m.widget.MoveTo(m.line(cursor))
	return ""
}

// line gives the id of the i-th line.
func (m *Model) line(i int) string {
	if all := m.widget.Fields(); i >= 0 && i < len(all) {
		return all[i].ID
	}
	return ""
}
