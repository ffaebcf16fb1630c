package odata

import "slices"

// Schema is what a $metadata document (CSDL XML, OData 4.0) describes. It never changes after ReadSchema.
type Schema struct {
	Version    string // of the document: "4.0"
	Sets       []*EntitySet
	Singletons []*EntitySet
	Types      map[string]*EntityType  // by qualified name: "Microsoft.NAV.customer"
	Complex    map[string]*ComplexType // by qualified name
	Enums      map[string]*EnumType    // by qualified name
	Actions    []*Action               // actions and functions, bound and unbound, overloads one by one
	Imports    []Import                // actions and functions that can be called without a record
	// Problems says in words what could not be understood. What could is there all the same.
	Problems []string
	// Truncated is true when the document ended too early or was damaged: do not keep such a schema. What it does not name
	// may exist all the same.
	Truncated bool
	// Damage is why the schema is not what the service should have told, as whoever fetched it knows; nil: it is.
	Damage error

	sets      map[string]*EntitySet
	contained map[string]*EntitySet // by the name of the link
	// typeSets holds the sets of each entity type, in the order of the document.
	typeSets map[*EntityType][]*EntitySet
}

// EntitySet is one list of records that the service offers.
type EntitySet struct {
	Name     string
	TypeName string      // qualified, as the document has it
	Type     *EntityType // nil when the document does not describe the type (then Problems says so)
	// Capabilities, as annotated (Org.OData.Capabilities.V1). True where the document is silent, as the vocabulary says.
	Insertable, Updatable, Deletable, Sortable bool
	// CompanyLevel is true for sets that are reached through a company: companies(…)/customers. It is derived from the
	// navigation properties of the company type (reference 4.2). False for companies itself, for the few sets above it
	// and for all sets of a service that knows no companies.
	CompanyLevel bool
	// Single is true for a single record that has a name of its own.
	Single bool
	// Contained is true for what no set holds: records that have their address below another record only. Such a set is
	// made up after the link that leads to it; it is found by Schema.Set and not listed in Sets.
	Contained bool
	// Bindings tells where navigation properties lead: path → name of a set. Business Central writes none.
	Bindings map[string]string
}

// EntityType is the shape of the records of a set. Key, Properties and Navigation include what it inherits.
type EntityType struct {
	Name       string // without namespace
	Namespace  string
	Key        []string // names of properties; several for a composite key
	Properties []Property
	Navigation []NavigationProperty
	BaseType   *EntityType
	Abstract   bool
	Open       bool // records may have properties that are not declared
	HasStream  bool // the record itself is a media stream
	Actions    []*Action

	base string
}

// Qualified is the name with its namespace.
func (t *EntityType) Qualified() string { return qualify(t.Namespace, t.Name) }

// Property finds a property by name. Case counts.
//
// Not inlined: 4 kB of the program.
//
//go:noinline
func (t *EntityType) Property(name string) (*Property, bool) {
	if t == nil {
		return nil, false
	}
	for i := range t.Properties {
		if t.Properties[i].Name == name {
			return &t.Properties[i], true
		}
	}
	return nil, false
}

// Names gives the names of the properties in the order of the document.
func (t *EntityType) Names() []string {
	if t == nil {
		return nil
	}
	names := make([]string, len(t.Properties))
	for i := range t.Properties {
		names[i] = t.Properties[i].Name
	}
	return names
}

// Link finds a navigation property by name. Case counts.
func (t *EntityType) Link(name string) (*NavigationProperty, bool) {
	if t == nil {
		return nil, false
	}
	for i := range t.Navigation {
		if t.Navigation[i].Name == name {
			return &t.Navigation[i], true
		}
	}
	return nil, false
}

// IsKey tells whether the property is part of the key.
func (t *EntityType) IsKey(name string) bool { return t != nil && slices.Contains(t.Key, name) }

// ComplexType is a structure without a key. Properties include what it inherits.
type ComplexType struct {
	Name, Namespace string
	Properties      []Property
	BaseType        *ComplexType
	Open            bool

	base string
}

// Qualified is the name with its namespace.
func (t *ComplexType) Qualified() string { return qualify(t.Namespace, t.Name) }

// Property is one value of a record.
type Property struct {
	Name       string
	Type       string // as the document has it: "Edm.String", "Collection(Microsoft.NAV.label)"
	Kind       Kind   // of the value, or of the elements of a collection
	Collection bool
	Nullable   bool
	MaxLength  int    // characters; 0 when not limited or not said
	Precision  string // "" when not said
	Scale      string // "" when not said, "Variable" or a number
	Enum       *EnumType
	Complex    *ComplexType
}

// Kind is what a value is, as far as showing and filtering it goes.
type Kind uint8

// The kinds of properties.
const (
	KindOther Kind = iota
	KindString
	KindGUID
	KindDecimal // Edm.Decimal, Edm.Double, Edm.Single
	KindInt
	KindDate
	KindDateTime
	KindTime
	KindDuration
	KindBool
	KindEnum
	KindStream
	KindBinary
	KindComplex
)

// String gives the word that people use for the kind.
//
// Not inlined: 5 kB of the program.
//
//go:noinline
func (k Kind) String() string {
	names := [...]string{"other", "text", "GUID", "decimal", "integer", "date", "date and time", "time", "duration",
		"boolean", "option", "stream", "binary", "structure"}
	if int(k) < len(names) {
		return names[k]
	}
	return names[0]
}

// Numeric tells whether values are numbers, which are aligned to the right.
func (k Kind) Numeric() bool { return k == KindDecimal || k == KindInt }

// EnumType is a list of named values.
type EnumType struct {
	Name, Namespace string
	Members         []EnumMember
	Flags           bool
}

// Qualified is the name with its namespace.
func (t *EnumType) Qualified() string { return qualify(t.Namespace, t.Name) }

// EnumMember is one value of an enum.
type EnumMember struct {
	Name  string // as it is sent and received: "Non_x002D_Inventory"
	Label string // for people: "Non-Inventory", " " for the blank one
	Value string // the number, "" when not said
}

// Member finds a member by its name on the wire.
func (t *EnumType) Member(name string) (EnumMember, bool) {
	if t == nil {
		return EnumMember{}, false
	}
	for _, m := range t.Members {
		if m.Name == name {
			return m, true
		}
	}
	return EnumMember{}, false
}

// NavigationProperty leads from a record to others.
type NavigationProperty struct {
	Name        string
	Type        string // as the document has it
	TypeName    string // qualified name of the entity type behind it, without Collection(…)
	Collection  bool   // leads to many
	Contains    bool   // ContainsTarget: what is behind it has its address below this record
	Nullable    bool
	Partner     string // the way back
	Constraints []Constraint
	To          *EntityType // nil when the document does not describe it
	// Target is the set that holds what is behind it: by binding, else the set of that type, else a contained one. Nil when
	// the type is not described.
	Target *EntitySet
}

// Constraint says that Property of this record equals Referenced of the other one.
type Constraint struct{ Property, Referenced string }

// Action is an action or function of the service. The program calls none: they are listed for people.
type Action struct {
	Name       string // without namespace
	Namespace  string
	Function   bool
	Bound      bool
	BoundTo    string // type of the first parameter of a bound one, as the document has it
	Parameters []Parameter
	Returns    string // "" for nothing
}

// Parameter is one of an action.
type Parameter struct {
	Name, Type string
	Nullable   bool
}

// Import offers an action or function at the top.
type Import struct {
	Name     string
	Action   string // qualified
	Function bool
}

// Set finds an entity set by name. Case counts: the name is used in URLs as the document has it. Of a damaged document
// every name is a set, one without a type where the document does not have it: whether it exists, the service knows.
func (s *Schema) Set(name string) (*EntitySet, bool) {
	if s == nil {
		return nil, false
	}
	set, ok := s.sets[name]
	if !ok {
		set, ok = s.contained[name]
	}
	if !ok && s.Truncated && name != "" {
		if set, ok = s.Singleton(name); !ok {
			set = newSet(name)
			set.CompanyLevel, ok = s.sets["companies"] != nil && !aboveCompany(name), true
		}
	}
	return set, ok
}

// Singleton finds a single record that has a name of its own.
func (s *Schema) Singleton(name string) (*EntitySet, bool) {
	if s != nil {
		for _, one := range s.Singletons {
			if one.Name == name {
				return one, true
			}
		}
	}
	return nil, false
}

// SetsOf gives the sets that hold records of a type, in the order of the document.
func (s *Schema) SetsOf(t *EntityType) []*EntitySet {
	if s == nil || t == nil {
		return nil
	}
	return slices.Clone(s.typeSets[t])
}

// Not inlined: 4 kB of the program.
//
//go:noinline
func qualify(namespace, name string) string {
	if namespace == "" {
		return name
	}
	return namespace + "." + name
}

// Property finds a property by name. Case counts.
func (t *ComplexType) Property(name string) (*Property, bool) {
	if t != nil {
		for i := range t.Properties {
			if t.Properties[i].Name == name {
				return &t.Properties[i], true
			}
		}
	}
	return nil, false
}
