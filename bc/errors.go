package bc

import (
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bctui/auth"
)

// RawLimit is how many bytes of an error's body are kept for show.
const RawLimit = 1 << 20

// BodyKind tells what the body of an answer looks like.
type BodyKind = auth.BodyKind

// Denied is the right that is missing, as the service names it in every language (reference 3.3):
// (TableData 38 Purchase Header Modify: Base Application).
type Denied struct {
	ObjectType string // "TableData"
	ID         int    // 38
	Name       string // "Purchase Header"
	Right      string // "Modify", "Read", "IndirectInsert"
	App        string // "Base Application"; "" when not named
	Text       string // all of it, without the parentheses
}

// String is what is missing, in words.
func (d Denied) String() string {
	s := fmt.Sprintf("%s on %s %d %s", d.Right, d.ObjectType, d.ID, d.Name)
	if d.App != "" {
		s += " (" + d.App + ")"
	}
	return s
}

// Error is another answer than the one that was asked for.
type Error struct {
	Kind    Kind
	Status  int    // HTTP status; 0 when no answer was the reason
	Code    string // as in the body: "Authentication_InvalidCredentials"
	Message string // of the body, without the correlation ID; or what is wrong with the answer
	// CorrelationID is what the service calls the request, RequestID the client-request-id that was sent.
	CorrelationID, RequestID string
	Method, URL              string
	Raw                      string   // the body as it came, the token replaced; at most RawLimit bytes
	RawBytes                 int64    // its length as read
	RawCut                   bool     // Raw is not the whole body
	Body                     BodyKind // what the body looks like
	ContentType              string
	Denied                   *Denied // the missing right, when the service names one
	// RetryAfter is the wait that the service asked for, Again the point in time; zero when it asked for none.
	RetryAfter time.Duration
	Again      time.Time
	Attempts   int      // how often the request was sent
	Roles      []string // of the token that was refused with 401
	Meaning    auth.Meaning
	Err        error // the cause, if it is one of ours
}

// Error is one line without control characters, bounded in length.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Status != 0 && e.Kind != ForeignHost {
		fmt.Fprintf(&b, "%d", e.Status)
		if e.Code != "" {
			b.WriteString(" " + oneLine(e.Code, 80))
		} else if t := http.StatusText(e.Status); t != "" {
			b.WriteString(" " + t)
		}
		b.WriteString(": ")
	}
	switch {
	case e.Denied != nil:
		b.WriteString("permission is missing: " + oneLine(e.Denied.String(), 250))
	case e.Kind == Throttled || e.Kind == Unavailable || e.Message == "" || e.Kind == Proxy:
		b.WriteString(oneLine(e.Meaning.Title, 250))
	default:
		b.WriteString(oneLine(e.Message, 300))
	}
	if e.RetryAfter > 0 {
		b.WriteString("; the service asks to wait " + span(e.RetryAfter))
		if !e.Again.IsZero() {
			b.WriteString(", until " + e.Again.Format("15:04:05"))
		}
	}
	if e.CorrelationID != "" {
		b.WriteString(" (correlation ID " + oneLine(e.CorrelationID, 60) + ")")
	}
	return b.String()
}

// redact takes the token out of everything that the server, which knows it, may have put it into.
func (e *Error) redact(t auth.Token) {
	for _, s := range []*string{&e.Code, &e.Message, &e.CorrelationID, &e.URL, &e.Raw, &e.ContentType,
		&e.Meaning.Title, &e.Meaning.Cause} {
		*s = t.Redact(*s)
	}
	for i := range e.Meaning.Steps {
		e.Meaning.Steps[i] = t.Redact(e.Meaning.Steps[i])
	}
	if e.Denied != nil {
		for _, s := range []*string{&e.Denied.ObjectType, &e.Denied.Name, &e.Denied.Right, &e.Denied.App, &e.Denied.Text} {
			*s = t.Redact(*s)
		}
	}
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Temporary tells whether the same request may succeed later without anybody changing anything.
func (e *Error) Temporary() bool {
	return e.Kind == Throttled || e.Kind == Unavailable || e.Kind == Timeout || e.Kind == Damaged
}

// oneLine makes text of a server fit for a line: white space in one, a symbol for everything that would act on a terminal or
// turn the reading direction (␛, ⟨202E⟩), at most n characters.
func oneLine(s string, n int) string {
	var b strings.Builder
	count, blank := 0, false
	for i, r := range s {
		piece := string(r)
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			blank = b.Len() > 0
			continue
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], piece): // a byte that is no UTF-8
			piece = fmt.Sprintf("⟨%02X⟩", s[i])
		case r < 0x20:
			piece = string(0x2400 + r)
		case r == 0x7f:
			piece = "␡"
		case !unicode.IsPrint(r):
			piece = fmt.Sprintf("⟨%02X⟩", r)
		}
		if blank {
			piece = " " + piece
			blank = false
		}
		if count += utf8.RuneCountInString(piece); count > n {
			b.WriteString("…")
			break
		}
		b.WriteString(piece)
	}
	return b.String()
}
