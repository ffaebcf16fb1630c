package setup

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bctui/auth"
	"bctui/keystore"
	"bctui/ui/screen"
	"bctui/ui/screen/story"
	"bctui/ui/session"
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

// tale is a story of this screen; what a user does can be written one behind the other.
type tale struct {
	*story.Story
	t    *testing.T
	s    *Screen
	f    *fake
	ms   atomic.Int64
	fast atomic.Bool // time stands still: keys come as fast as a terminal pastes them
}

// now is a clock that goes on by a tenth of a second whenever somebody looks at it: keys come from fingers.
func (st *tale) now() time.Time {
	if !st.fast.Load() {
		st.ms.Add(100)
	}
	return today.Add(time.Duration(st.ms.Load()) * time.Millisecond)
}

func begin(t *testing.T, f *fake, o Options) *tale {
	t.Helper()
	if o.Explain == nil {
		o.Explain = func(err error) panel.Content {
			return panel.Content{Level: widget.Failure, Title: err.Error(), Cause: "It is so.", Raw: `{"error":"x"}`}
		}
	}
	st := &tale{t: t, f: f}
	st.s = New(story.Host(t, st.now), f, o)
	st.Story = story.Begin(t, st.s)
	return st
}

func (st *tale) press(names ...string) *tale {
	st.t.Helper()
	st.Press(names...)
	return st
}

func (st *tale) write(text string) *tale {
	st.t.Helper()
	st.Write(text)
	return st
}

func (st *tale) paste(text string) *tale {
	st.Paste(text)
	return st
}

func (st *tale) text() string { return st.Text(80, 21) }

func (st *tale) sees(parts ...string) *tale {
	st.t.Helper()
	st.ShowsAt(80, 21, parts...)
	return st
}

func (st *tale) seesNot(parts ...string) *tale {
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
func (st *tale) instead() screen.Instead {
	st.t.Helper()
	return story.Asked[screen.Instead](st.Story)
}

func (st *tale) phase(p phase) *tale {
	st.t.Helper()
	st.Until("the next phase", func() bool { return st.s.phase == p })
	return st
}

// three types the three values, as far as the environment.
func (st *tale) three() *tale {
	st.t.Helper()
	return st.write("contoso.onmicrosoft.com").press("enter").write(clientID).press("enter").paste(aSecret).press("enter")
}

var errWrong = errors.New("the secret is not valid")
