//go:build !darwin && !windows

package keystore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Names of the Secret Service specification 0.2.
const (
	secretsName  = "org.freedesktop.secrets"
	secretsPath  = dbus.ObjectPath("/org/freedesktop/secrets")
	secretsIface = "org.freedesktop.Secret.Service"
	loginPath    = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
)

func thisSystem() *system {
	sys := &system{goos: runtime.GOOS, backend: "Secret Service", errorName: busErrorName}
	sys.reach = func() *finding { return reachBus(sys) }
	sys.look = func(ctx context.Context) (finding, bool) { return lookAtSecretService(ctx, sys) }
	return sys
}

// reachBus refuses when this login has no session bus. The D-Bus library would start one with dbus-launch then,
// which outlives bctui and holds no keyring anyway.
func reachBus(sys *system) *finding {
	address, found := busAddress(os.Getenv, socketThere, os.Getuid())
	if address == "" {
		return &finding{Absent, "There is no " + sys.backend + ": this login has no D-Bus session bus (DBUS_SESSION_BUS_ADDRESS is not set and there is no user bus).",
			"Containers, cron and plain SSH logins have none; start bctui from a desktop. " + elsewhere}
	}
	if found {
		// The library looks for the socket in /run/user/<uid> only, not in XDG_RUNTIME_DIR, and sets this same
		// variable when it finds it there.
		_ = os.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	}
	return nil
}

// busAddress gives the address of the session bus, "" when there is none. found is true when it does not come from
// DBUS_SESSION_BUS_ADDRESS.
func busAddress(getenv func(string) string, there func(path string) bool, uid int) (address string, found bool) {
	// "autolaunch:" is a request to start a bus, not a bus.
	if a := getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && !strings.HasPrefix(a, "autolaunch:") {
		return a, false
	}
	dir := getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		dir = "/run/user/" + strconv.Itoa(uid)
	}
	if socket := filepath.Join(dir, "bus"); there(socket) {
		return "unix:path=" + dbus.EscapeBusAddressValue(socket), true
	}
	return "", false
}

func socketThere(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&os.ModeSocket != 0
}

func busErrorName(err error) string {
	var e dbus.Error
	if errors.As(err, &e) {
		return e.Name
	}
	var p *dbus.Error
	if errors.As(err, &p) && p != nil {
		return p.Name
	}
	return ""
}

// lookAtSecretService asks the bus who offers the Secret Service, and the service whether the keyring that go-keyring
// uses is locked. Nothing is started, unlocked, read or written.
func lookAtSecretService(ctx context.Context, sys *system) (finding, bool) {
	address, _ := busAddress(os.Getenv, socketThere, os.Getuid())
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return lookFailed(ctx, sys, err)
	}
	defer func() { _ = conn.Close() }()

	var owned bool
	if err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, secretsName).Store(&owned); err != nil {
		return lookFailed(ctx, sys, err)
	}
	if !owned {
		var activatable []string
		err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.ListActivatableNames", 0).Store(&activatable)
		if err != nil {
			return lookFailed(ctx, sys, err)
		}
		if !slices.Contains(activatable, secretsName) {
			return noServiceFinding(sys), true
		}
		return finding{Available, sys.backend + " is not running yet; the first use starts it and may ask for a password.", ""}, true
	}

	collection, err := keyringCollection(ctx, conn)
	if err != nil {
		return lookFailed(ctx, sys, err)
	}
	if collection == "" {
		return finding{Absent, sys.backend + " is running and has no default keyring.",
			"Create one in your desktop's password manager (Passwords and Keys: new password keyring, set as default). " +
				"Without a desktop: gnome-keyring-daemon --unlock. " + elsewhere}, true
	}
	var locked bool
	if err := property(ctx, conn, collection, "org.freedesktop.Secret.Collection", "Locked", &locked); err != nil {
		return lookFailed(ctx, sys, err)
	}
	if locked {
		return lockedFinding(sys), true
	}
	return available(sys), true
}

// keyringCollection gives the collection that go-keyring takes: "login" when there is one, else the default; "" when
// there is neither.
func keyringCollection(ctx context.Context, conn *dbus.Conn) (dbus.ObjectPath, error) {
	var all []dbus.ObjectPath
	if err := property(ctx, conn, secretsPath, secretsIface, "Collections", &all); err != nil {
		return "", err
	}
	if slices.Contains(all, loginPath) {
		return loginPath, nil
	}
	var path dbus.ObjectPath
	err := conn.Object(secretsName, secretsPath).
		CallWithContext(ctx, secretsIface+".ReadAlias", dbus.FlagNoAutoStart, "default").Store(&path)
	if err != nil || path == "/" {
		return "", err
	}
	return path, nil
}

func property(ctx context.Context, conn *dbus.Conn, path dbus.ObjectPath, iface, name string, into any) error {
	var v dbus.Variant
	err := conn.Object(secretsName, path).
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, iface, name).Store(&v)
	if err != nil {
		return err
	}
	return v.Store(into)
}

func lookFailed(ctx context.Context, sys *system, err error) (finding, bool) {
	if ctx.Err() != nil {
		return finding{Hanging, sys.backend + " does not answer.", promptHint(sys.goos) + " " + elsewhere}, true
	}
	f, _ := classify(sys, err)
	return f, true
}
