// Package record shows one record upright: every field with its value and type, and the way to the next one.
package record

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/bc/odata"
	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/fields"
	"bctui/ui/widget/input"
)

// Options are what the screen needs besides its host.
type Options struct {
	Place   place.Place
	Where   screen.Where
	Open    func(ctx context.Context) (*session.Session, error)
	Explain screen.Explain
	// Row is the record when it is known already: a row of the grid below.
	Row   screen.Neighbour
	Known bool
}

// Model is the screen.
type Model struct {
	host    screen.Host
	opts    Options
	widget  fields.Model
	field   input.Model // of the filter
	typing  bool
	format  format.Formatter
	record  rows.Record
	known   bool
	of      string
	typ     *odata.EntityType
	hide    bool
	raw     bool
	busy    bool
	serial  int
	cancel  context.CancelFunc
	trouble screen.Trouble
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Located = (*Model)(nil)
)

// New makes the screen.
func New(host screen.Host, o Options) *Model {
	m := &Model{host: host, opts: o, field: input.New(200, false), record: o.Row.Record, of: o.Row.Of, known: o.Known, hide: true}
	m.widget.HideEmpty(m.hide)
	return m
}

type loaded struct {
	serial  int
	typ     *odata.EntityType
	company bc.Company
	record  rows.Record
	fetched bool
	err     error
}

// Init implements screen.Screen.
func (m *Model) Init() tea.Cmd {
	if m.known {
		m.fill()
	}
	return m.load(!m.known)
}

// load reads the schema for types, and the record itself when fetch is set.
func (m *Model) load(fetch bool) tea.Cmd {
	m.stop()
	serial, p := m.serial, m.opts.Place
	ctx, cancel := context.WithCancel(m.host.Context)
	m.cancel, m.busy = cancel, true
	return m.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
		out := loaded{serial: serial, fetched: fetch}
		var s *session.Session
		if s, out.err = m.opts.Open(ctx); out.err != nil {
			return out
		}
		if out.company, out.err = s.Company(ctx, p.CompanyID, p.CompanyName); out.err != nil {
			return out
		}
		schema, err := s.Schema(ctx, p.Route, out.company)
		if out.err = err; err != nil {
			return out
		}
		set, ok := schema.Set(p.Set)
		if ok {
			out.typ = set.Type
		}
		if !fetch {
			return out
		}
		ref := bc.RecordRef{Route: p.Route, Set: p.Set, Key: p.Key}
		if !ok || set.CompanyLevel {
			ref.CompanyID = out.company.ID
		}
		out.record, out.err = s.Client.Record(ctx, ref)
		return out
	})
}

func (m *Model) stop() {
	if m.cancel != nil {
		m.cancel()
	}
	m.serial++
	m.cancel, m.busy = nil, false
}

// Update implements screen.Screen.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case loaded:
		if msg.serial != m.serial {
			return nil
		}
		return m.take(msg)
	case screen.Neighbour:
		if msg.Why != "" {
			return screen.Tell(screen.Note, msg.Why)
		}
		m.opts.Place, m.record, m.of, m.known = msg.Place, msg.Record, msg.Of, true
		m.fill()
		return nil
	}
	if m.trouble.There() {
		m.trouble.Update(msg)
		return nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if m.typing {
			m.key(msg)
		}
	case tea.PasteMsg:
		if m.typing {
			m.field.Insert(msg.Content)
			m.widget.SetFilter(m.field.Value())
		}
	case tea.MouseMsg:
		m.mouse(msg)
	}
	return nil
}

// key edits the filter; what moves the cursor still moves it.
func (m *Model) key(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "enter", "tab":
		m.typing = false
	case "up":
		m.widget.Up()
	case "down":
		m.widget.Down()
	case "pgup":
		m.widget.PageUp()
	case "pgdown":
		m.widget.PageDown()
	default:
		m.field.Update(msg)
		m.widget.SetFilter(m.field.Value())
	}
}

func (m *Model) mouse(msg tea.MouseMsg) {
	e := msg.Mouse()
	switch msg.(type) {
	case tea.MouseClickMsg:
		if e.Button == tea.MouseLeft {
			m.widget.Click(e.X, e.Y-m.filterLines())
		}
	case tea.MouseWheelMsg:
		switch e.Button {
		case tea.MouseWheelUp:
			m.widget.Wheel(-3)
		case tea.MouseWheelDown:
			m.widget.Wheel(3)
		}
	}
}

func (m *Model) filterLines() int {
	if m.typing || m.field.Value() != "" {
		return 1
	}
	return 0
}

func (m *Model) take(msg loaded) tea.Cmd {
	m.stop()
	if msg.err != nil {
		if m.known && !msg.fetched {
			return nil // the record is there; without the schema only its types are missing
		}
		if m.known {
			return screen.Tell(screen.Failure, "Not loaded again: "+m.opts.Explain(msg.err).Title+". What is shown is as it was read before.")
		}
		m.trouble.Show(msg.err, m.opts.Explain)
		return nil
	}
	m.trouble.Show(nil, m.opts.Explain)
	m.typ = msg.typ
	m.opts.Place.CompanyID, m.opts.Place.CompanyName = msg.company.ID, msg.company.Name
	again := m.known
	if msg.fetched {
		m.record, m.known = msg.record, true
	}
	m.fill()
	if msg.fetched && again {
		return screen.Tell(screen.Success, "Loaded again.")
	}
	return nil
}

// maxNested bounds how many lines a nested value takes: the rest is in its raw form.
const maxNested = 400

// fill gives the record to the widget.
func (m *Model) fill() {
	out := make([]fields.Field, 0, len(m.record.Fields))
	for i, f := range m.record.Fields {
		p, _ := m.typ.Property(f.Name)
		out = append(out, m.fieldOf(strconv.Itoa(i), f.Name, p, f.Cell, 0))
		out = m.nested(out, strconv.Itoa(i), f.Cell, 1)
	}
	m.widget.SetFields(out)
}

func (m *Model) fieldOf(id, name string, p *odata.Property, c rows.Cell, depth int) fields.Field {
	f := fields.Field{ID: id, Name: name, Depth: depth, Empty: format.Empty(p, c), Tone: theme.Text}
	switch {
	case m.typ.IsKey(name) && depth == 0:
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
			next := id + "." + strconv.Itoa(i)
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
			next := id + "." + strconv.Itoa(row)
			out = append(out, fields.Field{ID: next, Name: strconv.Itoa(row + 1), Depth: depth, Tone: theme.Muted})
			for i, name := range columns {
				if cell := b.Cell(row, i); cell.Kind != rows.Missing {
					out = append(out, m.fieldOf(next+"."+strconv.Itoa(i), name, nil, cell, depth+1))
				}
			}
			if len(out) > len(m.record.Fields)+maxNested {
				return out
			}
		}
	}
	return out
}

// at gives the record's own field that the cursor is on, or in.
func (m *Model) at() (rows.Field, bool) {
	f, ok := m.widget.Current()
	if !ok {
		return rows.Field{}, false
	}
	first, _, _ := strings.Cut(f.ID, ".")
	i, err := strconv.Atoi(first)
	if err != nil || i >= len(m.record.Fields) {
		return rows.Field{}, false
	}
	return m.record.Fields[i], true
}

// View implements screen.Screen.
func (m *Model) View(width, height int) screen.Body {
	look := m.host.Look.Widget()
	if m.trouble.There() {
		return screen.Body{Content: m.trouble.View(m.host.Look, width, height)}
	}
	if !m.known {
		return screen.Body{Content: look.Line(width).Gap(1).Add(theme.Muted, "Reading the record …").String()}
	}
	if m.format.Measure != look.Measure {
		m.format.Measure = look.Measure
		m.fill()
	}
	body := screen.Body{}
	above := m.filterLines()
	m.widget.SetSize(width, height-above)
	body.Content = m.widget.View(look)
	if above > 0 {
		line, x := m.field.View(look, theme.Field, max(1, width-4), "a part of a name or a value")
		head := look.Line(width).Gap(1).Add(theme.Accent, "/ ").Styled(line, look.Measure.Width(line)).String()
		body.Content = widget.Join([]string{head, body.Content})
		if m.typing {
			body.Cursor = tea.NewCursor(x+3, 0)
		}
	}
	return body
}

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	if m.trouble.There() {
		return m.trouble.Actions(k, func() tea.Cmd { return m.load(true) })
	}
	move := func(id string, f func() bool) keymap.Action {
		return k.Bind(id, func() tea.Cmd { f(); return nil })
	}
	step := func(id string, delta int) keymap.Action {
		return k.Bind(id, func() tea.Cmd { return screen.Emit(screen.Sibling{Delta: delta}) })
	}
	empty := k.Bind("record.empty", func() tea.Cmd {
		m.hide = !m.hide
		m.widget.HideEmpty(m.hide)
		return nil
	})
	if m.hide {
		empty = empty.Named("show empty", "show the empty fields")
	} else {
		empty = empty.Named("hide empty", "hide the empty fields")
	}
	w := &m.widget
	return []keymap.Action{
		step("record.next", 1), step("record.previous", -1), empty,
		k.Bind("record.filter", func() tea.Cmd { m.typing = true; return nil }),
		k.Bind("record.copy", func() tea.Cmd {
			f, ok := m.at()
			if !ok {
				return nil
			}
			return screen.Emit(screen.Copy{What: f.Name, Text: f.Cell.Text()})
		}),
		k.Bind("record.copyall", func() tea.Cmd {
			return screen.Emit(screen.Copy{What: "record as JSON", Text: string(m.record.AppendJSON(nil))})
		}),
		k.Bind("record.raw", func() tea.Cmd { m.raw = !m.raw; m.fill(); return nil }),
		k.Bind("record.refresh", func() tea.Cmd { return m.load(true) }).Unless(func() string {
			if m.opts.Place.Key == "" {
				return "The service names no key for these records: refresh the list instead."
			}
			return ""
		}),
		move("record.up", w.Up), move("record.down", w.Down), move("record.pageup", w.PageUp),
		move("record.pagedown", w.PageDown), move("record.top", w.Top), move("record.bottom", w.Bottom),
	}
}

// Place implements screen.Screen.
func (m *Model) Place() place.Place { return m.opts.Place }

// Where implements screen.Located.
func (m *Model) Where() screen.Where { return m.opts.Where }

// Crumb implements screen.Screen: what people call the record by, as far as a field says it.
func (m *Model) Crumb() string {
	for _, name := range []string{"number", "code", "entryNumber", "sequence", "displayName", "name"} {
		if c := m.record.Get(name); c.Kind == rows.String || c.Kind == rows.Number {
			if text, _ := c.Head(60); text != "" {
				return text
			}
		}
	}
	if m.opts.Place.Key != "" {
		return m.opts.Place.Key
	}
	return "record"
}

// Status implements screen.Screen.
func (m *Model) Status() screen.Status {
	st := screen.Status{Busy: m.busy}
	if m.trouble.There() || !m.known {
		return st
	}
	st.Count = m.of
	if st.Count == "" {
		st.Count = fmt.Sprintf("%d fields", len(m.record.Fields))
	}
	st.Left = fmt.Sprintf("%d fields", len(m.record.Fields))
	if m.raw {
		st.Left += " · raw, as the service sent it"
	}
	return st
}

// Escape implements screen.Screen.
func (m *Model) Escape() (tea.Cmd, bool) {
	switch {
	case m.field.Value() != "":
		m.field.Clear()
		m.widget.SetFilter("")
	case m.typing:
		m.typing = false
	default:
		return nil, false
	}
	return nil, true
}

// Typing implements screen.Screen.
func (m *Model) Typing() bool { return m.typing }
