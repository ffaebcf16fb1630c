package setup

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"bctui/auth"
	"bctui/keystore"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/form"
	"bctui/ui/widget/list"
)

// keyringMsg tells how the keyring is.
type keyringMsg struct {
	serial int
	status keystore.Status
}

// savedMsg ends saving.
type savedMsg struct {
	serial int
	saved  keystore.Connection
	err    error
}

// The choices of where the secret goes.
const (
	forSession = "session"
	inFile     = "file"
	again      = "again"
)

// whereTo asks the keyring how it is; only when it can't take the secret the user is asked.
func (s *Screen) whereTo() tea.Cmd {
	if s.opts.Replace && s.opts.Draft.SecretIn == keystore.InFile {
		return s.intoFile() // it stays where its user put it
	}
	if s.opts.Replace && s.opts.Draft.SecretIn == keystore.InSession {
		return s.save(keystore.InSession, auth.Secret{}) // likewise
	}
	if place, ok := s.stored(); ok {
		return s.save(place, auth.Secret{}) // it is there already
	}
	ctx, serial := s.begin(probing)
	return tea.Batch(
		s.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
			return keyringMsg{serial: serial, status: s.conn.Keyring(ctx)}
		}),
		s.host.After(hint, waitMsg{serial}),
	)
}

func (s *Screen) probed(st keystore.Status) tea.Cmd {
	if st.State == keystore.Available {
		s.status = st
		return s.save(keystore.InKeyring, auth.Secret{})
	}
	s.ask(st)
	return nil
}

// ask shows why the keyring can't have the secret, and the other places for it.
func (s *Screen) ask(st keystore.Status) {
	s.stop()
	s.phase, s.status = choosing, st
	s.choices = list.New(list.Column{}, list.Column{Tone: theme.Muted, Min: 30})
	items := []list.Item{
		{ID: forSession, Cells: list.Cells("Keep it for this session only", "asked for again at the next start")},
		{ID: inFile, Cells: list.Cells("A file encrypted with a passphrase", "asked for its passphrase at every start")},
	}
	if st.State == keystore.Locked {
		unlock := list.Item{ID: again, Cells: list.Cells("Unlock the keyring and keep it there", "its own window asks for the password")}
		items = append([]list.Item{unlock}, items...)
	} else {
		items = append(items, list.Item{ID: again, Cells: list.Cells("Try the keyring again", "after starting or allowing it")})
	}
	s.choices.SetItems(items)
}

// chosen does what the cursor stands on.
func (s *Screen) chosen() tea.Cmd {
	it, _ := s.choices.Cursor()
	switch it.ID {
	case forSession:
		return s.save(keystore.InSession, auth.Secret{})
	case inFile:
		return s.intoFile()
	case again:
		if s.status.State == keystore.Locked {
			// Asking how it is never opens the keyring's window; storing does.
			return s.save(keystore.InKeyring, auth.Secret{})
		}
		return s.whereTo()
	}
	return nil
}

// intoFile puts the secret into the encrypted file. A file that is there may be open already in this run: only when it
// is not, its passphrase is asked for.
func (s *Screen) intoFile() tea.Cmd {
	if s.conn.HasFile() {
		return s.save(keystore.InFile, auth.Secret{})
	}
	s.askPassphrase()
	return nil
}

// The passphrase fields.
const (
	first  = "first"
	second = "second"
)

// shortest is the least number of characters of a new passphrase. The file is only as safe as its passphrase, and an
// attacker who has the file can try many.
const shortest = 8

func (s *Screen) askPassphrase() {
	s.stop()
	s.phase = passphrase
	if s.conn.HasFile() {
		s.secret2 = form.New(form.Field{ID: first, Label: "Passphrase of the encrypted file", Secret: true})
		return
	}
	s.secret2 = form.New(
		form.Field{ID: first, Label: "New passphrase", Secret: true, Check: func(v string) []form.Verdict {
			if n := len([]rune(v)); n > 0 && n < shortest {
				return []form.Verdict{{Level: widget.Failure, Text: "8 characters or more; several words are best", Partial: true}}
			}
			return nil
		}},
		form.Field{ID: second, Label: "The same once more", Secret: true, Check: func(v string) []form.Verdict {
			switch {
			case v == "":
				return nil
			case v == s.secret2.Value(first):
				return []form.Verdict{{Level: widget.Success, Text: "the same"}}
			}
			return []form.Verdict{{Level: widget.Failure, Text: "not the same as above", Partial: true}}
		}},
	)
}

// otherPassphrase moves between the two fields.
func (s *Screen) otherPassphrase() {
	if s.secret2.Focused() == first {
		s.secret2.Focus(second)
	} else {
		s.secret2.Focus(first)
	}
	s.secret2.Recheck()
}

func (s *Screen) takePassphrase() tea.Cmd {
	f := &s.secret2
	here := f.Focused()
	f.Recheck()
	f.Insist(here)
	if f.Value(here) == "" {
		f.Say(here, form.Verdict{Level: widget.Failure, Text: "type the passphrase"})
		return nil
	}
	if f.Worst(here) == widget.Failure {
		return nil
	}
	if !s.conn.HasFile() {
		switch {
		case here == first:
			f.Focus(second)
			return nil
		case f.Worst(first) == widget.Failure || f.Value(first) == "":
			f.Focus(first)
			return nil
		}
	}
	return s.save(keystore.InFile, auth.NewSecret(f.Value(first)))
}

// save stores the secret and the connection.
func (s *Screen) save(where keystore.Place, pass auth.Secret) tea.Cmd {
	s.where, s.pass = where, pass
	ctx, serial := s.begin(saving)
	d := s.draft()
	return tea.Batch(
		s.host.DoWith(ctx, func(ctx context.Context) tea.Msg {
			if s.opts.Replace {
				err := s.conn.ReplaceSecret(ctx, d.Name, d.Secret, where, pass, d.SecretExpires, func(session.Step) {})
				return savedMsg{serial: serial, saved: d.Connection, err: err}
			}
			c, err := s.conn.Save(ctx, d, where, pass)
			return savedMsg{serial: serial, saved: c, err: err}
		}),
		s.host.After(hint, waitMsg{serial}),
	)
}

// saved goes on to the companies, or says why the secret could not be stored and asks for another place.
func (s *Screen) saved(msg savedMsg) tea.Cmd {
	s.stop()
	var vault *keystore.Error
	var invalid *keystore.InvalidError
	switch {
	case msg.err == nil:
		return s.done(msg.saved)
	case errors.Is(msg.err, session.ErrPassphrase):
		s.askPassphrase()
	case errors.Is(msg.err, keystore.ErrWrongPassphrase):
		s.phase = passphrase
		s.secret2.Set(first, "", "")
		s.secret2.Say(first, form.Verdict{Level: widget.Failure, Text: "This passphrase does not open the file. Try again; Esc chooses another place."})
	case errors.As(msg.err, &vault):
		s.ask(keystore.Status{State: vault.State, Backend: s.status.Backend, Text: vault.Text, Hint: vault.Hint})
	case errors.As(msg.err, &invalid):
		s.phase = editing
		field := map[string]string{"Tenant": Tenant, "ClientID": ClientID, "Authority": Authority, "API": API, "Scope": Scope}[invalid.Field]
		if field == "" {
			field = Name
		}
		s.wrong = field
		s.panel.SetContent(s.opts.Explain(msg.err))
		s.backToField()
		s.form.Say(field, form.Verdict{Level: widget.Failure, Text: invalid.Text})
	default:
		s.phase = unsaved
		s.panel.SetContent(s.opts.Explain(msg.err))
	}
	return nil
}

// done leaves the setup.
func (s *Screen) done(c keystore.Connection) tea.Cmd {
	if s.opts.Keep != nil && !s.opts.Replace {
		s.opts.Keep(session.Draft{})
	}
	kept := "The secret is kept in " + placeWord(s.where) + "."
	if s.where == keystore.InKeyring && s.status.Backend != "" {
		kept = "The secret is kept in the keyring (" + s.status.Backend + ")."
	}
	if s.opts.Replace {
		say := screen.Tell(screen.Success, "The new secret works. "+kept)
		if s.opts.Next.Kind != "" {
			return tea.Batch(screen.Emit(screen.Instead{Place: s.opts.Next}), say)
		}
		return tea.Batch(screen.Emit(screen.Back{}), say)
	}
	return tea.Batch(screen.Emit(screen.Instead{Place: checked(c)}), screen.Tell(screen.Success, "Connected. "+kept))
}

// withoutSaving goes on when nothing could be saved: a folder that can't be written must not keep anyone from their data.
func (s *Screen) withoutSaving() tea.Cmd {
	if s.opts.Replace {
		return screen.Emit(screen.Back{})
	}
	d := s.draft()
	if d.Name == "" {
		d.Name = s.conn.Suggest(d)
	}
	d.Name = s.conn.UseOnce(d)
	return screen.Emit(screen.Instead{Place: checked(d.Connection)})
}

// checked is where a new connection goes: to the check, which goes on to the companies by itself when all is well.
func checked(c keystore.Connection) place.Place {
	return place.Place{Kind: place.Check, Then: place.Companies, Connection: c.Name, Environment: c.Environment,
		CompanyID: c.CompanyID, CompanyName: c.CompanyName}
}
