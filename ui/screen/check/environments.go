package check

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/check"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/list"
)

func environmentList() list.Model {
	l := list.New(
		list.Column{Title: "ENVIRONMENT", Min: 14, Max: 32, Weight: 1},
		list.Column{Title: "THE APP", Min: 24, Max: 52, Weight: 2},
		list.Column{Title: "TYPE", Min: 10, Max: 12, Tone: theme.Muted, Drop: 1},
		list.Column{Title: "STATUS", Min: 6, Max: 14, Tone: theme.Muted, Drop: 2},
		list.Column{Title: "COUNTRY", Min: 7, Max: 8, Tone: theme.Muted, Drop: 4},
		list.Column{Title: "VERSION", Min: 16, Max: 18, Tone: theme.Muted, Drop: 3},
		list.Column{Title: "NAMED BY", Min: 32, Max: 46, Tone: theme.Muted, Drop: 5},
	)
	l.SetNoun("environments")
	l.KeepOrder(true)
	l.SetEmpty("No environment is known.", "Neither a list nor a name that was typed gave one.")
	return l
}

func environmentItems(r check.Result) []list.Item {
	items := make([]list.Item, len(r.Environments))
	for i, e := range r.Environments {
		sign, tone := "·", theme.Muted
		switch e.App {
		case check.AppAnswers:
			sign, tone = "✓", theme.Good
		case check.AppRefused, check.AppNoSuchEnv:
			sign, tone = "✗", theme.Bad
		case check.AppNotAvailable:
			sign, tone = "!", theme.Warn
		default:
		}
		app := sign + " " + e.App.String()
		if e.App == check.AppAnswers && e.Companies >= 0 {
			app += fmt.Sprintf(", %d companies", e.Companies)
			if e.Companies == 1 {
				app = sign + " " + e.App.String() + ", 1 company"
			}
		} else if e.Text != "" && e.App != check.AppAnswers {
			app += ": " + e.Text
		}
		note := ""
		if e.Chosen {
			note = "checked"
		}
		items[i] = list.Item{ID: e.Name, Note: note, Cells: []list.Cell{
			{Text: e.Name}, {Text: app, Tone: tone}, {Text: e.Type}, {Text: e.Status}, {Text: e.Country}, {Text: e.Version}, {Text: strings.Join(e.From, ", ")},
		}}
	}
	return items
}

// environmentsView draws the list, and below it who was asked and why that was of no use.
func (m *Model) environmentsView(look widget.Look, width, height int) screen.Body {
	var below []string
	if len(m.result.Sources) > 0 {
		below = append(below, "", look.Line(width).Gap(1).Add(theme.Header, "WHO WAS ASKED").String())
	}
	name := 0
	for _, s := range m.result.Sources {
		name = max(name, look.Measure.Width(look.Fit(s.Source, 24)))
	}
	for _, s := range m.result.Sources {
		sign, tone := "✓", theme.Good
		if !s.OK {
			sign, tone = "○", theme.Muted
		}
		text := s.Text
		if text == "" && s.OK {
			text = plural(s.Count, "environment")
		}
		if s.Status != 0 && !s.OK && !strings.Contains(text, fmt.Sprint(s.Status)) {
			text += fmt.Sprintf(" (%d)", s.Status)
		}
		for i, l := range look.Wrap(text, max(8, width-name-6)) {
			b := look.Line(width)
			if i == 0 {
				b.Gap(1).Add(tone, sign).To(3).Add(theme.Text, look.Fit(s.Source, 24))
			}
			below = append(below, b.To(3+name+2).Add(theme.Muted, l).String())
		}
	}
	rows := max(3, height-len(below))
	if need := m.list.Len() + 2; need < rows {
		rows = need
	}
	b := m.list.View(look, width, rows)
	lines := strings.Split(b.Content, "\n")
	lines = append(lines, below...)
	if len(lines) > height {
		lines = lines[:height]
	}
	return screen.Body{Content: widget.Join(lines), Cursor: b.Cursor}
}

// checkThere begins a check of the environment under the cursor.
func (m *Model) checkThere() tea.Cmd {
	it, ok := m.list.Cursor()
	if !ok {
		return nil
	}
	if strings.EqualFold(it.ID, m.result.Subject.Environment) {
		m.page = ladderPage
		return nil
	}
	p := m.opts.Place
	return screen.Emit(screen.Go{Place: place.Place{Kind: place.Check, Connection: p.Connection, Environment: it.ID}})
}
