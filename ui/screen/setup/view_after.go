package setup

import (
	"strconv"
	"strings"
	"time"

	"bctui/keystore"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// spinner shows that something is under way; its frame follows the clock, so that drawing needs no state.
func (s *Screen) spinner() string {
	frames := [...]string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}
	return frames[s.host.Now().UnixMilli()/100%int64(len(frames))]
}

func (s *Screen) summaries(p painter) []block {
	var out []block
	for i := range s.steps {
		out = append(out, block{weight: weightDone, lines: []string{s.summary(p, i)}})
	}
	return append(out, blank())
}

// stepLines draws the steps of the try.
func (s *Screen) stepLines(p painter) []string {
	var out []string
	for _, t := range s.tried {
		out = append(out, s.stepLine(p, t))
	}
	return out
}

func (s *Screen) stepLine(p painter, t session.Step) string {
	b := p.line()
	switch {
	case !t.Done:
		b.Add(theme.Accent, s.spinner())
	case t.Err != nil:
		b.Add(theme.Bad, widget.Failure.Mark())
	default:
		b.Add(theme.Good, widget.Success.Mark())
	}
	b.Gap(1).Add(theme.Strong, t.Name).To(indent+labels+2).Add(theme.Text, t.Result)
	if t.Done {
		b.To(max(b.Used()+2, min(p.width-10, indent+labels+32))).Add(theme.Faint, elapsed(t.Elapsed))
	}
	return b.String()
}

func elapsed(d time.Duration) string {
	if d < 10*time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	return strconv.FormatInt(int64(d.Seconds()), 10) + " s"
}

func (s *Screen) tryBlocks(p painter) []block {
	title := "Trying the connection"
	if s.phase != trying {
		title = "The connection works"
	}
	out := []block{blank(), p.title(title, ""), blank()}
	out = append(out, s.summaries(p)...)
	lines := s.stepLines(p)
	if len(s.tried) == 0 && s.phase == trying {
		lines = append(lines, s.stepLine(p, session.Step{Name: "Token"}))
	}
	if s.phase != trying {
		what := "asking how it is"
		name := "Keyring"
		if s.phase == saving {
			what = "storing the secret in " + placeWord(s.where)
			name = "Secret"
		}
		lines = append(lines, s.stepLine(p, session.Step{Name: name, Result: what}))
	}
	out = append(out, block{weight: weightField, lines: lines})
	if s.waited && (s.phase == probing || s.where == keystore.InKeyring) {
		out = append(out, blank(), block{weight: weightSaid, lines: p.marked(verdict{widget.Warning,
			"The keyring has not answered yet. A window of it may be waiting for you, perhaps behind this one. Esc stops waiting."})})
	}
	return out
}

func (s *Screen) failedView(p painter, height int) screen.Body {
	var head []string
	steps := s.stepLines(p)
	if height >= 12+len(steps) && s.phase == failed {
		head = append(append([]string{""}, steps...), "")
	} else if height >= 10 {
		head = []string{""}
	}
	foot := s.failedFoot(p)
	if height < 8 {
		foot = nil
	}
	room := max(1, height-len(head)-len(foot))
	s.panelActions() // tells the panel its keys
	inner := strings.Split(s.panel.View(p.Look, max(1, p.width-2), room), "\n")
	for i, l := range inner {
		inner[i] = strings.Repeat(" ", min(2, p.width-1)) + l
	}
	out := append(append(head, inner...), foot...)
	return screen.Body{Content: strings.Join(out[:min(len(out), height)], "\n")}
}

func (s *Screen) failedFoot(p painter) []string {
	b := p.line()
	if p.width < 76 {
		word := " goes back to " + s.wrongLabel()
		switch {
		case s.phase == unsaved && s.opts.Replace:
			word = " goes back"
		case s.phase == unsaved:
			word = " goes on without saving"
		}
		return []string{"", b.Add(theme.Accent, "Enter").Add(theme.Muted, word).String()}
	}
	key := func(name, does string) { b.Add(theme.Accent, name).Add(theme.Muted, does) }
	switch {
	case s.phase == unsaved && s.opts.Replace:
		key("Enter", " goes back; ")
		key("r", " tries to save again.")
	case s.phase == unsaved:
		key("Enter", " goes on for this run without saving; ")
		key("r", " tries to save again.")
	default:
		key("Enter", " goes back to "+s.wrongLabel()+"; ")
		key("r", " tries again. What you typed is kept.")
	}
	return []string{"", b.String()}
}

func (s *Screen) choosingView(p painter, height int) screen.Body {
	blocks := []block{blank(), p.title("Where shall the secret be kept?", ""), blank(),
		{weight: weightSaid, lines: p.marked(verdict{widget.Warning, s.status.Text})}}
	if s.status.Hint != "" {
		var lines []string
		for _, l := range p.Wrap(s.status.Hint, max(1, p.width-indent-3)) {
			lines = append(lines, p.line().Gap(2).Add(theme.Muted, l).String())
		}
		blocks = append(blocks, block{weight: weightWay, lines: lines})
	}
	blocks = append(blocks, blank())
	body := s.choices.View(p.Look, max(1, p.width-2), s.choices.Len())
	lines := strings.Split(body.Content, "\n")
	for i, l := range lines {
		lines[i] = strings.Repeat(" ", min(2, p.width-1)) + l
	}
	blocks = append(blocks, block{weight: weightField, lines: lines}, blank(),
		block{weight: weightMore, lines: p.text(theme.Muted, "It is never written anywhere in clear text.")})
	out := p.fit(blocks, height, nil)
	s.listTop = 0
	for i, l := range strings.Split(out.Content, "\n") {
		if l == lines[0] {
			s.listTop = i
		}
	}
	return out
}

func (s *Screen) passphraseBlocks(p painter) []block {
	title, text := "A passphrase for the encrypted file", "Without it nobody can read the file, and nobody can bring it back: keep it in a safe place."
	if s.conn.HasFile() {
		title, text = "The passphrase of the encrypted file", "The file is there already; the secret goes into it."
	}
	out := []block{blank(), p.title(title, ""), {weight: weightMore, lines: p.text(theme.Muted, text)}, blank()}
	fields := []string{first}
	if !s.conn.HasFile() {
		fields = append(fields, second)
	}
	for _, id := range fields {
		lines, c := s.secret2.Lines(p.Look, id, p.width-margin)
		for i, l := range lines {
			lines[i] = strings.Repeat(" ", min(margin, p.width-1)) + l
		}
		weight := weightOther
		if c != nil {
			c.X = min(p.width-1, c.X+margin)
			weight = weightField
		}
		out = append(out, block{weight: weight, lines: lines, cursor: c}, blank())
	}
	return out
}
