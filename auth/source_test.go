package auth

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// waiting tells how many callers wait for the request under way.
func waiting(s *Source) int {
	s.mu.Lock()
	f := s.flight
	s.mu.Unlock()
	if f == nil {
		return 0
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.waiting
}

func TestOneRequestHoweverManyAsk(t *testing.T) {
	e, c := newEntra(t), newClock()
	release := make(chan struct{})
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		<-release
		writeToken(w, 3599, nil)
	}
	s := e.source(t, c)
	const callers = 50
	var wg sync.WaitGroup
	var failed atomic.Int32
	for range callers {
		wg.Go(func() {
			if tok, err := s.Token(t.Context()); err != nil || tok.IsZero() {
				failed.Add(1)
			}
		})
	}
	eventually(t, "all wait", func() bool { return waiting(s) == callers })
	close(release)
	wg.Wait()
	if gets, posts := e.count(); gets != 1 || posts != 1 || failed.Load() != 0 {
		t.Errorf("%d GET, %d POST, %d failed", gets, posts, failed.Load())
	}
}

func TestWhoeverLeavesDoesNotEndItForTheOthers(t *testing.T) {
	e, c := newEntra(t), newClock()
	release := make(chan struct{})
	e.token = func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
			writeToken(w, 3599, nil)
		case <-r.Context().Done():
		}
	}
	s := e.source(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { _, err := s.Token(ctx); first <- err }()
	eventually(t, "the first waits", func() bool { return waiting(s) == 1 })
	go func() { _, err := s.Token(t.Context()); second <- err }()
	eventually(t, "both wait", func() bool { return waiting(s) == 2 })
	cancel()
	err := <-first
	var ne *NetworkError
	if !errors.As(err, &ne) || ne.Kind != KindCanceled || !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	close(release)
	if err := <-second; err != nil {
		t.Errorf("who stayed got %v", err)
	}
	if _, posts := e.count(); posts != 1 {
		t.Errorf("%d POST", posts)
	}
}

func TestWhenAllLeaveTheRequestEnds(t *testing.T) {
	for _, stage := range []Stage{StageDiscovery, StageToken} {
		t.Run(stage.String(), func(t *testing.T) {
			e, c := newEntra(t), newClock()
			started, ended := make(chan struct{}), make(chan struct{})
			hold := func(_ http.ResponseWriter, r *http.Request) {
				close(started)
				<-r.Context().Done()
				close(ended)
			}
			if stage == StageToken {
				e.token = hold
			} else {
				e.discovery = hold
			}
			s := e.source(t, c)
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 2)
			for range 2 {
				go func() { _, err := s.Token(ctx); done <- err }()
			}
			<-started
			eventually(t, "both wait", func() bool { return waiting(s) == 2 })
			cancel()
			for range 2 {
				if err := <-done; !errors.Is(err, context.Canceled) {
					t.Errorf("%v", err)
				}
			}
			select {
			case <-ended:
			case <-time.After(20 * time.Second):
				t.Fatal("the server still has the request")
			}
			// The next one starts anew and is not touched by what was given up.
			e.mu.Lock()
			e.token, e.discovery = nil, nil
			e.mu.Unlock()
			if _, err := s.Token(t.Context()); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func TestAnEndedContextAsksNothing(t *testing.T) {
	e, c := newEntra(t), newClock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := e.source(t, c)
	if _, err := s.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := s.Discover(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if len(e.requests()) != 0 {
		t.Error("something was sent")
	}
}

func TestADeadlineOfTheCallerIsATimeout(t *testing.T) {
	e, c := newEntra(t), newClock()
	e.token = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := e.source(t, c).Token(ctx)
	var ne *NetworkError
	if !errors.As(err, &ne) || ne.Kind != KindTimeout || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestACancelEndsTheWaitBetweenAttempts(t *testing.T) {
	e, c := newEntra(t), newClock()
	e.token = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }
	o := e.options(c)
	sleeping := make(chan struct{})
	o.Sleep = func(ctx context.Context, _ time.Duration) error { close(sleeping); <-ctx.Done(); return ctx.Err() }
	s, _ := NewSource(e.registration(), NewSecret(theSecret), o)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-sleeping; cancel() }()
	if _, err := s.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// The life of tokens, each step one moment and what Token does then.
func TestTokensAreRenewedInTime(t *testing.T) {
	type step struct {
		after time.Duration
		posts int // so far
	}
	for name, c := range map[string]struct {
		life  int
		steps []step
	}{
		"an hour":          {3600, []step{{0, 1}, {54 * time.Minute, 1}, {time.Minute, 1}, {time.Second, 2}, {54 * time.Minute, 2}, {2 * time.Minute, 3}}},
		"four minutes":     {240, []step{{0, 1}, {2 * time.Minute, 1}, {time.Minute, 1}, {59 * time.Second, 1}, {time.Second, 2}, {time.Second, 2}}},
		"five minutes":     {300, []step{{0, 1}, {299 * time.Second, 1}, {time.Second, 2}}},
		"ten minutes":      {600, []step{{0, 1}, {5 * time.Minute, 1}, {time.Second, 2}}},
		"none at all":      {0, []step{{0, 1}, {0, 2}}},
		"less than none":   {-5, []step{{0, 1}, {0, 2}}},
		"longer than ever": {1 << 40, []step{{0, 1}, {100 * time.Hour, 1}, {7 * 24 * time.Hour, 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			e, clk := newEntra(t), newClock()
			e.token = func(w http.ResponseWriter, _ *http.Request) { writeToken(w, c.life, nil) }
			s := e.source(t, clk)
			for i, st := range c.steps {
				clk.advance(st.after)
				tok, err := s.Token(t.Context())
				if err != nil || tok.IsZero() {
					t.Fatalf("step %d: %v", i, err)
				}
				if _, posts := e.count(); posts != st.posts {
					t.Fatalf("step %d: %d POST, want %d", i, posts, st.posts)
				}
			}
		})
	}
}

func TestAFailedRenewalLeavesTheOldTokenInUse(t *testing.T) {
	e, c := newEntra(t), newClock()
	s := e.source(t, c)
	old, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var busy atomic.Bool
	busy.Store(true)
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		if busy.Load() {
			writeJSON(w, 503, entraError(90033, "temporarily_unavailable", "busy"))
			return
		}
		writeToken(w, 3599, map[string]any{"uti": "new"})
	}
	c.advance(56 * time.Minute)
	for range 3 {
		if got, err := s.Token(t.Context()); err != nil || !got.Same(old) {
			t.Fatalf("%v", err)
		}
	}
	// One attempt, no waiting, and not again at once.
	if _, posts := e.count(); posts != 2 || len(c.slept) != 0 {
		t.Errorf("%d POST, slept %v", posts, c.slept)
	}
	c.advance(renewPause)
	busy.Store(false)
	if got, err := s.Token(t.Context()); err != nil || got.Same(old) {
		t.Errorf("not renewed: %v", err)
	}
	// When it has ended, the failure shows.
	busy.Store(true)
	c.advance(2 * time.Hour)
	if e := refused(t, s); e.AADSTS != 90033 || !e.Temporary() {
		t.Errorf("%v", e)
	}
}

func TestDiscardRejectPeek(t *testing.T) {
	e, c := newEntra(t), newClock()
	n := 0
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		n++
		writeToken(w, 3599, map[string]any{"n": n})
	}
	s := e.source(t, c)
	if _, ok := s.Peek(); ok {
		t.Error("a token before the first")
	}
	s.Discard()
	first, _ := s.Token(t.Context())
	if got, ok := s.Peek(); !ok || !got.Same(first) {
		t.Error("Peek does not show the token in memory")
	}
	s.Discard()
	if _, ok := s.Peek(); ok {
		t.Error("Discard kept it")
	}
	second, _ := s.Token(t.Context())
	if second.Same(first) {
		t.Error("Entra was not asked")
	}
	s.Reject(first) // late: another one has taken its place
	if got, _ := s.Token(t.Context()); !got.Same(second) {
		t.Error("a late Reject threw the new token away")
	}
	s.Reject(second)
	if got, _ := s.Token(t.Context()); got.Same(second) {
		t.Error("Reject kept it")
	}
	c.advance(2 * time.Hour)
	if _, ok := s.Peek(); ok {
		t.Error("Peek shows a token that has ended")
	}
}

func TestADiscardIsNotOvertakenByARequestUnderWay(t *testing.T) {
	e, c := newEntra(t), newClock()
	release := make(chan struct{})
	var n atomic.Int32
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		mine := n.Add(1)
		if mine == 1 {
			<-release
		}
		writeToken(w, 3599, map[string]any{"n": mine})
	}
	s := e.source(t, c)
	early := make(chan Token, 1)
	go func() { tok, _ := s.Token(t.Context()); early <- tok }()
	eventually(t, "the first is at Entra", func() bool { _, posts := e.count(); return posts == 1 })
	s.Discard()
	fresh, err := s.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	close(release)
	if old := <-early; old.IsZero() || old.Same(fresh) {
		t.Error("who waited did not get the token that was under way")
	}
	if got, ok := s.Peek(); !ok || !got.Same(fresh) {
		t.Error("the older request overwrote the newer token")
	}
}

func TestTokensOfManyShapes(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		life   time.Duration
		claims string // Unreadable
	}{
		"opaque":                    {`{"access_token":"opaque-token-abc","token_type":"Bearer","expires_in":3600}`, time.Hour, "not readable: the token is opaque, it is not a JWT"},
		"encrypted":                 {`{"access_token":"a.b.c.d.e","expires_in":3600}`, time.Hour, "not readable: the token is encrypted (JWE)"},
		"not base64":                {`{"access_token":"a.%%%.c","expires_in":3600}`, time.Hour, "not readable: its middle part is not base64"},
		"not JSON":                  {`{"access_token":"a.YWJj.c","expires_in":3600}`, time.Hour, "not readable: its middle part is not a JSON object"},
		"lifetime as text":          {`{"access_token":"` + jwt(nil) + `","token_type":"bearer","expires_in":"600"}`, 10 * time.Minute, ""},
		"lifetime with a fraction":  {`{"access_token":"` + jwt(nil) + `","expires_in":600.5}`, 600500 * time.Millisecond, ""},
		"no lifetime, from the JWT": {`{"access_token":"` + jwt(map[string]any{"exp": newClock().at.Add(20 * time.Minute).Unix()}) + `"}`, 20 * time.Minute, ""},
		"no lifetime at all":        {`{"access_token":"opaque-token-abc"}`, time.Hour, "not readable: the token is opaque, it is not a JWT"},
		"odd lifetime":              {`{"access_token":"` + jwt(map[string]any{"exp": 1}) + `","expires_in":"NaN"}`, time.Hour, ""},
		"another scope":             {`{"access_token":"` + jwt(nil) + `","expires_in":3600,"scope":"https://api.businesscentral.dynamics.com/API.ReadWrite.All x"}`, time.Hour, ""},
		"odd members":               {`{"access_token":"` + jwt(nil) + `","expires_in":3600,"client_info":"%%%","id_token":"x","refresh_token":"r","expires_on":"never","ext_expires_in":"x","error":""}`, time.Hour, ""},
		"BOM":                       {"\ufeff" + `{"access_token":"` + jwt(nil) + `","expires_in":3600}`, time.Hour, ""},
	} {
		t.Run(name, func(t *testing.T) {
			e, clk := newEntra(t), newClock()
			e.token = func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Date"] = nil
				_, _ = io.WriteString(w, c.answer)
			}
			s := e.source(t, clk)
			tok, err := s.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := tok.ExpiresAt.Sub(clk.now()); got != c.life || tok.Left(clk.now()) != c.life {
				t.Errorf("lives %v", got)
			}
			if tok.Claims.Unreadable != c.claims {
				t.Errorf("claims %q", tok.Claims.Unreadable)
			}
			if _, err := s.Token(t.Context()); err != nil {
				t.Error(err)
			}
			if _, posts := e.count(); posts != 1 {
				t.Errorf("%d POST", posts)
			}
			noLeak(t, tok, s)
		})
	}
}

func TestTheLifeOfATokenStartsWhenItWasAskedFor(t *testing.T) {
	e, c := newEntra(t), newClock()
	asked := c.now()
	e.token = func(w http.ResponseWriter, _ *http.Request) {
		c.advance(20 * time.Second) // a slow answer
		writeToken(w, 3600, nil)
	}
	tok, err := e.source(t, c).Token(t.Context())
	if err != nil || !tok.IssuedAt.Equal(asked) || !tok.ExpiresAt.Equal(asked.Add(time.Hour)) {
		t.Errorf("%v to %v, %v", tok.IssuedAt, tok.ExpiresAt, err)
	}
}

func TestEvidence(t *testing.T) {
	e, c := newEntra(t), newClock()
	e.discovery = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", c.now().Add(7*time.Minute).Format(http.TimeFormat))
		w.Header().Set("x-ms-request-id", "r-1")
		c.advance(100 * time.Millisecond)
		writeJSON(w, 200, defaultDocument(e))
	}
	d, err := e.source(t, c).Discover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	skew, ok := d.Skew()
	if !ok || skew < 7*time.Minute-time.Second || skew > 7*time.Minute+time.Second {
		t.Errorf("skew %v %v", skew, ok)
	}
	if d.TLS != "TLS 1.3" || d.CertIssuer != "Acme Co" || d.Proto != "HTTP/2.0" || d.Status != 200 || d.RequestID != "r-1" || d.Attempts != 1 ||
		d.Elapsed() != 100*time.Millisecond || d.Proxy != "" || d.CertExpires.IsZero() || !strings.HasPrefix(d.URL, e.URL) {
		t.Errorf("%+v", d.Evidence)
	}
	if _, ok := (Evidence{}).Skew(); ok {
		t.Error("a skew without a date")
	}
}

func TestAPanicInsideIsAnError(t *testing.T) {
	e, c := newEntra(t), newClock()
	o := e.options(c)
	o.Transport = panicking{}
	s, _ := NewSource(e.registration(), NewSecret(theSecret), o)
	_, err := s.Token(t.Context())
	if err == nil || !strings.Contains(err.Error(), "bug") {
		t.Errorf("%v", err)
	}
	noLeak(t, err)
}

type panicking struct{}

func (panicking) RoundTrip(*http.Request) (*http.Response, error) { panic(theSecret) }

func BenchmarkTokenFromMemory(b *testing.B) {
	s, err := NewSource(Registration{Tenant: tenant, ClientID: clientID}, NewSecret("x"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	s.token = Token{value: NewSecret("t"), IssuedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
	for b.Loop() {
		if _, err := s.Token(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
