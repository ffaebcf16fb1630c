package odata

import "encoding/xml"

// OData 2 and 3 say where links lead in associations, which stand apart from the types; version 4 says it in the link.

type association struct {
	ends                 []associationEnd
	principal, dependent []string // properties that equal one another, in order
	principalRole        string
}

type associationEnd struct{ role, typ, multiplicity string }

// roleLink is a navigation property that names an association.
type roleLink struct {
	owner            *EntityType
	index            int // into owner.Navigation
	relationship, to string
}

func (p *parser) association(el xml.StartElement) error {
	a := &association{}
	p.associations[qualify(p.namespace, attr(el, "Name"))] = a
	return p.each(func(el xml.StartElement) error {
		switch el.Name.Local {
		case "End":
			a.ends = append(a.ends, associationEnd{attr(el, "Role"), attr(el, "Type"), attr(el, "Multiplicity")})
		case "ReferentialConstraint":
			return p.each(func(el xml.StartElement) error {
				refs := &a.dependent
				if el.Name.Local == "Principal" {
					refs, a.principalRole = &a.principal, attr(el, "Role")
				}
				return p.each(func(el xml.StartElement) error {
					if el.Name.Local == "PropertyRef" {
						*refs = append(*refs, attr(el, "Name"))
					}
					return p.dec.Skip()
				})
			})
		}
		return p.dec.Skip()
	})
}

// joinRoles gives the links of OData 2 and 3 their types. It runs before types inherit.
func (p *parser) joinRoles() {
	for _, l := range p.roles {
		a := p.associations[p.full(l.relationship)]
		if a == nil {
			continue
		}
		n := &l.owner.Navigation[l.index]
		for _, end := range a.ends {
			if end.role != l.to {
				continue
			}
			n.Type, n.TypeName, n.Collection = end.typ, end.typ, end.multiplicity == "*"
			if n.Collection {
				n.Type = "Collection(" + end.typ + ")"
			}
			n.Nullable = end.multiplicity == "0..1"
			if end.role != a.principalRole || len(a.principal) != len(a.dependent) {
				break
			}
			for i := range a.principal {
				n.Constraints = append(n.Constraints, Constraint{Property: a.dependent[i], Referenced: a.principal[i]})
			}
			break
		}
	}
}
