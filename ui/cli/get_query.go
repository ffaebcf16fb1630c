package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bctui/bc"
	"bctui/bc/catalog"
	"bctui/bc/export"
	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/bc/pager"
	"bctui/bc/rows"
	"bctui/keystore"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/prefs"
	"bctui/ui/session"
)

// question is what get asks the service, and what is known of the answer.
type question struct {
	client  *bc.Client
	source  bc.Source
	key     []string // names of the key's properties
	columns []string // chosen, as the schema spells them
	typ     *odata.EntityType
	demands *filter.Demand // what rows must be like; nil: the service sees to it
	single  bool           // one record and no list
}

// ask finds out what the flags mean: connection, company, entity set, columns and filter.
func (a *App) ask(ctx context.Context, p *parts, f *getFlags, say *teller) (*question, error) {
	c := &f.connection
	name, environment, err := a.target(p, c)
	if err != nil {
		return nil, err
	}
	var typed []prefs.Filter
	if f.view != "" {
		view, err := namedView(p, name, f.view)
		if err != nil {
			return nil, err
		}
		if c.environment == "" && view.Place.Environment != "" {
			environment = view.Place.Environment
		}
		if typed, err = c.over(view); err != nil {
			return nil, err
		}
	}
	at, err := c.place("bctui get")
	if err != nil {
		return nil, err
	}
	for _, w := range p.manager.Warnings() {
		say.line(w.Error())
	}
	for _, w := range p.prefs.Warnings() {
		say.line(w)
	}
	s, err := p.manager.Open(ctx, name, environment)
	if err != nil {
		return nil, secretElsewhere(err)
	}
	company, set, err := find(ctx, s, at)
	if err != nil {
		return nil, err
	}
	q := &question{client: s.Client, typ: set.Type, single: set.Single || at.Key != "",
		source: bc.Source{Route: at.Route, Set: set.Name, Path: at.Path}}
	if set.Type != nil {
		q.key = set.Type.Key
	}
	if set.CompanyLevel {
		q.source.CompanyID = company.ID
	}
	if at.Key != "" {
		if q.source.Path == "" {
			q.source.Path = set.Name
		}
		q.source.Path += "(" + at.Key + ")"
	}
	if f.skip > 0 {
		q.source.Query.Skip = odata.N(f.skip)
	}
	if err := q.choose(set, at.View); err != nil {
		return nil, err
	}
	env := &filter.Env{Today: a.Now(), Now: a.Now(), DateOrder: filter.DateOrder(p.format.DateOrder), DateMark: p.format.DateMark,
		DecimalMark: p.format.DecimalMark, Zone: p.format.Zone, Nested: true}
	return q, q.filter(at.View.Filter, typed, f.where, env, say)
}

// target gives the connection that the flags and variables mean, ready to be opened, and the environment.
func (a *App) target(p *parts, f *connectionFlags) (name, environment string, err error) {
	env := a.fromEnvironment()
	c, ok := keystore.Connection{}, false
	if f.forThisRun() {
		c, ok = f.saved(p.manager.Connections())
	}
	switch {
	case ok:
	case f.forThisRun() || f.connection == "" && env.Tenant != "" && env.ClientID != "":
		d, stored, err := a.draftOnce(p, f, env)
		if err != nil {
			return "", "", err
		}
		if d.Tenant == "" || d.ClientID == "" || d.Secret.IsZero() && !stored {
			return "", "", &usageError{text: "A connection for this run needs a tenant, a client ID and a secret.",
				hint: "Give --tenant, --client-id and --secret-stdin, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET."}
		}
		return p.manager.UseOnce(d), d.Environment, nil
	case f.connection != "":
		if c, ok, err = savedOrDemo(p, f.connection); err != nil {
			return "", "", err
		}
		if !ok {
			return "", "", unknownConnection(f.connection, p.manager.Connections())
		}
	default:
		if c, ok = p.manager.Last(); !ok {
			return "", "", &usageError{text: "No connection is saved, and none is given.",
				hint: "Give --tenant, --client-id and --secret-stdin, run bctui once to save a connection, or try --connection demo."}
		}
	}
	environment = c.Environment
	if f.environment != "" {
		environment = f.environment
	}
	return c.Name, environment, nil
}

// savedOrDemo finds a connection by its name. Places of the embedded tenant print with the name demo, so that is opened
// unless a saved connection has the name.
func savedOrDemo(p *parts, name string) (c keystore.Connection, ok bool, err error) {
	if c, ok = p.manager.Connection(name); ok || name != demoName {
		return c, ok, nil
	}
	if _, err := p.manager.OpenDemo(); err != nil {
		return c, false, err
	}
	c, ok = p.manager.Connection(demoName)
	return c, ok, nil
}

// secretElsewhere says what to do where a secret can be had on the screen only.
func secretElsewhere(err error) error {
	var need *session.NeedSecret
	switch {
	case errors.Is(err, session.ErrPassphrase):
		return errFileLocked
	case errors.As(err, &need):
		return fmt.Errorf("%w\nGive it with --secret-stdin, or run `bctui --connection %s` once and type it", err, need.Connection.Name)
	}
	return err
}

var errFileLocked = errors.New("the secret lies in the encrypted file, whose passphrase only the program on the screen asks for; give the secret with --secret-stdin")

// namedView finds a view of a connection.
func namedView(p *parts, connection, name string) (*prefs.View, error) {
	all := p.prefs.Views(connection)
	names := make([]string, len(all))
	for i := range all {
		if names[i] = all[i].Name; names[i] == name {
			return &all[i], nil
		}
	}
	e := &usageError{text: fmt.Sprintf("The connection %q has no view %q.", connection, name), hint: "Its views are: " + strings.Join(names, ", ") + "."}
	if len(names) == 0 {
		e.hint = "It has none: W in a grid gives one a name."
	} else if near := catalog.Nearest(name, names); near != "" {
		e.text += fmt.Sprintf(" Did you mean %q?", near)
	}
	return nil, e
}

// over fills the flags that were not given from a view, and gives the filters of its columns, unless the flags have some.
func (f *connectionFlags) over(v *prefs.View) (typed []prefs.Filter, err error) {
	at := &v.Place
	if f.set != "" && f.set != at.Set {
		return nil, &usageError{text: fmt.Sprintf("The view %q is of the entity set %s, not of %s.", v.Name, at.Set, f.set), hint: "Leave --set out, or --view."}
	}
	if f.filter == "" {
		typed = v.Filters
		if f.filter = v.Raw; v.Raw == "" && len(typed) == 0 {
			f.filter = at.View.Filter
		}
	}
	company := at.CompanyID
	if company == "" {
		company = at.CompanyName
	}
	for _, x := range []struct {
		flag *string
		of   string
	}{
		{&f.set, at.Set}, {&f.route, at.Route}, {&f.company, company}, {&f.path, at.Path},
		{&f.orderBy, strings.Join(at.View.OrderBy, ",")}, {&f.columns, strings.Join(at.View.Columns, ",")},
	} {
		if *x.flag == "" {
			*x.flag = x.of
		}
	}
	return typed, nil
}

// find gives the company and the entity set of a place. Names that are not there are slips of the command line.
func find(ctx context.Context, s *session.Session, at place.Place) (company bc.Company, set *odata.EntitySet, err error) {
	named := at.CompanyID != "" || at.CompanyName != ""
	var all []bc.Company
	if named {
		company, err = s.Company(ctx, at.CompanyID, at.CompanyName)
	} else if all, err = s.Companies(ctx, false); len(all) > 0 {
		company = all[0] // for the version of the service, which all have in common
	}
	var unknown *session.UnknownCompany
	if errors.As(err, &unknown) {
		e := &usageError{text: sentence(unknown.Error()), hint: "--company takes a name or an ID."}
		if near := catalog.Nearest(unknown.Wanted, companyNames(unknown.Have)); near != "" {
			e.hint = fmt.Sprintf("Did you mean %q?", near)
		}
		return company, nil, e
	}
	if err != nil {
		return company, nil, err
	}
	schema, err := s.SchemaWith(ctx, at.Route, company, at.Set)
	if err != nil {
		return company, nil, err
	}
	set, ok := schema.Singleton(at.Set)
	if !ok {
		if set, err = session.FindSet(schema, at.Set); err != nil {
			return company, nil, &usageError{text: sentence(err.Error()), hint: "`bctui` shows the entity sets of a company; --route leads to other APIs than " + at.Route + "."}
		}
	}
	if set.CompanyLevel && !named {
		return company, nil, &usageError{text: "--set needs --company: " + set.Name + " belongs to a company.",
			hint: "This environment has: " + strings.Join(companyNames(all), " · ")}
	}
	return company, set, nil
}

func companyNames(list []bc.Company) []string {
	names := make([]string, len(list))
	for i, c := range list {
		names[i] = c.Name
	}
	return names
}

// choose takes columns and order, spelled as the schema has them.
func (q *question) choose(set *odata.EntitySet, v place.View) error {
	names := q.typ.Names()
	open := q.typ == nil || q.typ.Open || len(names) == 0
	spell := func(flag, name string) (string, error) {
		if i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) }); i >= 0 {
			return names[i], nil
		}
		head, _, _ := strings.Cut(name, "/")
		if near := catalog.Slip(head, names); near != "" && !open {
			return "", noColumn(flag, set.Name, head, near)
		}
		return name, nil // it may be newer than the schema: the service says so if it is not
	}
	for _, name := range v.Columns {
		name, err := spell("--select", name)
		if err != nil {
			return err
		}
		if !slices.Contains(q.columns, name) {
			q.columns = append(q.columns, name)
		}
	}
	for _, o := range v.OrderBy {
		order := odata.ParseOrder(o)
		var err error
		if order.Property, err = spell("--order-by", order.Property); err != nil {
			return err
		}
		q.source.Query.OrderBy = append(q.source.Query.OrderBy, order)
	}
	if len(v.OrderBy) > 0 && !set.Sortable {
		return &usageError{text: "The service does not sort " + set.Name + ": it is a query, and $metadata says that its rows come in their own order only.",
			hint: "Leave --order-by out."}
	}
	if len(q.columns) > 0 {
		q.source.Query.Select = slices.Clone(q.columns)
		for _, k := range q.key { // by which rows are known that come twice
			if !slices.Contains(q.columns, k) {
				q.source.Query.Select = append(q.source.Query.Select, k)
			}
		}
	}
	return nil
}

func noColumn(flag, set, name, near string) error {
	e := &usageError{text: fmt.Sprintf("%s: %s has no column %s.", flag, set, name), hint: "The grid shows the columns; --format jsonl --limit 1 prints them with their names."}
	if near != "" {
		e.text += " Did you mean " + near + "?"
	}
	return e
}

// filter puts together what rows must pass, and looks it over before it is sent.
func (q *question) filter(raw string, typed []prefs.Filter, where []string, env *filter.Env, say *teller) error {
	for _, problem := range filter.Check(raw, q.typ) {
		if !problem.Warning {
			return pointed("--filter", problem.String(), raw, problem.Pos, problem.Len, problem.Fix)
		}
		say.line("--filter: " + problem.String())
	}
	for _, w := range where {
		column, expr, ok := strings.Cut(w, "=")
		if column = strings.TrimSpace(column); !ok || column == "" {
			return &usageError{text: fmt.Sprintf("--where takes COLUMN=FILTER, not %q.", w), hint: "For example: --where 'city=@*oslo*' --where 'balanceDue=>1000'"}
		}
		typed = append(typed[:len(typed):len(typed)], prefs.Filter{Column: column, Text: expr})
	}
	var parsed []filter.Filter
	names := q.typ.Names()
	for _, t := range typed {
		i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, t.Column) })
		if i < 0 {
			return noColumn("--where", q.source.Set, t.Column, catalog.Nearest(t.Column, names))
		}
		one, err := filter.Parse(t.Text, &q.typ.Properties[i], *env)
		var e *filter.Error
		if errors.As(err, &e) {
			return pointed(names[i], e.Error(), t.Text, e.Pos, e.Len, e.Fix)
		}
		if err != nil {
			return err
		}
		for _, note := range one.Notes() {
			say.line(names[i] + ": " + note)
		}
		parsed = append(parsed, one)
	}
	text, err := filter.Join(raw, parsed)
	if err == nil {
		q.source.Query.Filter = text
		q.demand()
		err = filter.CheckLength(q.source.Query)
	}
	if err != nil {
		return &usageError{text: sentence(err.Error()), hint: "Nothing was sent."}
	}
	return nil
}

// demand finds out what the rows must have to show that they fit, where a service may pass over the filter without a word:
// functions within functions do so where it does not know their version of the schema.
func (q *question) demand() {
	text := q.source.Query.Filter
	if !odata.Nested(text) {
		return
	}
	d := filter.Demands(text, q.typ)
	q.demands = &d
	q.source.Query.Select = d.Among(q.source.Query.Select)
}

// proved is a sink that takes no row which the filter would not let through.
func (q *question) proved(to export.Sink) export.Sink {
	if q.demands == nil {
		return to
	}
	return &provedSink{to, q.demands, q.source.Query.Filter}
}

type provedSink struct {
	export.Sink
	demand *filter.Demand
	filter string
}

func (s *provedSink) Rows(b *rows.Block, from, n int) error {
	if _, found := pager.Misfit(*s.demand, b, from, n); found {
		return errors.New("the service passed over the filter and sends rows that were not asked for: it does not know functions within functions.\n" +
			"Name the spellings instead of @*…*, for example *oslo*|*Oslo*. The filter was " + s.filter)
	}
	return s.Sink.Rows(b, from, n)
}

// pointed is an error in a filter, with the place of it.
func pointed(what, text, src string, pos, n int, fix string) error {
	runes := []rune(src)
	pos = min(max(pos, 0), len(runes))
	n = min(max(n, 1), len(runes)-pos+1)
	width := format.Wc.Width(format.Visible(string(runes[:pos])))
	e := &usageError{text: what + ": " + sentence(text), hint: "  " + format.Visible(src) + "\n  " + strings.Repeat(" ", width) + strings.Repeat("^", n)}
	if fix != "" {
		e.hint += "\nPerhaps: " + fix
	}
	return e
}
