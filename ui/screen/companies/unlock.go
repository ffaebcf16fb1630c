package companies

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"bctui/auth"
	"bctui/keystore"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
)

// unlock asks for the passphrase of the encrypted file.
type unlock struct {
	field input.Model
	wrong bool
}

func newUnlock(wrong bool) *unlock { return &unlock{field: input.New(0, true), wrong: wrong} }

func isWrongPassphrase(err error) bool { return errors.Is(err, keystore.ErrWrongPassphrase) }

func (u *unlock) update(m *Model, msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		u.field.Insert(msg.Content)
	case tea.KeyPressMsg:
		if msg.String() != "enter" {
			u.field.Update(msg)
			return nil
		}
		if u.field.Value() == "" {
			return screen.Tell(screen.Note, "Type the passphrase first.")
		}
		m.opts.Unlock(auth.NewSecret(u.field.Value()))
		m.unlock = nil
		return m.again()
	}
	return nil
}

func (u *unlock) view(m *Model, width, height int) screen.Body {
	look := m.host.Look.Widget()
	lines := []string{
		"",
		look.Line(width).Gap(1).Add(theme.Title, "The file with the secrets needs its passphrase").String(),
	}
	for _, s := range look.Wrap("It was chosen when the secret of "+m.opts.Where.Connection+" was stored. It stays in memory until the program ends.", max(1, width-2)) {
		lines = append(lines, look.Line(width).Gap(1).Add(theme.Muted, s).String())
	}
	lines = append(lines, "")
	field, x := u.field.View(look, theme.Field, max(1, width-4), "")
	lines = append(lines, look.Line(width).Gap(1).Add(theme.Accent, "▌ ").Styled(field, look.Measure.Width(field)).String())
	at := len(lines) - 1
	if u.wrong {
		lines = append(lines, look.Line(width).Gap(1).Add(theme.Bad, "✗ ").Add(theme.Text, "That passphrase does not open the file. Try again.").String())
	}
	lines = append(lines, "", look.Line(width).Gap(1).Add(theme.Accent, "enter").Add(theme.Muted, " opens it").String())
	body := screen.Body{Content: widget.Join(lines[:min(len(lines), height)])}
	if at < height {
		body.Cursor = tea.NewCursor(x+3, at)
	}
	return body
}
