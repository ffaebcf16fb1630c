package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/catalog"
	"bctui/bc/check/matrix"
)

// accessRung proves what may be read: a sample of the most used entity sets, or, when it is asked for, all of them.
func accessRung() rung {
	return rung{id: RungAccess, name: "Access", needs: []RungID{RungCompany},
		proves: "One row of some entity sets is asked for; with the access matrix, of every set in every company.", climb: climbAccess}
}

// ledger is the set that integrators miss a right to most often, and of which it is disputed whether apps may read it at
// all (reference 3.2): a refusal is said, and no failure by itself.
const ledger = "generalLedgerEntries"

// sample are the sets that are tried first: one that every integration reads, the ledger, and one for purchasing where
// there is room for one more question. More are tried when one is refused.
func sample(room bool) []string {
	sets := []string{"customers", ledger}
	if room {
		sets = append(sets, "vendors")
	}
	return sets
}

// mostCompanies is how many companies the matrix takes when none is named.
const mostCompanies = 5

func climbAccess(k *climb) {
	k.Check.mu.Lock()
	closed, chosen, all := k.board.noAPI, k.board.chosen, k.board.companies
	want := k.in.Matrix
	k.Check.mu.Unlock()
	switch {
	case closed:
		k.skip("the token does not open data (Permissions)")
		return
	case len(chosen) == 0:
		k.skip("there is no company to look into")
		return
	}
	environment, err := k.environment()
	if err != nil {
		k.skip("no environment is known")
		return
	}
	if want != nil {
		k.wholeMatrix(environment, *want, chosen, all)
		return
	}
	k.sampled(environment, chosen[0])
}

// tried is a set and what became of it.
type tried struct {
	set     string
	company string
	cell    matrix.Cell
}

// try asks for sets of API v2.0 in a company side by side.
func (k *climb) try(environment string, company bc.Company, sets []string) []tried {
	out := make([]tried, len(sets))
	var wg sync.WaitGroup
	for i, set := range sets {
		wg.Go(func() {
			cell, err := ask(k, RungAccess, "try|"+company.ID+"|"+set, func(ctx context.Context) (matrix.Cell, error) {
				client, err := k.client(environment)
				if err != nil {
					return matrix.Cell{}, err
				}
				return matrix.Probe(ctx, client, matrix.Target{CompanyID: company.ID, Set: set}), nil
			})
			if err != nil {
				cell = matrix.Cell{State: matrix.Failed, Count: -1, Err: err}
			}
			out[i] = tried{set, company.Label(), cell}
		})
	}
	wg.Wait()
	return out
}

func (k *climb) sampled(environment string, company bc.Company) {
	wanted := k.in.Want.Sets
	first := append([]string(nil), wanted...)
	if len(first) == 0 {
		k.Check.mu.Lock()
		first = sample(!k.board.automation) // nobody asks the automation API then
		k.Check.mu.Unlock()
	}
	results := k.try(environment, company, first)
	if k.interrupted(nil) {
		return
	}
	denied := func(t tried) bool { return t.cell.State == matrix.Denied }
	if slices.ContainsFunc(results, denied) {
		// Is it one table, or all? The sets that people open most tell.
		var more []string
		for _, s := range catalog.Groups()[0].Sets {
			if !slices.Contains(first, s) {
				more = append(more, s)
			}
		}
		results = append(results, k.try(environment, company, more)...)
		if k.interrupted(nil) {
			return
		}
	}
	var read, refused []string
	for _, r := range results {
		switch r.cell.State {
		case matrix.Readable, matrix.Empty:
			read = append(read, r.set)
		case matrix.Denied:
			refused = append(refused, r.set)
		default:
			k.oddCell(r, slices.Contains(wanted, r.set), len(wanted) > 0)
		}
		k.fact(r.set, cellText(r.cell))
	}
	k.rights(results, len(read) == 0, wanted)
	switch {
	case len(refused) == 0 && len(read) > 0:
		k.say("%s can be read in %s", list(read, 4), line(company.Label(), 60))
	case len(refused) > 0 && len(read) > 0:
		k.say("%d of %d sets that were tried may be read; denied: %s", len(read), len(read)+len(refused), list(refused, 4))
	case len(refused) > 0:
		k.say("none of the %d sets that were tried may be read", len(refused))
	}
}

func cellText(c matrix.Cell) string {
	switch c.State {
	case matrix.Readable:
		if c.Count >= 0 {
			return count(int(c.Count), "row", "rows")
		}
		return "readable"
	case matrix.Denied:
		if c.Denied != nil {
			return "denied: " + c.Denied.String()
		}
		return "denied"
	}
	text := c.State.String()
	if c.Message != "" {
		text += ": " + line(c.Message, 160)
	}
	return text
}

// oddCell is for a set that answered neither yes nor no.
func (k *climb) oddCell(t tried, wanted, asked bool) {
	f := explain(t.cell.Err)
	f.fact("Entity set", t.set)
	if f.Severity = Caution; wanted || f.Code.Class() == ClassNetwork {
		f.Severity = Failure
	}
	switch {
	case t.cell.State == matrix.Absent && wanted:
		f.Code = SetUnknown
		f.Title = "there is no entity set “" + line(t.set, 60) + "”"
		f.Cause = "API v2.0 of this environment does not have it."
		var names []string
		for _, g := range catalog.Groups() {
			names = append(names, g.Sets...)
		}
		if n := catalog.Nearest(t.set, names); n != "" {
			f.Title += "; did you mean " + n + "?"
		}
	case t.cell.State == matrix.Absent && !asked:
		f.Severity = Note // a sample is a sample: this environment's API leaves the set out
	}
	for _, have := range k.out.Findings {
		if have.Code == f.Code && f.Code != SetUnknown {
			return // the same trouble once
		}
	}
	k.add(f)
}

// rights makes findings of what was denied, one for each extension: each needs a permission set of its own. none tells
// that nothing at all could be read.
func (k *climb) rights(results []tried, none bool, wanted []string) {
	type group struct {
		app   string
		cells []tried
	}
	var groups []*group
	readable := map[string]map[string]bool{} // set → companies where it can be read
	for _, r := range results {
		if r.cell.State == matrix.Readable || r.cell.State == matrix.Empty {
			if readable[r.set] == nil {
				readable[r.set] = map[string]bool{}
			}
			readable[r.set][r.company] = true
		}
		if r.cell.State != matrix.Denied {
			continue
		}
		app := ""
		if r.cell.Denied != nil {
			app = r.cell.Denied.App
		}
		i := slices.IndexFunc(groups, func(g *group) bool { return g.app == app })
		if i < 0 {
			groups, i = append(groups, &group{app: app}), len(groups)
		}
		groups[i].cells = append(groups[i].cells, r)
	}
	for _, g := range groups {
		f := rightFinding(g.app, g.cells)
		if client, err := k.anyClient(); err == nil {
			f.Link = client.WebURL(9860)
		}
		k.limitedTo(&f, g.cells, readable)
		isWanted := slices.ContainsFunc(g.cells, func(t tried) bool { return slices.Contains(wanted, t.set) || mostUsed(t.set) })
		switch {
		case none:
			f.Code, f.Severity = RightsMissingAll, Failure
			if len(groups) == 1 || g == groups[0] {
				f.Title = "the app may read nothing of what was tried"
				f.Also = []Alternative{
					{Cause: "The app has no permission sets at all.", Tell: "User Permission Sets on page 9861 is empty.", Who: auth.BCAdmin},
					{Cause: "Its permission sets hold other rights, or only some for other companies.", Tell: "User Permission Sets lists some; the page Effective Permissions (9852) of the app's user shows what they add up to.", Who: auth.BCAdmin},
				}
			}
		case isWanted:
			f.Severity = Failure
		}
		k.add(f)
	}
}

// mostUsed tells whether a set is one that nearly every integration reads: a missing right there is what somebody came to
// find, and not only news. Which of the others an app needs is known to its owner alone.
func mostUsed(set string) bool {
	g := catalog.Groups()[0]
	return set != ledger && g.Name == catalog.MostUsed && slices.Contains(g.Sets, set)
}

func (k *climb) anyClient() (*bc.Client, error) {
	environment, err := k.environment()
	if err != nil {
		return nil, err
	}
	return k.client(environment)
}

// rightFinding names the missing rights on the objects of one extension ("" when the service named none).
func rightFinding(app string, cells []tried) Finding {
	f := Finding{Code: RightMissing, Severity: Caution, Raw: cells[0].cell.Raw, Err: cells[0].cell.Err}
	var objects, sets []string
	add := func(to *[]string, s string) {
		if s != "" && !slices.Contains(*to, s) {
			*to = append(*to, s)
		}
	}
	for _, t := range cells {
		add(&sets, t.set)
		if d := t.cell.Denied; d != nil {
			add(&objects, fmt.Sprintf("%s %d %s", d.ObjectType, d.ID, line(d.Name, 80)))
		}
	}
	first := cells[0].cell
	right := "Read"
	if first.Denied != nil {
		right = first.Denied.Right
	}
	permission := "a permission set that holds the right"
	owner := ""
	switch {
	case len(objects) == 0:
		f.Title = "no right to read " + list(sets, 3)
		f.Cause = "Business Central refuses to read " + list(sets, 8) + " (403) and does not name the table."
	case standardApp(app):
		f.Title = "no right to read " + list(names(cells), 3)
		f.Cause = fmt.Sprintf("The app's permission sets do not hold %s on %s.", line(right, 30), list(objects, 8))
		permission = fmt.Sprintf("a permission set that holds %s on %s: D365 READ reads nearly everything, D365 BASIC and D365 BUS FULL ACCESS hold more (SUPER can't be given to an app)",
			line(right, 30), list(objects, 3))
	default:
		owner = line(app, 80)
		f.Title = "no right to read " + list(names(cells), 3) + " of " + owner
		f.Cause = fmt.Sprintf("The app's permission sets do not hold %s on %s. It belongs to the extension %s, which the standard permission sets do not cover.", line(right, 30), list(objects, 8), owner)
		permission = fmt.Sprintf("a permission set of the extension %s that holds %s on %s", owner, line(right, 30), list(objects, 3))
	}
	f.Who = auth.BCAdmin
	f.Where = "Business Central ▸ Microsoft Entra Applications (page 9860) ▸ the app ▸ User Permission Sets"
	f.Steps = []string{
		"Set State of the app to Disabled: only then can the card be edited (integrations that use it stop meanwhile)",
		"Add " + permission + ", for the company in question or for all",
		"Set State to Enabled again, and run the check again",
	}
	f.fact("Status", "403")
	f.fact("Entity sets", strings.Join(sets, ", "))
	for _, o := range objects[:min(len(objects), 12)] {
		f.fact("Object", o)
	}
	f.fact("Right", right)
	f.fact("Extension", app)
	f.fact("Message", first.Message)
	f.fact("Correlation ID", first.CorrelationID)
	return f
}

func names(cells []tried) []string {
	var out []string
	for _, t := range cells {
		n := t.set
		if t.cell.Denied != nil {
			n = line(t.cell.Denied.Name, 60)
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// standardApp names the extensions that Microsoft's own permission sets cover.
func standardApp(app string) bool {
	switch app {
	case "", "Base Application", "System Application", "Business Foundation", "System":
		return true
	}
	return false
}

// limitedTo says so when the same set can be read in another company: then the permission sets are limited to companies.
func (k *climb) limitedTo(f *Finding, cells []tried, readable map[string]map[string]bool) {
	var here, there []string
	for _, t := range cells {
		if len(readable[t.set]) == 0 {
			return
		}
		if !slices.Contains(here, t.company) {
			here = append(here, t.company)
		}
		for c := range readable[t.set] {
			if !slices.Contains(there, c) {
				there = append(there, c)
			}
		}
	}
	if len(there) == 0 {
		return
	}
	slices.Sort(there)
	f.Cause += fmt.Sprintf(" In %s the same may be read, so permission sets are there and are limited to companies: %s is left out.", list(there, 4), list(here, 4))
	f.fact("Denied in", strings.Join(here, ", "))
	f.fact("Readable in", strings.Join(there, ", "))
}

// wholeMatrix asks for everything.
func (k *climb) wholeMatrix(environment string, o MatrixOptions, chosen, all []bc.Company) {
	companies := chosen
	switch {
	case o.AllCompanies:
		companies = all
	case len(k.in.Companies) == 0:
		companies = all[:min(len(all), mostCompanies)]
		if len(all) > len(companies) {
			k.fact("Companies", fmt.Sprintf("the first %d of %d; name others to choose", len(companies), len(all)))
		}
	}
	columns := make([]matrix.Company, len(companies))
	for i, c := range companies {
		columns[i] = matrix.Company{ID: c.ID, Name: c.Label()}
	}
	tokens, err := k.tokens()
	if err != nil {
		k.add(explain(err))
		return
	}
	prober, err := matrix.New(k.target(environment), tokens, k.bcOptions(0))
	if err != nil {
		k.add(explain(err))
		return
	}
	m := prober.Run(withTrail(k.ctx, nil), matrix.Options{
		Companies: columns, Routes: o.Routes, Version: companies[0].SystemVersion, Budget: o.Budget,
		Observe: func(e matrix.Event) {
			k.Check.mu.Lock()
			k.board.matrix = e.Matrix
			k.Check.mu.Unlock()
			k.run.tell(Event{Kind: MatrixMoved, Rung: RungAccess, Matrix: e})
		},
	})
	k.Check.mu.Lock()
	k.board.matrix = m
	k.Check.mu.Unlock()
	k.judge(m)
}

// judge makes findings of a matrix.
func (k *climb) judge(m *matrix.Matrix) {
	sets, columns := m.Sets(), m.Companies()
	var results []tried
	failed := map[Code]bool{}
	for _, c := range m.Cells() {
		company := ""
		if sets[c.Row].CompanyLevel {
			company = columns[c.Column].Name
		}
		set := sets[c.Row].Name
		if sets[c.Row].Route != bc.DefaultRoute {
			set = sets[c.Row].Route + "/" + set
		}
		switch t := (tried{set, company, c}); c.State {
		case matrix.Readable, matrix.Empty:
			if sets[c.Row].CompanyLevel {
				results = append(results, t)
			}
		case matrix.Denied:
			results = append(results, t)
		case matrix.Failed:
			if f := explain(c.Err); !failed[f.Code] && m.Stopped() == nil {
				failed[f.Code] = true
				f.Severity = Caution
				f.fact("Entity set", set)
				k.add(f)
			}
		default:
		}
	}
	p := m.Progress()
	none := p.By[matrix.Denied] > 0 && !slices.ContainsFunc(results, func(t tried) bool { return t.cell.State != matrix.Denied })
	k.rights(results, none, k.in.Want.Sets)
	for _, r := range m.Routes() {
		if r.Err != nil {
			k.fact("API "+r.Route, line(r.Err.Error(), 200))
		}
	}
	for _, n := range m.Notes() {
		k.fact("Note", n)
	}
	if err := m.Stopped(); err != nil {
		f := explain(errors.Unwrap(err))
		f.Title = "the access matrix ended early: " + f.Title
		if f.Code.Class() != ClassNetwork && f.Code.Class() != ClassSignIn {
			f.Code = MatrixIncomplete
		}
		k.add(f)
	}
	for _, s := range matrix.States() {
		if n := p.By[s]; n > 0 {
			k.fact(capital(s.String()), fmt.Sprint(n))
		}
	}
	k.fact("Requests", fmt.Sprint(p.Requests))
	text := fmt.Sprintf("%d of %d cells can be read", p.By[matrix.Readable]+p.By[matrix.Empty], p.Total)
	if n := p.By[matrix.Denied]; n > 0 {
		text += fmt.Sprintf(", %d denied", n)
	}
	if n := p.By[matrix.Waiting]; n > 0 {
		text += fmt.Sprintf(", %d not asked", n)
	}
	k.say("%s", text)
	if k.ctx.Err() != nil {
		// What is there is kept; the rung as a whole is not proved.
		k.out.cancelled = true
		k.add(Finding{Code: MatrixIncomplete, Severity: Note, Title: "the access matrix was cancelled", Who: auth.You,
			Cause: fmt.Sprintf("%d of %d cells were asked for; they are kept.", p.Done, p.Total)})
	}
}
