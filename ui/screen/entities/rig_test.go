package entities_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/odata"
	"bctui/ui/explain"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/entities"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/record"
	"bctui/ui/session"
	"bctui/ui/theme"
)

type tokens struct{}

func (tokens) Token(context.Context) (auth.Token, error) { return auth.Token{}, nil }
func (tokens) Discard()                                  {}

const company = "3ab5c248-e72b-f011-9a4a-7c1e5275406f"

// service answers $metadata, the service document and rows the way a service with this metadata does.
type service struct {
	t    *testing.T
	mu   sync.Mutex
	meta http.HandlerFunc
	// names is the service document; nil: it is not there.
	names []string
	// schema is what rows are made after; nil: rows have a few fields of their own.
	schema *odata.Schema
	// gone are sets that $metadata names and the service does not have.
	gone  map[string]bool
	asked []string
	// version of the service, which $metadata is kept by; "" keeps none.
	version string
	server  *httptest.Server
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, path, _ := strings.Cut(r.URL.Path, "/api/v2.0")
	path = strings.TrimPrefix(path, "/")
	s.mu.Lock()
	s.asked = append(s.asked, path)
	meta := s.meta
	s.mu.Unlock()
	if path == "$metadata" {
		meta(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	switch {
	case path == "" && s.names != nil:
		var list []map[string]string
		for _, name := range s.names {
			list = append(list, map[string]string{"name": name, "kind": "EntitySet", "url": name})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"value": list})
		return
	case path == "companies":
		fmt.Fprintf(w, `{"value":[{"id":%q,"name":"CRONUS","displayName":"CRONUS","systemVersion":%q}]}`, company, s.version)
		return
	}
	if rest, ok := strings.CutPrefix(path, "companies("+company+")/"); ok {
		path = rest
	}
	path, counting := strings.CutSuffix(path, "/$count")
	set, single := s.find(path)
	switch {
	case path == "" || s.gone[path] || set == nil && s.schema != nil:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error":{"code":"BadRequest_ResourceNotFound","message":"Resource not found for the segment."}}`)
	case counting:
		fmt.Fprint(w, shapes)
	case single:
		fmt.Fprint(w, row(set.Type, 0))
	default:
		fmt.Fprint(w, rowsOf(set))
	}
}

func (s *service) find(path string) (set *odata.EntitySet, single bool) {
	if s.schema == nil {
		return nil, false
	}
	for _, one := range s.schema.Singletons {
		if one.Name == path {
			return one, true
		}
	}
	for _, one := range s.schema.Sets {
		if one.Name == path {
			return one, false
		}
	}
	return nil, false
}

func (s *service) answer(doc []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meta = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(doc) }
}

// times tells how often a path was asked for.
func (s *service) times(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, p := range s.asked {
		if p == path {
			n++
		}
	}
	return n
}

// rig is one screen on a service, without a frame around it.
type rig struct {
	t       *testing.T
	session *session.Session
	screen  screen.Screen
	inbox   chan tea.Msg
	working int
	said    []string
	gone    []screen.Go
}

func open(t *testing.T, s *service, change ...func(*bc.Options)) *rig {
	t.Helper()
	if s.server == nil {
		s.server = httptest.NewServer(s)
		t.Cleanup(s.server.Close)
	}
	o := bc.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	for _, f := range change {
		f(&o)
	}
	client, err := bc.New(bc.Target{API: s.server.URL, Environment: "Production"}, tokens{}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return &rig{t: t, session: &session.Session{Client: client}, inbox: make(chan tea.Msg, 100)}
}

// show opens the screen of a place and waits until all is there.
func (r *rig) show(p place.Place, seed any) {
	r.t.Helper()
	host := screen.Host{ID: 1, Context: r.t.Context(), Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: time.Now}
	connect := func(context.Context) (*session.Session, error) { return r.session, nil }
	company, _ := seed.(bc.Company)
	switch p.Kind {
	case place.Grid:
		r.screen = grid.New(host, grid.Options{Place: p, Open: connect, Explain: explain.Error, Company: company})
	case place.Record:
		row, known := seed.(screen.Neighbour)
		r.screen = record.New(host, record.Options{Place: p, Open: connect, Explain: explain.Error, Row: row, Known: known})
	default:
		r.screen = entities.New(host, entities.Options{Place: p, Open: connect, Explain: explain.Error})
	}
	r.said, r.gone = nil, nil
	r.run(r.screen.Init())
	r.settle()
}

func (r *rig) list() {
	r.t.Helper()
	r.show(place.Place{Kind: place.Entities, CompanyName: "CRONUS", Route: place.DefaultRoute}, nil)
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
		r.gone = append(r.gone, msg)
	}
}

// view is what is on the screen. Whatever the names and values are made of, no line is too wide.
func (r *rig) view() string {
	r.t.Helper()
	text := ansi.Strip(r.screen.View(100, 24).Content)
	var measure format.Measure
	for line := range strings.SplitSeq(text, "\n") {
		if w := measure.Width(line); w > 100 {
			r.t.Errorf("a line is %d cells wide:\n%s", w, line)
		}
	}
	return text
}

// press does what the key does here, and waits for what comes of it.
func (r *rig) press(key string) {
	r.t.Helper()
	if key == "esc" {
		cmd, _ := r.screen.Escape()
		r.run(cmd)
		r.settle()
		return
	}
	for _, a := range r.screen.Actions() {
		if !a.Works(key, false) {
			continue
		}
		if why := a.Refusal(); why != "" {
			r.said = append(r.said, why)
		} else {
			r.run(a.Run())
		}
		r.settle()
		return
	}
	r.t.Fatalf("%q does nothing here:\n%s", key, r.view())
}

// reason is the finding that stands in the place of the body; "" when there is none.
func (r *rig) reason() string {
	first, _, _ := strings.Cut(strings.TrimSpace(r.view()), "\n")
	for _, mark := range []string{"✗ ", "! "} {
		if text, ok := strings.CutPrefix(strings.TrimSpace(first), mark); ok {
			return text
		}
	}
	return ""
}
