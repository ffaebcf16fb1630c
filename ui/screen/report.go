package screen

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/check"
	"bctui/bc/check/report"
)

// reportPromise is what is said below the choices.
const reportPromise = "No secret and no token is ever in it. Masked: the IDs and domains of tenant and app, and the name of the connection, are replaced wherever they stand."

// reportChoices are the forms that a report of a check can have.
func reportChoices() []Choice {
	return []Choice{
		{"md-masked", "Markdown, IDs masked", "a page for a ticket"},
		{"md", "Markdown, with IDs", "for the admin who fixes it"},
		{"json-masked", "JSON, IDs masked", "for scripts, shape " + report.SchemaVersion},
		{"json", "JSON, with IDs", "for scripts, shape " + report.SchemaVersion},
	}
}

// Report is a result to be saved.
type Report struct {
	Result     check.Result
	Connection string
	Version    string // of the program
	Now        time.Time
}

// Save writes the report in one of the forms of reportChoices, and gives the path of the file.
func (r Report) Save(form string, save func(name string, data []byte) (string, error)) (string, error) {
	if save == nil {
		return "", errors.New("there is no place to save to")
	}
	kind, masked := strings.CutSuffix(form, "-masked")
	name := "bctui-check-"
	if !masked { // the name of a connection tells the tenant's
		name += fileWord(r.Connection)
	}
	name += r.Now.Format("20060102-150405") + "." + kind
	doc := report.New(r.Result, report.Options{Version: r.Version, Mask: masked})
	if kind != "json" {
		return save(name, []byte(doc.Markdown()))
	}
	data, err := doc.JSON()
	if err != nil {
		return "", err
	}
	return save(name, data)
}

// Saved tells where a report is.
type Saved struct {
	path string
	err  error
}

// Said is the note about it.
func (s Saved) Said() tea.Cmd {
	if s.err != nil {
		return Tell(Failure, "The report could not be saved: "+s.err.Error())
	}
	return Tell(Success, "Report saved: "+s.path)
}

// AskReport asks for the form of a report and saves it. The screen is sent a Saved.
func (c *Choose) AskReport(title string, host Host, made func() Report, save func(name string, data []byte) (string, error)) {
	c.Open(title, reportPromise, reportChoices(), func(form string) tea.Cmd {
		r := made()
		return host.Do(func(context.Context) tea.Msg {
			path, err := r.Save(form, save)
			return Saved{path, err}
		})
	})
}

// fileWord makes a connection's name fit for a file's.
func fileWord(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '-'
	}, s)
	if s = strings.Trim(s, "-."); s == "" {
		return ""
	}
	return s[:min(len(s), 40)] + "-"
}
