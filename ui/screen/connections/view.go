package connections

import (
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/keystore"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/list"
)

// show puts the connections into the list.
func (s *Screen) show(msg loadedMsg) {
	s.loaded = true
	s.all, s.shared = map[string]keystore.Connection{}, msg.shared
	items := make([]list.Item, 0, len(msg.connections))
	now := s.host.Now()
	for _, c := range msg.connections {
		s.all[c.Name] = c
		expires, tone := expiry(c, now)
		used := ago(c.LastUsed, now)
		if c.Name == s.opts.Current {
			used = "open now"
		}
		items = append(items, list.Item{ID: c.Name, Search: c.ClientID + " " + c.TenantID, Cells: []list.Cell{
			{Text: c.Name}, {Text: c.Environment}, {Text: c.Tenant}, {Text: kept(c.SecretIn)}, {Text: expires, Tone: tone}, {Text: used},
		}})
	}
	s.list.SetItems(items)
	if msg.then != "" {
		s.list.Select(msg.then)
	}
}

func kept(p keystore.Place) string {
	switch p {
	case keystore.InKeyring:
		return "keyring"
	case keystore.InFile:
		return "file"
	case keystore.InSession:
		return "not kept"
	}
	return "missing"
}

// Days before the end of a secret from which it is said, and from which it is said louder.
const (
	soon   = 30
	urgent = 7
)

// expiry says when a secret ends: with a sign and a tone when that is soon.
func expiry(c keystore.Connection, now time.Time) (string, theme.Tone) {
	days, known := c.ExpiresIn(now)
	switch {
	case !known:
		return "", theme.Muted
	case days < 0:
		return "✗ expired", theme.Bad
	case days == 0:
		return "✗ today", theme.Bad
	case days == 1:
		return "✗ tomorrow", theme.Bad
	case days <= urgent:
		return "✗ in " + strconv.Itoa(days) + " days", theme.Bad
	case days <= soon:
		return "! in " + strconv.Itoa(days) + " days", theme.Warn
	}
	return c.SecretExpires.String(), theme.Muted
}

func ago(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	switch d := now.Sub(t); {
	case d < 2*time.Minute:
		return "just now"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " minutes ago"
	case d < 2*time.Hour:
		return "an hour ago"
	case d < 24*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " hours ago"
	case d < 48*time.Hour:
		return "yesterday"
	case d < 60*24*time.Hour:
		return strconv.Itoa(int(d.Hours()/24)) + " days ago"
	}
	return t.Format(time.DateOnly)
}

const left = 2

// View implements screen.Screen.
func (s *Screen) View(width, height int) screen.Body {
	if width <= 0 || height <= 0 {
		return screen.Body{}
	}
	look := s.host.Look.Widget()
	if s.mode == reading {
		return s.readingView(look, width, height)
	}
	var head []string
	if height > 8 {
		head = append(head, "")
	}
	for _, w := range s.opts.Warnings {
		head = append(head, lines(look, width, theme.Warn, "! ", theme.Text, w)...)
	}
	if len(s.opts.Warnings) > 0 {
		head = append(head, "")
	}
	if s.loaded && s.list.Len() == 0 {
		return s.emptyView(look, head, width, height)
	}
	foot, cursor := s.foot(look, width, height)
	if room := height - len(foot); len(head) > room-3 {
		head = head[:max(0, room-3)]
	}
	room := max(1, height-len(head)-len(foot))
	foot = foot[:min(len(foot), height-min(height, len(head)+1))]
	inner := max(1, width-2)
	body := s.list.View(look, inner, room)
	s.listTop = len(head)
	rows := strings.Split(body.Content, "\n")
	for i, r := range rows {
		rows[i] = strings.Repeat(" ", min(1, width-1)) + r
	}
	out := screen.Body{}
	if body.Cursor != nil {
		out.Cursor = tea.NewCursor(min(width-1, body.Cursor.X+1), len(head)+body.Cursor.Y)
	}
	if cursor != nil {
		out.Cursor = tea.NewCursor(cursor.X, min(height-1, len(head)+len(rows)+cursor.Y))
	}
	all := append(append(head, rows...), foot...)
	out.Content = strings.Join(all[:min(len(all), height)], "\n")
	return out
}

// lines wraps a text behind a sign.
func lines(look widget.Look, width int, markTone theme.Tone, mark string, tone theme.Tone, text string) []string {
	indent := look.Measure.Width(mark)
	var out []string
	for i, l := range look.Wrap(text, max(1, width-left-indent-1)) {
		b := look.Line(width).Gap(left)
		if i == 0 {
			b.Add(markTone, mark)
		} else {
			b.Gap(indent)
		}
		out = append(out, b.Add(tone, l).String())
	}
	return out
}

func (s *Screen) emptyView(look widget.Look, head []string, width, height int) screen.Body {
	key := func(id string) string { return s.host.Keys.Def(id).KeyLabel() }
	out := head
	out = append(out, lines(look, width, theme.Text, "", theme.Title, "There are no connections yet.")...)
	out = append(out, lines(look, width, theme.Text, "", theme.Muted,
		key("manage.new")+" sets one up; "+key("manage.demo")+" opens the demo tenant, which needs nothing.")...)
	return screen.Body{Content: strings.Join(out[:min(len(out), height)], "\n")}
}

// foot is what stands below the list: a question, a field, or what there is to know of the connection at hand.
func (s *Screen) foot(look widget.Look, width, height int) ([]string, *tea.Cursor) {
	c, ok := s.here()
	switch {
	case s.mode == renaming, s.mode == forgetting:
		return s.fieldFoot(look, width)
	case !ok:
		return nil, nil
	case s.mode == removing:
		return s.removeFoot(look, width, c), nil
	case height < 9:
		return nil, nil
	}
	most := max(2, min(height/2, height-4-min(s.list.Len(), 5)))
	out := []string{""}
	pair := func(label, value string) {
		if value == "" || len(out) >= most {
			return
		}
		const column = left + 13
		texts := look.Wrap(value, max(1, width-column-1))
		if room := most - len(out); len(texts) > room {
			texts = texts[:room]
			texts[room-1] = look.Measure.Truncate(texts[room-1], max(1, width-column-3)) + " …"
		}
		for i, l := range texts {
			b := look.Line(width).Gap(left)
			if i == 0 {
				b.Add(theme.Muted, label)
			}
			out = append(out, b.To(column).Add(theme.Text, l).String())
		}
	}
	pair("Secret", s.secretLine(c))
	pair("Tenant", c.Tenant)
	pair("Client ID", c.ClientID)
	pair("Company", c.CompanyName)
	pair("Authority", c.Authority)
	pair("API host", c.API)
	return out, nil
}

// secretLine says where the secret is, until when, and who else uses it.
func (s *Screen) secretLine(c keystore.Connection) string {
	var parts []string
	switch c.SecretIn {
	case keystore.InKeyring:
		parts = append(parts, "in the keyring of this system")
	case keystore.InFile:
		parts = append(parts, "in the encrypted file")
	case keystore.InSession:
		parts = append(parts, "not kept: asked for at every start")
	default:
		parts = append(parts, "missing: "+s.host.Keys.Def("manage.secret").KeyLabel()+" enters it")
	}
	if days, known := c.ExpiresIn(s.host.Now()); known {
		switch {
		case days < 0:
			parts = append(parts, "expired on "+c.SecretExpires.String())
		default:
			parts = append(parts, "expires on "+c.SecretExpires.String())
		}
	}
	if others := s.shared[c.Name]; len(others) > 0 {
		parts = append(parts, "shared with "+strings.Join(others, ", "))
	}
	return strings.Join(parts, ", ")
}

func (s *Screen) removeFoot(look widget.Look, width int, c keystore.Connection) []string {
	out := append([]string{""}, lines(look, width, theme.Warn, "! ", theme.Strong, "Remove “"+c.Name+"”?")...)
	text := "Its secret is removed, too."
	if others := s.shared[c.Name]; len(others) > 0 {
		text = "Its secret stays: " + strings.Join(others, ", ") + verb(len(others)) + "it."
	} else if c.SecretIn == keystore.InSession || c.SecretIn == keystore.Nowhere {
		text = "No secret is kept for it."
	}
	out = append(out, lines(look, width, theme.Text, "  ", theme.Muted, text)...)
	b := look.Line(width).Gap(left+2).Add(theme.Accent, s.host.Keys.Def("manage.yes").KeyLabel()).Add(theme.Muted, " removes it   ").
		Add(theme.Accent, "Esc").Add(theme.Muted, " keeps it")
	return append(out, b.String())
}

func verb(n int) string {
	if n == 1 {
		return " uses "
	}
	return " use "
}

func (s *Screen) fieldFoot(look widget.Look, width int) ([]string, *tea.Cursor) {
	out := []string{""}
	if s.mode == forgetting {
		n := len(s.all)
		what := strconv.Itoa(n) + " connections and their secrets"
		if n == 1 {
			what = "the connection and its secret"
		}
		out = append(out, lines(look, width, theme.Warn, "! ", theme.Strong,
			"This removes "+what+" from this computer. There is no way back.")...)
	}
	field, c := s.form.Lines(look, name, max(1, width-2))
	for i, l := range field {
		field[i] = strings.Repeat(" ", min(1, width-1)) + l
	}
	if c != nil {
		c.X = min(width-1, c.X+1)
		c.Y += len(out)
	}
	return append(out, field...), c
}

func (s *Screen) readingView(look widget.Look, width, height int) screen.Body {
	s.Actions() // tells the panel its keys
	inner := strings.Split(s.panel.View(look, max(1, width-1), max(1, height-1)), "\n")
	out := append([]string{""}, inner...)
	return screen.Body{Content: strings.Join(out[:min(len(out), height)], "\n")}
}
