package demo

import (
	"encoding/xml"
	"net/http"
	"strings"
	"sync"
	"time"

	"bctui/bc/demo/model"
	"bctui/bc/demo/query"
)

// problem writes the error object of Business Central; the two blanks before the ID are the real ones.
func (x *exchange) problem(status int, code, message string) {
	b := []byte(`{"error":{"code":`)
	b = query.AppendText(b, code)
	b = append(b, `,"message":`...)
	b = query.AppendText(b, message+"  CorrelationId:  "+x.s.guid()+".")
	b = append(b, '}', '}')
	x.body(status, "application/json; odata.metadata=minimal; odata.streaming=true", b)
}

// problemXML is what the gateway says in place of the service (data, errors/bc-404-no-environment.xml).
func (x *exchange) problemXML(status int, code, message string) {
	var b strings.Builder
	b.WriteString(`<error xmlns="http://docs.oasis-open.org/odata/ns/metadata"><code>` + code + `</code><message>`)
	_ = xml.EscapeText(&b, []byte(message)) // a Builder does not fail
	b.WriteString(`</message></error>`)
	x.body(status, "application/xml", []byte(b.String()))
}

func (x *exchange) failQuery(e *query.Error) { x.problem(e.Status, e.Code, e.Message) }

// caller is who asks, as far as the token proves it.
type caller struct {
	claims claims
	reg    *Registration
	german bool
}

const (
	wrongCredentials = "The credentials provided are incorrect"
	rejected         = "The server has rejected the client credentials."
	rejectedGerman   = "Der Server hat die Clientanmeldeinformationen abgelehnt."
	noEntitlement    = "Web service call failed because user could not be authenticated or authorized."
)

// authenticate is the gateway: signature, times, audience. It has answered when it gives nil.
func (x *exchange) authenticate() *caller {
	x.w.Header().Set("WWW-Authenticate", `Bearer authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"`)
	token := x.bearer()
	if token == "" {
		x.problem(http.StatusUnauthorized, "Unauthorized", wrongCredentials)
		return nil
	}
	c, err := x.s.verify(token)
	if err != nil {
		x.problemXML(http.StatusUnauthorized, "Unauthorized", wrongCredentials)
		return nil
	}
	now := x.s.options.Now().Unix()
	if now >= c.Expires || now < c.NotBefore {
		x.problem(http.StatusUnauthorized, "Unauthorized", wrongCredentials)
		return nil
	}
	if c.Audience != resourceURL && c.Audience != resourceID {
		x.problemXML(http.StatusUnauthorized, "Unauthorized", wrongCredentials)
		return nil
	}
	x.w.Header().Del("WWW-Authenticate")
	who := &caller{claims: c, reg: x.s.client(c.AppID)}
	language := x.r.Header.Get("Accept-Language")
	if who.reg != nil && who.reg.Language != "" {
		language = who.reg.Language
	}
	who.german = strings.HasPrefix(strings.ToLower(language), "de")
	return who
}

// reject is the one answer for many causes (reference 3.3).
func (x *exchange) reject(who *caller) {
	text := rejected
	if who.german {
		text = rejectedGerman
	}
	x.problem(http.StatusUnauthorized, "Authentication_InvalidCredentials", text)
}

// admit is Business Central: the app must be set up in the environment and hold the role for the route. It has
// answered when it gives false.
func (x *exchange) admit(who *caller, env environment, routeName string) bool {
	r := who.reg
	if r == nil || r.Apps[env.name] != Enabled || len(who.claims.Roles) == 0 {
		x.reject(who)
		return false
	}
	role := RoleAPI
	if strings.HasPrefix(routeName, "microsoft/automation/") {
		role = RoleAutomation
	}
	if r.NoEntitlement || !has(who.claims.Roles, role) {
		x.problem(http.StatusUnauthorized, "Authentication_InvalidCredentials", noEntitlement)
		return false
	}
	return true
}

// deny is the refusal of a table; the part in brackets is the same in all languages.
func (x *exchange) deny(who *caller, set *model.Set) {
	text := "Sorry, the current permissions prevented the action. ("
	if who.german {
		text = "Die Aktion konnte aufgrund der aktuellen Berechtigungen leider nicht ausgeführt werden. ("
	}
	name := set.TableName
	if name == "" {
		name = query.Words(set.Type)
	}
	b := append([]byte(text), "TableData "...)
	b = query.AppendValue(b, model.I(set.TableID), nil)
	x.problem(http.StatusForbidden, "Internal_ServerError", string(b)+" "+name+" Read: "+set.App+")")
}

// Limits of one registration (reference 6). A negative number is no limit.
type Limits struct {
	Requests   int           // in Window, then 429; zero: 6,000
	Window     time.Duration // zero: 5 minutes
	Concurrent int           // served at once, the others wait; zero: 5
	Queue      int           // may wait, then 429; zero: 95
}

func (l Limits) orReal() Limits {
	if l.Requests == 0 {
		l.Requests = 6000
	}
	if l.Window == 0 {
		l.Window = 5 * time.Minute
	}
	if l.Concurrent == 0 {
		l.Concurrent = 5
	}
	if l.Queue == 0 {
		l.Queue = 95
	}
	return l
}

// limiter counts per client ID.
type limiter struct {
	limits  Limits
	mu      sync.Mutex
	clients map[string]*quota
}

type quota struct {
	times   []time.Time // of the requests within the window, oldest first from head
	head    int
	slots   chan struct{}
	waiting int
}

// enter waits for a slot; leave must be called when ok. ok is false when there are too many.
func (l *limiter) enter(x *exchange, client string) (leave func(), ok bool) {
	l.mu.Lock()
	if l.clients == nil {
		l.clients = map[string]*quota{}
	}
	q := l.clients[client]
	if q == nil {
		q = &quota{}
		if l.limits.Concurrent > 0 {
			q.slots = make(chan struct{}, l.limits.Concurrent)
		}
		l.clients[client] = q
	}
	now := time.Now()
	for q.head < len(q.times) && now.Sub(q.times[q.head]) >= l.limits.Window {
		q.head++
	}
	if q.head > 4096 {
		q.times = append(q.times[:0], q.times[q.head:]...)
		q.head = 0
	}
	tooMany := l.limits.Requests > 0 && len(q.times)-q.head >= l.limits.Requests ||
		l.limits.Queue > 0 && q.waiting >= l.limits.Queue
	if !tooMany {
		q.times = append(q.times, now)
		q.waiting++
	}
	l.mu.Unlock()
	if tooMany {
		return nil, false
	}
	defer func() {
		l.mu.Lock()
		q.waiting--
		l.mu.Unlock()
	}()
	if q.slots == nil {
		return func() {}, true
	}
	select {
	case q.slots <- struct{}{}:
		return func() { <-q.slots }, true
	case <-x.r.Context().Done():
	case <-x.s.closing:
	}
	x.abandon()
	return nil, false
}
