package demo

import (
	"net/http"
	"strings"
	"sync"

	"bctui/bc/demo/model"
	"bctui/bc/demo/query"
)

// maxQuery is how long a query string may be (reference 5).
const maxQuery = 8099

// route is one API of the tenant, with what is made of its schema once.
type route struct {
	Route
	name        string
	metadata    func() []byte
	definitions func() model.Table
}

func (s *Server) addRoutes() {
	add := func(r Route) {
		rt := &route{Route: r, name: r.Name()}
		rt.metadata = sync.OnceValue(func() []byte { return metadata(r.Data.Schema()) })
		rt.definitions = sync.OnceValue(func() model.Table { return definitions(r.Data.Schema()) })
		s.routes = append(s.routes, rt)
	}
	add(Route{Version: "v2.0", Data: s.options.Data})
	add(Route{Publisher: "microsoft", Group: "automation", Version: "v2.0", Data: newAutomation(s)})
	for _, r := range s.options.Routes {
		add(r)
	}
}

func (s *Server) route(name string) *route {
	for _, r := range s.routes {
		if strings.EqualFold(r.name, name) {
			return r
		}
	}
	return nil
}

// request is one call to an API that has been let in.
type request struct {
	*exchange
	who     *caller
	env     environment
	route   *route
	schema  *model.Schema
	rest    []string // decoded segments after the route
	tail    string   // the same as sent, joined
	root    string   // address of the route
	options [][2]string
}

// serveAPI lets a call in, in the order of the service: gateway, environment, app, limits, verb, route.
func (x *exchange) serveAPI() {
	h := x.w.Header()
	h.Set("ms-correlation-x", x.trace)
	h.Set("request-id", x.s.guid())
	if id := x.r.Header.Get("client-request-id"); id != "" {
		h.Set("client-request-id", id)
	}
	if len(x.r.URL.RawQuery) > maxQuery {
		x.text(http.StatusRequestURITooLong, "")
		return
	}
	who := x.authenticate()
	if who == nil {
		return
	}
	prefix, routeParts, rest, ok := splitAPI(x.parts)
	if !ok {
		x.notFound()
		return
	}
	environmentName := prefix[len(prefix)-1]
	if len(prefix) == 2 {
		if t, known := tenantOf(prefix[0]); !known || t.ID != who.claims.TenantID {
			x.problemXML(http.StatusUnauthorized, "Unauthorized", wrongCredentials)
			return
		}
	}
	env, ok := environmentOf(environmentName)
	if !ok || who.claims.TenantID != contosoID {
		x.problemXML(http.StatusNotFound, "NoEnvironment", "Environment does not exist.")
		return
	}
	name := strings.Join(routeParts, "/")
	if !x.admit(who, env, name) {
		return
	}
	leave, ok := x.s.limits.enter(x, who.claims.AppID)
	if !ok {
		x.failStatus(http.StatusTooManyRequests)
		return
	}
	defer leave()
	rt := x.s.route(name)
	if rt == nil {
		x.notFound()
		return
	}
	if x.r.Method != http.MethodGet {
		x.notAllowed(rest)
		return
	}
	options, bad := query.Split(x.r.URL.RawQuery)
	if bad != nil {
		x.failQuery(bad)
		return
	}
	req := &request{exchange: x, who: who, env: env, route: rt, schema: rt.Data.Schema(), rest: rest, options: options}
	escaped := strings.Split(strings.Trim(x.r.URL.EscapedPath(), "/"), "/")
	req.tail = strings.Join(escaped[len(escaped)-len(rest):], "/")
	req.root = x.base() + "/" + strings.Join(escaped[:len(escaped)-len(rest)], "/")
	h.Set("OData-Version", "4.0")
	req.serve()
}

func (x *exchange) notFound() {
	x.problem(http.StatusNotFound, "BadRequest_NotFound", "No HTTP resource was found that matches the request URI '"+x.base()+x.r.URL.EscapedPath()+"'.")
}

// notAllowed is for every verb but GET: the tenant cannot be written to.
func (x *exchange) notAllowed(rest []string) {
	segment := "$batch"
	if len(rest) > 0 {
		segment, _, _ = strings.Cut(rest[len(rest)-1], "(")
	}
	x.w.Header().Set("Allow", "GET")
	x.problem(http.StatusMethodNotAllowed, "BadRequest_MethodNotAllowed",
		"'"+x.r.Method+"' requests for '"+segment+"' of EdmType 'Entity' are not allowed within Microsoft Dynamics NAV OData web services.")
}

func (q *request) serve() {
	if len(q.rest) == 0 {
		q.serviceDocument()
		return
	}
	if q.rest[0] == "$metadata" && len(q.rest) == 1 {
		q.w.Header().Set("Content-Type", "application/xml")
		out, done := q.zipped()
		defer done()
		q.w.WriteHeader(http.StatusOK)
		_, _ = out.Write(q.route.metadata())
		return
	}
	p, ok := q.walk()
	if !ok {
		return
	}
	q.answer(p)
}

func (q *request) serviceDocument() {
	b := []byte(`{"@odata.context":`)
	b = query.AppendText(b, q.root+"/$metadata")
	b = append(b, `,"value":[`...)
	for i := range q.schema.Sets {
		if i > 0 {
			b = append(b, ',')
		}
		name := q.schema.Sets[i].Name
		b = append(b, `{"name":"`+name+`","kind":"EntitySet","url":"`+name+`"}`...)
	}
	b = append(b, `]}`...)
	q.jsonBody(b)
}

const odataJSON = "application/json; odata.metadata=minimal; odata.streaming=true"

func (q *request) jsonBody(b []byte) {
	q.w.Header().Set("Content-Type", odataJSON)
	out, done := q.zipped()
	defer done()
	q.w.WriteHeader(http.StatusOK)
	_, _ = out.Write(b)
}
