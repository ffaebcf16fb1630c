package check

import (
	"fmt"
	"strings"
	"time"

	"bctui/auth"
	"bctui/bc/check"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// ladderView is the ladder as it was drawn last.
type ladderView struct {
	lines []string
	stops []stop
	top   int // first line on show
	rows  int // lines of the ladder on show
}

// stop is what the cursor can stand on, with the lines it takes.
type stop struct {
	at
	first, until int
}

const (
	nameAt     = 3  // column of a rung's name
	nameWidth  = 12 // "Environments"
	textAt     = nameAt + nameWidth + 2
	noTimes    = 60 // narrower than this no times are shown
	mostCause  = 5  // lines of a cause below the rung; the detail has all
	shortBody  = 14 // lower than this the conclusion has one line
	openFolds  = 3  // findings of one rung that lie open; of the rest only the title shows
	labelWidth = 7  // "Where  "
)

// explainAfter is how long a rung may take before it says what it is about: sentences that flash by help nobody.
const explainAfter = 400 * time.Millisecond

// spinner turns while a rung is being climbed.
var spinner = [...]string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

func mark(v check.Verdict) (string, theme.Tone) {
	switch v {
	case check.OK:
		return "✓", theme.Good
	case check.Warning:
		return "!", theme.Warn
	case check.Failed:
		return "✗", theme.Bad
	case check.NotReached:
		return "○", theme.Muted
	}
	return "·", theme.Faint
}

// View implements screen.Screen.
func (m *Model) View(width, height int) screen.Body {
	look := m.host.Look
	switch {
	case m.choose.There():
		return screen.Body{Content: m.choose.View(look, width, height)}
	case m.trouble.There():
		return screen.Body{Content: m.trouble.View(look, width, height)}
	case m.page == detailPage:
		return screen.Body{Content: m.detail.View(look.Widget(), width, height)}
	case m.page == claimsPage:
		return screen.Body{Content: m.sheet.view(look.Widget(), m.claimLines(look.Widget(), width), width, height)}
	case m.page == environmentsPage:
		return m.environmentsView(look.Widget(), width, height)
	}
	return screen.Body{Content: m.drawLadder(look.Widget(), width, height)}
}

// drawLadder draws the ladder and, once a run has ended, its conclusion: below the last rung where all of it fits, else
// at the bottom, so that it is never out of sight.
func (m *Model) drawLadder(look widget.Look, width, height int) string {
	v := &m.view
	v.lines, v.stops = v.lines[:0], v.stops[:0]
	now := m.host.Now()
	why := ""
	for i, r := range m.rungs {
		m.addRung(look, width, i, r, now, &why)
	}
	end := m.conclusion(look, width, height)
	if len(end) == 0 || height < 2 {
		v.rows = height
		v.scroll(m.cursor, m.moved || !m.busy)
		return widget.Join(v.window())
	}
	if len(v.lines)+1+len(end) <= height {
		v.stops = append(v.stops, stop{at{end: true, finding: -1}, len(v.lines) + 1, len(v.lines) + 1 + len(end)})
		v.rows, v.top = height, 0
		return widget.Join(append(append(v.lines, ""), end...))
	}
	v.rows = max(1, height-len(end))
	hidden := len(v.lines) - v.rows
	if hidden > 0 && height >= 8 {
		v.rows--
	}
	v.scroll(m.cursor, true)
	// The conclusion stands below what scrolls, so it has no line there.
	v.stops = append(v.stops, stop{at{end: true, finding: -1}, len(v.lines), len(v.lines)})
	out := v.window()
	if hidden > 0 && height >= 8 {
		out = append(out, more(look, width, v.top, len(v.lines)-v.top-v.rows))
	}
	return widget.Join(append(out, end...))
}

func (v *ladderView) window() []string {
	return append([]string(nil), v.lines[min(v.top, len(v.lines)):min(len(v.lines), v.top+v.rows)]...)
}

// scroll brings the cursor's lines into sight: all of them where they fit, else from their first on.
func (v *ladderView) scroll(cursor at, follow bool) {
	most := max(0, len(v.lines)-v.rows)
	if follow {
		if s, ok := v.find(cursor); ok {
			tall := s.until-s.first > v.rows
			switch {
			case tall && s.first > v.top, !tall && s.first < v.top:
				v.top = s.first
			case tall && s.until < v.top+v.rows:
				v.top = s.until - v.rows
			case !tall && s.until > v.top+v.rows:
				v.top = s.until - v.rows
			}
		} else if cursor.end {
			v.top = most
		}
	} else {
		v.top = 0
	}
	v.top = max(0, min(v.top, most))
}

func (v *ladderView) find(a at) (stop, bool) {
	for _, s := range v.stops {
		if s.at == a {
			return s, true
		}
	}
	return stop{}, false
}

func more(look widget.Look, width, above, below int) string {
	b := look.Line(width).Gap(1)
	if above > 0 {
		b.Add(theme.Muted, fmt.Sprintf("↑ %d  ", above))
	}
	if below > 0 {
		b.Add(theme.Muted, fmt.Sprintf("↓ %d ", below))
	}
	return b.Add(theme.Muted, "more lines").String()
}

// here tells whether the cursor stands on a and shows.
func (m *Model) here(a at) bool { return m.cursor == a && (m.moved || !m.busy) }

// addRung draws a rung and what was found on it.
func (m *Model) addRung(look widget.Look, width, i int, r check.RungResult, now time.Time, why *string) {
	v := &m.view
	self := at{rung: r.ID, finding: -1}
	first := len(v.lines)
	m.addRungLine(look, width, i, r, now, why)
	trouble := r.Verdict == check.Failed || r.Verdict == check.Warning
	found := serious(r)
	switch {
	case !trouble:
		v.stops = append(v.stops, stop{self, first, len(v.lines)})
		return
	case len(found) == 1:
		// The rung and its finding are one thing: one stop.
		m.addFold(look, width, r.Findings[found[0]], "", false)
		v.stops = append(v.stops, stop{self, first, len(v.lines)})
		return
	}
	v.stops = append(v.stops, stop{self, first, len(v.lines)})
	for n, f := range found {
		a := at{rung: r.ID, finding: f}
		begin := len(v.lines)
		if n < openFolds {
			m.addFold(look, width, r.Findings[f], r.Findings[f].Title, m.here(a))
		} else {
			m.addFoldTitle(look, width, r.Findings[f], m.here(a))
		}
		v.stops = append(v.stops, stop{a, begin, len(v.lines)})
	}
}

// serious gives the findings of a rung that lie open: all but mere notes.
func serious(r check.RungResult) []int {
	var out []int
	for i, f := range r.Findings {
		if f.Severity > check.Note {
			out = append(out, i)
		}
	}
	return out
}

// addRungLine draws the line of a rung: mark, name, result, time. What was wrong is never cut: it goes on below.
func (m *Model) addRungLine(look widget.Look, width, i int, r check.RungResult, now time.Time, why *string) {
	v := &m.view
	here := m.here(at{rung: r.ID, finding: -1})
	sign, tone := mark(r.Verdict)
	text, textTone, clock := r.Text, theme.Text, ""
	nameTone := theme.Text
	if m.opts.Then.Kind != "" && r.Verdict == check.OK && (r.ID == check.RungCompany || r.ID == check.RungAccess) {
		text = m.ladder[i].Proves // on the way to the companies: their names come there
	}
	began, running := m.begun[r.ID]
	switch {
	case running:
		sign, tone = spinner[now.UnixMilli()/100%int64(len(spinner))], theme.Accent
		text, textTone, clock = "", theme.Muted, screen.Took(now.Sub(began))
		if now.Sub(began) > explainAfter {
			text = m.ladder[i].Proves
		}
		if r.ID == check.RungAccess && m.asked != "" {
			text = m.asked
		}
	case r.Verdict == check.Pending:
		nameTone = theme.Muted
	case r.Verdict == check.NotReached:
		nameTone, textTone = theme.Muted, theme.Muted
		if text = "not reached"; r.Why != *why && r.Why != "" {
			text += ": " + r.Why
		}
		*why = r.Why
	default:
		clock = screen.Took(r.Elapsed)
	}
	if width < noTimes {
		clock = ""
	}
	if r.Verdict == check.Failed {
		textTone = theme.Strong
	}
	room := max(1, width-textAt-1)
	if clock != "" {
		room -= look.Measure.Width(clock) + 2
	}
	lines, indent := []string{text}, textAt
	if r.Verdict == check.Failed || r.Verdict == check.Warning {
		lines = look.Wrap(text, max(8, room))
		if width < noTimes && len(lines) > 1 { // a narrow column of words is hard to read
			indent = 4
			rest := strings.TrimPrefix(strings.Join(lines, " "), lines[0])
			lines = append(lines[:1:1], look.Wrap(strings.TrimSpace(rest), max(8, width-5))...)
		}
	}
	notes := 0
	for _, f := range r.Findings {
		if f.Severity <= check.Note {
			notes++
		}
	}
	for n, s := range lines {
		b := look.Line(width)
		if n > 0 {
			foldBar(b, tone).To(indent).Add(textTone, s)
			v.lines = append(v.lines, b.String())
			continue
		}
		rowTone := func(t theme.Tone) theme.Tone { return t }
		if here {
			b.Add(theme.Accent, "▌")
			rowTone = inRow
		} else {
			b.Gap(1)
		}
		addSign(look, b, tone, sign, here)
		pad(b, here, nameAt)
		b.Add(rowTone(nameTone), look.Fit(r.Name, nameWidth))
		pad(b, here, textAt)
		b.Add(rowTone(textTone), look.Fit(s, room))
		if notes > 0 && !running && r.Verdict == check.OK {
			if word := plural(notes, "note"); b.Used()+3+len(word) <= textAt+room {
				pad(b, here, b.Used()+3)
				b.Add(rowTone(theme.Muted), word)
			}
		}
		if clock != "" {
			pad(b, here, width-1-look.Measure.Width(clock))
			b.Add(rowTone(theme.Muted), clock)
		}
		if here {
			b.Fill(theme.Row)
		}
		v.lines = append(v.lines, b.String())
	}
}

// addSign adds a sign of one cell, with its own colour on the ground of the cursor's row.
func addSign(look widget.Look, b *widget.Line, tone theme.Tone, sign string, here bool) {
	if !here || b.Room() < 1 {
		b.Add(tone, sign)
		return
	}
	style := look.Theme.Style(tone).Background(look.Theme.Style(theme.Row).GetBackground())
	b.Styled(style.Render(sign), 1)
}

// inRow gives the tone of text in the row under the cursor.
func inRow(t theme.Tone) theme.Tone {
	if t == theme.Muted || t == theme.Faint {
		return theme.RowMuted
	}
	return theme.Row
}

// pad adds blanks up to column x, in the tone of the cursor's row where that is drawn.
func pad(b *widget.Line, here bool, x int) {
	n := min(x-b.Used(), b.Room())
	if n <= 0 {
		return
	}
	if here {
		b.Add(theme.Row, strings.Repeat(" ", n))
		return
	}
	b.Gap(n)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// foldBar begins a line of a finding.
func foldBar(b *widget.Line, tone theme.Tone) *widget.Line { return b.Gap(1).Add(tone, "│") }

// addFoldTitle draws the title of one of several findings.
func (m *Model) addFoldTitle(look widget.Look, width int, f check.Finding, here bool) {
	l := screen.LevelOf(f.Severity)
	for i, s := range look.Wrap(f.Title, max(8, width-7)) {
		b := look.Line(width)
		switch {
		case i > 0:
			foldBar(b, l.Tone()).To(6).Add(theme.Strong, s)
		case here:
			b.Add(theme.Accent, "▌").Add(l.Tone(), "│")
			pad(b, true, 4)
			addSign(look, b, l.Tone(), l.Mark(), true)
			pad(b, true, 6)
			b.Add(theme.Row, s).Fill(theme.Row)
		default:
			foldBar(b, l.Tone()).To(4).Add(l.Tone(), l.Mark()).To(6).Add(theme.Strong, s)
		}
		m.view.lines = append(m.view.lines, b.String())
	}
}

// addFold draws a finding below its rung: cause, who, where.
func (m *Model) addFold(look widget.Look, width int, f check.Finding, title string, here bool) {
	v := &m.view
	tone := screen.LevelOf(f.Severity).Tone()
	if title != "" {
		m.addFoldTitle(look, width, f, here)
	}
	bar := func() *widget.Line { return foldBar(look.Line(width), tone).To(4) }
	inner := max(8, width-5)
	cause := look.Wrap(f.Cause, inner)
	if len(cause) > mostCause {
		cause = cause[:mostCause]
		cause[mostCause-1] = look.Measure.Truncate(cause[mostCause-1]+" …", inner)
	}
	if f.Cause != "" {
		for _, s := range cause {
			v.lines = append(v.lines, bar().Add(theme.Text, s).String())
		}
	}
	put := func(label, text string) {
		if text == "" {
			return
		}
		for i, s := range look.Wrap(text, max(8, inner-labelWidth)) {
			b := bar()
			if i == 0 {
				b.Add(theme.Muted, label)
			}
			v.lines = append(v.lines, b.To(4+labelWidth).Add(theme.Text, s).String())
		}
	}
	if f.Who != auth.WhoUnknown {
		put("Who", f.Who.String())
	}
	where := f.Where
	if where == "" && len(f.Steps) > 0 {
		where = f.Steps[0]
	}
	put("Where", where)
	if n := len(f.Also); n > 1 {
		v.lines = append(v.lines, bar().Add(theme.Muted, fmt.Sprintf("%d causes give this answer: ", n)).
			Add(theme.Accent, strings.ToLower(m.key("check.open"))).Add(theme.Muted, " shows what tells them apart").String())
	}
}
