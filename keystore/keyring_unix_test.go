//go:build !darwin && !windows

package keystore

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestNoBusMeansAbsentAndStartsNone(t *testing.T) {
	bin, mark := t.TempDir(), filepath.Join(t.TempDir(), "started")
	script := fmt.Sprintf("#!/bin/sh\ntouch '%s'\nexit 1\n", mark)
	if err := os.WriteFile(filepath.Join(bin, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	for _, address := range []string{"", "autolaunch:", "autolaunch:scope=*user"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		k := NewKeyring(KeyringOptions{})
		if s := k.Probe(t.Context()); s.State != Absent || s.Backend != "Secret Service" || s.Hint == "" {
			t.Errorf("%q: Probe = %+v, want absent", address, s)
		}
		if _, err := k.Get(t.Context(), "a"); stateOf(t, err) != Absent {
			t.Errorf("%q: Get = %v, want absent", address, err)
		}
		if err := k.Set(t.Context(), "a", "b"); stateOf(t, err) != Absent {
			t.Errorf("%q: Set = %v, want absent", address, err)
		}
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("dbus-launch was started")
	}
}

func TestBusThatDoesNotAnswerMeansAbsent(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "gone"))
	k := NewKeyring(KeyringOptions{})
	if s := k.Probe(t.Context()); s.State != Absent {
		t.Errorf("Probe = %+v, want absent", s)
	}
	if _, err := k.Get(t.Context(), "a"); stateOf(t, err) != Absent {
		t.Errorf("Get = %v, want absent", err)
	}
}

func TestWhereTheBusIsLookedFor(t *testing.T) {
	for _, c := range []struct {
		name    string
		env     map[string]string
		sockets string
		want    string
		found   bool
	}{
		{"the variable", map[string]string{"DBUS_SESSION_BUS_ADDRESS": "unix:path=/a", "XDG_RUNTIME_DIR": "/run/x"}, "/run/x/bus", "unix:path=/a", false},
		{"the runtime folder", map[string]string{"XDG_RUNTIME_DIR": "/run/x"}, "/run/x/bus", "unix:path=/run/x/bus", true},
		{"a folder with a comma", map[string]string{"XDG_RUNTIME_DIR": "/run/x,y"}, "/run/x,y/bus", "unix:path=/run/x%2cy/bus", true},
		{"the usual folder", nil, "/run/user/1000/bus", "unix:path=/run/user/1000/bus", true},
		{"not the usual folder when another is set", map[string]string{"XDG_RUNTIME_DIR": "/run/x"}, "/run/user/1000/bus", "", false},
		{"nowhere", nil, "", "", false},
	} {
		got, found := busAddress(func(k string) string { return c.env[k] }, func(p string) bool { return p == c.sockets }, 1000)
		if got != c.want || found != c.found {
			t.Errorf("%s: %q %v, want %q %v", c.name, got, found, c.want, c.found)
		}
	}
}

// The D-Bus library does not look into XDG_RUNTIME_DIR; without help it would go on to dbus-launch.
func TestFoundBusIsHandedToTheLibrary(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	l, err := net.Listen("unix", filepath.Join(dir, "bus"))
	if err != nil {
		t.Skipf("no socket can be made here: %v", err)
	}
	defer func() { _ = l.Close() }()
	if f := reachBus(thisSystem()); f != nil {
		t.Fatalf("reachBus = %+v", f)
	}
	if got := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); !strings.HasSuffix(got, "/bus") {
		t.Errorf("DBUS_SESSION_BUS_ADDRESS = %q", got)
	}
}

func TestBusErrorNameIsFound(t *testing.T) {
	for _, err := range []error{dbus.Error{Name: "x.y"}, &dbus.Error{Name: "x.y"}, fmt.Errorf("wrapped: %w", dbus.Error{Name: "x.y"})} {
		if got := busErrorName(err); got != "x.y" {
			t.Errorf("%#v: %q", err, got)
		}
	}
	if got := busErrorName(os.ErrNotExist); got != "" {
		t.Errorf("another error: %q", got)
	}
}
