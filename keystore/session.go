package keystore

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// Session is the vault of this run only: secrets live in memory and end with the process.
type Session struct {
	mu sync.Mutex
	// The values are functions so that nothing that walks the struct by reflection (a %+v of a struct around it,
	// a dump of a debugger's printer) meets the text of a secret.
	values map[string]func() string
}

// NewSession makes an empty vault.
func NewSession() *Session {
	return &Session{values: map[string]func() string{}}
}

// Place is InSession.
func (s *Session) Place() Place { return InSession }

// Get gives the secret stored under id in this run.
func (s *Session) Get(ctx context.Context, id string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	reveal, ok := s.values[id]
	if !ok {
		return "", ErrNotFound
	}
	return reveal(), nil
}

// Set keeps value until the process ends.
func (s *Session) Set(ctx context.Context, id, value string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if value == "" {
		return noValue()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[id] = func() string { return value }
	return nil
}

// Delete forgets the secret under id.
func (s *Session) Delete(ctx context.Context, id string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.values[id]; !ok {
		return ErrNotFound
	}
	delete(s.values, id)
	return nil
}

// forgetAll drops every secret.
func (s *Session) forgetAll(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.values)
	return nil
}

// Format masks the vault under every verb: it says how many secrets there are, never which.
func (s *Session) Format(f fmt.State, _ rune) {
	if s == nil {
		_, _ = io.WriteString(f, "keystore.Session(nil)")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = fmt.Fprintf(f, "keystore.Session(%d masked)", len(s.values))
}
