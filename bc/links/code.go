package links

import (
	"strings"

	"bctui/bc/odata"
)

// Many fields hold what people call a record by, and not its key: customerNumber, currencyCode, sellToCountry, and in web
// services Sell_to_Customer_No. Nothing declares that they lead anywhere. Where the name and the property that it speaks of
// make it plain, they do: to the records of a set with that number or code, which is one, or none when the guess is wrong.

// called is a property that people know the records of a set by, as another field's name speaks of it.
type called struct {
	set      *odata.EntitySet
	property *odata.Property
}

// code finds what a field holds the number or code of.
func (g *Graph) code(t *odata.EntityType, p *odata.Property, value func(string) string) (called, bool) {
	if p.Collection || p.Kind != odata.KindString {
		return called{}, false
	}
	words := split(p.Name)
	last := words[len(words)-1]
	words = words[:len(words)-1]
	kind := ""
	switch fold(last) {
	case "number", "no":
		kind = "number"
	case "code":
		kind = "code"
	case "country": // nothing but the code of one
		kind, words = "code", append(words, last)
	}
	if kind == "" || len(words) == 0 {
		return called{}, false
	}
	stem := strings.Join(words, "")
	if fold(stem) == "bankaccount" {
		return called{}, false // what the bank calls it, more often than a number of this program
	}
	if by, ok := g.chosenBy(t, words); ok {
		return g.known(t, g.spoken(value(by.Name)), kind)
	}
	tries := []string{split(t.Name)[0] + stem}
	if fold(stem) == "document" {
		tries = append(tries, strings.TrimSuffix(t.Name, "Line"))
	}
	for i := max(0, len(words)-mostWords); i < len(words); i++ { // the longest name counts: sellTo, Customer
		tries = append(tries, strings.Join(words[i:], ""))
	}
	for _, try := range tries {
		if c, ok := g.known(t, g.typed(try), kind); ok {
			return c, true
		}
	}
	return called{}, false
}

// chosenBy finds the field that says of what the number in another one is: accountNumber and accountType, of a line
// lineObjectNumber and lineType. Its values must name types, as far as they are known.
func (g *Graph) chosenBy(t *odata.EntityType, words []string) (*odata.Property, bool) {
	name := strings.Join(words, "")
	tries := []string{name + "Type", strings.Join(words, "_") + "_Type"}
	switch fold(name) {
	case "lineobject":
		tries = append(tries, words[0]+"Type")
	case "balancingaccount":
		tries = append(tries, "balanceAccountType")
	}
	for _, try := range tries {
		by, ok := t.Property(try)
		switch {
		case !ok:
		case by.Enum == nil:
			return by, by.Kind == odata.KindString
		default:
			named := 0
			for _, m := range by.Enum.Members {
				if g.spoken(m.Label) != nil {
					named++
				}
			}
			return by, named >= 2
		}
	}
	return nil, false
}

// spoken finds the type that a value names: "Customer", "G_x002F_L_x0020_Account". Without a value it is none.
func (g *Graph) spoken(text string) *odata.EntityType {
	name := fold(odata.DecodeName(text))
	if name == "" {
		return nil
	}
	if t := g.typed(name); t != nil {
		return t
	}
	return g.types[strings.TrimPrefix(name, "gl")]
}

// typed finds a type by its name, that of its set, or the first word of one that has more: salesperson is
// salespersonPurchaser, country is countryRegion. Of several of these none counts.
func (g *Graph) typed(name string) *odata.EntityType {
	name = present(fold(name))
	for _, ending := range []string{"", "s"} {
		if t := g.types[name+ending]; t != nil {
			return t
		}
	}
	switch name {
	case "country", "salesperson", "purchaser":
		for _, t := range []*odata.EntityType{g.types["countryregion"], g.types["salespersonpurchaser"]} {
			if t != nil && strings.Contains(fold(t.Name), name) {
				return t
			}
		}
	}
	return nil
}

// known finds the set and the property of another type that people call its records by.
func (g *Graph) known(from, to *odata.EntityType, kind string) (called, bool) {
	if to == nil || to == from {
		return called{}, false
	}
	set := g.setOf(to, nil)
	if set == nil || NeedsParent(set) {
		return called{}, false
	}
	for i := range to.Properties {
		p := &to.Properties[i]
		if name := fold(p.Name); (name == kind || kind == "number" && name == "no") && p.Kind == odata.KindString && !p.Collection {
			return called{set, p}, true
		}
	}
	return called{}, false
}

// byCode makes the link of a field that holds a number or code. Beside a field with the key of the same record, as
// customerNumber is beside customerId, it leads where that one does, which is certain.
func (g *Graph) byCode(r Record, p *odata.Property) (Link, bool) {
	text := r.Value(p.Name)
	if unset(text) {
		return Link{}, false
	}
	to, ok := g.code(r.Set.Type, p, r.Value)
	if !ok || to.set.CompanyLevel != r.Set.CompanyLevel {
		return Link{}, false
	}
	for i := range r.Set.Type.Properties {
		beside := r.Set.Type.Properties[i].Name
		if s, ok := stem(beside); ok && fold(s) == stemmed(p.Name) {
			if l, ok := g.Field(r, beside); ok && l.Set == to.set {
				l.Name = p.Name
				return l, true
			}
		}
	}
	literal, err := odata.Literal(to.property, text)
	if err != nil {
		return Link{}, false
	}
	return Link{Name: p.Name, Field: p.Name, Set: to.set, Many: true, Guess: true, Filter: to.property.Name + " eq " + literal}, true
}

// appendCodes adds the links that only a number or code makes likely: those of the record's fields, then those of other
// records whose key none of their fields holds. What is declared, or told by keys, is not said again.
func (g *Graph) appendCodes(out []Link, r Record) []Link {
	t := r.Set.Type
	given := len(out)
	same := func(l Link) bool {
		for _, o := range out[:given] {
			if o.Set == l.Set && (l.Field != "" && o.Field != "" && stemmed(o.Field) == stemmed(l.Field) || l.By != "" && o.Many) {
				return true
			}
		}
		return false
	}
	for i := range t.Properties {
		p := &t.Properties[i]
		if to, _ := g.lead(t, p, r.Value); to != nil {
			continue
		}
		if l, ok := g.byCode(r, p); ok && l.Guess && !same(l) {
			out = append(out, l)
		}
	}
	for _, in := range g.codes[t] {
		text := r.Value(in.called)
		if in.set.CompanyLevel != r.Set.CompanyLevel || unset(text) {
			continue
		}
		l := Link{Name: in.set.Name, By: in.field.Name, Set: in.set, Many: true, Guess: true, Filter: in.field.Name + " eq " + odata.String(text)}
		if !same(l) {
			out = append(out, l)
		}
	}
	return out
}

// stemmed takes Id, Number and Code from the end of a name: what two fields on the same record have in common.
func stemmed(name string) string {
	if s, ok := stem(name); ok {
		return fold(s)
	}
	words := split(name)
	return fold(strings.Join(words[:len(words)-1], ""))
}

// coded is a field of the records of a set that holds the number or code of others.
type coded struct {
	incoming
	called string // the property of the others
}

// codeFields gives, for each type, the fields that hold the number or code of its records.
func (g *Graph) codeFields() map[*odata.EntityType][]coded {
	out := make(map[*odata.EntityType][]coded)
	g.eachField(func(f incoming) {
		if to, ok := g.code(f.set.Type, f.field, noValue); ok {
			out[to.set.Type] = append(out[to.set.Type], coded{f, to.property.Name})
		}
	})
	return out
}
