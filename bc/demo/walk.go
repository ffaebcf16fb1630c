package demo

import (
	"net/http"
	"slices"
	"strings"

	"bctui/bc/demo/model"
	"bctui/bc/demo/query"
)

// spot is where an address leads.
type spot struct {
	src    query.Source
	single bool // one record: row
	row    int
	// A collection is all of src, or the far end of a link.
	link   int // place of the link in parent, -1 none
	parent query.Source
	parRow int
	count  bool // …/$count
	prop   int  // …/property, -1 none
	path   string
}

// source opens a set. It has answered when ok is false: the caller may not read it.
func (q *request) source(company string, set *model.Set) (query.Source, bool) {
	if q.who.reg.denies(set.Name) && !set.TenantLevel {
		q.deny(q.who, set)
		return query.Source{}, false
	}
	return q.open(company, set), true
}

func (q *request) open(company string, set *model.Set) query.Source {
	src := query.Source{
		Key:    q.env.name + "|" + q.route.name + "|" + company + "|" + set.Name,
		Schema: q.schema, Set: set, Type: q.schema.Type(set.Type), Address: q.root + "/" + set.Name,
	}
	switch set.Name {
	case model.Companies:
		src.Table, src.NoETag = q.companies(), true
		src.Key += "|" + q.who.reg.ClientID
	case model.EntityDefinitions:
		src.Table, src.NoETag = q.route.definitions(), true
	case model.Routes:
		src.Table, src.NoETag = q.s.routeTable(), true
	default:
		if company != "" {
			src.Address = q.root + "/companies(" + company + ")/" + set.Name
		}
		if t, ok := q.route.Data.Table(q.env.name, company, set.Name); ok {
			src.Table = t
		}
	}
	src.Resolve = func(other *model.Set) query.Source { return q.open(company, other) }
	return src
}

// walk follows the address. It has answered when ok is false.
func (q *request) walk() (spot, bool) {
	name, key, _ := cutKey(q.rest[0])
	set := q.schema.Set(name)
	if set == nil {
		q.noSegment(name)
		return spot{}, false
	}
	company := ""
	if !set.TenantLevel {
		var ok bool
		if company, ok = q.namedCompany(); !ok {
			q.noCompany()
			return spot{}, false
		}
	}
	src, ok := q.source(company, set)
	if !ok {
		return spot{}, false
	}
	at := spot{src: src, link: -1, prop: -1, path: q.tail}
	if key != "" && !q.enter(&at, key) {
		return spot{}, false
	}
	for i, segment := range q.rest[1:] {
		if !q.step(&at, segment, i == len(q.rest)-2) {
			return spot{}, false
		}
	}
	return at, true
}

// cutKey splits customers(…) into name and key; a name without brackets has the key "".
func cutKey(segment string) (name, key string, ok bool) {
	open := strings.IndexByte(segment, '(')
	if open < 0 {
		return segment, "", true
	}
	if !strings.HasSuffix(segment, ")") || open == len(segment)-2 {
		return segment, "", false
	}
	return segment[:open], segment[open+1 : len(segment)-1], true
}

// enter goes from a collection to the record with a key.
func (q *request) enter(at *spot, key string) bool {
	row, found, bad := q.s.engine.FindKey(&at.src, key)
	if bad != nil {
		q.failQuery(bad)
		return false
	}
	if found && at.link >= 0 {
		_, rows := q.s.engine.Follow(&at.parent, at.parRow, at.link, &query.Options{Top: -1})
		found = false
		for i := 0; i < rows.Len() && !found; i++ {
			found = rows.At(i) == row
		}
	}
	switch {
	case found:
		at.single, at.row, at.link = true, row, -1
		return true
	case at.src.Set.Name == model.Companies:
		q.noCompany()
	default:
		q.noRecord(at.src.Set, key)
	}
	return false
}

// step goes one segment further.
func (q *request) step(at *spot, segment string, last bool) bool {
	name, key, ok := cutKey(segment)
	if !ok {
		q.noSegment(segment)
		return false
	}
	if !at.single {
		if segment == "$count" && last && !at.count {
			at.count = true
			return true
		}
		q.noSegment(segment)
		return false
	}
	link, isLink := at.src.Type.Link(name)
	if !isLink {
		return q.property(at, segment, last)
	}
	nav := &at.src.Type.Navigation[link]
	target := q.schema.SetOf(nav.Type)
	if at.src.Type.Name == "company" {
		target = q.schema.Set(name)
		company := string(query.AppendValue(nil, at.src.Table.Value(at.row, 0), nil))
		src, ok := q.source(strings.Trim(company, `"`), target)
		if !ok {
			return false
		}
		*at = spot{src: src, link: -1, prop: -1, path: at.path}
		return key == "" || q.enter(at, key)
	}
	if target == nil {
		q.noSegment(segment)
		return false
	}
	if q.who.reg.denies(target.Name) {
		q.deny(q.who, target)
		return false
	}
	next := spot{src: at.src.Resolve(target), link: link, parent: at.src, parRow: at.row, prop: -1, path: at.path}
	if !nav.Collection {
		_, rows := q.s.engine.Follow(&at.src, at.row, link, &query.Options{Top: -1})
		if rows.Len() == 0 {
			q.w.WriteHeader(http.StatusNoContent) // a link that is not set
			return false
		}
		next.single, next.row, next.link = true, rows.At(0), -1
	}
	*at = next
	return key == "" || !nav.Collection || q.enter(at, key)
}

func (q *request) property(at *spot, segment string, last bool) bool {
	i, ok := at.src.Type.Property(segment)
	if !ok || !last {
		q.noSegment(segment)
		return false
	}
	at.prop = i
	return true
}

// namedCompany is the company of ?company=…, by ID or name.
func (q *request) namedCompany() (string, bool) {
	for _, o := range q.options {
		if o[0] != "company" {
			continue
		}
		for _, c := range q.route.Data.Companies(q.env.name) {
			if (strings.EqualFold(c.ID, o[1]) || c.Name == o[1]) && q.who.reg.sees(c.Name) {
				return c.ID, true
			}
		}
	}
	return "", false
}

// companies that the caller may see.
func (q *request) companies() model.Table {
	var rows [][]model.Value
	guid := func(s string) model.Value {
		v, _ := model.ParseGUID(s)
		v.Kind = model.GUID
		return v
	}
	for _, c := range q.route.Data.Companies(q.env.name) {
		if !q.who.reg.sees(c.Name) {
			continue
		}
		rows = append(rows, []model.Value{
			guid(c.ID), model.T(c.SystemVersion), {Kind: model.Int, N: c.Timestamp}, model.T(c.Name), model.T(c.DisplayName),
			model.T(c.BusinessProfileID), model.At(c.CreatedAt), guid(c.CreatedBy), model.At(c.ModifiedAt), guid(c.ModifiedBy),
		})
	}
	return records(rows)
}

// records is a small table that is held in memory.
type records [][]model.Value

func (t records) Len() int { return len(t) }

// add keeps a copy of the values, so that those who list them need no room of their own for it.
func (t *records) add(values ...model.Value) { *t = append(*t, slices.Clone(values)) }

func (t records) Value(row, property int) model.Value { return t[row][property] }

func (q *request) noSegment(segment string) {
	q.problem(http.StatusNotFound, "BadRequest_ResourceNotFound", "Resource not found for the segment '"+segment+"'.")
}

func (q *request) noCompany() {
	q.problem(http.StatusNotFound, "Internal_CompanyNotFound", "Cannot process the request because the default company cannot be found. "+
		"You can specify a default company in the service configuration file, or specify one for each tenant, or you can add a query string in the form of "+
		"\"company=[name]\". You can see the available companies by accessing the default OData web service, Company. "+
		"For more information, see \"OData Web Services\" in Help.")
}

func (q *request) noRecord(set *model.Set, key string) {
	name := set.TableName
	if name == "" {
		name = query.Words(set.Type)
	}
	q.problem(http.StatusNotFound, "Internal_RecordNotFound", "The "+name+" does not exist. Identification fields and values: SystemId='{"+strings.ToUpper(key)+"}'")
}
