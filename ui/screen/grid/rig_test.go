package grid_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/bc"
	"bctui/bc/demo"
	"bctui/keystore"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/grid"
	"bctui/ui/session"
	"bctui/ui/theme"
	"bctui/ui/widget/panel"
)

// rig is a grid on the embedded tenant, without a frame around it: keys go in, what it shows and sends comes out.
type rig struct {
	t        testing.TB
	server   *demo.Server
	sessions *session.Session
	model    *grid.Model
	width    int
	height   int
	inbox    chan tea.Msg
	working  int
	said     []string
	sent     []tea.Msg
}

type option func(*grid.Options)

func at(p place.Place) option { return func(o *grid.Options) { o.Place = p } }

// set is the place of an entity set in the first company.
func set(name string, view place.View) option {
	return at(place.Place{Kind: place.Grid, Connection: "contoso", Environment: "Production", CompanyName: "CRONUS USA, Inc.",
		Route: place.DefaultRoute, Set: name, View: view})
}

func newRig(t testing.TB, options ...option) *rig {
	t.Helper()
	r := prepare(t)
	r.open(options...)
	r.settle()
	r.server.ForgetRequests()
	return r
}

// prepare signs in; open opens a grid.
func prepare(t testing.TB) *rig {
	t.Helper()
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	good, _ := server.Registration("good")
	folder := t.TempDir()
	transport := bc.NewTransport(bc.TransportOptions{})
	t.Cleanup(transport.CloseIdleConnections)
	manager := session.NewManager(session.Options{ConfigDir: folder, Log: &session.Log{}, Now: time.Now, Transport: transport,
		Notice: func(string) {}})
	name := manager.UseOnce(session.Draft{Secret: secret(good.Secret), Connection: keystore.Connection{Tenant: good.TenantID,
		ClientID: good.ClientID, Environment: "Production", Authority: server.URL(), API: server.URL()}})
	s, err := manager.Open(t.Context(), name, "")
	if err != nil {
		t.Fatal(err)
	}
	return &rig{t: t, server: server, sessions: s, width: 100, height: 20, inbox: make(chan tea.Msg, 100)}
}

func (r *rig) open(options ...option) {
	o := grid.Options{Open: func(context.Context) (*session.Session, error) { return r.sessions, nil },
		Explain: func(err error) panel.Content { return panel.Content{Title: err.Error()} }}
	set("customers", place.View{})(&o)
	for _, f := range options {
		f(&o)
	}
	host := screen.Host{ID: 1, Context: r.t.Context(), Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: time.Now}
	r.model = grid.New(host, o)
	r.run(r.model.Init())
}

func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	r.working++
	go func() { r.inbox <- cmd() }()
}

func (r *rig) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	case screen.To:
		r.run(r.model.Update(msg.Msg))
	case screen.Say:
		r.said = append(r.said, msg.Text)
	default:
		r.sent = append(r.sent, msg)
	}
}

// until takes what comes until the condition holds; a View is drawn before each look, as the program does.
func (r *rig) until(what string, met func() bool) {
	r.t.Helper()
	deadline := time.After(30 * time.Second)
	for r.view(); !met(); r.view() {
		select {
		case msg := <-r.inbox:
			r.working--
			r.take(msg)
		case <-deadline:
			r.t.Fatalf("%s did not come:\n%s", what, r.view())
		}
	}
}

// settle waits until nothing is under way.
func (r *rig) settle() {
	r.t.Helper()
	r.until("rest", func() bool { return r.working == 0 })
}

func (r *rig) view() string { return ansi.Strip(r.model.View(r.width, r.height).Content) }

// press presses keys one after the other without waiting for what they start.
func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, name := range keys {
		r.view()
		if name == "esc" {
			cmd, _ := r.model.Escape()
			r.run(cmd)
			continue
		}
		r.run(r.key(name))
	}
}

func (r *rig) key(name string) tea.Cmd {
	for _, a := range r.model.Actions() {
		if !a.Works(name, r.model.Typing()) {
			continue
		}
		if why := a.Refusal(); why != "" {
			r.said = append(r.said, why)
			return nil
		}
		return a.Run()
	}
	return r.model.Update(press(r.t, name))
}

func press(t testing.TB, name string) tea.KeyPressMsg {
	t.Helper()
	msg := tea.KeyPressMsg{}
	rest := name
	for cut := true; cut; {
		if rest, cut = strings.CutPrefix(rest, "ctrl+"); cut {
			msg.Mod |= tea.ModCtrl
		}
	}
	rest, shift := strings.CutPrefix(rest, "shift+")
	if shift {
		msg.Mod |= tea.ModShift
	}
	special := map[string]rune{"enter": tea.KeyEnter, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "backspace": tea.KeyBackspace, "home": tea.KeyHome, "end": tea.KeyEnd}
	switch code, ok := special[rest]; {
	case ok:
		msg.Code = code
	case rest == "space":
		msg.Code, msg.Text = tea.KeySpace, " "
	default:
		msg.Code = []rune(rest)[0]
		if msg.Mod == 0 {
			msg.Text = rest
		}
	}
	if got := msg.String(); got != name {
		t.Fatalf("the key is called %q here, not %q", got, name)
	}
	return msg
}

// typed types a text letter by letter.
func (r *rig) typed(text string) {
	r.t.Helper()
	for _, c := range text {
		if c == ' ' {
			r.press("space")
			continue
		}
		r.press(string(c))
	}
}

// do presses keys and waits for what comes of them.
func (r *rig) do(keys ...string) {
	r.t.Helper()
	for _, k := range keys {
		r.press(k)
		r.settle()
	}
}

// column moves the cursor to a column.
func (r *rig) column(name string) {
	r.t.Helper()
	r.press("home")
	for range 200 {
		if r.model.Place().View.Column == name {
			return
		}
		r.press("right")
	}
	r.t.Fatalf("there is no column %s:\n%s", name, r.view())
}

// asked gives the pages that were asked for, with their decoded queries.
func (r *rig) asked() []string {
	var out []string
	for _, q := range r.server.Requests() {
		if q.Kind == "page" || q.Kind == "definitions" || q.Kind == "record" {
			text, _ := url.PathUnescape(q.Query)
			out = append(out, text)
		}
	}
	return out
}

// cells gives the first word of a line in the grid, from the first row on.
func (r *rig) lines() []string {
	var out []string
	for _, l := range strings.Split(r.view(), "\n")[1:] {
		if l = strings.TrimSpace(strings.TrimPrefix(l, "▌")); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func (r *rig) has(texts ...string) {
	r.t.Helper()
	view := r.view()
	for _, x := range texts {
		if !strings.Contains(view, x) {
			r.t.Errorf("%q is not on the screen:\n%s", x, view)
		}
	}
}

func (r *rig) hasNot(text string) {
	r.t.Helper()
	if view := r.view(); strings.Contains(view, text) {
		r.t.Errorf("%q is on the screen:\n%s", text, view)
	}
}

func (r *rig) heard(text string) {
	r.t.Helper()
	for _, s := range r.said {
		if strings.Contains(s, text) {
			return
		}
	}
	r.t.Errorf("%q was not said, but %q", text, r.said)
}

// await waits until the server has seen a request.
func (r *rig) await(what string, met func(demo.Request) bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 30*time.Second)
	defer cancel()
	if !r.server.Await(ctx.Done(), func(all []demo.Request) bool { return slices.ContainsFunc(all, met) }) {
		r.t.Fatalf("the server did not see %s", what)
	}
}
