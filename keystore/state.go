package keystore

import (
	"errors"
	"fmt"
)

// State says whether a vault can be used, and if not, in which of the ways that need different help.
type State int

// The states of a vault. The zero value is Available.
const (
	Available State = iota // the vault answers
	Locked                 // it is there and wants to be unlocked by the user first
	Absent                 // there is none on this system or in this session
	Hanging                // a call has not come back; most often a prompt waits on another screen
	TooLarge               // the value is longer than this vault takes
	Denied                 // the system or the user said no, or a passphrase was wrong
	Broken                 // anything else: the vault answered with an error, or what it holds cannot be read
)

// String gives the state as one lower-case word.
func (s State) String() string {
	switch s {
	case Available:
		return "available"
	case Locked:
		return "locked"
	case Absent:
		return "absent"
	case Hanging:
		return "hanging"
	case TooLarge:
		return "too large"
	case Denied:
		return "denied"
	case Broken:
		return "broken"
	}
	return fmt.Sprintf("state %d", int(s))
}

// Status is the state of a keyring in words for the user.
type Status struct {
	State   State
	Backend string // "Secret Service", "Keychain", "Credential Manager", or "" where bctui knows none
	Text    string // what is so, one sentence
	Hint    string // what to do about it on this system; "" when nothing has to be done
}

// Place says which vault holds the secret of a connection.
type Place int

// The places of a secret. The zero value is Nowhere.
const (
	Nowhere   Place = iota // not stored, or stored where this version does not know
	InKeyring              // the keyring of the operating system
	InFile                 // the file encrypted with a passphrase
	InSession              // the memory of the process that was running then
)

// String gives the place as it is written in the connections file: "keyring", "file", "session", "" for Nowhere.
func (p Place) String() string {
	switch p {
	case Nowhere:
		return ""
	case InKeyring:
		return "keyring"
	case InFile:
		return "file"
	case InSession:
		return "session"
	}
	return fmt.Sprintf("place %d", int(p))
}

// parsePlace is the reverse of Place.String; ok is false for a word this version does not know.
func parsePlace(s string) (Place, bool) {
	for _, p := range []Place{Nowhere, InKeyring, InFile, InSession} {
		if s == p.String() {
			return p, true
		}
	}
	return Nowhere, false
}

// ErrNotFound is what a vault answers when it works and holds no secret under that id.
var ErrNotFound = errors.New("no secret is stored under this name")

// ErrWrongPassphrase is inside the Error of a File that the passphrase does not open.
var ErrWrongPassphrase = errors.New("wrong passphrase")

// ErrDamaged is inside the Error of a File whose content was changed or cut off.
var ErrDamaged = errors.New("damaged file")

// Error is a vault that could not do what it was asked for. It never holds a secret.
type Error struct {
	State State
	Op    string // "read", "store", "remove"
	Text  string // what is so, one sentence
	Hint  string // what to do, one or more sentences; "" when there is nothing to say
	Err   error  // the error underneath; nil when bctui itself refused
}

// Error gives what is so and what to do in one line.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Text
	}
	return e.Text + " " + e.Hint
}

// Unwrap gives the error underneath.
func (e *Error) Unwrap() error { return e.Err }
