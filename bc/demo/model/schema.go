package model

import (
	"fmt"
	"strings"
)

// Namespace is the one that Business Central gives all its APIs.
const Namespace = "Microsoft.NAV"

// Schema is one API (a route such as v2.0), as its $metadata shows it. Build it as a literal, call Prepare once, and
// never change it afterwards: it is shared by all requests.
type Schema struct {
	Namespace string // zero: Namespace
	Enums     []Enum
	Complex   []Type // only Name and Properties are used
	Types     []Type
	Sets      []Set

	sets    map[string]*Set
	types   map[string]*Type
	enums   map[string]*Enum
	complex map[string]*Type
	byType  map[string]*Set
}

// Enum is an option of Business Central.
type Enum struct {
	Name    string // "customerBlocked"
	Members []Member
	index   map[string]int
}

// Member is one choice of an Enum. Its name is the encoded one that stands in $metadata and in JSON: "_x0020_" for
// blank, "Non_x002D_Inventory" (reference 5, "Enums"). EncodeName makes it.
type Member struct {
	Name  string
	Value int
}

// Members numbers names from 0 and encodes them: Members(" ", "Ship", "Invoice", "All").
func Members(names ...string) []Member {
	out := make([]Member, len(names))
	for i, n := range names {
		out[i] = Member{Name: EncodeName(n), Value: i}
	}
	return out
}

// Type is an entity type (or a complex type).
type Type struct {
	Name       string   // "customer"
	Key        []string // names of properties; zero: "id" if there is such a property
	Properties []Property
	Navigation []Navigation
	Actions    []string // bound actions, by name: "post"; the embedded tenant lists them and refuses them
	// AlternateKeys are printed as OData.Community.Keys.V1.AlternateKeys and are accepted in addresses:
	// companies(name='CRONUS').
	AlternateKeys []string

	props map[string]int
	lower map[string]int
	navs  map[string]int
	keys  []int
}

// Property is one field of a Type.
type Property struct {
	Name string
	// Type is one of Edm.String, Edm.Guid, Edm.Decimal, Edm.Int32, Edm.Int64, Edm.Date, Edm.DateTimeOffset,
	// Edm.Boolean, Edm.Stream, or the bare name of an Enum or complex type of the schema.
	Type       string
	NotNull    bool // printed as Nullable="false"; keys are always so
	MaxLength  int  // Edm.String only; 0 = none printed
	Collection bool
	Captions   []Caption // zero: derived from the name by the server

	kind Kind
	enum *Enum
}

// Caption is a text in one language.
type Caption struct {
	Language int // Windows language ID: 1033 en-US, 1031 de-DE
	Text     string
}

// Navigation is a link to another type of the schema. All of them are printed with ContainsTarget="true", as the real
// service does; the target set is found by type (reference 4.2).
type Navigation struct {
	Name        string
	Type        string // bare name of the target's Type
	Collection  bool
	Partner     string
	Constraints []Constraint
}

// Constraint says which property here holds which property there: {"customerId", "id"}. With none, a link of a record
// leads nowhere (404) and is an empty collection.
type Constraint struct{ Property, Referenced string }

// Set is an entity set.
type Set struct {
	Name, Type                       string
	Insertable, Updatable, Deletable bool
	NotSortable                      bool // $orderby answers 501 (queries, reference 5)
	TenantLevel                      bool // not reached through a company: companies, subscriptions
	// TableID, TableName and App make the text of a refusal: "TableData 18 Customer Read: Base Application".
	// App zero is "Base Application".
	TableID   int
	TableName string
	App       string
	// Parent lists properties of which at least one must be given, by address or by $filter; otherwise the set answers
	// 400 with ParentText (reference 5, "Sub-entities needing a parent").
	Parent     []string
	ParentText string
	// EntityCaptions and SetCaptions answer entityDefinitions; zero: derived from the names by the server.
	EntityCaptions, SetCaptions []Caption
}

// Kind of the property's values. Valid after Schema.Prepare.
func (p *Property) Kind() Kind { return p.kind }

// Enum of the property, nil when it is none. Valid after Schema.Prepare.
func (p *Property) Enum() *Enum { return p.enum }

// Index of a member by its encoded name ("_x0020_") or its plain one (" "); exact case first, then any case.
func (e *Enum) Index(name string) (int, bool) {
	if i, ok := e.index[name]; ok {
		return i, true
	}
	for i := range e.Members {
		if strings.EqualFold(e.Members[i].Name, name) || strings.EqualFold(DecodeName(e.Members[i].Name), name) {
			return i, true
		}
	}
	return 0, false
}

// Property gives the place of a property by its exact name.
func (t *Type) Property(name string) (int, bool) {
	i, ok := t.props[name]
	return i, ok
}

// PropertyFold gives the place of a property whatever the case of the name: Business Central online is lenient in
// $select (reference 5).
func (t *Type) PropertyFold(name string) (int, bool) {
	if i, ok := t.props[name]; ok {
		return i, true
	}
	i, ok := t.lower[strings.ToLower(name)]
	return i, ok
}

// Link gives the place of a navigation property by its exact name.
func (t *Type) Link(name string) (int, bool) {
	i, ok := t.navs[name]
	return i, ok
}

// KeyIndexes are the places of the key properties, in the order of the key.
func (t *Type) KeyIndexes() []int { return t.keys }

// Set by name; nil when there is none.
func (s *Schema) Set(name string) *Set { return s.sets[name] }

// Type by bare name; nil when there is none.
func (s *Schema) Type(name string) *Type { return s.types[name] }

// SetOf is the first set of a type; nil when there is none.
func (s *Schema) SetOf(typeName string) *Set { return s.byType[typeName] }

// Prepare adds the types and sets that every API has and the server answers itself (companies, entityDefinitions,
// apicategoryroutes, where missing), gives company its links to every set of a company, resolves names, and reports
// the first thing that does not fit together. Call it once, before the schema is shared.
func (s *Schema) Prepare() error {
	if s.Namespace == "" {
		s.Namespace = Namespace
	}
	s.addStandard()
	s.enums = make(map[string]*Enum, len(s.Enums))
	for i := range s.Enums {
		e := &s.Enums[i]
		if s.enums[e.Name] != nil {
			return fmt.Errorf("enum %s is there twice", e.Name)
		}
		e.index = make(map[string]int, 2*len(e.Members))
		for j := len(e.Members) - 1; j >= 0; j-- {
			e.index[DecodeName(e.Members[j].Name)] = j
		}
		for j := range e.Members {
			e.index[e.Members[j].Name] = j
		}
		s.enums[e.Name] = e
	}
	s.complex = make(map[string]*Type, len(s.Complex))
	for i := range s.Complex {
		s.complex[s.Complex[i].Name] = &s.Complex[i]
	}
	s.types = make(map[string]*Type, len(s.Types))
	for i := range s.Types {
		t := &s.Types[i]
		if s.types[t.Name] != nil {
			return fmt.Errorf("type %s is there twice", t.Name)
		}
		s.types[t.Name] = t
	}
	for i := range s.Complex {
		if err := s.prepareProperties(&s.Complex[i]); err != nil {
			return err
		}
	}
	if err := s.prepareSets(); err != nil {
		return err
	}
	for i := range s.Types {
		if err := s.prepareType(&s.Types[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Schema) prepareSets() error {
	s.sets = make(map[string]*Set, len(s.Sets))
	s.byType = make(map[string]*Set, len(s.Sets))
	for i := range s.Sets {
		set := &s.Sets[i]
		if s.types[set.Type] == nil {
			return fmt.Errorf("set %s: there is no type %s", set.Name, set.Type)
		}
		if s.sets[set.Name] != nil {
			return fmt.Errorf("set %s is there twice", set.Name)
		}
		s.sets[set.Name] = set
		if s.byType[set.Type] == nil {
			s.byType[set.Type] = set
		}
		if set.App == "" {
			set.App = "Base Application"
		}
	}
	company := s.types["company"]
	if len(company.Navigation) > 0 {
		return nil
	}
	for i := range s.Sets {
		if set := &s.Sets[i]; !set.TenantLevel {
			company.Navigation = append(company.Navigation, Navigation{Name: set.Name, Type: set.Type, Collection: true})
		}
	}
	return nil
}

func (s *Schema) prepareProperties(t *Type) error {
	t.props = make(map[string]int, len(t.Properties))
	t.lower = make(map[string]int, len(t.Properties))
	for i := range t.Properties {
		p := &t.Properties[i]
		if _, twice := t.props[p.Name]; twice {
			return fmt.Errorf("type %s: property %s is there twice", t.Name, p.Name)
		}
		t.props[p.Name] = i
		t.lower[strings.ToLower(p.Name)] = i
		if p.enum = s.enums[p.Type]; p.enum != nil {
			p.kind = Enumeration
			continue
		}
		if s.complex[p.Type] != nil {
			p.kind = JSON
			continue
		}
		var ok bool
		if p.kind, ok = kindOf(p.Type); !ok {
			return fmt.Errorf("type %s: property %s has the unknown type %s", t.Name, p.Name, p.Type)
		}
	}
	return nil
}

func (s *Schema) prepareType(t *Type) error {
	if err := s.prepareProperties(t); err != nil {
		return err
	}
	if len(t.Key) == 0 {
		t.Key = []string{"id"}
	}
	t.keys = t.keys[:0]
	for _, k := range t.Key {
		i, ok := t.props[k]
		if !ok {
			return fmt.Errorf("type %s: there is no key property %s", t.Name, k)
		}
		t.Properties[i].NotNull = true
		t.keys = append(t.keys, i)
	}
	t.navs = make(map[string]int, len(t.Navigation))
	for i := range t.Navigation {
		n := &t.Navigation[i]
		target := s.types[n.Type]
		if target == nil {
			return fmt.Errorf("type %s: link %s leads to the unknown type %s", t.Name, n.Name, n.Type)
		}
		t.navs[n.Name] = i
		for _, c := range n.Constraints {
			if _, ok := t.props[c.Property]; !ok {
				return fmt.Errorf("type %s: link %s is bound to the unknown property %s", t.Name, n.Name, c.Property)
			}
			found := false
			for j := range target.Properties {
				found = found || target.Properties[j].Name == c.Referenced
			}
			if !found {
				return fmt.Errorf("type %s: link %s refers to %s, which %s does not have", t.Name, n.Name, c.Referenced, n.Type)
			}
		}
	}
	return nil
}
