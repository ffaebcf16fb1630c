package matrix

import (
	"context"
	"sort"
	"strings"
	"sync"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/catalog"
	"bctui/bc/odata"
)

// plan is one API: what it offers, and which rows of the matrix that became.
type plan struct {
	route  string
	schema *odata.Schema // nil when only the service document could be read
	rows   map[string]int
	// refused counts answers in a row that turn the app away; the engine's lock guards it.
	refused int
}

// parent is a set below whose records another one can be read.
type parent struct {
	row  int
	set  string
	link *odata.NavigationProperty
}

// mostParents is how many sets are considered as a parent: of dimension set lines alone there are dozens.
const mostParents = 8

// parents finds the sets whose records lead to a set, the ones that lead to many first.
func (p *plan) parents(set string) []parent {
	if p.schema == nil {
		return nil
	}
	child, ok := p.schema.Set(set)
	if !ok || child.Type == nil {
		return nil
	}
	var many, one []parent
	for _, s := range p.schema.Sets {
		row, known := p.rows[s.Name]
		if !known || s == child || s.Type == nil || !s.CompanyLevel || catalog.NeedsParent(s.Name) != "" {
			continue
		}
		for i := range s.Type.Navigation {
			link := &s.Type.Navigation[i]
			if link.To != child.Type {
				continue
			}
			if link.Collection {
				many = append(many, parent{row, s.Name, link})
			} else if s.Type != child.Type {
				one = append(one, parent{row, s.Name, link})
			}
			break
		}
	}
	many = append(many, one...)
	return many[:min(len(many), mostParents)]
}

// plan looks into the APIs one after another and queues what they offer, the standard API first: while its sets are
// being asked for, the others are looked into.
func (e *engine) plan(ctx context.Context) {
	defer e.planned(ctx)
	var (
		wg     sync.WaitGroup
		routes []bc.Route
		rerr   error
	)
	if len(e.o.Routes) == 0 {
		wg.Go(func() { routes, rerr = e.client.Routes(ctx) })
	}
	done := map[string]bool{}
	look := func(route string) {
		if key := strings.ToLower(route); !done[key] && ctx.Err() == nil {
			done[key] = true
			e.look(ctx, route)
		}
	}
	if len(e.o.Routes) == 0 {
		look(bc.DefaultRoute)
	}
	for _, r := range e.o.Routes {
		look(r)
	}
	wg.Wait()
	if rerr != nil && ctx.Err() == nil {
		e.m.change(func(m *Matrix) {
			m.notes = append(m.notes, "The list of APIs could not be read, so only "+bc.DefaultRoute+" was looked at: "+rerr.Error())
		})
	}
	for _, r := range routes {
		look(r.Route)
	}
}

// look reads what an API offers and queues its cells.
func (e *engine) look(ctx context.Context, route string) {
	p := &plan{route: route, rows: map[string]int{}}
	schema, err := e.client.Schema(ctx, route, e.o.Version)
	var sets []Set
	switch {
	case err == nil:
		p.schema = schema
		for _, s := range schema.Sets {
			sets = append(sets, Set{Route: route, Name: s.Name, CompanyLevel: s.CompanyLevel})
		}
	case !isRefusal(err) && ctx.Err() == nil:
		// Names without types are better than nothing.
		var entries []bc.ServiceEntry
		if entries, err = e.client.ServiceDocument(ctx, route); err == nil {
			for _, s := range entries {
				if s.Kind == "" || s.Kind == "EntitySet" {
					sets = append(sets, Set{Route: route, Name: s.Name, CompanyLevel: !aboveCompanies(s.Name)})
				}
			}
		}
	}
	if ctx.Err() != nil {
		return
	}
	sortSets(sets)
	first := e.m.add(Route{Route: route, Sets: len(sets), Err: err}, sets)
	var early, late []*job
	for i, s := range sets {
		p.rows[s.Name] = first + i
	}
	for i, s := range sets {
		parents := p.parents(s.Name)
		for column := range e.m.width(s) {
			j := &job{row: first + i, column: column, plan: p, parents: parents, target: Target{Route: route, Set: s.Name}}
			if s.CompanyLevel {
				j.target.CompanyID = e.m.companies[column].ID
			}
			if p.schema != nil {
				if set, ok := p.schema.Set(s.Name); ok {
					j.target.Type = set.Type
				}
			}
			if j.late = catalog.NeedsParent(s.Name) != ""; j.late {
				late = append(late, j)
			} else {
				early = append(early, j)
			}
		}
	}
	e.queue(early, late)
	e.tell(nil)
}

// isRefusal tells whether the service said no to the app itself: another question would be answered the same way.
func isRefusal(err error) bool {
	switch e := err.(type) { //nolint:errorlint // bc gives its errors unwrapped
	case *bc.Error:
		return e.Kind == bc.SignIn || e.Kind == bc.NotSetUp || e.Kind == bc.Permission || e.Kind == bc.NoRoute
	case *auth.Error, *auth.NetworkError:
		return true
	}
	return false
}

// aboveCompanies names the sets that stand above the companies (reference 4.2), for when no schema tells.
func aboveCompanies(set string) bool {
	switch set {
	case "companies", "entityDefinitions", "apicategoryroutes", "subscriptions", "externaleventsubscriptions", "externalbusinesseventdefinitions":
		return true
	}
	return false
}

// sortSets puts what people ask for most in front, so that the first second shows it.
func sortSets(sets []Set) {
	rank := map[string]int{}
	for _, g := range catalog.Groups() {
		for _, s := range g.Sets {
			rank[s] = len(rank) + 1
		}
	}
	place := func(s Set) int {
		if n := rank[s.Name]; n > 0 {
			return n
		}
		return len(rank) + 1
	}
	sort.SliceStable(sets, func(i, j int) bool { return place(sets[i]) < place(sets[j]) })
}

// printsDocuments names the sets whose records are made when they are read: a probe must not put the service to work.
func printsDocuments(set string) bool { return set == "pdfDocument" }
