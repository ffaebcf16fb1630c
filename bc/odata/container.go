package odata

import (
	"encoding/xml"
	"strings"
)

// container reads what stands in the EntityContainer.
func (p *parser) container(el xml.StartElement) error {
	switch el.Name.Local {
	case "EntitySet", "Singleton":
		return p.entitySet(el)
	case "ActionImport", "FunctionImport":
		function := el.Name.Local == "FunctionImport"
		name := attr(el, "Action")
		if function {
			name = attr(el, "Function")
		}
		p.schema.Imports = append(p.schema.Imports, Import{Name: attr(el, "Name"), Action: name, Function: function})
		return p.dec.Skip()
	default:
		return p.dec.Skip()
	}
}

func (p *parser) entitySet(el xml.StartElement) error {
	set := newSet(attr(el, "Name"))
	set.TypeName = attr(el, "EntityType")
	switch {
	case el.Name.Local == "Singleton":
		set.TypeName, set.Single = attr(el, "Type"), true
		p.schema.Singletons = append(p.schema.Singletons, set)
	case set.Name == "":
		p.problem("An entity set has no name.")
	case p.schema.sets[set.Name] != nil:
		p.problem("The entity set %s is described twice: the first counts.", set.Name)
	default:
		p.schema.sets[set.Name] = set
		p.schema.Sets = append(p.schema.Sets, set)
	}
	return p.each(func(el xml.StartElement) error {
		switch el.Name.Local {
		case "NavigationPropertyBinding":
			if set.Bindings == nil {
				set.Bindings = make(map[string]string)
			}
			set.Bindings[attr(el, "Path")] = attr(el, "Target")
			return p.dec.Skip()
		case "Annotation":
			found, err := p.restrictions(el)
			set.restrict(found)
			return err
		default:
			return p.dec.Skip()
		}
	})
}

// annotations reads restrictions that stand apart from their set: Target="Microsoft.NAV.NAV/customers".
func (p *parser) annotations(el xml.StartElement) error {
	target := attr(el, "Target")
	_, set, inContainer := strings.Cut(target, "/")
	return p.each(func(el xml.StartElement) error {
		if !inContainer || el.Name.Local != "Annotation" {
			return p.dec.Skip()
		}
		found, err := p.restrictions(el)
		if len(found) > 0 {
			p.outside[set] = append(p.outside[set], found...)
		}
		return err
	})
}

// restrictions reads an annotation of the Capabilities vocabulary; others give nothing.
func (p *parser) restrictions(el xml.StartElement) (found []restriction, err error) {
	term := attr(el, "Term")
	switch term[strings.LastIndexByte(term, '.')+1:] {
	case "InsertRestrictions", "UpdateRestrictions", "DeleteRestrictions", "SortRestrictions":
	default:
		return nil, p.dec.Skip()
	}
	err = p.each(func(el xml.StartElement) error {
		if el.Name.Local != "Record" {
			return p.dec.Skip()
		}
		return p.each(func(el xml.StartElement) error {
			if el.Name.Local == "PropertyValue" {
				switch v := attr(el, "Bool"); v {
				case "true", "false":
					found = append(found, restriction{attr(el, "Property"), v == "true"})
				}
			}
			return p.dec.Skip()
		})
	})
	return found, err
}

func (s *EntitySet) restrict(found []restriction) {
	for _, r := range found {
		switch r.property {
		case "Insertable":
			s.Insertable = r.value
		case "Updatable":
			s.Updatable = r.value
		case "Deletable":
			s.Deletable = r.value
		case "Sortable":
			s.Sortable = r.value
		}
	}
}
