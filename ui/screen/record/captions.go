package record

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/captions"
	"bctui/ui/keymap"
	"bctui/ui/screen"
)

// captioned brings the captions of the API.
type captioned struct {
	set *captions.Set
	err error
}

func (m *Model) captionsAction() keymap.Action {
	return m.host.Keys.Bind("grid.captions", m.toggleCaptions).Named("", "captions beside the names, or names alone")
}

// toggleCaptions shows captions beside the names, or names alone. They are asked for once, the first time.
func (m *Model) toggleCaptions() tea.Cmd {
	if m.captions != nil {
		m.opts.Captions.Want(false)
		m.captions = nil
		m.fill()
		return nil
	}
	m.opts.Captions.Want(true)
	return m.readCaptions()
}

// readCaptions brings the captions where they are wanted.
func (m *Model) readCaptions() tea.Cmd {
	cache, route, language := m.opts.Captions, m.opts.Place.Route, captions.Language(m.opts.Language)
	return m.host.Do(func(ctx context.Context) tea.Msg {
		s, err := m.opts.Open(ctx)
		if err != nil {
			return captioned{err: err}
		}
		set, err := cache.Read(ctx, s.Client, route, language)
		return captioned{set, err}
	})
}

func (m *Model) takeCaptions(c captioned) tea.Cmd {
	switch {
	case c.err != nil:
		m.opts.Captions.Want(false)
		return screen.Tell(screen.Warning, "No captions: "+m.opts.Explain(c.err).Title+". The names stay.")
	case !m.opts.Captions.Wanted():
		return nil // turned off again before they came
	case c.set.Len() == 0:
		m.opts.Captions.Want(false)
		return screen.Tell(screen.Note, "This API has no captions: its entityDefinitions is empty.")
	}
	m.captions = c.set
	m.fill()
	return nil
}

// title is what a field of the level on show is called: its name, with its caption before it where captions are shown.
func (m *Model) title(name string) string {
	set := ""
	if s := m.here.inner.set; s != nil {
		set = s.Name
	}
	if t := m.captions.Field(set, name); t != "" && t != name {
		return t + " · " + name
	}
	return name
}
