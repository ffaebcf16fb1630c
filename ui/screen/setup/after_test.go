package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"bctui/auth"
	"bctui/bc"
	"bctui/keystore"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
)

func newSecret(s string) auth.Secret { return auth.NewSecret(s) }

func TestAFailureShowsTheFindingAndLeadsBackToTheWrongValue(t *testing.T) {
	f := &fake{try: func(context.Context, session.Draft) error {
		return &auth.Error{AADSTS: 7000215, Status: 401, Text: "AADSTS7000215"}
	}}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(failed)
	st.sees("✗ Token", "It is so.", "Enter goes back to the secret; r tries again. What you typed is kept.")
	st.press("V").sees(`"error": "x"`)
	st.press("enter").sees("step 3 of 4", "•••••")
	if st.s.draft().Secret.Reveal() != aSecret {
		t.Error("the secret that was typed is gone")
	}
	f.try = nil
	f.status = keystore.Status{State: keystore.Available}
	st.press("enter", "enter").instead() // the same values again: what a server said must not block them
}

func TestTryAgainAfterAFailure(t *testing.T) {
	tries := 0
	f := &fake{status: keystore.Status{State: keystore.Available}}
	f.try = func(context.Context, session.Draft) error {
		if tries++; tries == 1 {
			return errWrong
		}
		return nil
	}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(failed).press("r").instead()
}

func TestWhichFieldAnErrorIsAbout(t *testing.T) {
	custom := session.Draft{Connection: keystore.Connection{API: "https://bc.example.com:7048/x", Authority: "https://login.example.com"}}
	for _, c := range []struct {
		err  error
		d    session.Draft
		want string
	}{
		{&auth.Error{AADSTS: 7000215}, session.Draft{}, Secret},
		{&auth.Error{AADSTS: 7000222}, session.Draft{}, Secret},
		{&auth.Error{AADSTS: 700016}, session.Draft{}, ClientID},
		{&auth.Error{AADSTS: 90002}, session.Draft{}, Tenant},
		{&auth.Error{AADSTS: 1002012}, session.Draft{}, Scope},
		{&auth.InputError{Field: "authority"}, session.Draft{}, Authority},
		{&auth.InputError{Field: "tenant"}, session.Draft{}, Tenant},
		{&auth.NetworkError{Host: "login.microsoftonline.com"}, session.Draft{}, ""},
		{&auth.NetworkError{Host: "bc.example.com:7048"}, custom, API},
		{&auth.NetworkError{Host: "login.example.com"}, custom, Authority},
		{fmt.Errorf("first: %w", &bc.Error{Kind: bc.NoEnvironment}), session.Draft{}, Environment},
		{&bc.Error{Kind: bc.NotSetUp}, session.Draft{}, ""},
		{&bc.Error{Kind: bc.NoRoute}, custom, API},
		{&bc.InputError{Field: "API URL"}, custom, API},
		{errors.New("anything"), session.Draft{}, ""},
	} {
		if got := wrongField(c.err, c.d); got != c.want {
			t.Errorf("%v: %s, want %s", c.err, got, c.want)
		}
	}
}

func TestEscCancelsTheTryAndItsLateAnswerIsDropped(t *testing.T) {
	cancelled := make(chan struct{})
	f := &fake{try: func(ctx context.Context, _ session.Draft) error {
		<-ctx.Done()
		close(cancelled)
		return ctx.Err()
	}}
	st := begin(t, f, Options{})
	st.three().press("enter").sees("Trying the connection", "✓ Environment Production", "Token")
	st.Until("the start", func() bool { f.mu.Lock(); defer f.mu.Unlock(); return len(f.tried) > 0 })
	running := st.s.serial
	st.press("esc").sees("Cancelled. Nothing was saved.", "step 4 of 4")
	<-cancelled
	st.Take(screen.To{ID: 7, Msg: triedMsg{serial: running, err: errWrong}})
	st.Take(screen.To{ID: 7, Msg: stepMsg{serial: running, step: session.Step{Name: "Late"}}})
	if st.s.phase != editing {
		t.Error("the late answer changed the screen")
	}
}

func TestWithoutAKeyringTheUserIsAskedAndToldWhy(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Absent, Text: "No keyring service runs here.", Hint: "Start gnome-keyring."}}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(choosing)
	st.sees("Where shall the secret be kept?", "! No keyring service runs here.", "Start gnome-keyring.",
		"Keep it for this session only", "A file encrypted with a passphrase", "Try the keyring again")
	if len(f.saved) > 0 {
		t.Fatal("something was saved without asking")
	}
	st.press("enter").instead()
	if f.places[0] != keystore.InSession {
		t.Errorf("kept in %v", f.places[0])
	}
	if !said(st, "this session only") {
		t.Error("nobody says so")
	}
}

func TestALockedKeyringIsUnlockedByStoring(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Locked, Text: "The keyring is locked."}}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(choosing).sees("! The keyring is locked.", "▌Unlock the keyring and keep it there").press("enter").instead()
	if f.places[0] != keystore.InKeyring {
		t.Errorf("kept in %v", f.places[0])
	}
}

func TestAPassphraseIsAskedTwiceAndChecked(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Broken, Text: "The keyring failed."}}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(choosing).press("down", "enter").sees("A passphrase for the encrypted file")
	st.press("enter").sees("✗ type the passphrase")
	st.write("short").press("enter").sees("✗ 8 characters or more")
	st.write("er but long").press("enter").write("something else").press("enter").sees("✗ not the same as above")
	st.press("ctrl+u").write("shorter but long").sees("✓ the same").seesNot("shorter").press("enter").instead()
	if f.places[0] != keystore.InFile || f.pass[0] != "shorter but long" {
		t.Errorf("kept in %v", f.places[0])
	}
}

func TestAnExistingFileAsksItsPassphraseOnce(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Absent, Text: "None."}, file: true}
	f.save = func(_ session.Draft, _ keystore.Place, pass auth.Secret) error {
		if pass.IsZero() {
			return fmt.Errorf("not stored: %w", session.ErrPassphrase)
		}
		if pass.Reveal() != "right" {
			return &keystore.Error{State: keystore.Denied, Text: "The passphrase is wrong.", Err: keystore.ErrWrongPassphrase}
		}
		return nil
	}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(choosing).press("down", "enter").phase(passphrase).seesNot("once more")
	st.write("wrong").press("enter")
	st.Until("the refusal", func() bool { return st.s.phase == passphrase })
	st.sees("does not open the file").write("right").press("enter").instead()
}

func TestAFileThatIsOpenAsksNothing(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Absent, Text: "None."}, file: true}
	begin(t, f, Options{}).three().press("enter").phase(choosing).press("down", "enter").instead()
	if f.places[0] != keystore.InFile || f.pass[0] != "" {
		t.Errorf("kept in %v", f.places[0])
	}
}

func TestEscInTheQuestionsGoesBackOneByOne(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Absent, Text: "None."}}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(choosing).press("down", "enter").write("abc").press("esc").sees("Where shall the secret be kept?")
	st.press("esc").sees("step 4 of 4", "The connection works and is not saved yet.")
}

func TestAKeyringThatHangsIsExplainedAndCanBeLeft(t *testing.T) {
	release := make(chan struct{})
	f := &fake{keyring: func(ctx context.Context) {
		select {
		case <-ctx.Done():
		case <-release:
		}
	}}
	defer close(release)
	st := begin(t, f, Options{})
	st.three().press("enter").phase(probing)
	st.seesNot("has not answered")
	st.Take(screen.To{ID: 7, Msg: waitMsg{serial: st.s.serial}}) // a second later
	st.sees("The keyring has not answered yet.", "perhaps behind this one", "Esc stops waiting")
	st.press("esc").sees("Where shall the secret be kept?", "the keyring was not waited for").press("enter").instead()
}

func TestAVaultThatRefusesLeadsToTheQuestion(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Available}}
	f.save = func(_ session.Draft, where keystore.Place, _ auth.Secret) error {
		if where == keystore.InKeyring {
			return &keystore.Error{State: keystore.TooLarge, Text: "The secret is too large for the Credential Manager."}
		}
		return nil
	}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(choosing).sees("too large for the Credential Manager").press("enter").instead()
}

func TestAFolderThatCannotBeWrittenKeepsNobodyFromTheirData(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Available}}
	f.save = func(session.Draft, keystore.Place, auth.Secret) error {
		return &keystore.FolderError{Op: "write", Text: "The folder is read-only."}
	}
	st := begin(t, f, Options{})
	st.three().press("enter").phase(unsaved).sees("The folder is read-only.", "goes on for this run without saving")
	st.press("enter")
	if to := st.instead(); to.Place.Connection != "contoso-production" || len(f.once) != 1 {
		t.Errorf("goes to %+v", to.Place)
	}
}

func TestANameThatTheBookRefusesIsCorrectedInItsField(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Available}}
	f.save = func(d session.Draft, _ keystore.Place, _ auth.Secret) error {
		if d.Name == "mine" {
			return &keystore.InvalidError{Field: "Name", Text: "Another program has just taken this name."}
		}
		return nil
	}
	st := begin(t, f, Options{})
	st.three().press("tab").write("mine").press("enter")
	st.Until("the refusal", func() bool { return st.s.phase == editing && len(f.tried) > 0 })
	st.sees("Another program has just taken this name.").write("2").press("enter").instead()
}

func saved() keystore.Connection {
	return keystore.Connection{Name: "contoso", Tenant: tenantID, ClientID: clientID, Environment: "Production", SecretIn: keystore.InKeyring}
}

func TestReplacingASecretAsksForNothingElse(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Available, Backend: "Keychain"}, shared: []string{"fabrikam-test"}}
	st := begin(t, f, Options{Draft: session.Draft{Connection: saved()}, Replace: true})
	st.sees("A new secret for “contoso”", "the old one stays until the new one has worked", "fabrikam-test").seesNot("Tenant ", "step 1", "Advanced")
	st.paste(aSecret).press("enter")
	st.Until("the end", func() bool {
		for _, m := range st.Sent {
			if _, ok := m.(screen.Back); ok {
				return true
			}
		}
		return false
	})
	if len(f.replaced) != 1 || f.replaced[0] != "contoso "+aSecret || f.places[0] != keystore.InKeyring || len(f.saved) > 0 {
		t.Errorf("replaced %d, saved %d", len(f.replaced), len(f.saved))
	}
	if d := f.tried[0]; d.Tenant != tenantID || d.Environment != "Production" {
		t.Errorf("tried with %+v", d.Connection)
	}
	said(st, "The new secret works.")
}

func TestANewSecretThatDoesNotWorkReplacesNothing(t *testing.T) {
	f := &fake{try: func(context.Context, session.Draft) error { return errWrong }}
	st := begin(t, f, Options{Draft: session.Draft{Connection: saved()}, Replace: true})
	st.paste(aSecret).press("enter").phase(failed).sees("Enter goes back to the secret")
	st.press("enter").sees("•••••").press("esc")
	if !st.Left || len(f.replaced) > 0 {
		t.Errorf("left %v, replaced %d", st.Left, len(f.replaced))
	}
}

func TestAMissingSecretSaysWhyAndGoesOn(t *testing.T) {
	f := &fake{file: true, locked: true}
	c := saved()
	c.SecretIn = keystore.InFile
	st := begin(t, f, Options{Draft: session.Draft{Connection: c}, Replace: true, Reason: "No secret is stored for this connection.",
		Next: place.Place{Kind: place.Companies, Connection: "contoso"}})
	st.sees("No secret is stored for this connection.").paste(aSecret).press("enter").phase(passphrase)
	st.sees("The passphrase of the encrypted file").write("right").press("enter")
	if to := st.instead(); to.Place.Connection != "contoso" || f.places[0] != keystore.InFile {
		t.Errorf("goes to %+v", to.Place)
	}
}

func TestNoSecretIsEverOnScreenAndNothingBreaksAtAnySize(t *testing.T) {
	const pass = "correct horse battery"
	f := &fake{status: keystore.Status{State: keystore.Absent, Text: "No keyring \x1b[31mruns\x1b[m here.", Hint: "Start one."}}
	f.try = func(context.Context, session.Draft) error { return errors.New("wrong \x1b]52;c;aGk=\x07 value") }
	st := begin(t, f, Options{})
	check := func(name string) {
		t.Helper()
		for _, w := range []int{1, 2, 3, 5, 8, 13, 20, 33, 40, 61, 80, 120, 200} {
			for _, h := range []int{1, 2, 3, 4, 5, 7, 9, 12, 21, 37} {
				body := st.s.View(w, h)
				lines := strings.Split(body.Content, "\n")
				if len(lines) > h {
					t.Fatalf("%s %d×%d: %d lines", name, w, h, len(lines))
				}
				for _, l := range lines {
					if got := st.s.look().Measure.Width(l); got > w {
						t.Fatalf("%s %d×%d: %d cells in %q", name, w, h, got, l)
					}
				}
				if c := body.Cursor; c != nil && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
					t.Fatalf("%s %d×%d: cursor at %d,%d", name, w, h, c.X, c.Y)
				}
				if s := st.Text(w, h); strings.Contains(s, aSecret[4:12]) || strings.Contains(s, "horse") || strings.ContainsAny(s, "\x1b\x07") {
					t.Fatalf("%s %d×%d: what must not be seen:\n%s", name, w, h, s)
				}
			}
		}
	}
	check("empty")
	st.write("contoso").press("enter")
	check("wrong")
	st.press("ctrl+u").three()
	check("environment")
	st.press("ctrl+a")
	check("advanced")
	st.press("ctrl+a", "esc")
	check("secret")
	st.press("enter", "enter")
	check("trying")
	st.phase(failed)
	check("failed")
	st.press("V")
	check("raw")
	f.mu.Lock()
	f.try = nil
	f.mu.Unlock()
	st.press("r").phase(choosing)
	check("choosing")
	st.press("down", "enter").write(pass)
	check("passphrase")
	if strings.Contains(fmt.Sprintf("%+v %#v", st.s.draft(), st.s.draft()), aSecret[4:12]) {
		t.Error("a draft prints its secret")
	}
}

func TestDatesAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "2027-05-31": "2027-05-31", "31.5.2027": "2027-05-31", "31.05.27": "2027-05-31", "5/31/2027": "2027-05-31", "31/5/2027": "2027-05-31",
		"31 May 2027": "2027-05-31", "May 31, 2027": "2027-05-31", "2027/5/31": "2027-05-31", "2027-05-31T10:00:00Z": "2027-05-31",
		"24 months": "2028-11-23", "6m": "2027-05-23", "180 days": "2027-05-22", "1 year": "2027-11-23", "5.6.2027": "2027-06-05", "5/6/2027": "2027-05-06",
		"31.2.2027": "", "soon": "", "0": "", "99999999999999999999 days": "", "2027": "", "31.13.2027": "", "1.1.1999": "", "٣١.٥.٢٠٢٧": "",
	} {
		d, said := readDate(in, today)
		if d.String() != want {
			t.Errorf("%q: %q (%s), want %q", in, d, said, want)
		}
		if want == "" && in != "" && said == "" {
			t.Errorf("%q is refused without a word", in)
		}
	}
	if _, said := readDate("5/6/2027", today); !strings.Contains(said, "2027-05-06") {
		t.Errorf("an ambiguous date is not said: %q", said)
	}
}

func FuzzReadDate(f *testing.F) {
	for _, s := range []string{"31.5.2027", "May 31", "T", "2027-", "1 2 3 4", "99 m"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, said := readDate(s, today)
		if d.IsZero() == (said == "") && strings.IndexFunc(s, func(r rune) bool { return r > ' ' }) >= 0 && d.IsZero() && strings.ContainsAny(s, "0123456789") {
			t.Errorf("%q: neither a date nor a reason", s)
		}
	})
}
