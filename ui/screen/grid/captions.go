package grid

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/captions"
	"bctui/bc/odata"
	"bctui/ui/format"
	"bctui/ui/screen"
)

// captioned brings the captions of the API.
type captioned struct {
	set *captions.Set
	err error
}

func (m *Model) language() int { return captions.Language(m.opts.Language) }

// toggleCaptions shows captions in place of names, or names again. They are asked for once, the first time.
func (m *Model) toggleCaptions() tea.Cmd {
	if m.captions != nil {
		m.opts.Captions.Want(false)
		m.caption(nil)
		return nil
	}
	m.opts.Captions.Want(true)
	if s, ok := m.opts.Captions.Known(m.session.Client, m.opts.Place.Route, m.language()); ok {
		return m.takeCaptions(captioned{set: s})
	}
	cache, client, route, language := m.opts.Captions, m.session.Client, m.opts.Place.Route, m.language()
	m.reading = true
	return m.host.Do(func(ctx context.Context) tea.Msg {
		s, err := cache.Read(ctx, client, route, language)
		return captioned{s, err}
	})
}

// takeCaptions shows captions that came.
func (m *Model) takeCaptions(c captioned) tea.Cmd {
	m.reading = false
	if c.err != nil {
		m.opts.Captions.Want(false)
		return screen.Tell(screen.Warning, "No captions: "+m.opts.Explain(c.err).Title+". The names stay.")
	}
	if !m.opts.Captions.Wanted() {
		return nil // turned off again before they came
	}
	if c.set.Len() == 0 {
		m.opts.Captions.Want(false)
		return screen.Tell(screen.Note, "This API has no captions: its entityDefinitions is empty.")
	}
	m.caption(c.set)
	if !slices.ContainsFunc(m.columns, m.hasCaption) {
		return screen.Tell(screen.Note, "entityDefinitions has no captions for "+format.Visible(m.opts.Place.Set)+": the names stay.")
	}
	return nil
}

// hasCaption tells whether a column or one of its options has a caption of its own.
func (m *Model) hasCaption(c column) bool {
	if c.property != nil && c.property.Enum != nil {
		for _, e := range c.property.Enum.Members {
			if m.captions.Member(c.property.Enum.Name, e.Name) != "" {
				return true
			}
		}
	}
	return m.captions.Field(m.opts.Place.Set, c.name) != ""
}

// caption draws all with captions; nil: with names.
func (m *Model) caption(s *captions.Set) {
	m.captions = s
	m.options()
	m.arrange()
	m.widget.Resample()
}

// options gives the columns of options what their values are called.
func (m *Model) options() {
	for i := range m.columns {
		c := &m.columns[i]
		c.options = nil
		if m.captions == nil || c.property == nil || c.property.Enum == nil {
			continue
		}
		c.options = map[string]string{}
		for _, e := range c.property.Enum.Members {
			if t := m.label(c.property, e); t != "" {
				c.options[e.Name] = format.Visible(t)
			}
		}
	}
}

// title is what the column is called in its head: its name, or its caption.
func (m *Model) title(name string) string {
	if t := m.captions.Field(m.opts.Place.Set, name); t != "" {
		return t
	}
	return name
}

// label is what a value of an option is called.
func (m *Model) label(p *odata.Property, e odata.EnumMember) string {
	if p != nil && p.Enum != nil {
		if t := m.captions.Member(p.Enum.Name, e.Name); t != "" {
			return t
		}
	}
	return e.Label
}
