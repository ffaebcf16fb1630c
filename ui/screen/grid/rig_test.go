package grid_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bctui/bc/check/checktest"
	"bctui/bc/demo"
	"bctui/ui/place"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/story"
	"bctui/ui/session"
	"bctui/ui/widget/panel"
)

// rig is a grid on the embedded tenant.
type rig struct {
	*story.Story
	t        testing.TB
	server   *demo.Server
	sessions *session.Session
	model    *grid.Model
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
	r.Settle()
	r.server.ForgetRequests()
	return r
}

// prepare signs in; open opens a grid.
func prepare(t testing.TB) *rig {
	t.Helper()
	server := checktest.Tenant(t, demo.Options{})
	manager, name := story.SignIn(t, server)
	s, err := manager.Open(t.Context(), name, "")
	if err != nil {
		t.Fatal(err)
	}
	return &rig{Story: story.New(t, 100, 20), t: t, server: server, sessions: s}
}

func (r *rig) open(options ...option) {
	o := grid.Options{Open: story.Open(r.sessions), Explain: func(err error) panel.Content { return panel.Content{Title: err.Error()} }}
	set("customers", place.View{})(&o)
	for _, f := range options {
		f(&o)
	}
	r.model = grid.New(story.Host(r.t, time.Now), o)
	r.Show(r.model)
}

// column moves the cursor to a column.
func (r *rig) column(name string) {
	r.t.Helper()
	r.Press("home")
	for range 200 {
		if r.model.Place().View.Column == name {
			return
		}
		r.Press("right")
	}
	r.t.Fatalf("there is no column %s:\n%s", name, r.View())
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

// lines gives the lines of the grid that hold something, from the first row on.
func (r *rig) lines() []string {
	var out []string
	for _, l := range strings.Split(r.View(), "\n")[1:] {
		if l = strings.TrimSpace(strings.TrimPrefix(l, "▌")); l != "" {
			out = append(out, l)
		}
	}
	return out
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
