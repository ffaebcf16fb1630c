package auth

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// Token is an access token with what is known about it. Its value shows nowhere; Authorize puts it into a request.
type Token struct {
	// ExpiresAt is when it ends, by the local clock: the moment it was asked for plus the lifetime that Entra gave.
	ExpiresAt time.Time
	// IssuedAt is when it was asked for, by the local clock.
	IssuedAt time.Time
	Claims   Claims
	// Evidence is of the request that brought it.
	Evidence Evidence

	value Secret
}

// Authorize sets the Authorization header. The caller makes sure that the request goes to a configured host.
func (t Token) Authorize(r *http.Request) { r.Header.Set("Authorization", "Bearer "+t.value.Reveal()) }

// IsZero tells whether this is no token.
func (t Token) IsZero() bool { return t.value.IsZero() }

// Same tells whether both hold the same value.
func (t Token) Same(o Token) bool { return t.value.Equal(o.value) }

// Left is the time until it ends, never negative.
func (t Token) Left(now time.Time) time.Duration { return max(0, t.ExpiresAt.Sub(now)) }

// Redact replaces the token in s by asterisks: for texts of servers that echo what they were sent.
func (t Token) Redact(s string) string { return redact(s, t.value) }

// String says that there is a token, not which.
func (t Token) String() string {
	if t.IsZero() {
		return "no token"
	}
	return "token (" + masked + ", ends " + t.ExpiresAt.UTC().Format(time.RFC3339) + ")"
}

// Format says the same for every verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }
