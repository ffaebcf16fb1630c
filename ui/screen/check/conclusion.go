package check

import (
	"fmt"
	"strings"

	"bctui/auth"
	"bctui/bc/check"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// conclusion says what came of it and what the next key is.
func (m *Model) conclusion(look widget.Look, width, height int) []string {
	if m.busy {
		return nil
	}
	var (
		lead widget.Level
		text string
		next string
	)
	open := strings.ToLower(m.key("check.open"))
	first, some := m.result.First()
	switch {
	case !m.done:
		if !m.stopped {
			return nil
		}
		lead, text, next = widget.Warning, "Stopped before it began.", m.key("check.all")+" runs it"
	case m.result.Cancelled:
		lead, text = widget.Warning, "Stopped. What was found so far stays."
		next = m.key("check.again") + " goes on from the rung under the cursor, " + m.key("check.all") + " runs everything again"
	case m.result.Verdict() == check.Failed:
		lead, text = widget.Failure, "Not all is well."
		if name := m.rungName(first.Rung); name != "" {
			text = "It stops at " + name + "."
		}
		switch first.Who {
		case auth.You:
			text += " You can fix it."
		case auth.WhoUnknown:
		default:
			text += " It takes " + first.Who.String() + "."
		}
		next = open + " tells how · " + m.key("check.save") + " saves a page for them · " + m.key("check.again") + " tries again from there"
		if first.Who == auth.You {
			next = open + " tells how · " + m.key("check.again") + " tries again from there"
		}
	case some:
		lead, text = widget.Warning, "It works, and "+plural(m.cautions(), "thing")+" should be known."
		next = open + " goes to the companies · " + m.key("check.matrix") + " shows what may be read"
		if !m.here(at{end: true, finding: -1}) {
			next = m.key("check.bottom") + " " + next
		}
	default:
		lead, text = widget.Success, m.allWell()
		next = open + " goes to the companies · " + m.key("check.matrix") + " shows what may be read · " + strings.ToLower(m.key("app.back")) + " goes back"
	}
	here := m.here(at{end: true, finding: -1})
	var out []string
	lines := look.Wrap(text, max(8, width-4))
	if height < shortBody { // every line counts
		lines, next = []string{text}, ""
	}
	for i, s := range lines {
		b := look.Line(width)
		switch {
		case i > 0:
			b.To(nameAt).Add(theme.Strong, s)
		case here:
			b.Add(theme.Accent, "▌")
			addSign(look, b, lead.Tone(), lead.Mark(), true)
			pad(b, true, nameAt)
			b.Add(theme.Row, s).Fill(theme.Row)
		default:
			b.Gap(1).Add(lead.Tone(), lead.Mark()).To(nameAt).Add(theme.Strong, s)
		}
		out = append(out, b.String())
	}
	if next == "" {
		return out
	}
	return append(out, look.Line(width).To(nameAt).Add(theme.Muted, next).String())
}

func (m *Model) rungName(id check.RungID) string {
	r, _, _ := m.rung(id)
	return r.Name
}

func (m *Model) cautions() int {
	n := 0
	for _, f := range m.result.Findings() {
		if f.Severity == check.Caution {
			n++
		}
	}
	return n
}

// allWell is the good end.
func (m *Model) allWell() string {
	text := "All is well"
	if n := len(m.result.Companies); n > 0 {
		if text += ": " + plural(n, "company") + " answers"; n > 1 {
			text = fmt.Sprintf("All is well: %d companies answer", n)
		}
		if e := m.result.Subject.Environment; e != "" {
			text += " in " + e
		}
	}
	return text + "."
}
