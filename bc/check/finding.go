package check

import (
	"bctui/auth"
)

// Severity is how much a finding matters.
type Severity uint8

// The severities.
const (
	Note    Severity = iota + 1 // worth knowing; nothing is wrong
	Caution                     // works today, or works in part
	Failure                     // this is what is wrong
)

// String names the severity as reports have it.
func (s Severity) String() string {
	switch s {
	case Caution:
		return "warning"
	case Failure:
		return "failure"
	}
	return "note"
}

// Alternative is another cause that the server answers in the same way.
type Alternative struct {
	Cause string
	Tell  string // what would tell that it is this one
	Who   auth.Who
}

// Finding is something that somebody should know or do.
type Finding struct {
	Code     Code // stable, for scripts
	Rung     RungID
	Severity Severity
	Title    string   // a few words
	Cause    string   // in plain words
	Who      auth.Who // who can fix it
	Where    string   // the page, as a path of clicks
	Steps    []string // in order
	Link     string   // the page, as a URL
	Evidence []Fact   // what shows it: status, code, correlation ID, what the token says
	// Also names what else gives the same answer, each with what would tell it apart. Empty when the evidence proves
	// the cause.
	Also []Alternative
	// Raw is what the server said, whole (up to 1 MB); secrets and tokens are replaced.
	Raw string
	Err error // the error behind it, nil when there is none
}

// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func (f *Finding) fact(label, value string) {
	if value != "" {
		f.Evidence = append(f.Evidence, Fact{label, value})
	}
}

// mean puts a meaning's words into a finding.
//
// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func (f *Finding) mean(m auth.Meaning) {
	f.Title, f.Cause, f.Who, f.Where, f.Steps, f.Link = m.Title, m.Cause, m.Who, m.Where, m.Steps, m.Link
}
