// Package links tells where a record leads: by its navigation properties, by fields that hold the key of another record,
// and by the fields of other records that hold its own key. It reads $metadata only and sends nothing.
//
// Business Central declares most of it (ReferentialConstraint; reference 5, "Navigation"). API v1.0 declares no
// constraints, and some fields have none in v2.0 either (orderId, billToCustomerId): those are told by name and type. Numbers
// and codes of other records (customerNumber, currencyCode) are told by name, and marked as a guess.
package links

import (
	"strings"

	"bctui/bc/catalog"
	"bctui/bc/odata"
)

// Link is one way from a record to others.
type Link struct {
	Name  string           // of the navigation property, of the field, or of the set that leads here
	Field string           // the field of the record that holds the other's key; "" when none does
	By    string           // the field of the others that holds this record's key; "" when none does
	Set   *odata.EntitySet // what is there; never nil
	Many  bool             // a list; else one record
	Guess bool             // its number or code and the names alone say so: it may turn out to lead to nothing
	// Where it is, relative to the company, as place.Place and bc.Source take it: Path if there is one, else Set; Key
	// for one record of Set, Filter for some of them. One record with a Path has no Key.
	Path, Key, Filter string
	Company           string // ID of the company in which it is; "" for the one at hand
}

// Record is where links start.
type Record struct {
	Set *odata.EntitySet
	// Path and Key are how the record was reached, as in place.Place.
	Path, Key string
	// Value gives a field as the service writes it, "" for one that is empty or was not sent.
	Value func(name string) string
}

// Graph knows how the sets of one schema hang together. It never changes.
type Graph struct {
	schema   *odata.Schema
	types    map[string]*odata.EntityType // by folded name of the type, and of its sets
	incoming map[*odata.EntityType][]incoming
	codes    map[*odata.EntityType][]coded
}

// incoming is a field of the records of a set that holds the key of others.
type incoming struct {
	set   *odata.EntitySet
	field *odata.Property
}

// New makes the graph of a schema.
func New(s *odata.Schema) *Graph {
	g := &Graph{schema: s, types: make(map[string]*odata.EntityType)}
	for _, set := range s.Sets {
		if set.Type != nil {
			g.types[fold(set.Name)] = set.Type
		}
	}
	for _, set := range s.Sets { // the name of a type counts more
		if set.Type != nil {
			g.types[fold(set.Type.Name)] = set.Type
		}
	}
	g.incoming, g.codes = g.fields(), g.codeFields()
	return g
}

// Field tells where a field of the record leads. An empty value and an empty GUID lead nowhere.
func (g *Graph) Field(r Record, name string) (Link, bool) {
	if r.Set == nil || unset(r.Value(name)) {
		return Link{}, false
	}
	p, ok := r.Set.Type.Property(name)
	if !ok {
		return Link{}, false
	}
	to, nav := g.lead(r.Set.Type, p, r.Value)
	if to == nil {
		return g.byCode(r, p)
	}
	l := Link{Name: name, Field: name, Set: g.setOf(to, nav)}
	return l, l.Set != nil && g.aim(&l, r, nav, to)
}

// aim finds the address of one record.
func (g *Graph) aim(l *Link, r Record, nav *odata.NavigationProperty, to *odata.EntityType) bool {
	values := make(map[string]string)
	if nav == nil || len(nav.Constraints) == 0 {
		if len(to.Key) == 1 {
			values[to.Key[0]] = r.Value(l.Field)
		}
	} else {
		for _, c := range nav.Constraints {
			if v := r.Value(c.Property); !unset(v) {
				values[c.Referenced] = v
			}
		}
	}
	if key, err := odata.Key(to, values); err == nil {
		l.Key = key
		return true
	}
	return nav != nil && g.below(l, r, nav)
}

// below gives a link the path of a navigation property.
func (g *Graph) below(l *Link, r Record, nav *odata.NavigationProperty) bool {
	at := Address(r)
	if at == "" || r.Set.CompanyLevel != l.Set.CompanyLevel {
		return false
	}
	l.Path = at + "/" + nav.Name
	return true
}

// Address is the path of the record itself: "customers(…)". Sets that answer only below their parent keep the path that
// led there. "" when it has none.
func Address(r Record) string {
	if NeedsParent(r.Set) && r.Path != "" {
		if r.Key == "" {
			return r.Path
		}
		return r.Path + "(" + r.Key + ")"
	}
	if r.Set.Single {
		return r.Set.Name
	}
	key := r.Key
	if key == "" {
		values := make(map[string]string)
		if r.Set.Type != nil {
			for _, k := range r.Set.Type.Key {
				if v := r.Value(k); v != "" {
					values[k] = v
				}
			}
		}
		key, _ = odata.Key(r.Set.Type, values)
	}
	if key == "" {
		return r.Path // of one record, behind a link; else ""
	}
	return r.Set.Name + "(" + key + ")"
}

// NeedsParent tells whether the service gives the records of a set below their parent only, or by a filter on it
// (reference 5).
func NeedsParent(set *odata.EntitySet) bool {
	if set == nil {
		return false
	}
	if set.Contained {
		return true
	}
	if catalog.NeedsParent(set.Name) != "" {
		return true
	}
	_, line := set.Type.Property("documentId")
	return line && strings.HasSuffix(set.Name, "Lines")
}

// All gives the links of a record: those of its navigation properties in the order of $metadata, then those of other
// records that hold its key, and last those that only numbers and codes make likely.
func (g *Graph) All(r Record) []Link {
	if r.Set == nil || r.Set.Type == nil {
		return nil
	}
	var out []Link
	t := r.Set.Type
	company := r.Set.Name == "companies"
	for i := range t.Navigation {
		n := &t.Navigation[i]
		l := Link{Name: n.Name, Set: n.Target, Many: n.Collection}
		if n.Target == nil {
			continue
		}
		switch {
		case company && n.Collection && n.Target.CompanyLevel:
			set, ok := g.schema.Set(n.Name)
			if ok {
				l.Set = set
			}
			if l.Company, ok = odata.GUID(r.Value("id")); !ok || unset(l.Company) {
				continue
			}
		case n.Collection:
			if !g.below(&l, r, n) {
				continue
			}
		case !g.single(&l, r, n):
			continue
		}
		out = append(out, l)
	}
	return g.appendCodes(g.appendIncoming(out, r), r)
}

// single finds the address of a navigation property to one record; false when it leads nowhere.
func (g *Graph) single(l *Link, r Record, n *odata.NavigationProperty) bool {
	t := r.Set.Type
	if len(n.Constraints) == 0 {
		for i := range t.Properties {
			p := &t.Properties[i]
			stem, ok := stem(p.Name)
			if !ok || fold(stem) != fold(n.Name) || len(n.To.Key) != 1 {
				continue
			}
			l.Field = p.Name
			return !unset(r.Value(p.Name)) && g.aim(l, r, n, n.To)
		}
		return g.below(l, r, n)
	}
	p, ok := t.Property(n.Constraints[0].Property)
	if !ok {
		return g.below(l, r, n)
	}
	if unset(r.Value(p.Name)) {
		return false
	}
	_, chooses := g.chooser(t, p)
	if own := t.IsKey(p.Name) && len(t.Key) == 1; own && !chooses && (p.Name == "id" || p.Name == n.Constraints[0].Referenced) {
		return g.below(l, r, n)
	}
	if g.rivals(t, p) > 1 {
		if _, chosen := g.lead(t, p, r.Value); chosen != n {
			return false
		}
	}
	l.Field = p.Name
	return g.aim(l, r, n, n.To)
}

func (g *Graph) appendIncoming(out []Link, r Record) []Link {
	t := r.Set.Type
	if len(t.Key) != 1 || r.Set.Name == "companies" {
		return out
	}
	key, ok := t.Property(t.Key[0])
	if !ok || unset(r.Value(key.Name)) {
		return out
	}
	literal, err := odata.Literal(key, r.Value(key.Name))
	if err != nil {
		return out
	}
	for _, in := range g.incoming[t] {
		if in.set.CompanyLevel != r.Set.CompanyLevel || declared(t, in) {
			continue
		}
		out = append(out, Link{Name: in.set.Name, By: in.field.Name, Set: in.set, Many: true,
			Filter: in.field.Name + " eq " + literal})
	}
	return out
}

// declared tells whether a navigation property of the type leads the same way already.
func declared(t *odata.EntityType, in incoming) bool {
	for i := range t.Navigation {
		n := &t.Navigation[i]
		if n.To != in.set.Type {
			continue
		}
		if len(n.Constraints) == 0 && n.Collection {
			return true
		}
		for _, c := range n.Constraints {
			if c.Referenced == in.field.Name {
				return true
			}
		}
	}
	return false
}

// fields gives, for each type, the fields that hold the key of its records. It is done at once and not when the first
// record asks: for a large schema it takes longer than a key press may.
func (g *Graph) fields() map[*odata.EntityType][]incoming {
	out := make(map[*odata.EntityType][]incoming)
	g.eachField(func(f incoming) {
		to, nav := g.lead(f.set.Type, f.field, noValue)
		if to == nil || len(to.Key) != 1 || nav != nil && len(nav.Constraints) > 0 && nav.Constraints[0].Referenced != to.Key[0] {
			return
		}
		out[to] = append(out[to], f)
	})
	return out
}

// eachField visits the fields by which records can be looked for: those of sets that are read without a parent.
func (g *Graph) eachField(visit func(incoming)) {
	for _, set := range g.schema.Sets {
		if set.Type == nil || NeedsParent(set) {
			continue
		}
		for i := range set.Type.Properties {
			visit(incoming{set, &set.Type.Properties[i]})
		}
	}
}

// noValue stands for the values of a record where there is none.
func noValue(string) string { return "" }

func (g *Graph) setOf(t *odata.EntityType, nav *odata.NavigationProperty) *odata.EntitySet {
	if nav != nil && nav.Target != nil {
		return nav.Target
	}
	if sets := g.schema.SetsOf(t); len(sets) > 0 {
		return sets[0]
	}
	return nil
}

func unset(value string) bool { return value == "" || value == odata.EmptyGUID }
