package record_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/rows"
	"bctui/ui/explain"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/record"
	"bctui/ui/session"
	"bctui/ui/theme"
)

type tokens struct{}

func (tokens) Token(context.Context) (auth.Token, error) { return auth.Token{}, nil }
func (tokens) Discard()                                  {}

const company = "3ab5c248-e72b-f011-9a4a-7c1e5275406f"

// rig is a record on a service that answers what a test says, without a frame around it.
type rig struct {
	t       *testing.T
	session *session.Session
	screen  *record.Model
	inbox   chan tea.Msg
	working int
	said    []string
	gone    []place.Place
	copied  []screen.Copy

	mu     sync.Mutex
	asked  []string          // paths below the API, escapes undone
	answer map[string]string // by the same
}

func newRig(t *testing.T, metadata string) *rig {
	t.Helper()
	r := &rig{t: t, inbox: make(chan tea.Msg, 100), answer: map[string]string{
		"$metadata": `<Edmx Version="4.0"><DataServices><Schema Namespace="N">` + metadata + `</Schema></DataServices></Edmx>`,
		"companies": fmt.Sprintf(`{"value":[{"id":%q,"name":"CRONUS"}]}`, company),
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		_, path, _ := strings.Cut(q.URL.EscapedPath(), "/api/v2.0/")
		if strings.Count(path, "/") > 2 {
			t.Errorf("a slash of a key opened a segment: %s", path)
		}
		path, _ = url.PathUnescape(strings.TrimPrefix(path, "companies("+company+")/"))
		r.mu.Lock()
		defer r.mu.Unlock()
		r.asked = append(r.asked, path)
		body, ok := r.answer[path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	client, err := bc.New(bc.Target{API: server.URL, Environment: "Production"}, tokens{}, bc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	r.session = &session.Session{Client: client}
	return r
}

func (r *rig) last() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked[len(r.asked)-1]
}

// open shows a record that a list below knows already.
func (r *rig) open(set, key, json string, change ...func(*place.Place)) {
	r.t.Helper()
	rec, err := rows.DecodeRecord(strings.NewReader(json))
	if err != nil {
		r.t.Fatal(err)
	}
	p := place.Place{Kind: place.Record, CompanyName: "CRONUS", Route: place.DefaultRoute, Set: set, Key: key}
	for _, f := range change {
		f(&p)
	}
	r.show(p, screen.Neighbour{Place: p, Record: rec, Of: "2 of 3"})
}

func (r *rig) show(p place.Place, row screen.Neighbour) {
	r.t.Helper()
	r.screen = r.model(r.t, p, row)
	r.run(r.screen.Init())
	r.settle()
}

func (r *rig) model(t testing.TB, p place.Place, row screen.Neighbour) *record.Model {
	host := screen.Host{ID: 1, Context: t.Context(), Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: time.Now}
	return record.New(host, record.Options{Place: p, Row: row, Known: row.Of != "", Explain: explain.Error,
		Open: func(context.Context) (*session.Session, error) { return r.session, nil }})
}

func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	r.working++
	go func() { r.inbox <- cmd() }()
}

func (r *rig) settle() {
	r.t.Helper()
	deadline := time.After(30 * time.Second)
	for r.view(); r.working > 0; r.view() {
		select {
		case msg := <-r.inbox:
			r.working--
			r.take(msg)
		case <-deadline:
			r.t.Fatalf("no rest:\n%s", r.view())
		}
	}
}

func (r *rig) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	case screen.To:
		r.run(r.screen.Update(msg.Msg))
	case screen.Say:
		r.said = append(r.said, msg.Text)
	case screen.Go:
		r.gone = append(r.gone, msg.Place)
	case screen.Copy:
		r.copied = append(r.copied, msg)
	}
}

func (r *rig) view() string { return ansi.Strip(r.screen.View(100, 30).Content) }

// press does what keys do here, one after the other, and waits for what comes of each.
func (r *rig) press(keys ...string) {
	r.t.Helper()
	for _, key := range keys {
		r.run(r.key(key))
		r.settle()
	}
}

func (r *rig) key(key string) tea.Cmd {
	if key == "esc" {
		cmd, _ := r.screen.Escape()
		return cmd
	}
	for _, a := range r.screen.Actions() {
		if !a.Works(key, r.screen.Typing()) {
			continue
		}
		if why := a.Refusal(); why != "" {
			r.said = append(r.said, why)
			return nil
		}
		return a.Run()
	}
	if key == "enter" {
		return r.screen.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	}
	return r.screen.Update(tea.KeyPressMsg{Code: []rune(key)[0], Text: key})
}

// on puts the cursor on the first line that holds a text.
func (r *rig) on(text string) {
	r.t.Helper()
	r.press("g")
	for range 200 {
		for _, line := range strings.Split(r.view(), "\n") {
			if rest, here := strings.CutPrefix(line, "▌"); here && strings.Contains(rest, text) {
				return
			}
		}
		r.press("down")
	}
	r.t.Fatalf("no line holds %q:\n%s", text, r.view())
}

func (r *rig) has(texts ...string) {
	r.t.Helper()
	for _, x := range texts {
		if view := r.view(); !strings.Contains(view, x) {
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
	if !strings.Contains(strings.Join(r.said, "\n"), text) {
		r.t.Errorf("%q was not said, but %q", text, r.said)
	}
}

func (r *rig) crumb(want string) {
	r.t.Helper()
	if got := r.screen.Crumb(); got != want {
		r.t.Errorf("the crumb is %q, not %q", got, want)
	}
}
