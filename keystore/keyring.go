package keystore

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	keyring "github.com/zalando/go-keyring"
)

// KeyringService is the name under which the keyring of the operating system lists the secrets of bctui.
const KeyringService = "bctui"

// KeyringOptions changes how a Keyring behaves. The zero value is what the product uses.
type KeyringOptions struct {
	Service string        // "" is KeyringService
	Limit   time.Duration // how long one call may take, a prompt included; 0 is 60 s
	Notice  time.Duration // after which Waiting is called; 0 is 1 s
	// Waiting is told once per call that the keyring has not answered for Notice, because a prompt may be waiting
	// behind the terminal's window. It runs while the call waits, so it must return at once.
	Waiting func(Status)

	// Get, Set and Delete stand in for the system's keyring, all three or none. They answer go-keyring's
	// ErrNotFound or that of this package when there is no such secret.
	Get    func(service, user string) (string, error)
	Set    func(service, user, secret string) error
	Delete func(service, user string) error
}

// Keyring is the vault of the operating system: Secret Service, Keychain or Credential Manager.
//
// The library underneath takes no context and may wait for a prompt for ever. So every call runs in a goroutine of
// its own with a limit, only one call is under way at a time, and once one has overrun its limit all others fail at
// once with Hanging until it comes back.
type Keyring struct {
	service       string
	limit, notice time.Duration
	waiting       func(Status)
	get           func(service, user string) (string, error)
	set           func(service, user, secret string) error
	del           func(service, user string) error
	sys           *system

	mu     sync.Mutex
	flight *flight
}

// flight is the call that is under way, also after its caller has given up on it.
type flight struct {
	started time.Time
	done    chan struct{}
}

// system is what the guard has to know about the operating system besides go-keyring.
type system struct {
	goos    string
	backend string
	// reach refuses, without starting anything, where a call could only fail or do harm; nil is allowed.
	reach func() *finding
	// look tells the state without reading or writing anything. sure is false where the system has no way to
	// tell and a read of a name that does not exist must do; nil is allowed.
	look func(ctx context.Context) (f finding, sure bool)
	// errorName gives the machine-readable name inside an error; nil is allowed.
	errorName func(error) string
}

// NewKeyring makes the vault. It touches nothing: the first call does.
func NewKeyring(o KeyringOptions) *Keyring {
	if o.Get != nil || o.Set != nil || o.Delete != nil {
		return newKeyring(o, &system{goos: runtime.GOOS, backend: "test keyring"})
	}
	o.Get, o.Set, o.Delete = keyring.Get, keyring.Set, keyring.Delete
	return newKeyring(o, thisSystem())
}

func newKeyring(o KeyringOptions, sys *system) *Keyring {
	k := &Keyring{service: o.Service, limit: o.Limit, notice: o.Notice, waiting: o.Waiting,
		get: o.Get, set: o.Set, del: o.Delete, sys: sys}
	if k.service == "" {
		k.service = KeyringService
	}
	if k.limit <= 0 {
		k.limit = time.Minute
	}
	if k.notice <= 0 {
		k.notice = time.Second
	}
	return k
}

// Place is InKeyring.
func (k *Keyring) Place() Place { return InKeyring }

// Backend names the keyring of this system as its users know it.
func (k *Keyring) Backend() string { return k.sys.backend }

// Get reads the secret under id. It may wait for the user to unlock the keyring.
func (k *Keyring) Get(ctx context.Context, id string) (string, error) {
	value, err := k.call(ctx, "read", func() (string, error) { return k.get(k.service, id) })
	if err != nil {
		return "", err
	}
	return value, nil
}

// Set stores value under id, over an older one, and reads it back: the libraries underneath report success also
// when a prompt was dismissed (Secret Service) or the tool that was called said no (Keychain).
func (k *Keyring) Set(ctx context.Context, id, value string) error {
	if value == "" {
		return noValue()
	}
	if limit := valueLimit(k.sys.goos, k.service, id); len(value) > limit {
		return &Error{State: TooLarge, Op: "store",
			Text: fmt.Sprintf("The secret has %d bytes; %s takes at most %d.", len(value), k.sys.backend, limit),
			Hint: "A client secret has about 40 characters: check that nothing else was pasted. A longer one can go to the file with a passphrase.",
			Err:  keyring.ErrSetDataTooBig}
	}
	// gone tells the call, which can't be stopped, that nobody waits for it any more: what it stores then is what the
	// user decided against, and is taken back.
	var gone atomic.Bool
	_, err := k.call(ctx, "store", func() (string, error) {
		old, had := k.get(k.service, id)
		defer func() {
			switch {
			case !gone.Load():
			case had == nil:
				_ = k.set(k.service, id, old)
			default:
				_ = k.del(k.service, id)
			}
		}()
		// protect here too, so that the text of a panic is looked through as well.
		if _, err := protect(func() (string, error) { return "", k.set(k.service, id, value) }); err != nil {
			return "", withheld(err, value)
		}
		kept, err := k.get(k.service, id)
		if err == nil && kept == value {
			return "", nil
		}
		return "", errNotKept
	})
	var failed *Error
	if ctx.Err() != nil || errors.As(err, &failed) && failed.State == Hanging {
		gone.Store(true)
	}
	return err
}

// Delete removes the secret under id.
func (k *Keyring) Delete(ctx context.Context, id string) error {
	_, err := k.call(ctx, "remove", func() (string, error) { return "", k.del(k.service, id) })
	return err
}

// Probe tells whether the keyring can be used, without reading a secret, without storing anything and without
// starting a program. It takes at most 5 s.
func (k *Keyring) Probe(ctx context.Context) Status {
	if f := k.refuse(); f != nil {
		return k.status(*f)
	}
	if k.overdue() {
		return k.status(hangingFinding(k.sys, k.limit))
	}
	const probeLimit = 5 * time.Second
	limit := min(probeLimit, k.limit)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if k.sys.look != nil {
		type answer struct {
			f    finding
			sure bool
		}
		answers := make(chan answer, 1)
		go func() {
			f, sure := k.sys.look(ctx)
			answers <- answer{f, sure}
		}()
		select {
		case a := <-answers:
			if a.sure {
				return k.status(a.f)
			}
		case <-ctx.Done():
			return k.status(hangingFinding(k.sys, limit))
		}
	}
	_, err := k.Get(ctx, "probe: never stored")
	var e *Error
	switch {
	case err == nil, errors.Is(err, ErrNotFound):
		return k.status(available(k.sys))
	case errors.As(err, &e):
		return Status{State: e.State, Backend: k.sys.backend, Text: e.Text, Hint: e.Hint}
	default: // ctx has ended
		return k.status(hangingFinding(k.sys, limit))
	}
}

func (k *Keyring) status(f finding) Status {
	return Status{State: f.state, Backend: k.sys.backend, Text: f.text, Hint: f.hint}
}

func (k *Keyring) refuse() *finding {
	if k.sys.reach == nil {
		return nil
	}
	return k.sys.reach()
}

// call runs fn behind the guard.
func (k *Keyring) call(ctx context.Context, op string, fn func() (string, error)) (string, error) {
	if f := k.refuse(); f != nil {
		return "", f.error(op, nil)
	}
	mine, err := k.enter(ctx, op)
	if err != nil {
		return "", err
	}
	type answer struct {
		value string
		err   error
	}
	answers := make(chan answer, 1) // buffered: an abandoned call must be able to end
	go func() {
		value, err := protect(fn)
		k.leave(mine)
		answers <- answer{value, err}
	}()

	limit := time.NewTimer(k.limit)
	defer limit.Stop()
	notice := time.NewTimer(k.notice)
	defer notice.Stop()
	for {
		select {
		case a := <-answers:
			if a.err != nil {
				return "", k.explain(ctx, op, a.err)
			}
			return a.value, nil
		case <-notice.C:
			if k.waiting != nil {
				k.waiting(k.status(waitingFinding(k.sys)))
			}
		case <-limit.C:
			return "", hangingFinding(k.sys, k.limit).error(op, nil)
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// enter waits until no other call is under way. It does not wait for one that has overrun its limit.
func (k *Keyring) enter(ctx context.Context, op string) (*flight, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		k.mu.Lock()
		current := k.flight
		if current == nil {
			mine := &flight{started: time.Now(), done: make(chan struct{})}
			k.flight = mine
			k.mu.Unlock()
			return mine, nil
		}
		k.mu.Unlock()

		left := k.limit - time.Since(current.started)
		if left <= 0 {
			return nil, hangingFinding(k.sys, k.limit).error(op, nil)
		}
		timer := time.NewTimer(left)
		select {
		case <-current.done:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

func (k *Keyring) leave(f *flight) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.flight = nil
	close(f.done)
}

// overdue tells whether a call has overrun its limit and not come back.
func (k *Keyring) overdue() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.flight != nil && time.Since(k.flight.started) >= k.limit
}

// protect turns a panic into an error: the D-Bus library's prompt handling dereferences nil when the bus goes away.
func protect(fn func() (string, error)) (value string, err error) {
	defer func() {
		if r := recover(); r != nil {
			value, err = "", fmt.Errorf("%w: %v", errPanic, r)
		}
	}()
	return fn()
}

// explain makes the typed error out of what go-keyring answered.
func (k *Keyring) explain(ctx context.Context, op string, err error) error {
	if errors.Is(err, keyring.ErrNotFound) || errors.Is(err, ErrNotFound) {
		return ErrNotFound
	}
	f, sure := classify(k.sys, err)
	if !sure && k.sys.look != nil {
		// One text of go-keyring stands for a dismissed prompt, a prompt that could not be shown and a keyring
		// that does not exist. The system knows which.
		const lookLimit = 2 * time.Second
		ctx, cancel := context.WithTimeout(ctx, lookLimit)
		defer cancel()
		if seen, ok := k.sys.look(ctx); ok && seen.state != Available {
			f = seen
		}
	}
	return f.error(op, err)
}

// withheld keeps a secret out of an error text, whatever the system put into it.
func withheld(err error, secret string) error {
	if strings.Contains(err.Error(), secret) {
		return errors.New("the keyring's own text is withheld because it repeats the secret")
	}
	return err
}
