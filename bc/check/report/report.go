// Package report writes a check's result for people who were not there: as a Markdown page for a ticket or the
// customer's IT (findings first), and as JSON with a documented shape for scripts.
//
// Neither holds a secret or a token: a Result has none. Tenant, client ID and the like can be masked. Texts of servers
// are data: in Markdown they stand in code, with everything that could act on a reader made visible, and in JSON they
// are unchanged strings in which no character can act on a terminal.
//
// The JSON's shape is Document, and JSONSchema describes it (JSON Schema, draft 2020-12). Its version is SchemaVersion:
// the first number changes when something is taken away or changes its meaning, the second when something is added.
package report

import (
	"strings"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/check/matrix"
)

// SchemaVersion is the version of the JSON's shape.
const SchemaVersion = "1.0"

// Kind marks the document as a check's.
const Kind = "bctui.check"

// replyLimit is how many bytes of a server's reply the JSON keeps; Markdown shows less of it.
const replyLimit = 64 << 10

// Options of a report.
type Options struct {
	Version string // of the program
	// Mask replaces the tenant's and the app's IDs and domains wherever they stand.
	Mask bool
}

// Document is a report. Lists are never null; Token and Matrix are, when there is none.
type Document struct {
	SchemaVersion string        `json:"schemaVersion"`
	Kind          string        `json:"kind"`
	Tool          Tool          `json:"tool"`
	Started       string        `json:"started"` // RFC 3339, UTC
	ElapsedMs     int64         `json:"elapsedMs"`
	Requests      int           `json:"requests"`
	Verdict       string        `json:"verdict"`
	Class         string        `json:"class"`
	ExitCode      int           `json:"exitCode"`
	Cancelled     bool          `json:"cancelled"`
	Masked        bool          `json:"masked"`
	Subject       Subject       `json:"subject"`
	Findings      []Finding     `json:"findings"` // failures first
	Rungs         []Rung        `json:"rungs"`    // in order
	Token         *Token        `json:"token"`
	Environments  []Environment `json:"environments"`
	Sources       []Source      `json:"sources"`
	Companies     []Company     `json:"companies"`
	Matrix        *Matrix       `json:"matrix"`
}

// Tool is the program that made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Subject is what was checked; "" stands for what is not known.
type Subject struct {
	Connection    string `json:"connection"`
	Tenant        string `json:"tenant"`
	TenantID      string `json:"tenantId"`
	ClientID      string `json:"clientId"`
	Authority     string `json:"authority"`
	API           string `json:"api"`
	Scope         string `json:"scope"`
	Environment   string `json:"environment"`
	Secret        string `json:"secret"` // its length in words, never the value
	SecretExpires string `json:"secretExpires"`
}

// Fact is a label and a value.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Finding is something that somebody should know or do.
type Finding struct {
	Code     string        `json:"code"`
	Rung     string        `json:"rung"`
	Severity string        `json:"severity"`
	Class    string        `json:"class"`
	Title    string        `json:"title"`
	Cause    string        `json:"cause"`
	Who      string        `json:"who"`
	Where    string        `json:"where"`
	Steps    []string      `json:"steps"`
	Link     string        `json:"link"`
	Evidence []Fact        `json:"evidence"`
	Also     []Alternative `json:"also"`
	Reply    string        `json:"reply"` // the server's, as it came
	ReplyCut bool          `json:"replyCut"`
}

// Alternative is another cause with the same answer, and what would tell it.
type Alternative struct {
	Cause string `json:"cause"`
	Tell  string `json:"tell"`
	Who   string `json:"who"`
}

// Rung is one step of the ladder.
type Rung struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Verdict   string    `json:"verdict"`
	Text      string    `json:"text"`
	Why       string    `json:"why"` // for "not reached"
	ElapsedMs int64     `json:"elapsedMs"`
	Facts     []Fact    `json:"facts"`
	Findings  []string  `json:"findings"` // codes
	Requests  []Request `json:"requests"`
}

// Request is one request of a rung.
type Request struct {
	Method        string `json:"method"`
	URL           string `json:"url"`
	Status        int    `json:"status"` // 0: no answer
	ElapsedMs     int64  `json:"elapsedMs"`
	RequestID     string `json:"requestId"`
	CorrelationID string `json:"correlationId"`
	Error         string `json:"error"`
}

// Token is what the token says.
type Token struct {
	Unreadable string  `json:"unreadable"` // why it can't be looked into; "" when it could
	Claims     []Claim `json:"claims"`
	Roles      []Role  `json:"roles"`
	Others     []Fact  `json:"others"`
	IssuedAt   string  `json:"issuedAt"`
	NotBefore  string  `json:"notBefore"`
	Expires    string  `json:"expires"`
}

// Claim is one claim, expected beside found.
type Claim struct {
	Claim    string `json:"claim"`
	Label    string `json:"label"`
	Expected string `json:"expected"`
	Found    string `json:"found"`
	Verdict  string `json:"verdict"`
	Note     string `json:"note"`
}

// Role is an application permission.
type Role struct {
	Role    string `json:"role"`
	Opens   string `json:"opens"`
	Granted bool   `json:"granted"`
}

// Environment is an environment and what it says to the app.
type Environment struct {
	Name      string   `json:"name"`
	Type      string   `json:"type"`
	Country   string   `json:"country"`
	Version   string   `json:"version"`
	Status    string   `json:"status"`
	Sources   []string `json:"sources"`
	App       string   `json:"app"`
	Text      string   `json:"text"`
	Companies int      `json:"companies"` // -1 when not known
	Chosen    bool     `json:"chosen"`
}

// Source is who was asked for environments.
type Source struct {
	Source string `json:"source"`
	OK     bool   `json:"ok"`
	Count  int    `json:"count"`
	Status int    `json:"status"`
	Text   string `json:"text"`
}

// Company is a company that the app sees.
type Company struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Version     string `json:"version"`
	Chosen      bool   `json:"chosen"`
}

// Matrix is what may be read.
type Matrix struct {
	Complete  bool            `json:"complete"`
	Cancelled bool            `json:"cancelled"`
	Stopped   string          `json:"stopped"` // why it ended early
	Notes     []string        `json:"notes"`
	Companies []MatrixCompany `json:"companies"`
	Routes    []MatrixRoute   `json:"routes"`
	Counts    map[string]int  `json:"counts"` // cells by state
	Requests  int             `json:"requests"`
	Rows      []MatrixRow     `json:"rows"`
}

// MatrixCompany is a column.
type MatrixCompany struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MatrixRoute is one API.
type MatrixRoute struct {
	Route string `json:"route"`
	Sets  int    `json:"sets"`
	Error string `json:"error"`
}

// MatrixRow is an entity set; one that stands above the companies has one cell, others one for each column.
type MatrixRow struct {
	Route        string `json:"route"`
	Set          string `json:"set"`
	CompanyLevel bool   `json:"companyLevel"`
	Cells        []Cell `json:"cells"`
}

// Cell is a set in a company.
type Cell struct {
	State         string  `json:"state"`
	Count         int64   `json:"count"` // -1 when not known
	Via           string  `json:"via"`
	Note          string  `json:"note"`
	Denied        *Denied `json:"denied"`
	Status        int     `json:"status"`
	Code          string  `json:"code"`
	Message       string  `json:"message"`
	CorrelationID string  `json:"correlationId"`
}

// Denied is the right that is missing.
type Denied struct {
	ObjectType string `json:"objectType"`
	ID         int    `json:"id"`
	Name       string `json:"name"`
	Right      string `json:"right"`
	App        string `json:"app"`
}

// New makes a report of a result.
func New(r check.Result, o Options) Document {
	d := Document{
		SchemaVersion: SchemaVersion, Kind: Kind, Tool: Tool{"bctui", o.Version}, Started: moment(r.Started), ElapsedMs: ms(r.Ended.Sub(r.Started)),
		Requests: r.Requests, Verdict: r.Verdict().String(), Class: r.Class().String(), ExitCode: r.Class().ExitCode(), Cancelled: r.Cancelled,
		Subject: Subject{Connection: r.Subject.Connection, Tenant: r.Subject.Tenant, TenantID: r.Subject.TenantID, ClientID: r.Subject.ClientID,
			Authority: r.Subject.Authority, API: r.Subject.API, Scope: r.Subject.Scope, Environment: r.Subject.Environment, Secret: r.Subject.SecretShape},
		Findings: []Finding{}, Rungs: []Rung{}, Environments: []Environment{}, Sources: []Source{}, Companies: []Company{},
	}
	if !r.Subject.SecretExpires.IsZero() {
		d.Subject.SecretExpires = r.Subject.SecretExpires.Format(time.DateOnly)
	}
	for _, f := range r.Findings() {
		d.Findings = append(d.Findings, finding(f))
	}
	for _, x := range r.Rungs {
		d.Rungs = append(d.Rungs, rung(x))
	}
	d.Token = token(r.Claims)
	for _, e := range r.Environments {
		d.Environments = append(d.Environments, Environment{Name: e.Name, Type: e.Type, Country: e.Country, Version: e.Version, Status: e.Status,
			Sources: some(e.From), App: e.App.String(), Text: e.Text, Companies: e.Companies, Chosen: e.Chosen})
	}
	for _, s := range r.Sources {
		d.Sources = append(d.Sources, Source{Source: s.Source, OK: s.OK, Count: s.Count, Status: s.Status, Text: s.Text})
	}
	for _, c := range r.Companies {
		d.Companies = append(d.Companies, Company{ID: c.ID, Name: c.Name, DisplayName: c.DisplayName, Version: c.SystemVersion, Chosen: chosen(r.Chosen, c)})
	}
	d.Matrix = matrixOf(r.Matrix)
	if o.Mask {
		d.mask(r)
	}
	return d
}

func chosen(list []bc.Company, c bc.Company) bool {
	for _, x := range list {
		if x.ID == c.ID {
			return true
		}
	}
	return false
}

func finding(f check.Finding) Finding {
	reply, replyCut := clip(f.Raw, replyLimit)
	out := Finding{Code: string(f.Code), Rung: string(f.Rung), Severity: f.Severity.String(), Class: f.Code.Class().String(), Title: f.Title, Cause: f.Cause,
		Who: who(f.Who), Where: f.Where, Steps: some(f.Steps), Link: f.Link, Evidence: facts(f.Evidence), Also: []Alternative{}, Reply: reply, ReplyCut: replyCut}
	for _, a := range f.Also {
		out.Also = append(out.Also, Alternative{a.Cause, a.Tell, who(a.Who)})
	}
	return out
}

func rung(x check.RungResult) Rung {
	out := Rung{ID: string(x.ID), Name: x.Name, Verdict: x.Verdict.String(), Text: x.Text, Why: x.Why, ElapsedMs: ms(x.Elapsed), Facts: facts(x.Facts),
		Findings: []string{}, Requests: []Request{}}
	for _, f := range x.Findings {
		out.Findings = append(out.Findings, string(f.Code))
	}
	for _, q := range x.Requests {
		out.Requests = append(out.Requests, Request{Method: q.Method, URL: q.URL, Status: q.Status, ElapsedMs: ms(q.Elapsed), RequestID: q.RequestID,
			CorrelationID: q.CorrelationID, Error: q.Err})
	}
	return out
}

func token(v *check.ClaimsView) *Token {
	if v == nil {
		return nil
	}
	out := &Token{Unreadable: v.Unreadable, Claims: []Claim{}, Roles: []Role{}, Others: facts(v.Others), IssuedAt: moment(v.IssuedAt), NotBefore: moment(v.NotBefore), Expires: moment(v.Expires)}
	for _, r := range v.Rows {
		out.Claims = append(out.Claims, Claim{r.Claim, r.Label, r.Expected, r.Found, r.Verdict.String(), r.Note})
	}
	for _, r := range v.Roles {
		out.Roles = append(out.Roles, Role{r.Role, r.Opens, r.Granted})
	}
	return out
}

func matrixOf(m *matrix.Matrix) *Matrix {
	if m == nil {
		return nil
	}
	p := m.Progress()
	out := &Matrix{Complete: p.Planned && p.By[matrix.Waiting] == 0, Cancelled: m.Cancelled(), Notes: some(m.Notes()), Companies: []MatrixCompany{}, Routes: []MatrixRoute{},
		Counts: map[string]int{}, Requests: p.Requests, Rows: []MatrixRow{}}
	if err := m.Stopped(); err != nil {
		out.Stopped = err.Error()
	}
	for _, c := range m.Companies() {
		out.Companies = append(out.Companies, MatrixCompany{c.ID, c.Name})
	}
	for _, r := range m.Routes() {
		x := MatrixRoute{Route: r.Route, Sets: r.Sets}
		if r.Err != nil {
			x.Error = r.Err.Error()
		}
		out.Routes = append(out.Routes, x)
	}
	for _, s := range matrix.States() {
		out.Counts[s.String()] = p.By[s]
	}
	for _, s := range m.Sets() {
		out.Rows = append(out.Rows, MatrixRow{Route: s.Route, Set: s.Name, CompanyLevel: s.CompanyLevel, Cells: []Cell{}})
	}
	for _, c := range m.Cells() {
		if c.Row >= len(out.Rows) {
			break // the matrix still fills, and has more rows by now
		}
		x := Cell{State: c.State.String(), Count: c.Count, Via: c.Via, Note: c.Note, Status: c.Status, Code: c.Code, Message: c.Message, CorrelationID: c.CorrelationID}
		if d := c.Denied; d != nil {
			x.Denied = &Denied{d.ObjectType, d.ID, d.Name, d.Right, d.App}
		}
		out.Rows[c.Row].Cells = append(out.Rows[c.Row].Cells, x)
	}
	return out
}

func facts(list []check.Fact) []Fact {
	out := make([]Fact, 0, len(list))
	for _, f := range list {
		out = append(out, Fact{f.Label, f.Value})
	}
	return out
}

// some makes a list of what may be nil: in JSON a list is never null.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// who is the person as scripts have it.
func who(w auth.Who) string {
	switch w {
	case auth.EntraAdmin:
		return "entra-admin"
	case auth.BCAdmin:
		return "bc-admin"
	case auth.You:
		return "you"
	case auth.Network:
		return "network"
	case auth.Microsoft:
		return "microsoft"
	}
	return "unknown"
}

// person is the same for people.
func person(s string) string {
	for _, w := range []auth.Who{auth.EntraAdmin, auth.BCAdmin, auth.You, auth.Network, auth.Microsoft} {
		if who(w) == s {
			return w.String()
		}
	}
	return "not known"
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func ms(d time.Duration) int64 { return max(0, d.Milliseconds()) }

// clip shortens to at most n bytes without cutting a character.
func clip(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	return strings.ToValidUTF8(s[:n], ""), true
}
