package grid_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/ui/explain"
	"bctui/ui/place"
	"bctui/ui/prefs"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/story"
)

const twiceMetadata = `<Edmx Version="4.0"><DataServices><Schema Namespace="N"><EntityType Name="thing"><Key><PropertyRef Name="code"/></Key>` +
	`<Property Name="code" Type="Edm.String"/><Property Name="a b" Type="Edm.String"/><Property Name="amount" Type="Edm.Decimal"/>` +
	`<NavigationProperty Name="lines" Type="Collection(N.thing)"/></EntityType>` +
	`<EntityContainer Name="C"><EntitySet Name="things" EntityType="N.thing"/></EntityContainer></Schema></DataServices></Edmx>`

// A name that a row has more than once takes as many columns. The service knows only one: it is not asked for the others
// by name, in no way, and says so; nor for the records of a link that it sends along.
func TestColumnsThatTheServiceDoesNotKnowAreNeverAskedFor(t *testing.T) {
	var mu sync.Mutex
	var queries []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		switch {
		case strings.HasSuffix(q.URL.Path, "/$metadata"):
			fmt.Fprint(w, twiceMetadata)
		case strings.HasSuffix(q.URL.Path, "/companies"):
			fmt.Fprintf(w, `{"value":[{"id":%q,"name":"CRONUS"}]}`, story.Company)
		default:
			mu.Lock()
			queries = append(queries, q.URL.RawQuery)
			mu.Unlock()
			fmt.Fprint(w, `{"value":[{"code":"A","a b":"x","amount":1.50,"amount":2.5000,"amount":3,"lines":[{"code":"L"}]},{"code":"B","amount":4}]}`)
		}
	}))
	t.Cleanup(server.Close)
	s := story.Serve(t, server.URL)
	p := place.Place{Kind: place.Grid, CompanyName: "CRONUS", Route: place.DefaultRoute, Set: "things"}
	r := &rig{Story: story.New(t, 100, 20), t: t}
	show := func(view place.View, store *prefs.Store) {
		p.View = view
		r.model = grid.New(story.Host(t, time.Now), grid.Options{Place: p, Open: story.Open(s), Explain: explain.Error, Prefs: store})
		r.Show(r.model)
		r.Settle()
	}
	store := prefs.Open(t.TempDir())
	show(place.View{}, store)
	r.Has("amount (2)", "amount (3)", "2.5000")
	r.column("amount (2)")
	if left := r.model.Status().Left; !strings.Contains(left, "rows have amount more than once") {
		t.Error(left)
	}
	r.Do("s")
	r.Heard("not in $metadata")
	r.column("a b")
	for _, key := range []string{"s", "/"} {
		r.Do(key)
		r.Heard("can't be asked by it")
	}
	r.column("lines")
	for _, key := range []string{"s", "/"} {
		r.Do(key)
		r.Heard("lines is a link")
	}
	for _, name := range []string{"code", "a b", "amount"} { // all but the second and third value
		r.column(name)
		r.Do("-")
	}
	show(place.View{Columns: []string{"amount (2)"}}, nil)
	r.Has("2.5000")
	show(place.View{Columns: []string{"lines"}}, nil)
	r.Has("lines")
	mu.Lock()
	defer mu.Unlock()
	for _, q := range queries {
		if strings.Contains(q, "%28") || strings.Contains(q, "(") || strings.Contains(q, "lines") {
			t.Errorf("asked for %s", q)
		}
	}
}
