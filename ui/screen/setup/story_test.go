package setup

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/auth"
	"bctui/keystore"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/session"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/panel"
)

const (
	tenantID = "7f3c9a0e-1111-4222-8333-444455556666"
	clientID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	aSecret  = "abc8Q~defghijklmnopqrstuvwxyz0123456789ZZ"
)

var today = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// fake stands in for the connections: it does what the fields of it say, and notes what it was asked for.
type fake struct {
	mu     sync.Mutex
	taken  []keystore.Connection
	shared []string
	stored bool // a saved connection has the secret of every client ID
	file   bool // there is an encrypted file
	locked bool // … and replacing a secret in it needs its passphrase
	status keystore.Status
	// try answers Try; nil: it works.
	try func(ctx context.Context, d session.Draft) error
	// save answers Save; nil: it works.
	save func(d session.Draft, where keystore.Place, pass auth.Secret) error
	// keyring, when set, runs before the keyring answers.
	keyring func(ctx context.Context)

	tried    []session.Draft
	saved    []session.Draft
	places   []keystore.Place
	pass     []string
	replaced []string
	once     []session.Draft
}

func (f *fake) Suggest(d session.Draft) string {
	return keystore.SuggestName(d.Tenant, d.Environment, func(n string) bool { return n == "contoso-sandbox" })
}
func (f *fake) Connections() []keystore.Connection { return f.taken }
func (f *fake) StoredIn(keystore.Connection) (keystore.Place, bool) {
	return keystore.InKeyring, f.stored
}

func (f *fake) SharedWith(string) []string { return f.shared }
func (f *fake) HasFile() bool              { return f.file }

func (f *fake) Try(ctx context.Context, d session.Draft, step func(session.Step)) error {
	f.mu.Lock()
	f.tried = append(f.tried, d)
	try := f.try
	f.mu.Unlock()
	step(session.Step{Name: "Token"})
	if try != nil {
		if err := try(ctx, d); err != nil {
			step(session.Step{Name: "Token", Done: true, Err: err, Elapsed: 122 * time.Millisecond})
			return err
		}
	}
	step(session.Step{Name: "Token", Done: true, Result: "59 minutes left", Elapsed: 122 * time.Millisecond})
	step(session.Step{Name: "Companies"})
	step(session.Step{Name: "Companies", Done: true, Result: "3 companies", Elapsed: 84 * time.Millisecond})
	return nil
}

func (f *fake) Keyring(ctx context.Context) keystore.Status {
	if f.keyring != nil {
		f.keyring(ctx)
	}
	return f.status
}

func (f *fake) Save(_ context.Context, d session.Draft, where keystore.Place, pass auth.Secret) (keystore.Connection, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if d.Name == "" {
		d.Name = f.Suggest(d)
	}
	if f.save != nil {
		if err := f.save(d, where, pass); err != nil {
			return d.Connection, err
		}
	}
	f.saved, f.places, f.pass = append(f.saved, d), append(f.places, where), append(f.pass, pass.Reveal())
	return d.Connection, nil
}

func (f *fake) ReplaceSecret(ctx context.Context, name string, s auth.Secret, where keystore.Place, pass auth.Secret, _ keystore.Date, step func(session.Step)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.locked && pass.IsZero() {
		return session.ErrPassphrase
	}
	f.replaced, f.places, f.pass = append(f.replaced, name+" "+s.Reveal()), append(f.places, where), append(f.pass, pass.Reveal())
	return nil
}

func (f *fake) UseOnce(d session.Draft) string {
	f.once = append(f.once, d)
	return d.Name
}

// story drives the screen as the root does, and keeps what it asked the root for.
type story struct {
	t    *testing.T
	s    *Screen
	f    *fake
	msgs chan tea.Msg
	sent []tea.Msg // what the root got: Go, Instead, Back, Say, Browse
	left bool      // Escape had no rung any more
	ms   atomic.Int64
	fast atomic.Bool // time stands still: keys come as fast as a terminal pastes them
}

// now is a clock that goes on by a tenth of a second whenever somebody looks at it: keys come from fingers.
func (st *story) now() time.Time {
	if !st.fast.Load() {
		st.ms.Add(100)
	}
	return today.Add(time.Duration(st.ms.Load()) * time.Millisecond)
}

func begin(t *testing.T, f *fake, o Options) *story {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	st := &story{t: t, f: f, msgs: make(chan tea.Msg, 100)}
	host := screen.Host{ID: 7, Context: ctx, Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: st.now}
	if o.Explain == nil {
		o.Explain = func(err error) panel.Content {
			return panel.Content{Level: widget.Failure, Title: err.Error(), Cause: "It is so.", Raw: `{"error":"x"}`}
		}
	}
	st.s = New(host, f, o)
	st.run(st.s.Init())
	return st
}

// run runs a command in the background, as the program does.
func (st *story) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				st.run(c)
			}
		default:
			st.msgs <- msg
		}
	}()
}

func (st *story) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case screen.To:
		st.run(st.s.Update(msg.Msg))
	case tea.PasteMsg:
		st.run(st.s.Update(msg))
	default:
		st.sent = append(st.sent, msg)
	}
}

// until takes messages until something is so.
func (st *story) until(what string, so func() bool) {
	st.t.Helper()
	limit := time.After(20 * time.Second)
	for !so() {
		select {
		case msg := <-st.msgs:
			st.take(msg)
		case <-limit:
			st.t.Fatalf("waited in vain for %s; on screen:\n%s", what, st.text())
		}
	}
}

// press sends a key the way the root does: Escape, then actions, then the screen.
func (st *story) press(names ...string) *story {
	st.t.Helper()
	for _, n := range names {
		msg := keyMsg(n)
		if n == "esc" {
			cmd, done := st.s.Escape()
			st.left = !done
			st.run(cmd)
			continue
		}
		acted := false
		for _, a := range st.s.Actions() {
			if a.Works(n, st.s.Typing()) {
				if a.Refusal() == "" {
					st.run(a.Run())
				}
				acted = true
				break
			}
		}
		if !acted {
			st.run(st.s.Update(msg))
		}
	}
	return st
}

func keyMsg(name string) tea.KeyPressMsg {
	named := map[string]rune{"enter": tea.KeyEnter, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "home": tea.KeyHome,
		"end": tea.KeyEnd, "backspace": tea.KeyBackspace, "left": tea.KeyLeft}
	if c, ok := named[name]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func (st *story) write(text string) *story {
	for _, c := range text {
		st.press(string(c))
	}
	return st
}

func (st *story) paste(text string) *story {
	st.run(st.s.Update(tea.PasteMsg{Content: text}))
	return st
}

func (st *story) text() string { return st.at(80, 21) }

func (st *story) at(w, h int) string { return ansi.Strip(st.s.View(w, h).Content) }

func (st *story) sees(parts ...string) *story {
	st.t.Helper()
	s := st.text()
	flat := strings.Join(strings.Fields(s), " ")
	for _, p := range parts {
		if !strings.Contains(flat, p) {
			st.t.Fatalf("no %q on screen:\n%s", p, s)
		}
	}
	return st
}

func (st *story) seesNot(parts ...string) *story {
	st.t.Helper()
	s := st.text()
	for _, p := range parts {
		if strings.Contains(s, p) {
			st.t.Fatalf("%q is on screen:\n%s", p, s)
		}
	}
	return st
}

// instead waits for the place that the screen leaves to.
func (st *story) instead() (to screen.Instead) {
	st.t.Helper()
	st.until("the way on", func() bool {
		for _, m := range st.sent {
			if i, ok := m.(screen.Instead); ok {
				to = i
				return true
			}
		}
		return false
	})
	return to
}

func (st *story) phase(p phase) *story {
	st.t.Helper()
	st.until("the next phase", func() bool { return st.s.phase == p })
	return st
}

// three types the three values, as far as the environment.
func (st *story) three() *story {
	st.t.Helper()
	return st.write("contoso.onmicrosoft.com").press("enter").write(clientID).press("enter").paste(aSecret).press("enter")
}

var errWrong = errors.New("the secret is not valid")
