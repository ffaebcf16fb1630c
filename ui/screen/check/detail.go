package check

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/check"
	"bctui/ui/screen"
	"bctui/ui/widget"
	"bctui/ui/widget/panel"
)

// about gives the finding that a stop stands for: the finding under the cursor, or the one that a rung is red for.
func (m *Model) about(a at) (check.Finding, bool) {
	if a.end {
		return m.result.First()
	}
	r, _, ok := m.rung(a.rung)
	if !ok {
		return check.Finding{}, false
	}
	if a.finding >= 0 && a.finding < len(r.Findings) {
		return r.Findings[a.finding], true
	}
	if found := serious(r); len(found) == 1 {
		return r.Findings[found[0]], true
	}
	if len(r.Findings) == 1 {
		return r.Findings[0], true
	}
	return check.Finding{}, false
}

// content is everything that is known of a stop.
func (m *Model) content(a at) (panel.Content, bool) {
	f, has := m.about(a)
	id := a.rung
	if a.end {
		id = f.Rung
	}
	r, info, ok := m.rung(id)
	if !ok {
		return panel.Content{}, false
	}
	if has {
		return screen.Finding(f, r), true
	}
	return ofRung(r, info), true
}

// ofRung puts a rung without a finding of its own into a panel: what it proves, what it saw, what it sent.
func ofRung(r check.RungResult, info check.RungInfo) panel.Content {
	c := panel.Content{Level: widget.Note, Title: r.Name, Cause: info.Proves}
	switch r.Verdict {
	case check.OK:
		c.Level = widget.Success
	case check.Warning:
		c.Level = widget.Warning
	case check.Failed:
		c.Level = widget.Failure
	default:
	}
	switch {
	case r.Verdict == check.NotReached:
		c.Title += ": not reached"
		if r.Why != "" {
			c.Cause = strings.TrimSpace("It was not tried: " + screen.Sentence(r.Why) + "\n" + info.Proves)
		}
	case r.Verdict == check.Pending:
		c.Title += ": not known yet"
	case r.Text != "":
		c.Title += ": " + r.Text
	}
	for _, f := range r.Findings {
		text := f.Title
		if f.Severity == check.Note && f.Cause != "" {
			text = screen.Sentence(f.Title) + " " + f.Cause
		}
		c.Evidence = append(c.Evidence, [2]string{severityWord(f.Severity), text})
	}
	for _, e := range r.Facts {
		c.Evidence = append(c.Evidence, [2]string{e.Label, e.Value})
	}
	screen.AddRequests(&c, r.Requests)
	return c
}

func severityWord(s check.Severity) string {
	switch s {
	case check.Failure:
		return "Failure"
	case check.Caution:
		return "Warning"
	}
	return "Note"
}

// open shows what is known of the stop under the cursor. On the conclusion it takes the next step.
func (m *Model) open() tea.Cmd {
	a := m.cursor
	if a.end {
		if m.done && m.result.Verdict() != check.Failed && !m.result.Cancelled {
			return m.toCompanies()
		}
		f, ok := m.result.First()
		if !ok {
			return screen.Tell(screen.Note, "Nothing was found. "+m.key("check.all")+" runs everything.")
		}
		a = m.stopOf(f)
	}
	c, ok := m.content(a)
	if !ok {
		return nil
	}
	m.shown = a
	m.detail.SetContent(c)
	m.detail.Actions(m.host.Keys, nil, nil) // so that it names its keys from the first drawing on
	m.page = detailPage
	return nil
}

// stopOf gives the stop on which a finding stands.
func (m *Model) stopOf(f check.Finding) at {
	r, _, _ := m.rung(f.Rung)
	found := serious(r)
	if len(found) > 1 {
		for _, i := range found {
			if r.Findings[i].Code == f.Code && r.Findings[i].Title == f.Title {
				return at{rung: f.Rung, finding: i}
			}
		}
	}
	return at{rung: f.Rung, finding: -1}
}

// link is the page of the finding under the cursor.
func (m *Model) link() string {
	f, _ := m.about(m.cursor)
	return f.Link
}

func (m *Model) browse(url string) tea.Cmd { return screen.Emit(screen.Browse{URL: url}) }

func (m *Model) copyText(text string) tea.Cmd {
	return screen.Emit(screen.Copy{What: "finding", Text: text})
}

// copy gives the finding under the cursor as text, with all its evidence.
func (m *Model) copy() tea.Cmd {
	c, ok := m.content(m.cursor)
	if !ok {
		return nil
	}
	return m.copyText(c.Plain())
}

func (m *Model) showClaims() tea.Cmd {
	m.page, m.sheet = claimsPage, sheet{}
	return m.host.After(time.Second, tick{m.serial})
}
