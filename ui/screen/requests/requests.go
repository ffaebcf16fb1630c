// Package requests shows what was sent so far: method, address, status, time and request ID, never a token. It is what a
// consultant copies into a ticket.
package requests

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/bc"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget/list"
)

// Model is the screen.
type Model struct {
	host screen.Host
	all  func() ([]bc.Exchange, int)
	list list.Model
	rows []bc.Exchange
	sent int
}

var _ screen.Screen = (*Model)(nil)

// New makes the screen; all gives the exchanges, the latest first, and how many there were in all.
func New(host screen.Host, all func() ([]bc.Exchange, int)) *Model {
	l := list.New(
		list.Column{Title: "REQUEST", Weight: 1, Min: 20},
		list.Column{Title: "STATUS", Min: 6, Max: 24},
		list.Column{Title: "TIME", Align: format.Right, Tone: theme.Muted, Min: 8},
		list.Column{Title: "SIZE", Align: format.Right, Tone: theme.Muted, Min: 8, Drop: 2},
		list.Column{Title: "AT", Tone: theme.Muted, Min: 8, Drop: 3},
	)
	l.SetNoun("requests")
	l.KeepOrder(true)
	l.SetEmpty("Nothing was sent yet.", "")
	m := &Model{host: host, all: all, list: l}
	m.read()
	return m
}

type readAgain struct{}

// Init implements screen.Screen.
func (m *Model) Init() tea.Cmd { return m.host.After(time.Second, readAgain{}) }

func (m *Model) read() {
	m.rows, m.sent = m.all()
	items := make([]list.Item, len(m.rows))
	for i, e := range m.rows {
		status := list.Cell{Text: strconv.Itoa(e.Status), Tone: theme.Good}
		switch {
		case e.Err != "":
			status = list.Cell{Text: e.Err, Tone: theme.Bad}
		case e.Status >= 400:
			status.Tone = theme.Bad
		}
		if e.Attempt > 1 {
			status.Text += fmt.Sprintf(" (try %d)", e.Attempt)
		}
		items[i] = list.Item{
			ID:     strconv.Itoa(m.sent - i),
			Search: e.URL + " " + e.RequestID,
			Cells: []list.Cell{
				{Text: e.Method + " " + brief(e.URL)}, status,
				{Text: fmt.Sprintf("%d ms", e.Elapsed.Milliseconds())},
				{Text: m.size(e.Bytes)},
				{Text: e.Started.Format("15:04:05")},
			},
		}
	}
	m.list.SetItems(items)
}

// brief gives of an address what tells requests apart: what is asked of which API and company. Host, tenant and
// environment are the same in nearly all of them; the line below the list shows the whole.
func brief(url string) string {
	path, query, asked := strings.Cut(url, "?")
	if _, short, found := strings.Cut(path, "/api/"); found {
		path = short
	} else if _, short, found := strings.Cut(path, "://"); found {
		path = short
	}
	const guid, head = 36, 8
	for i := 0; i+guid <= len(path); i++ {
		if id := path[i : i+guid]; id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-' && !strings.ContainsAny(id, "/()") {
			path = path[:i+head] + format.Ellipsis + path[i+guid:]
		}
	}
	if asked {
		path += "?" + query
	}
	return path
}

// size gives a number of bytes in the unit that fits.
func (m *Model) size(n int64) string {
	tenths, unit := n/100, " kB"
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " B"
	case n >= 1_000_000:
		tenths, unit = n/100_000, " MB"
	}
	text := strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10)
	return string(m.host.Look.Format.AppendDecimal(nil, text, 1)) + unit
}

// Update implements screen.Screen.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(readAgain); ok {
		m.read()
		return m.host.After(time.Second, readAgain{})
	}
	if m.list.Update(msg, m.host.Now()) == list.Opened {
		return m.copy()
	}
	return nil
}

func (m *Model) current() (bc.Exchange, bool) {
	it, ok := m.list.Cursor()
	if !ok {
		return bc.Exchange{}, false
	}
	number, err := strconv.Atoi(it.ID)
	i := m.sent - number
	if err != nil || i < 0 || i >= len(m.rows) {
		return bc.Exchange{}, false
	}
	return m.rows[i], true
}

// copy gives the whole request as text.
func (m *Model) copy() tea.Cmd {
	e, ok := m.current()
	if !ok {
		return nil
	}
	lines := []string{
		e.Method + " " + e.URL,
		fmt.Sprintf("status %d · %d ms · %s · %s", e.Status, e.Elapsed.Milliseconds(), m.size(e.Bytes), e.Proto),
		"sent " + e.Started.UTC().Format(time.RFC3339),
	}
	if e.RequestID != "" {
		lines = append(lines, "request ID "+e.RequestID)
	}
	if e.Err != "" {
		lines = append(lines, e.Err)
	}
	return screen.Emit(screen.Copy{What: "request", Text: strings.Join(lines, "\n")})
}

// View implements screen.Screen.
func (m *Model) View(width, height int) screen.Body {
	b := m.list.View(m.host.Look.Widget(), width, height)
	return screen.Body{Content: b.Content, Cursor: b.Cursor}
}

// Actions implements screen.Screen.
func (m *Model) Actions() []keymap.Action {
	k := m.host.Keys
	actions := screen.ListActions(k, &m.list, m.copy)
	actions[0] = actions[0].Named("copy", "copy the request")
	return append(actions, k.Bind("list.copy", m.copy).Named("", "copy the request"))
}

// Place implements screen.Screen.
func (m *Model) Place() place.Place { return place.Place{Kind: place.Requests} }

// Crumb implements screen.Screen.
func (m *Model) Crumb() string { return "requests" }

// Status implements screen.Screen.
func (m *Model) Status() screen.Status {
	st := screen.Status{Count: m.list.Count(m.host.Look.Format, "request")}
	if e, ok := m.current(); ok {
		st.Left = e.URL
		if e.RequestID != "" {
			st.Right = "request ID " + e.RequestID
		}
	}
	return st
}

// Escape implements screen.Screen.
func (m *Model) Escape() (tea.Cmd, bool) { return nil, m.list.Escape() }

// Typing implements screen.Screen.
func (m *Model) Typing() bool { return m.list.Typing() }
