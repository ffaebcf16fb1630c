package keystore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	keyring "github.com/zalando/go-keyring"
)

// mapKeyring is a system keyring that works, in memory.
func mapKeyring() KeyringOptions {
	values := map[string]string{}
	key := func(service, user string) string { return service + "\x00" + user }
	return KeyringOptions{
		Get: func(service, user string) (string, error) {
			v, ok := values[key(service, user)]
			if !ok {
				return "", keyring.ErrNotFound
			}
			return v, nil
		},
		Set: func(service, user, secret string) error {
			values[key(service, user)] = secret
			return nil
		},
		Delete: func(service, user string) error {
			if _, ok := values[key(service, user)]; !ok {
				return keyring.ErrNotFound
			}
			delete(values, key(service, user))
			return nil
		},
	}
}

func stateOf(t *testing.T, err error) State {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v (%T) is no *Error", err, err)
	}
	if e.Text == "" {
		t.Error("the error says nothing")
	}
	return e.State
}

func TestKeyringKeepsASecret(t *testing.T) {
	k := NewKeyring(mapKeyring())
	ctx := t.Context()
	if _, err := k.Get(ctx, "a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("before Set: %v, want ErrNotFound", err)
	}
	if err := k.Set(ctx, "a", "s3cret"); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get(ctx, "a"); got != "s3cret" || err != nil {
		t.Errorf("Get = %q, %v", got, err)
	}
	if err := k.Delete(ctx, "a"); err != nil {
		t.Error(err)
	}
	if err := k.Delete(ctx, "a"); !errors.Is(err, ErrNotFound) {
		t.Errorf("second Delete: %v, want ErrNotFound", err)
	}
	if err := k.Set(ctx, "a", ""); stateOf(t, err) != Broken {
		t.Errorf("an empty secret was stored: %v", err)
	}
}

func TestKeyringThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan struct{})
		var calls atomic.Int32
		var notices []Status
		o := mapKeyring()
		o.Waiting = func(s Status) { notices = append(notices, s) }
		plain := o.Get
		o.Get = func(service, user string) (string, error) {
			calls.Add(1)
			<-answer
			return plain(service, user)
		}
		k := NewKeyring(o)

		start := time.Now()
		_, err := k.Get(t.Context(), "a")
		if stateOf(t, err) != Hanging || time.Since(start) != time.Minute {
			t.Errorf("first call: %v after %s, want Hanging after 1m", err, time.Since(start))
		}
		if len(notices) != 1 || notices[0].State != Hanging || !strings.Contains(notices[0].Hint, "prompt") {
			t.Errorf("notices = %+v, want one about a prompt", notices)
		}

		start = time.Now()
		for range 10 {
			if _, err := k.Get(t.Context(), "a"); stateOf(t, err) != Hanging {
				t.Errorf("while it hangs: %v", err)
			}
			if err := k.Set(t.Context(), "a", "b"); stateOf(t, err) != Hanging {
				t.Errorf("while it hangs: %v", err)
			}
		}
		if s := k.Probe(t.Context()); s.State != Hanging {
			t.Errorf("Probe while it hangs: %+v", s)
		}
		if time.Since(start) != 0 || calls.Load() != 1 {
			t.Errorf("calls behind a hanging one took %s and reached the keyring %d times, want 0 s and 1", time.Since(start), calls.Load())
		}

		close(answer) // the user answers the prompt at last
		synctest.Wait()
		if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrNotFound) {
			t.Errorf("after it came back: %v, want ErrNotFound", err)
		}
	})
}

// A caller that gives up while a prompt is open leaves the call under way; the next caller waits for its turn and
// does not open a second prompt.
func TestKeyringCallAfterACancelledOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var under, most atomic.Int32
		o := mapKeyring()
		o.Get = func(string, string) (string, error) {
			if n := under.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer under.Add(-1)
			time.Sleep(10 * time.Second) //nolint:forbidigo // of the bubble's clock
			return "v", nil
		}
		k := NewKeyring(o)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if _, err := k.Get(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("cancelled call: %v", err)
		}
		start := time.Now()
		if v, err := k.Get(t.Context(), "a"); v != "v" || err != nil {
			t.Errorf("next call: %q, %v", v, err)
		}
		if got := time.Since(start); got != 18*time.Second || most.Load() != 1 {
			t.Errorf("next call took %s with %d at once, want 18s (8 to wait, 10 to run) and 1", got, most.Load())
		}
	})
}

func TestKeyringCallEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := mapKeyring()
	o.Get = func(string, string) (string, error) { t.Error("a cancelled call reached the keyring"); return "", nil }
	if _, err := NewKeyring(o).Get(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestKeyringLibraryPanics(t *testing.T) {
	o := mapKeyring()
	o.Get = func(string, string) (string, error) {
		var signal *struct{ Name string }
		return signal.Name, nil //nolint:govet // what the D-Bus code does when the bus goes away during a prompt
	}
	k := NewKeyring(o)
	for range 2 {
		if _, err := k.Get(t.Context(), "a"); stateOf(t, err) != Broken {
			t.Error(err)
		}
	}
}

func TestKeyringThatOnlyClaimsToStore(t *testing.T) {
	o := mapKeyring()
	o.Set = func(string, string, string) error { return nil } // a dismissed prompt
	if err := NewKeyring(o).Set(t.Context(), "a", "s3cret"); stateOf(t, err) != Broken {
		t.Errorf("Set = %v", err)
	}
	o.Get = func(string, string) (string, error) { return "the old one", nil }
	if err := NewKeyring(o).Set(t.Context(), "a", "s3cret"); stateOf(t, err) != Broken {
		t.Errorf("Set over an old secret = %v", err)
	}
}

func TestKeyringErrorNeverRepeatsTheSecret(t *testing.T) {
	const secret = "abc8Q~canary"
	for _, fail := range []func(string) error{
		func(s string) error { return fmt.Errorf("add-generic-password -w %s: failed", s) },
		func(s string) error { panic("cannot take " + s) },
	} {
		o := mapKeyring()
		o.Set = func(_, _, s string) error { return fail(s) }
		err := NewKeyring(o).Set(t.Context(), "a", secret)
		for e := err; e != nil; e = errors.Unwrap(e) {
			if text := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(text, secret) {
				t.Errorf("the error repeats the secret: %s", text)
			}
		}
	}
}

func TestTooLargeIsToldBeforeTheKeyringIsAsked(t *testing.T) {
	for _, c := range []struct {
		goos  string
		least int // what must still be taken
	}{{"windows", 2560}, {"darwin", 2800}, {"linux", 100 << 10}} {
		var reached bool
		o := mapKeyring()
		set := o.Set
		o.Set = func(service, user, secret string) error {
			reached = true
			return set(service, user, secret)
		}
		k := newKeyring(o, &system{goos: c.goos, backend: "the keyring"})
		id := contoso("x").SecretID()
		if err := k.Set(t.Context(), id, strings.Repeat("x", c.least)); err != nil {
			t.Errorf("%s, %d bytes: %v", c.goos, c.least, err)
		}
		reached = false
		err := k.Set(t.Context(), id, strings.Repeat("x", valueLimit(c.goos, KeyringService, id)+1))
		if stateOf(t, err) != TooLarge || reached {
			t.Errorf("%s: %v, reached the keyring: %v", c.goos, err, reached)
		}
	}
}

// The line that go-keyring writes to /usr/bin/security may have 4,096 bytes; beyond that it leaves a process behind.
func TestKeychainLimitFitsTheLine(t *testing.T) {
	for _, id := range []string{"", strings.ToLower(clientGUID), strings.ToLower(clientGUID) + " at some.long.host.example:8443/with/a/path"} {
		secret := valueLimit("darwin", KeyringService, id)
		encoded := len("go-keyring-base64:") + (secret+2)/3*4
		const quotes = 3 * 2
		line := len("add-generic-password -U -s  -a  -w \n") + len(KeyringService) + len(id) + encoded + quotes
		if line > 4096 || secret < 2700 {
			t.Errorf("id of %d bytes: a secret of %d bytes makes a line of %d", len(id), secret, line)
		}
	}
}

func TestProbeWithoutALook(t *testing.T) {
	o := mapKeyring()
	var asked []string
	get := o.Get
	o.Get = func(service, user string) (string, error) {
		asked = append(asked, user)
		return get(service, user)
	}
	o.Set = func(string, string, string) error { t.Error("Probe stored something"); return nil }
	k := NewKeyring(o)
	if s := k.Probe(t.Context()); s.State != Available || s.Backend == "" || s.Text == "" {
		t.Errorf("Probe = %+v", s)
	}
	if len(asked) != 1 || strings.Contains(asked[0], clientGUID) {
		t.Errorf("Probe asked for %q, want one name that never exists", asked)
	}
	o.Get = func(string, string) (string, error) { return "", errors.New("out of order") }
	if s := NewKeyring(o).Probe(t.Context()); s.State != Broken || s.Hint == "" {
		t.Errorf("Probe of a broken keyring = %+v", s)
	}
}

func TestProbeDoesNotWaitLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := mapKeyring()
		look := func(ctx context.Context) (finding, bool) {
			<-ctx.Done()
			time.Sleep(time.Second) //nolint:forbidigo // of the bubble's clock: the library is slower than its context
			return finding{}, true
		}
		k := newKeyring(o, &system{goos: "linux", backend: "Secret Service", look: look})
		start := time.Now()
		if s := k.Probe(t.Context()); s.State != Hanging || time.Since(start) > 5*time.Second {
			t.Errorf("Probe = %+v after %s", s, time.Since(start))
		}
		time.Sleep(2 * time.Second) //nolint:forbidigo // of the bubble's clock: let the look end
	})
}
