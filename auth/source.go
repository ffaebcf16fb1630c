package auth

import (
	"context"
	"sync"
	"time"
)

const (
	// renewBefore is how much of its life a token must still have to be handed out without asking for a new one
	// (reference 1.3).
	renewBefore = 5 * time.Minute
	// renewPause is how long a token that still lasts is used on after its renewal failed.
	renewPause = 30 * time.Second
	// renewPatience is how long a renewal may take while the old token still lasts.
	renewPatience = 15 * time.Second
)

// Source hands out access tokens of one registration. It is safe for use by several goroutines.
type Source struct {
	reg      Registration
	at       authority
	clientID string
	secret   Secret
	o        Options

	mu       sync.Mutex
	token    Token
	flight   *flight[Token]
	notUntil time.Time // no renewal of a lasting token before this
}

// NewSource makes a Source; nothing is sent yet. An *InputError says which value can't be used.
func NewSource(r Registration, secret Secret, o Options) (*Source, error) {
	at, err := parseAuthority(r)
	if err != nil {
		return nil, err
	}
	id, err := checkClientID(r.ClientID)
	if err != nil {
		return nil, err
	}
	if secret.IsZero() {
		return nil, &InputError{Field: "secret", Text: "missing; enter the value of a client secret (Certificates & secrets of the registration)"}
	}
	return &Source{reg: r, at: at, clientID: id, secret: secret, o: o.withDefaults()}, nil
}

// Registration gives back what the Source was made for.
func (s *Source) Registration() Registration { return s.reg }

// String names the registration, never the secret.
func (s *Source) String() string { return "auth.Source(" + s.clientID + " in " + s.at.tenant + ")" }

// GoString is String.
func (s *Source) GoString() string { return s.String() }

// Token gives a token that is good at this moment: the one in memory, or a new one from Entra when there is none, it
// has ended, or less than 5 minutes of it are left (a token that lives no longer than that is used until it ends).
// However many ask at once, one request is under way; a caller whose context ends leaves, and when all have left the
// request is cancelled. When a renewal fails while the old token lasts, that one is given out.
//
// Errors: *Error, *NetworkError (KindCanceled and KindTimeout for the end of ctx; errors.Is finds the context's error).
func (s *Source) Token(ctx context.Context) (Token, error) {
	if err := ctx.Err(); err != nil {
		return Token{}, NetworkFailure(err, s.at.base.Host)
	}
	s.mu.Lock()
	now := s.o.now()
	lasts := s.token.lasts(now)
	if lasts && !s.due(now) {
		t := s.token
		s.mu.Unlock()
		return t, nil
	}
	f := s.flight
	if f == nil || !f.join() {
		limit, attempts := s.wire().patience()*2, maxAttempts
		if lasts {
			limit, attempts = renewPatience, 1
		}
		f = takeOff(ctx, limit,
			func(ctx context.Context) (Token, error) { return s.acquire(ctx, attempts) }, s.landed)
		s.flight = f
	}
	s.mu.Unlock()
	t, err := f.wait(ctx)
	if err != nil && ctx.Err() != nil {
		err = NetworkFailure(ctx.Err(), s.at.base.Host)
	}
	return t, err
}

// landed keeps the result of a flight, unless the token was discarded while it was under way.
func (s *Source) landed(f *flight[Token], t Token, err error) (Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flight != f {
		return t, err
	}
	s.flight = nil
	now := s.o.now()
	if err == nil {
		s.token, s.notUntil = t, time.Time{}
		return t, nil
	}
	if s.token.lasts(now) {
		s.notUntil = now.Add(renewPause)
		return s.token, nil
	}
	return t, err
}

// lasts tells whether the token can be used at now.
func (t Token) lasts(now time.Time) bool { return !t.IsZero() && now.Before(t.ExpiresAt) }

// due tells whether a lasting token should be renewed. s.mu is held.
func (s *Source) due(now time.Time) bool {
	return s.token.ExpiresAt.Sub(s.token.IssuedAt) > renewBefore &&
		s.token.ExpiresAt.Sub(now) < renewBefore && !now.Before(s.notUntil)
}

// Discard forgets the token in memory: the next Token asks Entra, also when a request is under way now (those who wait
// for it still get its answer). A role that was consented to shows only in a new token.
func (s *Source) Discard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.flight, s.notUntil = Token{}, nil, time.Time{}
}

// Reject forgets t after a service refused it, and nothing if another token has taken its place since: of several
// requests that end with 401 at once, only the first makes Entra issue a new one.
func (s *Source) Reject(t Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token.Same(t) {
		s.token, s.notUntil = Token{}, time.Time{}
	}
}

// Peek gives the token in memory, if there is one that lasts. It never asks Entra.
func (s *Source) Peek() (Token, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.token.lasts(s.o.now()) {
		return Token{}, false
	}
	return s.token, true
}

// Discover reads the tenant's openid-configuration, from memory when this Source (or another one with the same Cache)
// has it.
func (s *Source) Discover(ctx context.Context) (Discovery, error) {
	return discover(ctx, s.at, s.wire())
}

func (s *Source) wire() *wire { return &wire{o: s.o, reg: s.reg, secret: s.secret} }
