package check

import (
	"slices"
	"sort"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check/matrix"
)

// RungID names a rung. It is stable: scripts and reports rely on it.
type RungID string

// The rungs, from the ground up.
const (
	RungInput        RungID = "input"        // the shape of what was typed
	RungAuthority    RungID = "authority"    // network, TLS and clock, as far as the sign-in service
	RungTenant       RungID = "tenant"       // the tenant exists, and in which cloud
	RungToken        RungID = "token"        // Entra gives a token
	RungClaims       RungID = "claims"       // the token says what it should
	RungEnvironments RungID = "environments" // which environments there are, and who says so
	RungSetup        RungID = "setup"        // Business Central knows the app in this environment
	RungCompany      RungID = "company"      // the company is there
	RungAccess       RungID = "access"       // what may be read
	RungRights       RungID = "rights"       // automation API and admin center
)

// Verdict is how a rung ended.
type Verdict uint8

// The verdicts.
const (
	Pending    Verdict = iota // not begun, or under way
	OK                        // proved
	Warning                   // it works, and something should be known
	Failed                    // something is wrong here
	NotReached                // it could not be tried; Why says what is missing
)

// String names the verdict as reports have it.
func (v Verdict) String() string {
	switch v {
	case OK:
		return "ok"
	case Warning:
		return "warning"
	case Failed:
		return "failed"
	case NotReached:
		return "not reached"
	}
	return "pending"
}

// Fact is one thing that was seen: a status, a date, a name.
type Fact struct{ Label, Value string }

// RungResult is what a rung found.
type RungResult struct {
	ID       RungID
	Name     string // "Authority"
	Verdict  Verdict
	Text     string // the result in one line
	Why      string // for NotReached: what is missing
	Started  time.Time
	Elapsed  time.Duration
	Facts    []Fact
	Findings []Finding
	Requests []Exchange // that proved it; a request that serves two rungs stands in both

	goOn      bool // failed, and the rungs above still tell something
	cancelled bool
}

// Subject is what was checked. It holds no secret.
type Subject struct {
	Connection    string // name of the saved connection; "" when there is none
	Tenant        string // as typed
	TenantID      string // as Entra says; "" when not known
	ClientID      string
	Authority     string
	API           string
	Scope         string
	Environment   string // as typed or chosen; "" when none is known
	SecretShape   string // "40 characters"
	SecretExpires time.Time
}

// AppState is what an environment says to the app.
type AppState uint8

// The states.
const (
	AppUnknown      AppState = iota // not asked, or no clear answer
	AppAnswers                      // it answers to the app
	AppRefused                      // 401: missing from the list of apps there, or disabled
	AppNoSuchEnv                    // the environment does not exist
	AppNotAvailable                 // being updated, or no answer
)

// String names the state.
func (s AppState) String() string {
	switch s {
	case AppAnswers:
		return "answers"
	case AppRefused:
		return "refused"
	case AppNoSuchEnv:
		return "no such environment"
	case AppNotAvailable:
		return "not available"
	}
	return "not asked"
}

// EnvironmentState is an environment and what is known of the app there.
type EnvironmentState struct {
	Name, Type, Country, Version, Status string
	From                                 []string // sources that named it: "admin center", "list of environments", "typed name"
	App                                  AppState
	Companies                            int // that it listed; -1 when it was not asked or did not answer
	Text                                 string
	Chosen                               bool
}

// SourceAnswer says what a source of environments answered, or why it was of no use.
type SourceAnswer struct {
	Source string // "admin center", "list of environments", "typed name"
	OK     bool
	Count  int
	Text   string
	Status int // 0 when there was no HTTP answer
	Err    error
}

// Result is what a Check found. It is one value: a screen shows it, reports print it.
type Result struct {
	Started, Ended time.Time
	Cancelled      bool
	Subject        Subject
	Rungs          []RungResult // all of them, in order
	Claims         *ClaimsView  // nil without a token
	Environments   []EnvironmentState
	Sources        []SourceAnswer
	Companies      []bc.Company
	Chosen         []bc.Company   // those that were asked for, or the first
	Matrix         *matrix.Matrix // nil when none was asked for
	Requests       int            // that were sent in all
}

// Rung gives the result of one rung.
func (r Result) Rung(id RungID) (RungResult, bool) {
	for _, x := range r.Rungs {
		if x.ID == id {
			return x, true
		}
	}
	return RungResult{}, false
}

// Verdict is the worst of the rungs that were reached; NotReached when none was.
func (r Result) Verdict() Verdict {
	worst := Pending
	for _, x := range r.Rungs {
		if x.Verdict == OK || x.Verdict == Warning || x.Verdict == Failed {
			worst = max(worst, x.Verdict)
		}
	}
	if worst == Pending {
		return NotReached
	}
	return worst
}

// Findings gives all findings, failures first, then in the order of the ladder.
func (r Result) Findings() []Finding {
	var all []Finding
	for _, x := range r.Rungs {
		all = append(all, x.Findings...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Severity > all[j].Severity })
	return all
}

// First gives the finding that matters most: the first failure on the way up, else the first warning.
func (r Result) First() (Finding, bool) {
	for _, f := range r.Findings() {
		if f.Severity > Note {
			return f, true
		}
	}
	return Finding{}, false
}

// Class sorts a result by who has to do something, for exit codes.
type Class uint8

// The classes.
const (
	ClassOK          Class = iota
	ClassOther             // anything that has no class of its own: an unknown environment, a bug
	ClassUsage             // a value is missing, or can't be one
	ClassSignIn            // Entra, the token, or the app in Business Central
	ClassPermission        // a right in Business Central
	ClassNetwork           // no way to the service, throttled, not available
	ClassInterrupted       // cancelled
)

// String names the class as reports have it.
func (c Class) String() string {
	switch c {
	case ClassOK:
		return "ok"
	case ClassUsage:
		return "usage"
	case ClassSignIn:
		return "sign-in"
	case ClassPermission:
		return "permission"
	case ClassNetwork:
		return "network"
	case ClassInterrupted:
		return "interrupted"
	}
	return "other"
}

// ExitCode is the class as `bctui check` ends with it: 0 all well, 1 other, 2 usage, 3 sign-in, 4 permission, 5 network
// or throttled, 130 interrupted.
func (c Class) ExitCode() int {
	switch c {
	case ClassOK:
		return 0
	case ClassUsage:
		return 2
	case ClassSignIn:
		return 3
	case ClassPermission:
		return 4
	case ClassNetwork:
		return 5
	case ClassInterrupted:
		return 130
	}
	return 1
}

// Class gives the class of the result: that of the first failure on the way up, since those above it follow from it.
// Warnings are no failures: what works is well, also where it does not work everywhere.
func (r Result) Class() Class { return r.class(Failure) }

// StrictClass is Class for those to whom a warning is a failure: a right that is missing on a set that few read, an admin
// center that turns the app away.
func (r Result) StrictClass() Class {
	if c := r.Class(); c != ClassOK {
		return c
	}
	return r.class(Caution)
}

func (r Result) class(least Severity) Class {
	if r.Cancelled {
		return ClassInterrupted
	}
	reached := false
	for _, x := range r.Rungs {
		reached = reached || x.Verdict == OK || x.Verdict == Warning
		for _, severity := range []Severity{Failure, Caution} {
			for _, f := range x.Findings {
				if f.Severity != severity || severity < least {
					continue
				}
				if c := f.Code.Class(); c != ClassOK {
					return c
				}
				if severity == Failure {
					return ClassOther
				}
			}
		}
		if x.Verdict == Failed {
			return ClassOther
		}
	}
	if !reached {
		return ClassOther
	}
	return ClassOK
}

// Who names the people that findings of a severity or above send you to, each once.
func (r Result) Who(least Severity) []auth.Who {
	var who []auth.Who
	for _, f := range r.Findings() {
		if f.Severity >= least && f.Who != auth.WhoUnknown && !slices.Contains(who, f.Who) {
			who = append(who, f.Who)
		}
	}
	return who
}
