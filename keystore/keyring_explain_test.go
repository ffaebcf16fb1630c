package keystore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"

	keyring "github.com/zalando/go-keyring"
)

func TestWhatKeyringErrorsMean(t *testing.T) {
	named := func(name string) error { return fmt.Errorf("D-Bus: %w", busError(name)) }
	unlock := errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'")
	for _, c := range []struct {
		goos string
		err  error
		want State
	}{
		{"linux", named("org.freedesktop.Secret.Error.IsLocked"), Locked},
		{"linux", unlock, Locked},
		{"linux", named("org.freedesktop.DBus.Error.ServiceUnknown"), Absent},
		{"linux", named("org.freedesktop.DBus.Error.Spawn.ExecFailed"), Absent},
		{"linux", named("org.freedesktop.DBus.Error.AccessDenied"), Denied},
		{"linux", named("org.freedesktop.DBus.Error.NoReply"), Broken},
		{"linux", named("org.freedesktop.DBus.Error.TimedOut"), Hanging},
		{"linux", &net.OpError{Op: "dial", Err: syscall.ENOENT}, Absent},
		{"linux", errors.New("something new"), Broken},
		{"darwin", &os.PathError{Op: "fork/exec", Path: "/usr/bin/security", Err: syscall.ENOENT}, Absent},
		{"darwin", &exec.Error{Name: "security", Err: exec.ErrNotFound}, Absent},
		{"darwin", errors.New("something new"), Broken},
		{"windows", syscall.Errno(1312), Absent},
		{"windows", syscall.Errno(5), Denied},
		{"windows", syscall.Errno(1783), TooLarge},
		{"windows", syscall.Errno(31), Broken},
		{"windows", keyring.ErrSetDataTooBig, TooLarge},
		{"plan9", keyring.ErrUnsupportedPlatform, Absent},
	} {
		o := mapKeyring()
		o.Get = func(string, string) (string, error) { return "", c.err }
		k := newKeyring(o, &system{goos: c.goos, backend: "the keyring", errorName: testErrorName})
		_, err := k.Get(t.Context(), "a")
		var e *Error
		if !errors.As(err, &e) {
			t.Fatalf("%s, %v: %v", c.goos, c.err, err)
		}
		if e.State != c.want || e.Text == "" || e.Hint == "" || e.Op != "read" {
			t.Errorf("%s, %v: %s %q %q, want %s with a text and a hint", c.goos, c.err, e.State, e.Text, e.Hint, c.want)
		}
		if !errors.Is(err, c.err) {
			t.Errorf("%s: the error underneath is lost", c.goos)
		}
	}
}

func TestWhatKeychainExitCodesMean(t *testing.T) {
	sys := &system{goos: "darwin", backend: "Keychain"}
	for code, want := range map[int]State{36: Locked, 37: Absent, 50: Absent, 51: Denied, 128: Denied, 195: Denied, 1: Broken} {
		if f := keychainCode(sys, code, errors.New("exit status")); f.state != want || f.hint == "" {
			t.Errorf("exit status %d: %s, want %s", code, f.state, want)
		}
	}
}

// "failed to unlock" is one text for a locked keyring and for none at all; the system is asked which.
func TestUnclearErrorIsLookedInto(t *testing.T) {
	unlock := errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'")
	for _, c := range []struct {
		seen finding
		sure bool
		want State
	}{
		{finding{state: Absent, text: "there is none"}, true, Absent},
		{finding{state: Available, text: "it answers"}, true, Locked}, // locked again, or unlocked meanwhile: the error stays
		{finding{}, false, Locked},
	} {
		o := mapKeyring()
		o.Get = func(string, string) (string, error) { return "", unlock }
		look := func(context.Context) (finding, bool) { return c.seen, c.sure }
		k := newKeyring(o, &system{goos: "linux", backend: "Secret Service", look: look})
		if _, err := k.Get(t.Context(), "a"); stateOf(t, err) != c.want {
			t.Errorf("seen %s: %v, want %s", c.seen.state, err, c.want)
		}
	}
}

// busError stands for the error type of the D-Bus library, which exists on Unix only.
type busError string

func (e busError) Error() string { return "bus error" }

func testErrorName(err error) string {
	var e busError
	if errors.As(err, &e) {
		return string(e)
	}
	return ""
}
