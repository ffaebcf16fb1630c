package entities_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/bc"
	"bctui/bc/odata"
	"bctui/ui/explain"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/entities"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/record"
	"bctui/ui/screen/story"
	"bctui/ui/session"
)

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
		fmt.Fprintf(w, `{"value":[{"id":%q,"name":"CRONUS","displayName":"CRONUS","systemVersion":%q}]}`, story.Company, s.version)
		return
	}
	if rest, ok := strings.CutPrefix(path, "companies("+story.Company+")/"); ok {
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

// rig is one screen on a service.
type rig struct {
	*story.Story
	t       *testing.T
	session *session.Session
}

func open(t *testing.T, s *service, change ...func(*bc.Options)) *rig {
	t.Helper()
	if s.server == nil {
		s.server = httptest.NewServer(s)
		t.Cleanup(s.server.Close)
	}
	return &rig{Story: story.New(t, 100, 24), t: t, session: story.Serve(t, s.server.URL, change...)}
}

// show opens the screen of a place and waits until all is there.
func (r *rig) show(p place.Place, seed any) {
	r.t.Helper()
	host, connect := story.Host(r.t, time.Now), story.Open(r.session)
	company, _ := seed.(bc.Company)
	var now screen.Screen
	switch p.Kind {
	case place.Grid:
		now = grid.New(host, grid.Options{Place: p, Open: connect, Explain: explain.Error, Company: company})
	case place.Record:
		row, known := seed.(screen.Neighbour)
		now = record.New(host, record.Options{Place: p, Open: connect, Explain: explain.Error, Row: row, Known: known})
	default:
		now = entities.New(host, entities.Options{Place: p, Open: connect, Explain: explain.Error})
	}
	r.Sent = nil
	r.Show(now)
	r.Settle()
}

func (r *rig) list() {
	r.t.Helper()
	r.show(place.Place{Kind: place.Entities, CompanyName: "CRONUS", Route: place.DefaultRoute}, nil)
}

// gone is where screens went since the one at hand was shown.
func (r *rig) gone() []screen.Go { return story.All[screen.Go](r.Story) }

// reason is the finding that stands in the place of the body; "" when there is none.
func (r *rig) reason() string {
	first, _, _ := strings.Cut(strings.TrimSpace(r.View()), "\n")
	for _, mark := range []string{"✗ ", "! "} {
		if text, ok := strings.CutPrefix(strings.TrimSpace(first), mark); ok {
			return text
		}
	}
	return ""
}
