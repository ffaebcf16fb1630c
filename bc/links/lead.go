package links

import (
	"strings"
	"unicode"

	"bctui/bc/odata"
)

// lead tells the records of which type a field holds the key of, and the navigation property that says so, if one does.
func (g *Graph) lead(t *odata.EntityType, p *odata.Property, value func(string) string) (*odata.EntityType, *odata.NavigationProperty) {
	if p.Collection || p.Name == "id" && !g.choosesItself(t) {
		return nil, nil
	}
	var rivals []*odata.NavigationProperty
	for i := range t.Navigation {
		if n := &t.Navigation[i]; leads(n, p) && !itself(t, n) {
			rivals = append(rivals, n)
		}
	}
	if by, ok := g.chooser(t, p); ok {
		if text := value(by.Name); text != "" && text != "_x0020_" {
			return g.choose(text, rivals)
		}
		if len(rivals) > 1 {
			return nil, nil
		}
	}
	switch len(rivals) {
	case 0:
		return g.byName(t, p)
	case 1:
		return rivals[0].To, rivals[0]
	}
	// Several parents, and nothing says which: the one that the field is named after, else the only one that leads back.
	var back *odata.NavigationProperty
	backs := 0
	for _, n := range rivals {
		if s, ok := stem(p.Name); ok && fold(s) == fold(n.Name) {
			return n.To, n
		}
		if n.Partner != "" {
			back = n
			backs++
		}
	}
	if backs == 1 {
		return back.To, back
	}
	return nil, nil
}

// leads tells whether a link to one record depends on the field.
func leads(n *odata.NavigationProperty, p *odata.Property) bool {
	if n.Collection || n.To == nil {
		return false
	}
	found, keyed := false, false
	for _, c := range n.Constraints {
		if own := n.To.IsKey(c.Referenced); c.Property == p.Name {
			if found = true; own {
				return true
			}
		} else {
			keyed = keyed || own
		}
	}
	return found && !keyed // where another field holds the key, this one is a condition only
}

// itself tells whether both ends of a link have the same key: the field is then no reference but what the record is.
func itself(t *odata.EntityType, n *odata.NavigationProperty) bool {
	c := n.Constraints[0]
	return len(t.Key) == 1 && t.Key[0] == c.Property && c.Property == c.Referenced && c.Property != "id"
}

// rivals counts the links to one record that depend on the field.
func (g *Graph) rivals(t *odata.EntityType, p *odata.Property) int {
	n := 0
	for i := range t.Navigation {
		if leads(&t.Navigation[i], p) {
			n++
		}
	}
	return n
}

// choosesItself is true for pictures: their id is that of the customer, item and so on that parentType names.
func (g *Graph) choosesItself(t *odata.EntityType) bool {
	_, ok := g.chooser(t, &odata.Property{Name: "id"})
	return ok
}

// chooser finds the field that says of which type the key in another one is: parentId and parentType, accountId and
// accountType. Its values must name types; contactType, for one, has Company and Person and says nothing of contactId.
func (g *Graph) chooser(t *odata.EntityType, p *odata.Property) (*odata.Property, bool) {
	name, ok := stem(p.Name)
	if p.Name == "id" {
		name, ok = "parent", len(t.Key) == 1
		if _, more := t.Property("parentId"); more {
			return nil, false
		}
	}
	if !ok {
		return nil, false
	}
	by, ok := t.Property(name + "Type")
	if !ok {
		return nil, false
	}
	if by.Enum == nil {
		return by, by.Kind == odata.KindString && name == "parent"
	}
	named := 0
	for _, m := range by.Enum.Members {
		if g.types[fold(m.Label)] != nil {
			named++
		}
	}
	return by, named >= 2
}

// choose finds the type that a value names: "Sales_x0020_Order" is salesOrder.
func (g *Graph) choose(text string, rivals []*odata.NavigationProperty) (*odata.EntityType, *odata.NavigationProperty) {
	name := present(fold(odata.DecodeName(text)))
	for _, n := range rivals {
		if fold(n.To.Name) == name {
			return n.To, n
		}
	}
	if t := g.types[name]; t != nil && len(t.Key) == 1 {
		for _, n := range rivals { // "Journal" stands for lines of a journal
			if strings.HasPrefix(fold(n.To.Name), name) {
				return n.To, n
			}
		}
		return t, nil
	}
	for _, n := range rivals { // "G/L Account" stands for account
		if len(rivals) == 1 && strings.HasPrefix(name, "gl") && strings.HasSuffix(name, fold(n.To.Name)) {
			return n.To, n
		}
	}
	return nil, nil
}

// byName finds the type that a field is named after: customerId, billToCustomerId, baseUnitOfMeasureId. Of an invoice
// orderId leads to a sales or purchase order, as the invoice is; documentId of a line leads to its document.
func (g *Graph) byName(t *odata.EntityType, p *odata.Property) (*odata.EntityType, *odata.NavigationProperty) {
	name, ok := stem(p.Name)
	if !ok {
		return nil, nil
	}
	fits := func(to *odata.EntityType) bool {
		if to == nil || len(to.Key) != 1 || to == t && t.IsKey(p.Name) {
			return false
		}
		key, ok := to.Property(to.Key[0])
		return ok && key.Kind == p.Kind
	}
	for i := range t.Navigation {
		if n := &t.Navigation[i]; !n.Collection && len(n.Constraints) == 0 && fold(n.Name) == fold(name) && fits(n.To) {
			return n.To, n
		}
	}
	if p.Kind != odata.KindGUID {
		return nil, nil // numbers and texts are called …Id too often without being one
	}
	words := split(name)
	own := split(t.Name)
	tries := []string{name, own[0] + name}
	if name == "document" {
		tries = append(tries, strings.TrimSuffix(strings.TrimSuffix(t.Name, "s"), "Line"))
	}
	for i := max(1, len(words)-mostWords); i < len(words); i++ {
		tries = append(tries, strings.Join(words[i:], ""))
	}
	for _, try := range tries {
		if to := g.types[present(fold(try))]; fits(to) && to != t {
			return to, nil
		}
	}
	return nil, nil
}

// mostWords is how many words the name of another type may take at the end of a field's name.
const mostWords = 8

// stem takes Id from the end of a name.
func stem(name string) (string, bool) {
	for _, end := range []string{"Id", "ID"} {
		if s, ok := strings.CutSuffix(name, end); ok && s != "" {
			return s, true
		}
	}
	return "", false
}

// split gives the words of a name: billToCustomer → bill, To, Customer; Item_No → Item, No. There is at least one.
func split(name string) []string {
	name = strings.Trim(name, "_")
	var words []string
	start := 0
	for i, c := range name {
		if c == '_' || i > start && unicode.IsUpper(c) {
			if i > start {
				words = append(words, name[start:i])
			}
			if start = i; c == '_' {
				start++
			}
		}
	}
	return append(words, name[start:])
}

// present gives the folded name that the API has for what some fields still call as it was called before.
func present(name string) string {
	if name == "job" {
		return "project"
	}
	return name
}

// fold leaves the letters and digits of a name, in lower case.
//
// Not inlined: 4 kB of the program.
//
//go:noinline
func fold(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
}
