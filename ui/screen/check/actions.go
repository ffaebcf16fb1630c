package check

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/check"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
)

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	switch {
	case m.choose.There():
		return m.choose.Actions(k)
	case m.trouble.There():
		return m.troubleActions()
	case m.page == detailPage:
		return m.detailActions()
	case m.page == claimsPage:
		return append(m.sheetMoves(), m.pages()...)
	case m.page == environmentsPage:
		out := screen.ListActions(k, &m.list, m.checkThere)
		out[0] = out[0].Named("check it", "check this environment")
		return append(out, m.pages()...)
	}
	open := k.Bind("check.open", m.open)
	switch {
	case m.busy && m.opts.Then.Kind != "":
		open = k.Bind("check.open", m.toCompanies).Named("go on", "go on without waiting for the check")
	case m.busy && !m.moved:
		open = open.Unless(func() string { return "The check is under way; " + m.key("app.back") + " stops it." })
	case m.cursor.end && m.done && m.result.Verdict() != check.Failed && !m.result.Cancelled:
		open = open.Named("companies", "go on to the companies")
	}
	link := k.Bind("panel.link", func() tea.Cmd { return m.browse(m.link()) }).Unless(func() string {
		if m.link() == "" {
			return "There is no page for what is under the cursor."
		}
		return ""
	})
	out := []keymap.Action{open}
	if m.done && m.result.Verdict() == check.Failed && len(m.result.Companies) > 0 {
		out = append(out, k.Bind("check.companies", m.toCompanies))
	}
	out = append(out, k.Bind("check.copy", m.copy).Unless(m.nothing))
	if m.secretIsWrong() {
		out = append(out, m.replace())
	}
	pages := m.pages()
	claims, environments, save := pages[0], pages[1], pages[2]
	out = append(out, link, m.matrix(), m.again(), save, claims, environments, m.all())
	if !m.secretIsWrong() && m.opts.Place.Connection != "" {
		out = append(out, m.replace().Named("", "replace the secret (the new one is tried first)"))
	}
	return append(out, m.moves()...)
}

// nothing says why nothing can be copied yet.
func (m *Model) nothing() string {
	if _, ok := m.content(m.cursor); !ok {
		return "Nothing was found yet."
	}
	return ""
}

func (m *Model) troubleActions() []keymap.Action {
	var first []keymap.Action
	if m.needSecret() {
		first = append(first, m.host.Keys.Bind("check.open", m.newSecret).Named("enter the secret", "enter the secret of this connection"))
	}
	return append(first, m.trouble.Actions(m.host.Keys, func() tea.Cmd { return m.run("") })...)
}

// newSecret goes to where the secret is typed; from there it comes back here.
func (m *Model) newSecret() tea.Cmd {
	p := m.opts.Place
	m.check = nil // it holds the old one
	return screen.Emit(screen.Go{Place: place.Place{Kind: place.Setup, Connection: p.Connection}, Seed: screen.AskSecret{Reason: m.secretReason(), Next: p}})
}

// secretReason says why a secret is asked for: what the check found wrong with the one there is.
func (m *Model) secretReason() string {
	if m.needSecret() {
		return m.trouble.Title()
	}
	if f, ok := m.secretFinding(); ok {
		return screen.Sentence(strings.ToUpper(f.Title[:min(1, len(f.Title))]) + f.Title[min(1, len(f.Title)):])
	}
	return ""
}

func (m *Model) replace() keymap.Action {
	return m.host.Keys.Bind("check.secret", m.newSecret)
}

// secretIsWrong tells whether what was found is cured by another secret.
func (m *Model) secretIsWrong() bool {
	_, wrong := m.secretFinding()
	return wrong && m.opts.Place.Connection != ""
}

func (m *Model) secretFinding() (check.Finding, bool) {
	for _, r := range m.rungs {
		for _, f := range r.Findings {
			switch f.Code {
			case check.SecretWrong, check.SecretExpired, check.SecretIsID, check.SecretMissing, check.SecretShape,
				check.SecretEncoded, check.SecretLostPlus, check.SecretExpiresSoon, check.SecretNotSent:
				return f, true
			}
		}
	}
	return check.Finding{}, false
}

func (m *Model) detailActions() []keymap.Action {
	k := m.host.Keys
	out := m.detail.Actions(k, m.browse, m.copyText)
	link := m.detail.Content().Link
	open := k.Bind("check.open", func() tea.Cmd { return m.browse(link) }).Named("open page", "open the page where this is fixed")
	if m.host.Look.Remote {
		open = open.Named("copy address", "copy the address of the page where this is fixed")
	}
	open.Keys = open.Keys[:1] // sideways keys lead nowhere here
	if link != "" {
		for i := range out {
			if out[i].ID == "panel.link" {
				out[i].Short = "" // Enter stands for it
			}
		}
		out = append([]keymap.Action{open}, out...)
	}
	if m.secretIsWrong() {
		out = append(out, m.replace())
	}
	return append(out, m.again())
}

// again runs from the rung under the cursor on.
func (m *Model) again() keymap.Action {
	return m.host.Keys.Bind("check.again", func() tea.Cmd { return m.run(m.from()) }).Unless(m.underWay)
}

// from is the rung to begin at: the one under the cursor, or the one that kept it from being reached.
func (m *Model) from() check.RungID {
	id := m.cursor.rung
	if m.page == detailPage {
		id = m.shown.rung
	} else if m.cursor.end {
		return ""
	}
	if r, _, _ := m.rung(id); r.Verdict != check.NotReached {
		return id
	}
	for _, r := range m.rungs {
		if r.Verdict == check.Failed || r.ID == id {
			return r.ID
		}
	}
	return id
}

func (m *Model) all() keymap.Action {
	return m.host.Keys.Bind("check.all", func() tea.Cmd { return m.run("") }).Unless(m.underWay)
}

func (m *Model) underWay() string {
	if m.busy {
		return "The check is under way; " + m.key("app.back") + " stops it."
	}
	return ""
}

// matrix opens the access matrix. The check goes along, so that nothing is asked twice.
func (m *Model) matrix() keymap.Action {
	return m.host.Keys.Bind("check.matrix", func() tea.Cmd {
		p := m.opts.Place.With(func(p *place.Place) { p.Kind = place.Access })
		return screen.Emit(screen.Go{Place: p, Seed: m.check})
	}).Unless(func() string {
		if why := m.underWay(); why != "" {
			return why
		}
		r, _, _ := m.rung(check.RungSetup)
		if !m.done || r.Verdict != check.OK && r.Verdict != check.Warning {
			return "Business Central does not answer to the app yet, so there is nothing to ask for rights."
		}
		return ""
	})
}

// pages are the other views of the same result.
func (m *Model) pages() []keymap.Action {
	k := m.host.Keys
	all := []keymap.Action{
		k.Bind("check.claims", m.showClaims).Unless(func() string {
			if m.result.Claims == nil {
				return "There is no token to look into."
			}
			return ""
		}),
		k.Bind("check.environments", func() tea.Cmd { m.page = environmentsPage; return nil }).Unless(func() string {
			if !m.done {
				return "Environments are known when the check has ended."
			}
			return ""
		}),
		k.Bind("check.save", m.save).Unless(func() string {
			if !m.done {
				return "There is a report when the check has ended."
			}
			return ""
		}),
	}
	switch m.page {
	case claimsPage:
		return all[1:]
	case environmentsPage:
		return []keymap.Action{all[0], all[2]}
	}
	return all
}

func (m *Model) sheetMoves() []keymap.Action {
	s := &m.sheet
	page := max(1, s.rows-1)
	return m.bindMoves(func(by int) { s.scroll(by) }, page, s.total)
}

func (m *Model) moves() []keymap.Action {
	return m.bindMoves(m.move, max(1, len(m.view.stops)/2), len(m.view.stops))
}

func (m *Model) bindMoves(by func(int), page, all int) []keymap.Action {
	k := m.host.Keys
	bind := func(id string, n int) keymap.Action {
		return k.Bind(id, func() tea.Cmd { by(n); return nil })
	}
	return []keymap.Action{
		bind("check.up", -1), bind("check.down", 1), bind("check.pageup", -page), bind("check.pagedown", page),
		bind("check.top", -all), bind("check.bottom", all),
	}
}

// move moves the cursor by some stops. A finding that is longer than the window is scrolled through first.
func (m *Model) move(by int) {
	v := &m.view
	at := m.stopIndex()
	if !m.moved && m.busy {
		m.moved = true
		m.cursor = m.latest()
		return
	}
	m.moved = true
	if at < 0 {
		m.cursor = m.best()
		return
	}
	if s := v.stops[at]; s.until-s.first > v.rows && (by == 1 || by == -1) {
		switch {
		case by > 0 && v.top+v.rows < s.until:
			v.top++
			return
		case by < 0 && v.top > s.first:
			v.top--
			return
		}
	}
	m.cursor = v.stops[max(0, min(at+by, len(v.stops)-1))].at
}

// stopIndex finds the stop under the cursor; −1 when it is not on show any more.
func (m *Model) stopIndex() int {
	for i, s := range m.view.stops {
		if s.at == m.cursor {
			return i
		}
	}
	for i, s := range m.view.stops { // its finding is gone: the rung is there
		if s.rung == m.cursor.rung && !s.end {
			return i
		}
	}
	return -1
}

// latest is the last rung that was begun.
func (m *Model) latest() at {
	last := at{rung: m.ladder[0].ID, finding: -1}
	for _, r := range m.rungs {
		if _, running := m.begun[r.ID]; running || r.Verdict != check.Pending {
			last.rung = r.ID
		}
	}
	return last
}

// mouse scrolls, and moves the cursor; a click on what it stands on opens that.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	switch {
	case m.choose.There():
		return m.choose.Update(msg, m.host.Now())
	case m.trouble.There():
		m.trouble.Update(msg)
		return nil
	case m.page == detailPage:
		m.detail.Update(msg)
		return nil
	case m.page == environmentsPage:
		m.list.Update(msg, m.host.Now())
		return nil
	}
	e := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		by := 0
		switch e.Button {
		case tea.MouseWheelUp:
			by = -1
		case tea.MouseWheelDown:
			by = 1
		}
		if m.page == claimsPage {
			m.sheet.scroll(3 * by)
		} else if by != 0 {
			m.move(by)
		}
	case tea.MouseClickMsg:
		if m.page == ladderPage && e.Button == tea.MouseLeft {
			return m.click(e.Y)
		}
	}
	return nil
}

func (m *Model) click(y int) tea.Cmd {
	v := &m.view
	line := v.top + y
	for _, s := range v.stops {
		inside := line >= s.first && line < s.until && y < v.rows
		if s.until == s.first { // the conclusion, below what scrolls
			inside = y >= v.rows
		}
		if !inside {
			continue
		}
		again := m.cursor == s.at && m.here(s.at)
		m.cursor, m.moved = s.at, true
		if again {
			return m.open()
		}
		return nil
	}
	return nil
}

// toCompanies is the next step when all is well.
func (m *Model) toCompanies() tea.Cmd {
	if m.opts.Then.Kind != "" {
		return screen.Emit(screen.Instead{Place: m.opts.Then})
	}
	p := m.opts.Place
	environment := p.Environment
	if environment == "" {
		environment = m.result.Subject.Environment
	}
	return screen.Emit(screen.Instead{Place: place.Place{Kind: place.Companies, Connection: p.Connection, Environment: environment, Route: p.Route}})
}
