package session

import (
	"context"
	"fmt"
	"time"

	"bctui/auth"
	"bctui/bc"
)

// Open gives the session of a connection, from what is open or anew. The token is asked for and the connection to the
// API host is opened while this returns: whoever asks the first question of Business Central finds both under way.
func (m *Manager) Open(ctx context.Context, name, environment string) (*Session, error) {
	key := name + "\x00" + environment
	m.mu.Lock()
	o := m.open[key]
	if o == nil {
		o = &opened{done: make(chan struct{})}
		m.open[key] = o
		m.mu.Unlock()
		o.session, o.err = m.start(ctx, name, environment)
		if o.err != nil {
			m.mu.Lock()
			delete(m.open, key) // the next try begins anew
			m.mu.Unlock()
		}
		close(o.done)
		return o.session, o.err
	}
	m.mu.Unlock()
	select {
	case <-o.done:
		return o.session, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// draftOf gives a connection of this run, with its secret, or a saved one; in another environment, when one is named. once
// tells that it is one of this run.
func (m *Manager) draftOf(name, environment string) (d Draft, once bool, err error) {
	if d, once = m.Once(name); !once {
		c, ok := m.books().Get(name)
		if !ok {
			return d, false, fmt.Errorf("no connection is called %q; `bctui connections list` shows them", name)
		}
		d.Connection = c
	}
	if environment != "" && environment != d.Environment {
		d.Environment, d.EnvironmentType = environment, ""
	}
	return d, once, nil
}

func (m *Manager) start(ctx context.Context, name, environment string) (*Session, error) {
	d, once, err := m.draftOf(name, environment)
	if err != nil {
		return nil, err
	}
	client, tokens := m.parts(d)
	if client == nil {
		return nil, tokens.err
	}
	// Neither needs the secret, so both run while the keyring is asked for it. They end with ctx: a request that was
	// stopped must not go on behind the user's back, and the next try must not wait for it.
	go client.Preconnect(ctx)
	finding, stop := context.WithCancel(context.WithoutCancel(ctx))
	keep := context.AfterFunc(ctx, stop)
	go func() {
		defer stop()
		tokens.discover(finding)
	}()
	if d.Secret.IsZero() {
		secret, err := m.secretOf(ctx, d.Connection)
		if err != nil {
			if ctx.Err() == nil {
				keep() // nobody stopped it: the next try, with the passphrase or the secret, finds the answer there
			}
			return nil, err
		}
		d.Secret = secret
	}
	if err := tokens.set(d.Secret); err != nil {
		return nil, err
	}
	if !once {
		// When a connection was used last is worth a line in a file, but not a wait and no failure.
		m.background.Go(func() { m.warn(m.books().Touch(name, m.opts.Now())) })
	}
	return &Session{Connection: d.Connection, Client: client, Tokens: tokens.source, Demo: m.IsDemo(name), Saved: !once}, nil
}

// lateTokens is the token source of a client whose secret is still being read.
type lateTokens struct {
	registration auth.Registration
	options      auth.Options
	source       *auth.Source
	err          error
}

func (t *lateTokens) discover(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	// Its answer waits in the cache for the token request; its failure comes up again there, where it is shown.
	_, _ = auth.Discover(ctx, t.registration, t.options)
}

func (t *lateTokens) set(s auth.Secret) error {
	t.source, t.err = auth.NewSource(t.registration, s, t.options)
	return t.err
}

// Token implements bc.TokenSource.
func (t *lateTokens) Token(ctx context.Context) (auth.Token, error) { return t.source.Token(ctx) }

// Discard implements bc.TokenSource.
func (t *lateTokens) Discard() { t.source.Discard() }

// parts builds client and token source of a draft. A client of nil means that the draft can't work: the source's err
// says why.
func (m *Manager) parts(d Draft) (*bc.Client, *lateTokens) {
	tokens := &lateTokens{
		registration: auth.Registration{Tenant: d.Tenant, ClientID: d.ClientID, Authority: d.Authority, Scope: d.Scope},
		options: auth.Options{
			Transport: m.opts.Transport, Now: m.opts.Now, UserAgent: m.opts.UserAgent, Cache: m.cache,
			Observe: func(e auth.Exchange) { m.opts.Log.Add(ofAuth(e)) },
			Notice:  func(n auth.Notice) { m.opts.Notice(signInNotice(n)) },
		},
	}
	client, err := bc.New(bc.Target{API: d.API, Tenant: d.Tenant, Environment: d.Environment}, tokens, bc.Options{
		Transport: m.opts.Transport, UserAgent: m.opts.UserAgent, Now: m.opts.Now, CacheDir: m.opts.CacheDir,
		Observe: m.opts.Log.Add,
		Notice:  func(n bc.Notice) { m.opts.Notice(n.String()) },
	})
	if err != nil {
		tokens.err = err
		return nil, tokens
	}
	return client, tokens
}

// ofAuth puts a sign-in request among the others.
func ofAuth(e auth.Exchange) bc.Exchange {
	return bc.Exchange{Started: e.Started, Method: e.Method, URL: e.URL, What: "sign-in", Status: e.Status, Elapsed: e.Elapsed,
		Bytes: e.Bytes, Attempt: e.Attempt, RequestID: e.RequestID, Err: e.Err, Proto: e.Proto}
}

func signInNotice(n auth.Notice) string {
	what := "the connection to " + n.Host + " was dropped"
	if n.Status != 0 {
		what = fmt.Sprintf("%s answered %d", n.Host, n.Status)
	}
	return fmt.Sprintf("%s: again in %s (attempt %d of %d)", what, n.Wait.Round(100*time.Millisecond), n.Attempt, n.Of)
}

// Close forgets a session, so that the next Open begins anew: after its secret was replaced, for example.
func (m *Manager) Close(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key := range m.open {
		if len(key) > len(name) && key[:len(name)] == name && key[len(name)] == 0 {
			delete(m.open, key)
		}
	}
}

// Step is one visible step of a try.
type Step struct {
	Name    string // "Token", "Companies"
	Done    bool   // false: it begins
	Err     error
	Result  string // "59 minutes left", "3 companies"
	Elapsed time.Duration
}

// Try proves a draft: a token, then the companies of its environment. Nothing is saved. The error is the one that
// stopped it.
func (m *Manager) Try(ctx context.Context, d Draft, step func(Step)) error {
	client, tokens := m.parts(d)
	if client == nil {
		return tokens.err
	}
	secret := d.Secret
	if secret.IsZero() { // a connection of the same registration has it
		d.SecretIn, _ = m.StoredIn(d.Connection)
		var err error
		if secret, err = m.secretOf(ctx, d.Connection); err != nil {
			return err
		}
	}
	if err := tokens.set(secret); err != nil {
		return err
	}
	go client.Preconnect(ctx)
	run := func(name string, f func() (string, error)) error {
		step(Step{Name: name})
		begin := m.opts.Now()
		result, err := f()
		step(Step{Name: name, Done: true, Err: err, Result: result, Elapsed: m.opts.Now().Sub(begin)})
		return err
	}
	err := run("Token", func() (string, error) {
		t, err := tokens.Token(ctx)
		if err != nil {
			return "", err
		}
		return minutesLeft(t.Left(m.opts.Now())), nil
	})
	if err != nil {
		return err
	}
	return run("Companies", func() (string, error) {
		s := &Session{Connection: d.Connection, Client: client, Tokens: tokens.source}
		list, err := s.Companies(ctx, true)
		if err != nil {
			return "", err
		}
		m.mu.Lock()
		m.tried = &tried{draft: d, session: s}
		m.mu.Unlock()
		if len(list) == 1 {
			return "1 company", nil
		}
		return fmt.Sprintf("%d companies", len(list)), nil
	})
}

func minutesLeft(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%.0f seconds left", d.Seconds())
	}
	return fmt.Sprintf("%.0f minutes left", d.Minutes())
}

var _ bc.TokenSource = (*lateTokens)(nil)
