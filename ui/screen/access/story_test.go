package access

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/demo"
	"bctui/ui/explain"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/theme"
)

// story drives the screen as the root does, and keeps what it asked the root for.
type story struct {
	t    *testing.T
	m    *Model
	msgs chan tea.Msg
	sent []tea.Msg
	left bool // Escape had no rung any more
}

// tenant starts the demo tenant.
func tenant(t testing.TB, o demo.Options) *demo.Server {
	t.Helper()
	s, err := demo.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// typed is what a user of a registration types.
func typed(t testing.TB, s *demo.Server, name string) check.Input {
	t.Helper()
	r, ok := s.Registration(name)
	if !ok {
		t.Fatalf("no registration %q", name)
	}
	return check.Input{Connection: "contoso", Tenant: r.Domain, ClientID: r.ClientID, Secret: auth.NewSecret(r.Secret),
		Authority: s.URL(), API: s.URL(), Environment: "Production", KnownEnvironments: []string{"Sandbox"}}
}

func start(in check.Input) func(context.Context) (*check.Check, error) {
	return func(context.Context) (*check.Check, error) {
		return check.New(in, check.Options{Transport: bc.NewTransport(bc.TransportOptions{}),
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}), nil
	}
}

func here() place.Place {
	return place.Place{Kind: place.Access, Connection: "contoso", Environment: "Production"}
}

func host(ctx context.Context) screen.Host {
	return screen.Host{ID: 7, Context: ctx, Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: time.Now}
}

func begin(t *testing.T, o Options) *story {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	if o.Place.Kind == "" {
		o.Place = here()
	}
	o.Explain = explain.Error
	st := &story{t: t, msgs: make(chan tea.Msg, 1000), m: New(host(ctx), o)}
	st.run(st.m.Init())
	return st
}

// checked is the screen after the check of a registration has ended.
func checked(t *testing.T, name string) *story {
	t.Helper()
	st := begin(t, Options{Check: start(typed(t, tenant(t, demo.Options{}), name))})
	st.until("the end of the run", func() bool { return !st.m.busy })
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

// until handles messages until something is so.
func (st *story) until(what string, so func() bool) {
	st.t.Helper()
	deadline := time.After(20 * time.Second)
	for !so() {
		select {
		case msg := <-st.msgs:
			st.take(msg)
		case <-deadline:
			st.t.Fatalf("waited for %s in vain; sent %#v\n%s", what, st.sent, st.text(100, 40))
		}
	}
}

func (st *story) take(msg tea.Msg) {
	if to, ok := msg.(screen.To); ok {
		st.run(st.m.Update(to.Msg))
		return
	}
	st.sent = append(st.sent, msg)
}

// press does what the root does with a key.
func (st *story) press(keys ...string) {
	st.t.Helper()
	for _, key := range keys {
		st.m.View(100, 30)
		if key == "esc" {
			cmd, done := st.m.Escape()
			st.left = st.left || !done
			st.run(cmd)
			continue
		}
		acted := false
		for _, a := range st.m.Actions() {
			if a.Works(key, st.m.Typing()) {
				if why := a.Refusal(); why != "" {
					st.sent = append(st.sent, screen.Say{Text: why})
				} else {
					st.run(a.Run())
				}
				acted = true
				break
			}
		}
		if !acted && st.m.Typing() {
			st.run(st.m.Update(keyPress(key)))
		} else if !acted {
			st.t.Fatalf("nothing listens to %q", key)
		}
	}
}

// asked waits for a message to the root of a type.
func asked[T any](st *story) T {
	st.t.Helper()
	var got T
	st.until(fmt.Sprintf("a %T", got), func() bool {
		for _, m := range st.sent {
			if x, ok := m.(T); ok {
				got = x
				return true
			}
		}
		return false
	})
	return got
}

func (st *story) text(width, height int) string {
	return ansi.Strip(st.m.View(width, height).Content)
}

// shows fails unless the screen shows all of the texts.
func (st *story) shows(texts ...string) {
	st.t.Helper()
	view := strings.Join(strings.Fields(st.text(200, 100)), " ")
	for _, want := range texts {
		if !strings.Contains(view, want) {
			st.t.Errorf("%q is not on the screen:\n%s", want, st.text(100, 60))
		}
	}
}

func keyPress(key string) tea.KeyPressMsg {
	if r := []rune(key); len(r) == 1 {
		return tea.KeyPressMsg{Code: r[0], Text: key}
	}
	return tea.KeyPressMsg{Code: tea.KeyEnter}
}
