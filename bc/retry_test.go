package bc_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
)

// drop ends the connection without an answer.
func drop(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

func TestBusyServiceAndDroppedConnectionsAreTriedAgain(t *testing.T) {
	half := time.Second / 2 * 2 // jitter is 0.5: waits are as planned
	for _, c := range []struct {
		name   string
		fail   http.HandlerFunc
		waits  []time.Duration
		notice string
	}{
		{"429 that says when", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "7")
			refuse(w, 429, "application/json", `{"error":{"code":"Application_TooManyRequests","message":"Too many"}}`)
		}, []time.Duration{7 * time.Second, 7 * time.Second}, "too many requests (429): again in 7s (attempt 2 of 5)"},
		{"429 that does not say when", func(w http.ResponseWriter, r *http.Request) { refuse(w, 429, "", "") },
			[]time.Duration{half, 2 * half}, "too many requests (429): again in 1s (attempt 2 of 5)"},
		{"502 as a web page", func(w http.ResponseWriter, r *http.Request) {
			refuse(w, 502, "text/html", "<html><title>Bad gateway</title></html>")
		}, []time.Duration{half, 2 * half}, "the environment is not available (502): again in 1s (attempt 2 of 5)"},
		{"503 with a date", func(w http.ResponseWriter, r *http.Request) {
			// The server's clock is an hour off: only the difference counts.
			w.Header().Set("Date", noon.Add(time.Hour).Format(http.TimeFormat))
			w.Header().Set("Retry-After", noon.Add(time.Hour+20*time.Second).Format(http.TimeFormat))
			w.WriteHeader(503)
		}, []time.Duration{20 * time.Second, 20 * time.Second}, "the environment is not available (503): again in 20s (attempt 2 of 5)"},
		{"504", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(504) },
			[]time.Duration{half, 2 * half}, "the service took too long (504): again in 1s (attempt 2 of 5)"},
		{"dropped before the answer", func(w http.ResponseWriter, r *http.Request) { drop(w) },
			[]time.Duration{half, 2 * half}, "the connection was dropped: again in 1s (attempt 2 of 5)"},
		{"dropped in the middle of a page", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "10000")
			fmt.Fprint(w, `{"value":[{"id":1},{"id":2`)
			w.(http.Flusher).Flush()
			drop(w)
		}, []time.Duration{half, 2 * half}, "the connection was dropped: again in 1s (attempt 2 of 5)"},
		{"a page that ends too early in good order", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"value":[{"id":1},{"id":2`)
		}, []time.Duration{half, 2 * half}, "the connection was dropped: again in 1s (attempt 2 of 5)"},
		{"an empty answer", func(w http.ResponseWriter, r *http.Request) {},
			[]time.Duration{half, 2 * half}, "the connection was dropped: again in 1s (attempt 2 of 5)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var n atomic.Int32
			k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
				if n.Add(1) <= 2 {
					c.fail(w, r)
					return
				}
				page(w, 0, 3, "")
			})
			p, err := k.client.FirstPage(t.Context(), customers())
			if err != nil || p.Block.Len() != 3 {
				t.Fatal(err)
			}
			// A common pause after 429 lets the same wait pass once more.
			if waits := k.slept(); !strings.HasPrefix(fmt.Sprint(unique(waits)), strings.TrimSuffix(fmt.Sprint(unique(c.waits)), "]")) {
				t.Errorf("waited %v, want %v", waits, c.waits)
			}
			notices := k.noticed()
			if len(notices) != 2 || notices[0].String() != c.notice {
				t.Errorf("notices %v, want %q first", notices, c.notice)
			}
			equal(t, "what", notices[0].What, "customers")
		})
	}
}

func unique(waits []time.Duration) (u []time.Duration) {
	for i, w := range waits {
		if i == 0 || w != waits[i-1] {
			u = append(u, w)
		}
	}
	return u
}

func TestARepeatedPageIsNotCountedTwice(t *testing.T) {
	var n atomic.Int32
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		from, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		if n.Add(1)%2 == 1 { // every page breaks off once, after some of its rows
			fmt.Fprintf(w, `{"value":[{"id":%d},{"id":%d},`, from, from+1)
			w.(http.Flusher).Flush()
			drop(w)
			return
		}
		next := ""
		if from < 40 {
			next = fmt.Sprintf("?$skiptoken=%d", from+10)
		}
		page(w, from, from+10, next)
	})
	total := 0
	p, err := k.client.FirstPage(t.Context(), customers())
	for err == nil {
		for i := range p.Block.Len() {
			equal(t, "row", p.Block.Cell(i, p.Block.ColumnIndex("id")).Text(), strconv.Itoa(total))
			total++
		}
		p, err = k.client.NextPage(t.Context(), p)
	}
	equal(t, "rows", total, 50)
}

func TestTryingAgainEnds(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) })
	_, err := k.client.FirstPage(t.Context(), customers())
	e := asError(t, err)
	equal(t, "kind", e.Kind, bc.Unavailable)
	equal(t, "attempts", e.Attempts, 5)
	equal(t, "requests", len(k.seen()), 5)
	equal(t, "waits", fmt.Sprint(k.slept()), "[1s 2s 4s 8s]")

	k = newKit(t, func(w http.ResponseWriter, r *http.Request) { drop(w) })
	_, err = k.client.FirstPage(t.Context(), customers())
	var n *auth.NetworkError
	if !errors.As(err, &n) || n.Kind != auth.KindReset || n.Meaning.Title == "" {
		t.Errorf("%T %v", err, err)
	}
	equal(t, "requests", len(k.seen()), 5)
}

func TestWhatIsNotWorthAnotherAttempt(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		kind   bc.Kind
		text   string
	}{
		"a wait that is too long": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(429)
		}, bc.Throttled, "the service asks to wait 1 hour, until 13:00:00"},
		"500": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, bc.Other, "500"},
		"408": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(408) }, bc.Timeout, "408"},
		"400": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(400) }, bc.BadRequest, "400"},
		"501": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(501) }, bc.NotImplemented, "501"},
		"broken JSON": {func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"value":[{"id":1},{"id":x}]}`)
		}, bc.Damaged, "no valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t, c.answer)
			_, err := k.client.FirstPage(t.Context(), customers())
			e := asError(t, err)
			equal(t, "kind", e.Kind, c.kind)
			if !strings.Contains(e.Error(), c.text) || len(k.seen()) != 1 || len(k.slept()) != 0 {
				t.Errorf("%v after %d requests and waits %v", e, len(k.seen()), k.slept())
			}
		})
	}
}

func TestOne429HoldsEverybodyBack(t *testing.T) {
	// The clock moves only by waiting, so a request that starts inside of the pause shows.
	var (
		mu    sync.Mutex
		now   = noon
		early []time.Time
		first = true
	)
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if first {
			first = false
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(429)
			return
		}
		if now.Before(noon.Add(30 * time.Second)) {
			early = append(early, now)
		}
		page(w, 0, 1, "")
	}, func(o *bc.Options) {
		o.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			mu.Lock()
			defer mu.Unlock()
			now = now.Add(d)
			return ctx.Err()
		}
	})
	if _, err := k.client.FirstPage(t.Context(), customers()); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := k.client.FirstPage(t.Context(), customers()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(early) > 0 {
		t.Errorf("requests at %v, in the middle of the pause", early)
	}
}

func TestAtMostFourRequestsAtOnce(t *testing.T) {
	var now, most atomic.Int32
	gate := make(chan struct{})
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for {
			old := most.Load()
			if n <= old || most.CompareAndSwap(old, n) {
				break
			}
		}
		gate <- struct{}{}
		page(w, 0, 1, "")
	})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := k.client.FirstPage(t.Context(), customers()); err != nil {
				t.Error(err)
			}
		})
	}
	for range 20 {
		<-gate
	}
	all.Wait()
	if most.Load() > 4 {
		t.Errorf("%d requests at once", most.Load())
	}
}

func TestWaitingForAPlaceCanBeGivenUp(t *testing.T) {
	release := make(chan struct{})
	arrived := make(chan struct{}, 4)
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
		page(w, 0, 1, "")
	})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { _, _ = k.client.FirstPage(t.Context(), customers()) })
	}
	for range 4 {
		<-arrived
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.client.FirstPage(ctx, customers()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(release)
	all.Wait()
	equal(t, "requests", len(k.seen()), 4)
}

func TestATokenThatEndsIsRenewedOnce(t *testing.T) {
	const expired = `{"error":{"code":"Unauthorized","message":"The credentials provided are incorrect"}}`
	answer := http.StatusOK
	failures := 0
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		if failures > 0 {
			failures--
			refuse(w, 401, "application/json", expired)
			return
		}
		if answer != http.StatusOK {
			refuse(w, answer, "application/json", expired)
			return
		}
		page(w, 0, 1, "")
	})
	k.tokens.issued = noon // fresh all the time
	if _, err := k.client.FirstPage(t.Context(), customers()); err != nil {
		t.Fatal(err)
	}
	failures = 1
	if _, err := k.client.FirstPage(t.Context(), customers()); err != nil {
		t.Errorf("a token that ended was not renewed: %v", err)
	}
	equal(t, "tokens thrown away", k.tokens.discarded(), 1)
	answer = 401
	_, err := k.client.FirstPage(t.Context(), customers())
	equal(t, "kind", asError(t, err).Kind, bc.SignIn)
	equal(t, "tokens thrown away", k.tokens.discarded(), 2)
	equal(t, "requests", len(k.seen()), 1+2+2)
}

func TestAFreshTokenThatNeverWorkedIsNotRenewed(t *testing.T) {
	k := newKit(t, func(w http.ResponseWriter, r *http.Request) {
		refuse(w, 401, "application/json", `{"error":{"code":"Authentication_InvalidCredentials","message":"The server has rejected the client credentials."}}`)
	})
	k.tokens.issued = noon.Add(-time.Second)
	_, err := k.client.Companies(t.Context())
	equal(t, "kind", asError(t, err).Kind, bc.NotSetUp)
	equal(t, "requests", len(k.seen()), 1)
	equal(t, "tokens thrown away", k.tokens.discarded(), 0)
	k.tokens.issued = noon.Add(-time.Hour) // one from a cache may be stale: roles may have been added since
	_, err = k.client.Companies(t.Context())
	equal(t, "kind", asError(t, err).Kind, bc.NotSetUp)
	equal(t, "requests", len(k.seen()), 3)
	equal(t, "tokens thrown away", k.tokens.discarded(), 1)
}
