package odata

import (
	"slices"
	"strings"
)

// finish joins the parts: names become pointers, derived types get what they inherit, links get their targets.
func (p *parser) finish() {
	s := p.schema
	p.joinRoles()
	for _, t := range p.complexes {
		t.BaseType = s.Complex[p.full(t.base)]
	}
	for _, t := range p.types {
		if t.base == "" {
			continue
		}
		if t.BaseType = s.Types[p.full(t.base)]; t.BaseType == nil {
			p.problem("%s is derived from %s, which is not described.", t.Qualified(), t.base)
		}
	}
	p.breakCycles()
	done := make(map[*EntityType]bool, len(p.types))
	for _, t := range p.types {
		p.inherit(t, done)
	}
	doneComplex := make(map[*ComplexType]bool, len(p.complexes))
	for _, t := range p.complexes {
		p.inheritComplex(t, doneComplex)
	}
	for _, t := range p.complexes {
		t.Properties = p.once(t.Qualified(), t.Properties)
		p.resolve(t.Qualified(), t.Properties)
	}
	for _, t := range p.types {
		t.Properties = p.once(t.Qualified(), t.Properties)
		p.resolve(t.Qualified(), t.Properties)
		for i := range t.Navigation {
			n := &t.Navigation[i]
			n.TypeName = p.full(n.TypeName)
			if n.To = s.Types[n.TypeName]; n.To == nil {
				p.problem("The link %s of %s leads to %s, which is not described.", n.Name, t.Qualified(), n.TypeName)
			}
		}
	}
	for _, set := range slices.Concat(s.Sets, s.Singletons) {
		set.restrict(p.outside[set.Name])
		set.TypeName = p.full(set.TypeName)
		if set.Type = s.Types[set.TypeName]; set.Type == nil {
			p.problem("The entity set %s holds %s, which is not described.", set.Name, orNothing(set.TypeName))
		}
	}
	s.aim()
	for _, a := range s.Actions {
		if name, _ := element(a.BoundTo); a.Bound {
			if t := s.Types[p.full(name)]; t != nil {
				t.Actions = append(t.Actions, a)
			}
		}
	}
	if p.more > 0 {
		s.Problems = append(s.Problems, "There are more problems than are listed here.")
	}
}

// full puts the namespace in the place of its alias. Where the name of a schema got lost, its types have none.
func (p *parser) full(name string) string {
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 {
		return name
	}
	bare := name[dot+1:]
	if namespace, ok := p.aliases[name[:dot]]; ok {
		name = qualify(namespace, bare)
	}
	if p.nameless && !p.described(name) && p.described(bare) {
		return bare
	}
	return name
}

func (p *parser) described(name string) bool {
	return p.schema.Types[name] != nil || p.schema.Complex[name] != nil || p.schema.Enums[name] != nil || p.definitions[name] != ""
}

func orNothing(name string) string {
	if name == "" {
		return "nothing that has a name"
	}
	return name
}

// maxDepth of inheritance. Real models have two or three; a longer chain would be made to multiply memory.
const maxDepth = 32

// breakCycles takes the base from types that are derived from themselves or through too many others.
func (p *parser) breakCycles() {
	for _, t := range p.types {
		depth := 0
		for b := t.BaseType; b != nil; b = b.BaseType {
			if depth++; b == t || depth > maxDepth {
				p.problem("%s is derived from itself or through more than %d others: what it inherits is left out.", t.Qualified(), maxDepth)
				t.BaseType = nil
				break
			}
		}
	}
	for _, t := range p.complexes {
		depth := 0
		for b := t.BaseType; b != nil; b = b.BaseType {
			if depth++; b == t || depth > maxDepth {
				p.problem("%s is derived from itself or through more than %d others: what it inherits is left out.", t.Qualified(), maxDepth)
				t.BaseType = nil
				break
			}
		}
	}
}

// inherit puts what the base has in front of what the type has itself.
func (p *parser) inherit(t *EntityType, done map[*EntityType]bool) {
	if done[t] {
		return
	}
	done[t] = true
	b := t.BaseType
	if b == nil {
		return
	}
	p.inherit(b, done)
	if len(t.Key) == 0 {
		t.Key = b.Key
	}
	if p.mayInherit(len(b.Properties)+len(b.Navigation), t.Qualified()) {
		t.Properties = slices.Concat(b.Properties, t.Properties)
		t.Navigation = slices.Concat(b.Navigation, t.Navigation)
	}
	t.Open = t.Open || b.Open
	t.HasStream = t.HasStream || b.HasStream
}

func (p *parser) inheritComplex(t *ComplexType, done map[*ComplexType]bool) {
	if done[t] {
		return
	}
	done[t] = true
	if b := t.BaseType; b != nil {
		p.inheritComplex(b, done)
		if p.mayInherit(len(b.Properties), t.Qualified()) {
			t.Properties = slices.Concat(b.Properties, t.Properties)
		}
		t.Open = t.Open || b.Open
	}
}

// mostInherited bounds what all derived types get together: a base with very many properties and as many types derived
// from it would multiply a document of some megabytes into all of the memory. Real models have some thousands.
const mostInherited = 500_000

func (p *parser) mayInherit(n int, heir string) bool {
	if p.inherited += n; p.inherited <= mostInherited {
		return true
	}
	p.problem("%s inherits more than there is room for: it is left out.", heir)
	return false
}

// once takes properties out that have the name of an earlier one: a column can be there only once.
func (p *parser) once(owner string, properties []Property) []Property {
	clear(p.names)
	if p.names == nil {
		p.names = make(map[string]bool)
	}
	kept := properties[:0]
	for i := range properties {
		name := properties[i].Name
		if p.names[name] {
			p.problem("The property %s of %s is described twice: the first counts.", name, owner)
			continue
		}
		p.names[name] = true
		if len(kept) != i { // nothing moves in a type that is in order: others may share it
			kept = append(kept, properties[i])
		} else {
			kept = properties[:i+1]
		}
	}
	return kept
}

// resolve gives properties their kinds.
func (p *parser) resolve(owner string, properties []Property) {
	for i := range properties {
		prop := &properties[i]
		name, _ := element(prop.Type)
		if prop.Kind = primitive(name); prop.Kind != KindOther {
			continue
		}
		full := p.full(name)
		if below, ok := p.definitions[full]; ok {
			prop.Kind = primitive(below)
		} else if prop.Enum = p.schema.Enums[full]; prop.Enum != nil {
			prop.Kind = KindEnum
		} else if prop.Complex = p.schema.Complex[full]; prop.Complex != nil {
			prop.Kind = KindComplex
		} else if !strings.HasPrefix(name, "Edm.") {
			p.problem("The property %s of %s is of type %s, which is not described.", prop.Name, owner, orNothing(name))
		}
	}
}

func primitive(name string) Kind {
	switch name {
	case "Edm.String":
		return KindString
	case "Edm.Guid":
		return KindGUID
	case "Edm.Decimal", "Edm.Double", "Edm.Single":
		return KindDecimal
	case "Edm.Int16", "Edm.Int32", "Edm.Int64", "Edm.Byte", "Edm.SByte":
		return KindInt
	case "Edm.Date":
		return KindDate
	case "Edm.DateTimeOffset", "Edm.DateTime": // the latter of OData 2 and 3
		return KindDateTime
	case "Edm.TimeOfDay":
		return KindTime
	case "Edm.Duration", "Edm.Time":
		return KindDuration
	case "Edm.Boolean":
		return KindBool
	case "Edm.Stream":
		return KindStream
	case "Edm.Binary":
		return KindBinary
	default:
		return KindOther
	}
}

// target finds the set behind a link: by binding, else the set of its type. Business Central writes no bindings, and has
// one set for a type (reference 4.2).
func (s *Schema) target(from *EntityType, n *NavigationProperty) *EntitySet {
	for t := from; t != nil; t = t.BaseType {
		for _, set := range s.typeSets[t] {
			for _, path := range []string{n.Name, from.Qualified() + "/" + n.Name} {
				to, ok := set.Bindings[path]
				if !ok {
					continue
				}
				// "Products", "Namespace.Container/Products"; a longer path leads below another record.
				if found := s.sets[to[strings.LastIndexByte(to, '/')+1:]]; found != nil {
					return found
				}
			}
		}
	}
	for t := n.To; t != nil; t = t.BaseType {
		sets := s.typeSets[t]
		for _, set := range sets {
			if set.Name == n.Name {
				return set
			}
		}
		if len(sets) > 0 {
			return sets[0]
		}
	}
	return nil
}

// levels finds the sets that are reached through a company: those that the company type has a link to.
func (s *Schema) levels() {
	companies := s.sets["companies"]
	if companies == nil {
		return
	}
	if companies.Type == nil || len(companies.Type.Navigation) == 0 {
		// A damaged document, or none.
		for _, set := range s.Sets {
			set.CompanyLevel = !aboveCompany(set.Name)
		}
		return
	}
	names := make(map[string]bool)
	types := make(map[*EntityType]bool)
	for _, n := range companies.Type.Navigation {
		names[n.Name] = true
		if n.To != nil {
			types[n.To] = true
		}
	}
	for _, set := range s.Sets {
		set.CompanyLevel = set != companies && (names[set.Name] || set.Type != nil && types[set.Type])
	}
}

// aboveCompany names the few sets that stand above the companies (reference 4.2), for when no schema tells.
func aboveCompany(set string) bool {
	switch strings.ToLower(set) {
	case "companies", "entitydefinitions", "apicategoryroutes", "subscriptions", "externaleventsubscriptions",
		"externalbusinesseventdefinitions":
		return true
	}
	return false
}
