package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
)

// The smallest window in which every screen keeps its shape. Below it the program says so and waits: nothing is lost.
const (
	minWidth  = 40
	minHeight = 12
)

// Lines that the frame takes: crumbs above the body, status and key hints below.
const (
	headLines = 1
	footLines = 2
)

// View implements tea.Model.
func (m *Model) View() tea.View {
	v := m.view()
	if m.anchors {
		m.frame = anchored(m.frame[:0], v.Content, m.look.Measure)
		v.Content = string(m.frame)
	}
	return v
}

func (m *Model) view() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	v.WindowTitle = m.title()
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if m.width <= 0 || m.height <= 0 || m.top() == nil {
		return v
	}
	if m.width < minWidth || m.height < minHeight {
		v.Content = m.tooSmall()
		return v
	}
	body := m.top().View(m.width, m.height-headLines-footLines)
	var b strings.Builder
	b.Grow(m.width * m.height * 2)
	b.WriteString(m.head())
	b.WriteByte('\n')
	note := m.noteLines()
	m.writeBody(&b, body.Content, m.height-headLines-footLines-max(0, len(note)-1))
	if len(note) == 0 {
		b.WriteString(m.statusLine())
		b.WriteByte('\n')
	}
	for _, line := range note {
		b.WriteByte(' ')
		b.WriteString(line)
		b.WriteByte('\n')
	}
	b.WriteString(m.footer())
	v.Content = b.String()
	if body.Cursor != nil {
		c := *body.Cursor
		c.Y += headLines
		v.Cursor = &c
	}
	if m.overlay != nil {
		v.Content, v.Cursor = m.overlay.view(m, v.Content)
	}
	return v
}

// writeBody writes exactly height lines.
func (m *Model) writeBody(b *strings.Builder, content string, height int) {
	for line := 0; line < height; line++ {
		var text string
		text, content, _ = strings.Cut(content, "\n")
		b.WriteString(text)
		b.WriteByte('\n')
	}
}

func (m *Model) title() string {
	s := m.top()
	if s == nil {
		return "bctui"
	}
	parts := []string{"bctui"}
	if w, ok := m.where(); ok && w.Connection != "" {
		parts = append(parts, w.Connection)
	}
	if c := s.Crumb(); c != "" {
		parts = append(parts, c)
	}
	return format.Visible(strings.Join(parts, " · "))
}

func (m *Model) tooSmall() string {
	me := m.look.Measure
	lines := []string{
		fmt.Sprintf("bctui needs %d×%d,", minWidth, minHeight),
		fmt.Sprintf("this window is %d×%d.", m.width, m.height),
		"Make it larger:",
		"nothing is lost.",
	}
	if len(lines) > m.height {
		lines = lines[:m.height]
	}
	for i, l := range lines {
		lines[i] = me.Truncate(l, m.width)
	}
	return strings.Join(lines, "\n")
}

func (m *Model) where() (screen.Where, bool) {
	for i := len(m.stack) - 1; i >= 0; i-- {
		if l, ok := m.stack[i].screen.(screen.Located); ok {
			return l.Where(), true
		}
	}
	return screen.Where{}, false
}

// head is the line with the crumbs and, at its right, what the screen counts.
func (m *Model) head() string {
	me, th := m.look.Measure, m.look.Theme
	count := format.Visible(m.top().Status().Count)
	right := me.Truncate(count, max(0, m.width/2))
	if m.top().Status().Busy {
		right = spinner[m.spin%len(spinner)] + " " + right
	}
	room := m.width - 2 - me.Width(right) - 1
	left, used := m.crumbs(room)
	gap := m.width - 1 - used - me.Width(right) - 1
	return " " + left + strings.Repeat(" ", max(0, gap)) + th.Render(theme.Muted, right) + " "
}

// spinner shows that something is under way. It is drawn in one cell that every font has.
var spinner = [...]string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

// crumb is one step of the way here.
type crumb struct {
	text string
	tone theme.Tone
	keep bool // never dropped when the window is narrow
}

const crumbSeparator = " ▸ "

// crumbs draws the way here in at most room cells, and tells how many it took. Where there is too little room the steps
// in the middle go first; the environment and the screen at hand stay.
func (m *Model) crumbs(room int) (string, int) {
	me, th := m.look.Measure, m.look.Theme
	var steps []crumb
	if w, ok := m.where(); ok {
		if w.Connection != "" {
			steps = append(steps, crumb{text: format.Visible(w.Connection), tone: theme.Muted})
		}
		if w.Environment != "" {
			text, tone := environmentMark(w)
			steps = append(steps, crumb{text: text, tone: tone, keep: true})
		}
	}
	if p := m.stack[0].screen.Place(); p.Kind == place.Grid || p.Kind == place.Record {
		// The program began right here: the company's own screen is not on the way, but its name must be.
		steps = append(steps, crumb{text: format.Visible(p.CompanyName), tone: theme.Muted})
	}
	for i, e := range m.stack {
		c := format.Visible(e.screen.Crumb())
		last := i == len(m.stack)-1
		if c == "" || !last && e.screen.Place().Kind == place.Companies {
			continue
		}
		tone := theme.Muted
		if last {
			tone = theme.Strong
		}
		steps = append(steps, crumb{text: c, tone: tone, keep: last})
	}
	if len(steps) == 0 {
		steps = append(steps, crumb{text: "bctui", tone: theme.Strong, keep: true})
	}
	width := func() int {
		n := (len(steps) - 1) * len([]rune(crumbSeparator))
		for _, s := range steps {
			n += me.Width(s.text)
		}
		return n
	}
	for width() > room {
		drop := -1
		for i, s := range steps {
			if !s.keep && s.text != "…" {
				drop = i
				break
			}
		}
		if drop < 0 {
			break
		}
		steps[drop].text = "…"
		if drop > 0 && steps[drop-1].text == "…" {
			steps = append(steps[:drop-1], steps[drop:]...)
		}
	}
	// The marks of what was left out are worth less than the name of where one is.
	for i := 0; width() > room && i < len(steps); {
		if steps[i].text == "…" {
			steps = append(steps[:i], steps[i+1:]...)
			continue
		}
		i++
	}
	if over := width() - room; over > 0 {
		last := &steps[len(steps)-1]
		last.text = me.Truncate(last.text, max(1, me.Width(last.text)-over))
	}
	var b strings.Builder
	for i, s := range steps {
		if i > 0 {
			b.WriteString(th.Render(theme.Faint, crumbSeparator))
		}
		b.WriteString(th.Render(s.tone, s.text))
	}
	return b.String(), width()
}

// environmentMark says in words and by reversed video what kind of environment this is: colour alone would not do.
func environmentMark(w screen.Where) (string, theme.Tone) {
	name := format.Visible(w.Environment)
	switch {
	case strings.EqualFold(w.Type, "Production") && strings.EqualFold(w.Environment, "Production"):
		return " PRODUCTION ", theme.Production
	case strings.EqualFold(w.Type, "Production"):
		return " " + name + " · PRODUCTION ", theme.Production
	case w.Type == "":
		return name, theme.Strong
	case strings.EqualFold(w.Type, w.Environment):
		return name, theme.Sandbox
	default:
		return name + " · " + w.Type, theme.Sandbox
	}
}

// statusLine shows what is in force on the screen and what happened last. A note takes its place.
func (m *Model) statusLine() string {
	me, th := m.look.Measure, m.look.Theme
	st := m.top().Status()
	left, right := format.Visible(st.Left), format.Visible(st.Right)
	if me.Width(left)+me.Width(right)+4 > m.width {
		right = "" // what happened last matters least: the requests screen shows it in full
	}
	left = me.Truncate(left, max(0, m.width-2))
	gap := m.width - 2 - me.Width(left) - me.Width(right)
	return " " + th.Render(theme.Muted, left) + strings.Repeat(" ", max(0, gap)) + th.Render(theme.Faint, right) + " "
}

// wideFooter is the width from which the footer has room for more than the screen's first keys and help.
const wideFooter = 60

// footer shows the keys that matter here. Those that find no room are in help and palette, which always stand at the
// right.
func (m *Model) footer() string {
	me, th := m.look.Measure, m.look.Theme
	s := m.top()
	typing := s.Typing()
	// key is the key to show for an action; "" when none works at this moment.
	key := func(a keymap.Action) string {
		keys := a.Keys
		if typing {
			keys = a.Typing
		}
		if len(keys) == 0 {
			return ""
		}
		label := keymap.Label(keys[0])
		if len([]rune(label)) > 1 {
			label = strings.ToLower(label)
		}
		return label
	}
	var right, left []keymap.Action
	for _, a := range m.globals() {
		if (a.ID == "app.help" || a.ID == "app.palette" && m.width >= wideFooter) && key(a) != "" {
			right = append(right, a)
		}
	}
	for _, a := range s.Actions() {
		if a.Short != "" && a.Refusal() == "" && key(a) != "" {
			left = append(left, a)
		}
	}
	if _, up := s.Place().Parent(); len(m.stack) > 1 || typing || up || s.Status().Busy {
		// Esc is worth a place even where the row is crowded. While typing it is the way out, and its neighbours are long.
		at := min(3, len(left))
		if typing {
			at = min(2, len(left))
		}
		back := m.opts.Keys.Bind("app.back", nil).WhileTyping()
		left = append(left[:at:at], append([]keymap.Action{back}, left[at:]...)...)
	}
	hint := func(a keymap.Action) (string, int) {
		k := key(a)
		return th.Render(theme.Accent, k) + " " + th.Render(theme.Muted, a.Short), me.Width(k) + 1 + me.Width(a.Short)
	}
	var r strings.Builder
	rw := 0
	for i, a := range right {
		t, w := hint(a)
		if i > 0 {
			r.WriteString("   ")
			rw += 3
		}
		r.WriteString(t)
		rw += w
	}
	var l strings.Builder
	lw := 0
	for _, a := range left {
		t, w := hint(a)
		sep := 0
		if lw > 0 {
			sep = 3
		}
		if lw+sep+w+rw+4 > m.width {
			continue
		}
		l.WriteString(strings.Repeat(" ", sep))
		l.WriteString(t)
		lw += sep + w
	}
	gap := m.width - 2 - lw - rw
	return " " + l.String() + strings.Repeat(" ", max(0, gap)) + r.String() + " "
}
