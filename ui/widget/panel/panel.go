// Package panel draws a finding: what is wrong, why, who can change it and where, what proves it, and what the server
// said, whole.
package panel

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// Content is a finding. Only Title must be there.
type Content struct {
	Level    widget.Level
	Title    string
	Cause    string      // in plain words; may have several paragraphs
	Who      string      // who can change it: "an Entra admin"
	Steps    []string    // where and how, in order
	Link     string      // the page for it
	Evidence [][2]string // label and value: status, code, correlation ID
	Raw      string      // what the server said, unchanged
	RawLabel string      // what Raw is, when it is something else than "reply of the server"
}

// Plain gives the finding as text without colours, for a clipboard or a mail.
func (c Content) Plain() string {
	var b strings.Builder
	b.WriteString(c.Level.Mark() + " " + c.Title + "\n")
	if c.Cause != "" {
		b.WriteString("\n" + c.Cause + "\n")
	}
	for _, p := range c.pairs() {
		b.WriteString("\n" + p[0] + ": " + p[1])
	}
	if c.Raw != "" {
		b.WriteString("\n\n" + c.Raw)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func (c Content) pairs() [][2]string {
	var out [][2]string
	if c.Who != "" {
		out = append(out, [2]string{"Who", c.Who})
	}
	for i, s := range c.Steps {
		label := "Where"
		if len(c.Steps) > 1 {
			label += " " + strconv.Itoa(i+1)
		}
		out = append(out, [2]string{label, s})
	}
	if c.Link != "" {
		out = append(out, [2]string{"Page", c.Link})
	}
	return append(out, c.Evidence...)
}

// Model shows one finding. The zero value is empty.
type Model struct {
	content Content
	raw     bool
	top     int
	rows    int // lines on show in the last View
	showKey string
	moreKey string

	lines   []string
	rawAt   int // line at which the raw reply begins
	drawn   look
	isDrawn bool
}

type look struct {
	widget.Look
	width int
}

// New makes a panel.
func New(c Content) Model { return Model{content: c} }

// SetContent shows another finding, from its start.
//
// Not inlined: a finding is a large value; in place its copies took 6 kB of the program.
//
//go:noinline
func (m *Model) SetContent(c Content) { *m = Model{content: c, showKey: m.showKey, moreKey: m.moreKey} }

// Content gives the finding.
func (m *Model) Content() Content { return m.content }

// Empty tells whether there is nothing to show.
func (m *Model) Empty() bool { return m.content.Title == "" && m.content.Cause == "" }

// Raw tells whether the raw reply is on show.
func (m *Model) Raw() bool { return m.raw }

// ToggleRaw shows the raw reply, or hides it again.
func (m *Model) ToggleRaw() {
	m.raw = !m.raw && m.content.Raw != ""
	m.isDrawn, m.top = false, 0
	if m.raw {
		m.top = 1 << 30 // View stops at the first line of the reply
	}
}

// Scroll moves by delta lines and tells whether anything moved.
func (m *Model) Scroll(delta int) bool {
	before := m.top
	m.top = max(0, min(m.top+delta, m.last()))
	return m.top != before
}

func (m *Model) last() int { return max(0, len(m.lines)-max(1, m.rows)) }

// Update takes the mouse wheel.
func (m *Model) Update(msg tea.Msg) bool {
	if w, ok := msg.(tea.MouseWheelMsg); ok {
		switch w.Button {
		case tea.MouseWheelUp:
			return m.Scroll(-3)
		case tea.MouseWheelDown:
			return m.Scroll(3)
		}
	}
	return false
}

// Actions gives what can be done with the finding: show the raw reply, open the page, copy it all, scroll. browse makes
// the command that opens an address, copy the one that copies a text; nil leaves that action out.
func (m *Model) Actions(keys *keymap.Map, browse, copyText func(string) tea.Cmd) []keymap.Action {
	m.showKey, m.moreKey = keys.Def("panel.raw").KeyLabel(), keys.Def("list.pagedown").KeyLabel()
	raw := keys.Bind("panel.raw", func() tea.Cmd { m.ToggleRaw(); return nil }).Unless(func() string {
		if m.content.Raw == "" {
			return "The server sent no text."
		}
		return ""
	})
	if m.raw {
		raw = raw.Named("hide text", "hide the full text")
	}
	out := []keymap.Action{raw}
	if browse != nil {
		out = append(out, keys.Bind("panel.link", func() tea.Cmd { return browse(m.content.Link) }).Unless(func() string {
			if m.content.Link == "" {
				return "There is no page for this."
			}
			return ""
		}))
	}
	if copyText != nil {
		out = append(out, keys.Bind("list.copy", func() tea.Cmd { return copyText(m.content.Plain()) }).
			Named("copy", "copy this message with all its details"))
	}
	move := func(id, title string, delta func() int) keymap.Action {
		return keys.Bind(id, func() tea.Cmd { m.Scroll(delta()); return nil }).Named("", title)
	}
	return append(out,
		move("list.up", "scroll up", func() int { return -1 }),
		move("list.down", "scroll down", func() int { return 1 }),
		move("list.pageup", "one page up", func() int { return -max(1, m.rows-1) }),
		move("list.pagedown", "one page down", func() int { return max(1, m.rows-1) }),
		move("list.top", "to the start", func() int { return -len(m.lines) }),
		move("list.bottom", "to the end", func() int { return len(m.lines) }),
	)
}

// Height gives how many lines the whole finding takes at a width.
func (m *Model) Height(l widget.Look, width int) int {
	m.draw(l, width)
	return len(m.lines)
}

// View draws the finding in at most width × height cells. What is out of sight is said in the last line.
func (m *Model) View(l widget.Look, width, height int) string {
	if width <= 0 || height <= 0 {
		return ""
	}
	m.draw(l, width)
	if len(m.lines) <= height {
		m.rows, m.top = height, 0
		return widget.Join(m.lines)
	}
	m.rows = height
	hint := height >= 4
	if hint {
		m.rows--
	}
	if m.raw && m.top == 1<<30 {
		m.top = m.rawAt
	}
	m.top = max(0, min(m.top, m.last()))
	out := append([]string{}, m.lines[m.top:m.top+m.rows]...)
	if hint {
		above, below := m.top, len(m.lines)-m.top-m.rows
		b := l.Line(width).Gap(1).Add(theme.Muted, more(above, below))
		if below > 0 && m.moreKey != "" {
			b.Gap(3).Add(theme.Accent, m.moreKey)
		}
		out = append(out, b.String())
	}
	return widget.Join(out)
}

func more(above, below int) string {
	var parts []string
	if above > 0 {
		parts = append(parts, "↑ "+strconv.Itoa(above))
	}
	if below > 0 {
		parts = append(parts, "↓ "+strconv.Itoa(below))
	}
	s := " more lines"
	if above+below == 1 {
		s = " more line"
	}
	return strings.Join(parts, "  ") + s
}

func (m *Model) draw(l widget.Look, width int) {
	now := look{l, width}
	if m.isDrawn && m.drawn == now {
		return
	}
	m.drawn, m.isDrawn = now, true
	m.lines = m.finding(l, width)
	m.rawAt = len(m.lines)
	if m.content.Raw == "" {
		return
	}
	m.lines = append(m.lines, m.rawHead(l, width))
	if m.raw {
		for _, s := range Pretty(m.content.Raw) {
			for _, part := range l.Hard(s, max(1, width-3)) {
				m.lines = append(m.lines, l.Line(width).Gap(3).Add(theme.Text, part).String())
			}
		}
	}
}

func (m *Model) rawHead(l widget.Look, width int) string {
	label := m.content.RawLabel
	if label == "" {
		label = "reply of the server"
	}
	b := l.Line(width).Gap(1).Add(theme.Faint, "┄ ").Add(theme.Muted, label+", "+widget.Bytes(len(m.content.Raw)))
	if m.showKey != "" {
		word := " shows it"
		if m.raw {
			word = " hides it"
		}
		b.Gap(3).Add(theme.Accent, m.showKey).Add(theme.Muted, word)
	}
	return b.String()
}

// finding draws everything but the raw reply.
func (m *Model) finding(l widget.Look, width int) []string {
	c := m.content
	var out []string
	inner := max(1, width-4)
	for i, s := range l.Wrap(headline(c.Title), max(1, width-4)) {
		b := l.Line(width).Gap(1)
		if i == 0 {
			b.Add(c.Level.Tone(), c.Level.Mark()).Gap(1)
		} else {
			b.Gap(2)
		}
		out = append(out, b.Add(theme.Title, s).String())
	}
	bar := func() *widget.Line { return l.Line(width).Gap(1).Add(c.Level.Tone(), "│").Gap(2) }
	if c.Cause != "" {
		for _, s := range l.Wrap(c.Cause, inner) {
			out = append(out, bar().Add(theme.Text, s).String())
		}
	}
	label := 0
	for _, p := range c.pairs() {
		label = max(label, min(18, l.Measure.Width(labelOf(p[0]))))
	}
	add := func(name string, lines []string, tone theme.Tone, styled bool) {
		for i, s := range lines {
			b := bar()
			if i == 0 {
				b.Add(theme.Muted, name)
			}
			b.To(4 + label + 2)
			if styled {
				b.Styled(s, l.Measure.Width(s))
			} else {
				b.Add(tone, s)
			}
			out = append(out, b.String())
		}
	}
	room := inner - label - 2
	stacked := room < 28 // too narrow for two columns: the label gets a line of its own
	put := func(name string, lines func(room int) []string, tone theme.Tone, styled bool) {
		if !stacked {
			add(name, lines(room), tone, styled)
			return
		}
		if name != "" {
			out = append(out, bar().Add(theme.Muted, name).String())
		}
		for _, s := range lines(inner) {
			if styled {
				out = append(out, bar().Styled(s, l.Measure.Width(s)).String())
			} else {
				out = append(out, bar().Add(tone, s).String())
			}
		}
	}
	text := func(s string) func(int) []string { return func(room int) []string { return l.Wrap(s, room) } }
	if c.Who != "" || len(c.Steps) > 0 || c.Link != "" {
		out = append(out, strings.TrimRight(bar().String(), " "))
	}
	if c.Who != "" {
		put("Who", text(c.Who), theme.Text, false)
	}
	for i, s := range c.Steps {
		name := ""
		if i == 0 {
			name = "Where"
		}
		step := func(room int) []string { return numbered(l, i, len(c.Steps), s, room) }
		put(name, step, theme.Text, false)
	}
	if c.Link != "" {
		put("Page", func(room int) []string { return l.LinkLines(c.Link, room) }, theme.Link, true)
	}
	if len(c.Evidence) > 0 {
		out = append(out, strings.TrimRight(bar().String(), " "))
		for _, e := range c.Evidence {
			put(labelOf(e[0]), text(e[1]), theme.Muted, false)
		}
	}
	return out
}

// headline begins a title with a capital, unless it begins with a name that is written as it is.
func headline(s string) string {
	word, _, _ := strings.Cut(s, " ")
	for _, r := range word {
		if r < 'a' || r > 'z' {
			return s
		}
	}
	if word == "" || word == "bctui" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func labelOf(s string) string {
	if strings.HasPrefix(s, "Where ") {
		return "Where"
	}
	return format.Visible(widget.Clip(s, 40))
}

// numbered wraps a step with its number before it, when there are several.
func numbered(l widget.Look, i, n int, s string, room int) []string {
	if n < 2 {
		return l.Wrap(s, room)
	}
	number := strconv.Itoa(i+1) + " "
	lines := l.Wrap(s, max(1, room-len(number)))
	for j, s := range lines {
		if j == 0 {
			lines[j] = number + s
		} else {
			lines[j] = strings.Repeat(" ", len(number)) + s
		}
	}
	return lines
}

// Pretty splits a raw reply into visible lines, JSON with indents. What is longer than a quarter of a megabyte is
// cut there, and the last line says so: no error says more, and every line of it is drawn.
func Pretty(raw string) []string {
	const most = 1 << 18
	rest := 0
	if len(raw) > most {
		rest = len(raw) - most
		raw = strings.ToValidUTF8(raw[:most], "\uFFFD")
	}
	var b bytes.Buffer
	if s := strings.TrimSpace(raw); rest == 0 && (strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[")) &&
		json.Indent(&b, []byte(s), "", "  ") == nil {
		raw = b.String()
	}
	lines := widget.Paragraphs(raw)
	if rest > 0 {
		lines = append(lines, "… and "+widget.Bytes(rest)+" more, not shown")
	}
	return lines
}
