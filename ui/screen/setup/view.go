package setup

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/auth"
	"bctui/bc/intake"
	"bctui/keystore"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// block is some lines that belong together. Where there are too few lines, the blocks with the least weight go first.
type block struct {
	weight int
	step   int // 1-based step that a click on it goes to; 0: none
	lines  []string
	cursor *tea.Cursor // counted from the first line
}

const (
	margin = 1  // left of everything
	indent = 3  // where labels and texts begin
	labels = 16 // width of the column of labels
	widest = 112
)

func (s *Screen) look() widget.Look { return s.host.Look.Widget() }

// View implements screen.Screen.
func (s *Screen) View(width, height int) screen.Body {
	s.lineStep = nil
	if width <= 0 || height <= 0 {
		return screen.Body{}
	}
	p := painter{Look: s.look(), width: min(width, widest)}
	switch s.phase {
	case trying, probing, saving:
		return p.fit(s.tryBlocks(p), height, nil)
	case failed, unsaved:
		return s.failedView(p, height)
	case choosing:
		return s.choosingView(p, height)
	case passphrase:
		return p.fit(s.passphraseBlocks(p), height, nil)
	}
	s.lineStep = map[int]int{}
	return p.fit(s.editBlocks(p, height), height, s.lineStep)
}

// painter draws pieces at one width.
type painter struct {
	widget.Look
	width int
}

func (p painter) line() *widget.Line { return p.Line(p.width).Gap(indent) }

func (p painter) text(tone theme.Tone, s string) []string {
	var out []string
	for _, l := range p.Wrap(s, max(1, p.width-indent-1)) {
		out = append(out, p.line().Add(tone, l).String())
	}
	return out
}

// marked draws a text with the sign of its level before it.
func (p painter) marked(v verdict) []string {
	var out []string
	for i, l := range p.Wrap(v.text, max(1, p.width-indent-3)) {
		b := p.line()
		if i == 0 {
			b.Add(v.level.Tone(), v.level.Mark()).Gap(1)
		} else {
			b.Gap(2)
		}
		out = append(out, b.Add(theme.Text, l).String())
	}
	return out
}

// labelled draws a value behind a label, wrapped in its own column.
func (p painter) labelled(label string, tone theme.Tone, value string) []string {
	var out []string
	column := indent + labels + 2
	if p.width < 50 {
		column = indent + 2
		out = append(out, p.line().Add(theme.Muted, label).String())
		label = ""
	}
	for i, l := range p.Wrap(value, max(1, p.width-column-1)) {
		b := p.line()
		if i == 0 {
			b.Add(theme.Muted, label)
		}
		out = append(out, b.To(column).Add(tone, l).String())
	}
	return out
}

func (p painter) title(left, right string) block {
	b := p.line().Add(theme.Title, left)
	if right != "" && p.width >= 50 {
		b.Right(theme.Muted, right+" ")
	}
	return block{weight: 5, lines: []string{b.String()}}
}

// Not inlined: it stands in twenty places.
//
//go:noinline
func blank() block { return block{weight: weightBlank, lines: []string{""}} }

// fit leaves out what matters least until the rest fits, and joins it. steps, when not nil, takes which line belongs to
// which step.
func (p painter) fit(blocks []block, height int, steps map[int]int) screen.Body {
	total := 0
	for _, b := range blocks {
		total += len(b.lines)
	}
	for total > height && len(blocks) > 1 {
		drop := 0
		for i, b := range blocks {
			if b.weight <= blocks[drop].weight {
				drop = i
			}
		}
		total -= len(blocks[drop].lines)
		blocks = append(blocks[:drop], blocks[drop+1:]...)
	}
	for len(blocks) > 0 && len(blocks[0].lines) == 1 && blocks[0].lines[0] == "" && total >= height {
		total--
		blocks = blocks[1:]
	}
	var out []string
	var body screen.Body
	for _, b := range blocks {
		if b.cursor != nil {
			body.Cursor = tea.NewCursor(b.cursor.X, len(out)+b.cursor.Y)
		}
		if b.step > 0 && steps != nil {
			steps[len(out)] = b.step - 1
		}
		out = append(out, b.lines...)
	}
	top := 0
	if c := body.Cursor; c != nil && c.Y >= height {
		top = c.Y - height + 1
		c.Y -= top
	}
	out = out[top:]
	body.Content = strings.Join(out[:min(len(out), height)], "\n")
	return body
}

// Weights: the greater, the longer a block stays.
const (
	weightMore    = 1
	weightBlank   = 2
	weightAhead   = 3
	weightLink    = 4
	weightWay     = 6
	weightDone    = 5
	weightOther   = 7
	weightSaid    = 8
	weightField   = 9
	compactHeight = 4
)

func (s *Screen) heading(p painter) []block {
	if s.opts.Replace {
		out := []block{blank(), p.title("A new secret for “"+s.opts.Draft.Name+"”", "")}
		if s.opts.Reason != "" {
			out = append(out, block{weight: weightSaid, lines: p.text(theme.Text, s.opts.Reason)})
		}
		if s.opts.Draft.SecretIn != keystore.InSession { // else there is no old one any more
			out = append(out, block{weight: weightMore, lines: p.text(theme.Muted, "It is tried first; the old one stays until the new one has worked.")})
		}
		if others := s.conn.SharedWith(s.opts.Draft.Name); len(others) > 0 {
			out = append(out, block{weight: weightMore,
				lines: p.text(theme.Muted, "The same registration is used by "+strings.Join(others, ", ")+": it gets the new secret, too.")})
		}
		return append(out, blank())
	}
	count := fmt.Sprintf("step %d of %d", s.at+1, len(s.steps))
	return []block{blank(), p.title("Connect to Business Central", count), blank()}
}

func (s *Screen) editBlocks(p painter, height int) []block {
	out := s.heading(p)
	if !s.opts.Replace {
		for i := 0; i < s.at; i++ {
			out = append(out, block{weight: weightDone, step: i + 1, lines: []string{s.summary(p, i)}})
		}
		if s.at > 0 {
			out = append(out, blank())
		}
	}
	focus := s.form.Focused()
	for _, id := range s.visible() {
		if id == Authority && !s.opts.Replace {
			out = append(out, blank(), block{weight: weightMore, lines: p.text(theme.Header, "Advanced")})
		}
		if id != focus {
			out = append(out, block{weight: weightOther, lines: []string{s.asideLine(p, id)}})
			continue
		}
		b := block{weight: weightField}
		if height < compactHeight {
			line, c := s.form.Compact(p.Look, id, p.width-margin)
			b.lines, b.cursor = []string{line}, c
		} else {
			b.lines, b.cursor = s.form.Lines(p.Look, id, p.width-margin)
		}
		for i, l := range b.lines {
			b.lines[i] = strings.Repeat(" ", min(margin, p.width-1)) + l
		}
		if b.cursor != nil {
			b.cursor.X = min(p.width-1, b.cursor.X+margin)
		}
		out = append(out, b)
	}
	if !s.advanced {
		out = append(out, s.customLines(p)...)
	}
	if s.note.text != "" {
		out = append(out, blank(), block{weight: weightSaid, lines: p.marked(s.note)})
	}
	out = append(out, s.guideBlocks(p, focus)...)
	if ahead := s.ahead(p); ahead != "" {
		out = append(out, blank(), block{weight: weightAhead, lines: []string{ahead}})
	}
	return out
}

// ahead names the steps that come.
func (s *Screen) ahead(p painter) string {
	if s.at+1 >= len(s.steps) {
		return ""
	}
	b := p.line()
	for i := s.at + 1; i < len(s.steps); i++ {
		mark, tone := "○ ", theme.Faint
		value := strings.TrimSpace(s.form.Value(s.steps[i].fields[0]))
		offered := s.steps[i].fields[0] == Environment && value == defaultEnvironment && s.opts.Draft.Environment == ""
		if s.fits(i) && value != "" && !offered { // what nobody has seen or chosen yet is not done
			mark = "✓ "
			tone = theme.Muted
		}
		b.Add(tone, mark+s.steps[i].label).Gap(3)
	}
	return strings.TrimRight(b.String(), " ")
}

// summary is a finished step in one line.
func (s *Screen) summary(p painter, i int) string {
	id := s.steps[i].fields[0]
	mark, tone := widget.Success.Mark(), theme.Good
	switch {
	case !s.fits(i):
		mark, tone = widget.Failure.Mark(), theme.Bad
	case s.form.Worst(id) == widget.Warning:
		mark, tone = widget.Warning.Mark(), theme.Warn
	}
	b := p.line().Add(tone, mark).Gap(1).Add(theme.Muted, s.steps[i].label)
	if p.width >= 50 {
		b.To(indent + labels + 2)
	} else {
		b.Gap(2)
	}
	b.Add(theme.Text, s.shown(id))
	if o := s.form.Origin(id); o != "" {
		b.Gap(2).Add(theme.Muted, o)
	}
	return b.String()
}

// shown gives a field's value as it may be shown: never a secret.
func (s *Screen) shown(id string) string {
	d := s.draft()
	switch id {
	case Secret:
		if _, ok := s.stored(); ok {
			return "the saved one of this client ID"
		}
		if d.Secret.IsZero() {
			return "missing"
		}
		text := d.Secret.Hint()
		if !d.SecretExpires.IsZero() {
			text += ", expires " + longDate(d.SecretExpires)
		}
		return text
	case Environment:
		return d.Environment
	case Expires:
		if !d.SecretExpires.IsZero() {
			return longDate(d.SecretExpires)
		}
	}
	switch v := strings.TrimSpace(s.form.Value(id)); {
	case v == "":
		return "missing"
	case intake.HoldsSecret(v):
		return "hidden: it holds a secret"
	default:
		return v
	}
}

// asideLine is a field of this step that has not the focus.
func (s *Screen) asideLine(p painter, id string) string {
	b := p.line()
	label := asideLabel(id)
	value := strings.TrimSpace(s.form.Value(id))
	tone := theme.Text
	tab := s.host.Keys.Def("setup.down").KeyLabel()
	switch {
	case id == Secret && value != "":
		value = s.draft().Secret.Hint()
	case id == Secret || id == Environment || value != "":
		value = s.shown(id)
	case id == Expires:
		tone, value = theme.Muted, "optional, "+tab+" to enter it"
	case id == Name:
		tone, value = theme.Muted, s.conn.Suggest(s.draft())
		if strings.TrimSpace(s.form.Value(Tenant)) == "" {
			value = "suggested later"
		}
		return b.Add(theme.Muted, label).To(indent+labels+2).Add(tone, value).Gap(2).Add(theme.Muted, "("+tab+" to change it)").String()
	default:
		tone, value = theme.Muted, standard(id)
	}
	if s.form.Worst(id) == widget.Failure {
		tone = theme.Bad
		value = "✗ " + value
	}
	return b.Add(theme.Muted, label).To(indent+labels+2).Add(tone, value).String()
}

func asideLabel(id string) string {
	switch id {
	case Secret:
		return "Client secret"
	case Expires:
		return "Expires"
	case Environment:
		return "Environment"
	case Name:
		return "Name"
	case Authority:
		return "Authority"
	case API:
		return "API host"
	case Scope:
		return "Scope"
	case Tenant:
		return "Tenant"
	}
	return "Client ID"
}

// standard is what an empty field means.
func standard(id string) string {
	switch id {
	case Authority:
		return auth.DefaultAuthority
	case API:
		return defaultAPI
	case Scope:
		return "…/.default"
	}
	return "not typed yet"
}

// customLines says that authority, API host or scope are not the usual ones while they are folded.
func (s *Screen) customLines(p painter) []block {
	var out []block
	for _, id := range advancedFields() {
		if strings.TrimSpace(s.form.Value(id)) != "" {
			b := p.line().Add(theme.Muted, asideLabel(id)).To(indent+labels+2).Add(theme.Text, s.shown(id))
			if o := s.form.Origin(id); o != "" {
				b.Gap(2).Add(theme.Muted, o)
			}
			out = append(out, block{weight: weightMore, lines: []string{b.String()}})
		}
	}
	return out
}

func (s *Screen) guideBlocks(p painter, id string) []block {
	g := guideFor(id)
	if g.way == "" {
		return nil
	}
	label := "Where to find it"
	if g.link == "" {
		label = "About it"
	}
	out := []block{blank(), {weight: weightWay, lines: p.labelled(label, theme.Muted, g.way)}}
	if page := s.page(); page != "" {
		column := indent + labels + 2
		if p.width < 50 {
			column = indent + 2
		}
		var lines []string
		for _, l := range p.LinkLines(page, max(1, p.width-column-1)) {
			lines = append(lines, p.Line(p.width).Gap(column).Styled(l, p.Measure.Width(l)).String())
		}
		out = append(out, block{weight: weightLink, lines: lines})
	}
	if g.more != "" {
		out = append(out, block{weight: weightMore, lines: p.labelled("", theme.Muted, g.more)})
	}
	return out
}
