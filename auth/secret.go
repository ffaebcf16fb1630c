package auth

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"strconv"
)

// masked stands wherever a secret would be printed.
const masked = "********"

// Secret holds a value that must not be shown: it prints, marshals and logs as asterisks. The zero Secret is empty.
type Secret struct {
	// A pointer, because fmt reads the unexported fields of a struct that holds a Secret without asking the Secret's
	// methods: then an address is all that it finds. A pointer to a text, because it follows one to a struct when the
	// verb does not fit.
	v *string
}

// NewSecret wraps s.
func NewSecret(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{&s}
}

// Reveal gives the value. Its callers are the token request, the keyring and nobody else.
func (s Secret) Reveal() string {
	if s.v == nil {
		return ""
	}
	return *s.v
}

// IsZero tells whether the secret is empty.
func (s Secret) IsZero() bool { return s.v == nil }

// Len is the number of characters (not bytes).
func (s Secret) Len() int { return len([]rune(s.Reveal())) }

// Equal compares two secrets in constant time.
func (s Secret) Equal(o Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(o.Reveal())) == 1
}

// Hint says enough to recognise a secret and too little to use it: "40 characters, ends in 4Q". Short values show no
// characters at all.
func (s Secret) Hint() string {
	r := []rune(s.Reveal())
	switch {
	case len(r) == 0:
		return "empty"
	case len(r) == 1:
		return "1 character"
	case len(r) < 16:
		return strconv.Itoa(len(r)) + " characters"
	}
	tail := string(r[len(r)-2:])
	for _, c := range tail {
		if !strconv.IsPrint(c) {
			return strconv.Itoa(len(r)) + " characters"
		}
	}
	return strconv.Itoa(len(r)) + " characters, ends in " + tail
}

func (s Secret) mask() string {
	if s.IsZero() {
		return ""
	}
	return masked
}

// String gives asterisks.
func (s Secret) String() string { return s.mask() }

// GoString gives asterisks.
func (s Secret) GoString() string { return "auth.Secret(" + s.mask() + ")" }

// Format gives asterisks for every verb.
func (s Secret) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		_, _ = io.WriteString(f, s.GoString())
		return
	}
	_, _ = io.WriteString(f, s.mask())
}

// MarshalText gives asterisks; encoding/json and other encoders use it. There is no way back: a masked value must not
// be read as a secret by accident.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.mask()), nil }

// GobEncode gives asterisks.
func (s Secret) GobEncode() ([]byte, error) { return []byte(s.mask()), nil }

// LogValue gives asterisks.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.mask()) }
