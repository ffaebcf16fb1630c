package record_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/bc/rows"
	"bctui/ui/explain"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/record"
	"bctui/ui/screen/story"
	"bctui/ui/session"
)

// rig is a record on a service that answers what a test says.
type rig struct {
	*story.Story
	t       testing.TB
	session *session.Session
	screen  *record.Model

	mu     sync.Mutex
	asked  []string          // paths below the API, escapes undone
	answer map[string]string // by the same
}

func newRig(t testing.TB, metadata string) *rig {
	t.Helper()
	r := &rig{Story: story.New(t, 100, 30), t: t, answer: map[string]string{
		"$metadata": `<Edmx Version="4.0"><DataServices><Schema Namespace="N">` + metadata + `</Schema></DataServices></Edmx>`,
		"companies": fmt.Sprintf(`{"value":[{"id":%q,"name":"CRONUS"}]}`, story.Company),
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		_, path, _ := strings.Cut(q.URL.EscapedPath(), "/api/v2.0/")
		if strings.Count(path, "/") > 2 {
			t.Errorf("a slash of a key opened a segment: %s", path)
		}
		path, _ = url.PathUnescape(strings.TrimPrefix(path, "companies("+story.Company+")/"))
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
	r.session = story.Serve(t, server.URL)
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
	r.screen = record.New(story.Host(r.t, time.Now), record.Options{Place: p, Row: row, Known: row.Of != "", Explain: explain.Error,
		Open: story.Open(r.session)})
	r.Show(r.screen)
	r.Settle()
}

// gone are the places that were gone to.
func (r *rig) gone() []screen.Go { return story.All[screen.Go](r.Story) }

func (r *rig) copied() []screen.Copy { return story.All[screen.Copy](r.Story) }

// on puts the cursor on the first line that holds a text.
func (r *rig) on(text string) {
	r.t.Helper()
	r.Do("g")
	for range 200 {
		for _, line := range strings.Split(r.View(), "\n") {
			if rest, here := strings.CutPrefix(line, "▌"); here && strings.Contains(rest, text) {
				return
			}
		}
		r.Do("down")
	}
	r.t.Fatalf("no line holds %q:\n%s", text, r.View())
}

func (r *rig) crumb(want string) {
	r.t.Helper()
	if got := r.screen.Crumb(); got != want {
		r.t.Errorf("the crumb is %q, not %q", got, want)
	}
}
