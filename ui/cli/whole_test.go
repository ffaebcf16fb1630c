package cli_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/ui/termtest"
)

// gatekeeper stands between the program and the tenant and can hold pages back. The program has the tenant in no process
// of its own then, so that what it takes of the processor is its own too.
type gatekeeper struct {
	*httptest.Server
	mu     sync.Mutex
	closed bool
	held   chan struct{}  // gets one when a request for a page is held …
	left   chan time.Time // … and when the program has given it up
}

func newGatekeeper(w *world) *gatekeeper {
	w.t.Helper()
	to, err := url.Parse(w.server.URL())
	if err != nil {
		w.t.Fatal(err)
	}
	g := &gatekeeper{held: make(chan struct{}, 10), left: make(chan time.Time, 10)}
	onward := httputil.NewSingleHostReverseProxy(to)
	g.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		hold := g.closed && r.URL.Query().Has("$skiptoken")
		g.mu.Unlock()
		if !hold {
			onward.ServeHTTP(rw, r)
			return
		}
		g.held <- struct{}{}
		<-r.Context().Done()
		g.left <- time.Now()
	}))
	w.t.Cleanup(g.Close)
	return g
}

// hold holds the pages back that follow a first one, or lets them through again.
func (g *gatekeeper) hold(closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = closed
}

// open starts the program in a set of the first company, behind the gatekeeper, and waits for its rows.
func (g *gatekeeper) open(w *world, o termtest.Options, set string) *termtest.Terminal {
	w.t.Helper()
	o.Env = []string{"AZURE_CLIENT_SECRET=" + w.good.Secret}
	term := w.start(o, "--authority", g.URL, "--api", g.URL, "--tenant", w.good.Domain, "--client-id", w.good.ClientID,
		"--company", "CRONUS USA, Inc.", "--set", set)
	term.WaitFor("1 of 200+")
	return term
}

// escape goes on to a page that does not come, gives it up, and moves on: the time until the server saw the end of the
// request, and until the next key was answered.
func (g *gatekeeper) escape(w *world, term *termtest.Terminal) (ended, answered time.Duration) {
	w.t.Helper()
	g.hold(true)
	term.Press("G")
	<-g.held
	term.WaitFor("200 of ", "esc stops")
	begin := time.Now()
	term.Press("esc")
	at := <-g.left
	term.WaitFor("Stopped")
	row := term.Screen().Line(12)
	begun := time.Now()
	term.Press("up")
	screen := term.WaitFor("199 of ")
	answered = time.Since(begun)
	if screen.Line(12) != row || !strings.Contains(row, "S-ORD") {
		w.t.Errorf("the rows are others after Esc:\n%s", screen)
	}
	g.hold(false)
	return at.Sub(begin), answered
}

func TestEscDuringASlowPageEndsItsRequestAndLeavesTheRows(t *testing.T) {
	w := newWorld(t)
	g := newGatekeeper(w)
	term := g.open(w, termtest.Options{}, "salesOrders")
	g.escape(w, term)
	term.Press("G") // reads on from where it stopped
	term.WaitFor("1,200 of 1,200", "end of the list")
	term.Press("ctrl+c")
	term.WaitExit(0)
}

// BenchmarkEscDuringASlowPage gives, in ms, how long it takes until the server sees the end of a request that was given up
// (ended-ms, at most 100), and until the next key is answered (key-ms). A terminal that sends a lone ESC leaves Bubble Tea
// waiting for 50 ms whether more follows, and a person needs longer than that for another key (termtest gives them 130):
// so the time of the key is taken where Esc is told apart at once.
//
//	go test -run '^$' -bench Esc -benchtime 20x ./ui/cli
func BenchmarkEscDuringASlowPage(b *testing.B) {
	for _, kitty := range []bool{false, true} {
		b.Run(map[bool]string{false: "lone ESC", true: "kitty"}[kitty], func(b *testing.B) {
			w := newWorld(b)
			g := newGatekeeper(w)
			var ended, answered []time.Duration
			for b.Loop() {
				term := g.open(w, termtest.Options{Kitty: kitty}, "salesOrders")
				e, a := g.escape(w, term)
				ended, answered = append(ended, e), append(answered, a)
				term.Press("ctrl+c")
				term.WaitExit(0)
			}
			b.ReportMetric(middle(ended), "ended-ms")
			if kitty {
				b.ReportMetric(middle(answered), "key-ms")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func middle(d []time.Duration) (ms float64) {
	slices.Sort(d)
	return float64(d[len(d)/2].Microseconds()) / 1000
}

// BenchmarkDownHeld gives how much of one core (cpu-%, at most 30) the whole program takes while down is held at 60 keys a
// second in a grid at 200×50, above what it takes to start, to read the same rows and to end.
//
//	go test -run '^$' -bench DownHeld -benchtime 5x ./ui/cli
func BenchmarkDownHeld(b *testing.B) {
	const keys, rate = 180, 60
	w := newWorld(b)
	g := newGatekeeper(w)
	took := func(keys int) time.Duration {
		term := g.open(w, termtest.Options{Width: 200, Height: 50}, "customers")
		term.Press("down")
		term.WaitFor("2 of 5,000")
		tick := time.NewTicker(time.Second / rate)
		defer tick.Stop()
		for range keys {
			<-tick.C
			term.Press("down")
		}
		term.WaitFor(strconv.Itoa(2+keys) + " of 5,000")
		term.Press("ctrl+c")
		term.WaitExit(0)
		return term.CPU()
	}
	var held time.Duration
	n := 0
	for b.Loop() {
		held += took(keys) - took(0)
		n++
	}
	b.ReportMetric(100*held.Seconds()/float64(n)/(keys/rate), "cpu-%")
	b.ReportMetric(0, "ns/op")
}
