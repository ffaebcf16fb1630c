package keystore

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"time"

	keyring "github.com/zalando/go-keyring"
)

var (
	errNotKept = errors.New("the keyring reported success and does not hold the secret")
	errPanic   = errors.New("the keyring library failed")
)

// finding is one thing that can be so with a keyring, in words.
type finding struct {
	state State
	text  string
	hint  string
}

func (f finding) error(op string, err error) *Error {
	return &Error{State: f.state, Op: op, Text: f.text, Hint: f.hint, Err: err}
}

// elsewhere ends every hint: what can be done without a keyring.
const elsewhere = "Or keep the secret for this session only, or in a file encrypted with a passphrase."

func available(sys *system) finding {
	return finding{Available, sys.backend + " answers.", ""}
}

func waitingFinding(sys *system) finding {
	return finding{Hanging, sys.backend + " has not answered yet.", promptHint(sys.goos)}
}

func hangingFinding(sys *system, limit time.Duration) finding {
	return finding{Hanging, fmt.Sprintf("%s has not answered within %s.", sys.backend, limit),
		promptHint(sys.goos) + " Then try again. " + elsewhere}
}

func promptHint(goos string) string {
	switch goos {
	case "darwin":
		return "A prompt for your keychain password may be waiting behind this window: answer it (Always Allow keeps it away)."
	case "windows":
		return "A Windows Security prompt may be waiting behind this window: answer it."
	}
	return "A prompt to unlock the keyring may be waiting on your desktop, perhaps behind this window: answer it."
}

func lockedFinding(sys *system) finding {
	f := finding{state: Locked, text: sys.backend + " is locked."}
	switch sys.goos {
	case "darwin":
		f.hint = "Unlock it: run \"security unlock-keychain\" in this terminal (over SSH the keychain stays locked until you do), then try again. "
	case "windows":
		f.hint = "Sign in to Windows at its desktop, then try again. "
	default:
		f.hint = "Unlock it and try again: answer its prompt, or open your desktop's password manager (Passwords and Keys, KWalletManager, KeePassXC). " +
			"Without a desktop: gnome-keyring-daemon --unlock. "
	}
	f.hint += elsewhere
	return f
}

// classify finds out what an error of go-keyring means. sure is false when the text stands for several things.
func classify(sys *system, err error) (f finding, sure bool) {
	switch {
	case errors.Is(err, errNotKept):
		f = finding{Broken, sys.backend + " reported success, and the secret is not there when it is read back.",
			"A prompt may have been dismissed: try again. " + elsewhere}
		return f, false
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return finding{TooLarge, "The secret is longer than " + sys.backend + " takes.",
			"A client secret has about 40 characters: check that nothing else was pasted."}, true
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return finding{Absent, "bctui knows no keyring for this system.", elsewhere}, true
	}
	switch sys.goos {
	case "darwin":
		f, sure = keychainFinding(sys, err)
	case "windows":
		f, sure = credentialFinding(sys, err)
	default:
		f, sure = secretServiceFinding(sys, err)
	}
	return f, sure
}

func brokenFinding(sys *system, err error) finding {
	return finding{Broken, sys.backend + " answered with an error: " + firstLine(err.Error()) + ".", "Try again. " + elsewhere}
}

// secretServiceFinding knows the errors of D-Bus (dbus-protocol.h) and of the Secret Service specification 0.2.
func secretServiceFinding(sys *system, err error) (finding, bool) {
	name := ""
	if sys.errorName != nil {
		name = sys.errorName(err)
	}
	switch {
	case name == "org.freedesktop.Secret.Error.IsLocked":
		return lockedFinding(sys), true
	case name == "org.freedesktop.DBus.Error.ServiceUnknown", name == "org.freedesktop.DBus.Error.NameHasNoOwner",
		strings.HasPrefix(name, "org.freedesktop.DBus.Error.Spawn."):
		return noServiceFinding(sys), true
	case name == "org.freedesktop.DBus.Error.AccessDenied", name == "org.freedesktop.DBus.Error.AuthFailed":
		return finding{Denied, "The session bus does not let bctui use " + sys.backend + ".",
			"A sandbox (Flatpak, Snap, AppArmor) or another user's bus does this: run bctui outside of it. " + elsewhere}, true
	case name == "org.freedesktop.DBus.Error.NoReply", name == "org.freedesktop.DBus.Error.Disconnected":
		return finding{Broken, sys.backend + " ended while it was asked.", "It is started again with the next call: try again. " + elsewhere}, true
	case name == "org.freedesktop.DBus.Error.Timeout", name == "org.freedesktop.DBus.Error.TimedOut":
		return finding{Hanging, sys.backend + " was started and has not come up.", "Try again. " + elsewhere}, true
	case strings.Contains(err.Error(), "failed to unlock correct collection"):
		return lockedFinding(sys), false
	case isNoSocket(err):
		return finding{Absent, "The session bus of this login cannot be reached, so there is no " + sys.backend + ".",
			"DBUS_SESSION_BUS_ADDRESS names a bus that does not answer: log in again, or start bctui from your desktop. " + elsewhere}, true
	}
	return brokenFinding(sys, err), false
}

func noServiceFinding(sys *system) finding {
	return finding{Absent, "No program offers " + sys.backend + " in this login.",
		"Install and start one: gnome-keyring, KWallet or KeePassXC (switch on its Secret Service integration). " + elsewhere}
}

func isNoSocket(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
}

// keychainFinding knows the exit codes of /usr/bin/security: the low byte of the OSStatus of Apple's Security
// framework (SecBase.h).
func keychainFinding(sys *system, err error) (finding, bool) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			return finding{Absent, "The program /usr/bin/security is missing, so the Keychain cannot be used.", elsewhere}, true
		}
		return brokenFinding(sys, err), false
	}
	return keychainCode(sys, exit.ExitCode(), err), true
}

func keychainCode(sys *system, code int, err error) finding {
	const (
		interactionNotAllowed = 36  // errSecInteractionNotAllowed -25308
		noDefaultKeychain     = 37  // errSecNoDefaultKeychain -25307
		noSuchKeychain        = 50  // errSecNoSuchKeychain -25294
		authFailed            = 51  // errSecAuthFailed -25293
		notAvailable          = 53  // errSecNotAvailable -25291
		userCanceled          = 128 // errSecUserCanceled -128
		writePermission       = 195 // errSecWrPerm -61
	)
	switch code {
	case interactionNotAllowed:
		return lockedFinding(sys)
	case noDefaultKeychain, noSuchKeychain, notAvailable:
		return finding{Absent, "This login has no default keychain.",
			"Open Keychain Access and choose a default keychain (File, Make Keychain Default). " + elsewhere}
	case authFailed, userCanceled:
		return finding{Denied, "The Keychain did not let bctui in: the prompt was cancelled or the password was wrong.",
			"Try again and answer the prompt with the password of your keychain. " + elsewhere}
	case writePermission:
		return finding{Denied, "The Keychain cannot be written.", "Check the rights of ~/Library/Keychains. " + elsewhere}
	}
	return brokenFinding(sys, err)
}

// credentialFinding knows the system error codes that CredRead, CredWrite and CredDelete document (Microsoft Learn,
// wincred.h).
func credentialFinding(sys *system, err error) (finding, bool) {
	var code syscall.Errno
	if !errors.As(err, &code) {
		return brokenFinding(sys, err), false
	}
	const (
		accessDenied       = 5
		noSuchLogonSession = 1312
		badStubData        = 1783 // what CredWrite answers for a blob that is too long
	)
	switch int(code) {
	case noSuchLogonSession:
		return finding{Absent, "This sign-in has no Credential Manager: over SSH, in a service or a scheduled task Windows gives none.",
			"Run bctui in a session at the desktop or over Remote Desktop. " + elsewhere}, true
	case accessDenied:
		return finding{Denied, "Windows does not let bctui use Credential Manager.",
			"A policy may forbid it (Network access: Do not allow storage of passwords and credentials): ask who manages this computer. " + elsewhere}, true
	case badStubData:
		return finding{TooLarge, "The secret is longer than Credential Manager takes.",
			"A client secret has about 40 characters: check that nothing else was pasted."}, true
	}
	return brokenFinding(sys, err), true
}

// valueLimit gives the greatest length of a secret in bytes.
func valueLimit(goos, service, id string) int {
	switch goos {
	case "windows":
		return 2560 // CRED_MAX_CREDENTIAL_BLOB_SIZE, wincred.h
	case "darwin":
		// go-keyring hands "security -i" one line of at most 4,096 bytes with the secret in base64, and leaves a
		// process behind when the line is longer: it must never get there.
		const line, words = 4096, 120
		return max(0, (line-words-len(service)-len(id))*3/4)
	}
	// No limit of the Secret Service; go-keyring warns that 100 KiB and more is slow.
	return 100 << 10
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimRight(s, ". \r")
}
