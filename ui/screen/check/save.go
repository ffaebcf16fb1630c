package check

import (
	tea "charm.land/bubbletea/v2"

	"bctui/ui/screen"
)

// save asks for the form of the report and writes it.
func (m *Model) save() tea.Cmd {
	m.choose.AskReport("Save the report", m.host, func() screen.Report {
		return screen.Report{Result: m.result, Connection: m.opts.Place.Connection, Version: m.opts.Version, Now: m.host.Now()}
	}, m.opts.Save)
	return nil
}
