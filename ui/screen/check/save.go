package check

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/screen"
)

// save asks for the form of the report and writes it.
func (m *Model) save() tea.Cmd {
	m.choose.Open("Save the report", screen.ReportPromise, screen.ReportChoices(), func(id string) tea.Cmd {
		r := screen.Report{Result: m.result, Connection: m.opts.Place.Connection, Version: m.opts.Version, Now: m.host.Now()}
		return m.host.Do(func(context.Context) tea.Msg {
			path, err := r.Save(id, m.opts.Save)
			return saved{path: path, err: err}
		})
	})
	return nil
}

// saved tells where the report is.
type saved struct {
	path string
	err  error
}
