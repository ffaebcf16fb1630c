package odata

func newSet(name string) *EntitySet {
	return &EntitySet{Name: name, Insertable: true, Updatable: true, Deletable: true, Sortable: true}
}

// Complete adds the named sets to a schema that nobody uses yet, and the single records, as a service document lists
// them: for when $metadata is damaged, or not to be had (s is nil). A set gets the type that a link of its name leads to,
// as far as one is described; else its columns are those of its rows. Without names, the links of the company tell which
// sets there are.
func Complete(s *Schema, sets, singletons []string) *Schema {
	if s == nil {
		s = &Schema{sets: make(map[string]*EntitySet)}
	}
	s.Truncated = true
	leads := s.leads()
	if len(sets) == 0 {
		sets = s.companySets()
	}
	for _, name := range sets {
		if name == "" || s.sets[name] != nil {
			continue
		}
		set := newSet(name)
		if set.Type = leads[name]; set.Type != nil {
			set.TypeName = set.Type.Qualified()
		}
		s.sets[name] = set
		s.Sets = append(s.Sets, set)
	}
	for _, name := range singletons {
		if _, ok := s.Singleton(name); !ok && name != "" {
			one := newSet(name)
			one.Single = true
			s.Singletons = append(s.Singletons, one)
		}
	}
	s.aim()
	return s
}

// aim finds the sets of each type, and those that links lead to.
func (s *Schema) aim() {
	s.typeSets = make(map[*EntityType][]*EntitySet, len(s.Sets))
	for _, set := range s.Sets {
		if set.Type != nil {
			s.typeSets[set.Type] = append(s.typeSets[set.Type], set)
		}
	}
	for _, t := range s.Types {
		for i := range t.Navigation {
			t.Navigation[i].Target = s.target(t, &t.Navigation[i])
		}
	}
	s.levels()
	s.contain()
}

// contain makes sets up for links whose records no set holds. Links of one name that lead to several types share one,
// without a type: its columns are those of its rows.
func (s *Schema) contain() {
	s.contained = make(map[string]*EntitySet)
	company := s.companyTypes()
	for _, t := range s.Types {
		for i := range t.Navigation {
			n := &t.Navigation[i]
			if n.Target != nil || n.To == nil || n.Name == "" || s.sets[n.Name] != nil {
				continue
			}
			set := s.contained[n.Name]
			if set == nil {
				set = newSet(n.Name)
				set.Contained, set.Type, set.TypeName = true, n.To, n.TypeName
				s.contained[n.Name] = set
			} else if set.Type != n.To {
				set.Type, set.TypeName = nil, ""
			}
			set.CompanyLevel = set.CompanyLevel || company[t]
			n.Target = set
		}
	}
}

// companyTypes gives the types whose records stand below a company.
func (s *Schema) companyTypes() map[*EntityType]bool {
	out := make(map[*EntityType]bool)
	for _, set := range s.Sets {
		if set.CompanyLevel && set.Type != nil {
			out[set.Type] = true
		}
	}
	return out
}

// leads gives, for the names of links, the type that is behind all links of that name; companies leads to company.
func (s *Schema) leads() map[string]*EntityType {
	found := make(map[string]*EntityType)
	for _, t := range s.Types {
		if t.Name == "company" {
			found["companies"] = t
		}
		for _, n := range t.Navigation {
			if !n.Collection || n.To == nil {
				continue
			}
			if before, ok := found[n.Name]; ok && before != n.To {
				found[n.Name] = nil // two types: neither counts
				continue
			}
			found[n.Name] = n.To
		}
	}
	return found
}

// companySets gives what the company leads to: in Business Central these are nearly all sets (reference 4.2).
func (s *Schema) companySets() []string {
	var names []string
	for _, t := range s.Types {
		if t.Name != "company" || len(t.Navigation) == 0 {
			continue
		}
		names = append(names, "companies")
		for _, n := range t.Navigation {
			if n.Collection {
				names = append(names, n.Name)
			}
		}
	}
	return names
}
