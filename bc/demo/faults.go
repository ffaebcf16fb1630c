package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// FaultHeader is a request header that asks for a fault for this one request: X-Demo-Fault: 429 retry-after=2.
const FaultHeader = "X-Demo-Fault"

// Fault is something that goes wrong with chosen requests. Choosing is by kind and count, never by time, so that a
// test is the same every time: {On: "page", Skip: 2, Status: 503} breaks the third page.
type Fault struct {
	// On is the kind of request: discovery, token, environments, admin, companies, routes, service, metadata,
	// definitions, page (also a link, a property, a stream), record (by key), count. "" is every request, "data" all of
	// Business Central, "entra" both kinds of Entra.
	On     string
	Path   string // text that path and query must hold, decoded; "" any
	Client string // client ID; "" any
	Skip   int    // so many matching requests pass first
	Times  int    // then so many are hit; 0 = one, -1 = all

	Wait       time.Duration   // before the answer
	Hold       <-chan struct{} // before the answer, until it is closed (or the client leaves)
	Status     int             // 429, 503, … in place of the answer
	RetryAfter string          // header
	Body       string          // in place of the usual body of that status
	HTML       bool            // a page of a proxy, with Status or 200
	Redirect   string          // Location, with Status or 302
	Drop       bool            // the connection is cut before the answer

	Cut      bool            // the connection is cut after After bytes of the body
	Stall    <-chan struct{} // the body stops after After bytes, until it is closed
	After    int             // 0: 100
	Chunk    int             // the body comes in pieces of so many bytes (0: 512) …
	Every    time.Duration   // … with this pause between them
	Lifetime time.Duration   // of the token; it ends early
	// NextLink is "foreign" (another host), "repeat" (the same page again), "stale" (a token the server refuses next), "bare"
	// (without $schemaversion), or an address.
	NextLink string
	// Garbage: the body is JSON that breaks off.
	Garbage bool
	// PassOver: a $filter that needs $schemaversion=2.1 is passed over without a word, though the request carries it.
	PassOver bool
}

// FaultPlan is a list of faults. For each request the first one that still has something to hit is used.
type FaultPlan []Fault

// SetFaults replaces what was planned; counts start anew.
func (s *Server) SetFaults(plan ...Fault) { s.faults.set(plan) }

// AddFaults plans more.
func (s *Server) AddFaults(plan ...Fault) { s.faults.add(plan) }

type faults struct {
	mu   sync.Mutex
	list []*planned
}

type planned struct {
	Fault
	seen, hit int
}

func (f *faults) set(plan FaultPlan) {
	f.mu.Lock()
	f.list = nil
	f.mu.Unlock()
	f.add(plan)
}

func (f *faults) add(plan FaultPlan) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range plan {
		f.list = append(f.list, &planned{Fault: p})
	}
}

// pick gives the fault for a request, nil for most. Every fault that matches counts the request as seen.
func (f *faults) pick(kind, path, client string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	var chosen *Fault
	for _, p := range f.list {
		if !p.matches(kind, path, client) {
			continue
		}
		p.seen++
		times := p.Times
		if times == 0 {
			times = 1
		}
		if chosen != nil || p.seen <= p.Skip || times > 0 && p.hit >= times {
			continue
		}
		p.hit++
		fault := p.Fault
		chosen = &fault
	}
	return chosen
}

func (f *Fault) matches(kind, path, client string) bool {
	entra := kind == "token" || kind == "discovery"
	switch f.On {
	case "", kind:
	case "entra":
		if !entra {
			return false
		}
	case "data":
		if entra || kind == "faults" || kind == "other" {
			return false
		}
	default:
		return false
	}
	if kind == "faults" {
		return false
	}
	return (f.Path == "" || strings.Contains(path, f.Path)) && (f.Client == "" || strings.EqualFold(f.Client, client))
}

// ParseFault reads a fault as it is written in the header, in a line sent to /faults, and in --fault: words, of which
// the first names what happens: 429, 503 (any status), drop, cut, slow, wait=300ms, html, redirect=URL, next=foreign,
// next=repeat, next=stale, next=bare, passover, lifetime=5s, garbage; then on=page path=… skip=2 times=3 retry-after=2 after=100 chunk=64
// every=50ms.
func ParseFault(text string) (Fault, error) {
	var f Fault
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ';' || r == '\t' }) {
		key, value, _ := strings.Cut(word, "=")
		if err := f.word(strings.ToLower(key), value); err != nil {
			return Fault{}, fmt.Errorf("%q is no fault: %w; write for example: 429 retry-after=2 on=page skip=2", text, err)
		}
	}
	if f.String() == "" {
		return Fault{}, fmt.Errorf("%q does not say what goes wrong; write for example: 503 on=page skip=2, or drop, cut, slow, html, wait=300ms, next=foreign", text)
	}
	return f, nil
}

func knownKind(s string) bool {
	switch s {
	case "discovery", "token", "environments", "admin", "companies", "routes", "service", "metadata", "definitions", "page", "record", "count", "data", "entra":
		return true
	}
	return false
}

func (f *Fault) word(key, value string) (err error) {
	duration := func(to *time.Duration) {
		if *to, err = time.ParseDuration(value); err == nil && *to < 0 {
			err = fmt.Errorf("%s is negative", key)
		}
	}
	count := func(to *int) { *to, err = strconv.Atoi(value) }
	switch key {
	case "on":
		f.On = value
		if !knownKind(value) {
			return fmt.Errorf("there are no requests of the kind %q", value)
		}
	case "path":
		f.Path = value
	case "client":
		f.Client = value
	case "skip":
		count(&f.Skip)
	case "times":
		count(&f.Times)
	case "retry-after":
		f.RetryAfter = value
	case "drop":
		f.Drop = true
	case "cut":
		f.Cut = true
	case "html":
		f.HTML = true
	case "garbage":
		f.Garbage = true
	case "passover":
		f.PassOver = true
	case "slow":
		f.Every = 20 * time.Millisecond
	case "after":
		count(&f.After)
	case "chunk":
		count(&f.Chunk)
	case "every":
		duration(&f.Every)
	case "wait":
		duration(&f.Wait)
	case "lifetime":
		duration(&f.Lifetime)
	case "redirect":
		f.Redirect = value
	case "next":
		f.NextLink = value
	case "body":
		f.Body, err = url.QueryUnescape(value)
	default:
		status, e := strconv.Atoi(key)
		if e != nil || status < 300 || status > 599 {
			return fmt.Errorf("%q is not known", key)
		}
		f.Status = status
	}
	return err
}

// String names what happens, without the choosing: "429 retry-after=2". It is "" when nothing does.
func (f *Fault) String() string {
	var words []string
	for _, w := range [...]struct {
		on   bool
		word string
	}{
		{f.Status != 0, strconv.Itoa(f.Status)},
		{f.RetryAfter != "", "retry-after=" + f.RetryAfter},
		{f.Drop, "drop"},
		{f.Cut, "cut"},
		{f.HTML, "html"},
		{f.Garbage, "garbage"},
		{f.PassOver, "passover"},
		{f.Redirect != "", "redirect=" + f.Redirect},
		{f.NextLink != "", "next=" + f.NextLink},
		{f.Wait > 0, "wait=" + f.Wait.String()},
		{f.Every > 0, "every=" + f.Every.String()},
		{f.Lifetime > 0, "lifetime=" + f.Lifetime.String()},
		{f.Hold != nil, "hold"},
		{f.Stall != nil, "stall"},
	} {
		if w.on {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, " ")
}

// serveFaults is /faults: GET lists, POST adds one fault a line, DELETE forgets.
func (s *Server) serveFaults(x *exchange) {
	switch x.r.Method {
	case http.MethodGet, http.MethodHead:
		var b strings.Builder
		s.faults.mu.Lock()
		for _, p := range s.faults.list {
			fmt.Fprintf(&b, "%s on=%s path=%s skip=%d times=%d (seen %d, hit %d)\n", p.String(), p.On, p.Path, p.Skip, p.Times, p.seen, p.hit)
		}
		s.faults.mu.Unlock()
		if b.Len() == 0 {
			b.WriteString("no faults planned; POST lines such as: 429 retry-after=2 on=page skip=2\n")
		}
		x.text(http.StatusOK, b.String())
	case http.MethodPost:
		body := http.MaxBytesReader(x.w, x.r.Body, 1<<16)
		lines, err := readLines(body)
		if err != nil {
			x.text(http.StatusBadRequest, err.Error()+"\n")
			return
		}
		var plan FaultPlan
		for _, line := range lines {
			f, err := ParseFault(line)
			if err != nil {
				x.text(http.StatusBadRequest, err.Error()+"\n")
				return
			}
			plan = append(plan, f)
		}
		s.AddFaults(plan...)
		x.text(http.StatusOK, fmt.Sprintf("%d planned\n", len(plan)))
	case http.MethodDelete:
		s.SetFaults()
		x.text(http.StatusOK, "forgotten\n")
	default:
		x.text(http.StatusMethodNotAllowed, "GET, POST or DELETE\n")
	}
}
