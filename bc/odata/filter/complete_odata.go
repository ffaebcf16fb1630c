package filter

import (
	"slices"
	"strings"
	"unicode"

	"bctui/bc/odata"
)

// CompleteOData proposes what may stand at the cursor of a filter that is written by hand: fields and functions, operators,
// and values: members of an enum, true and false, days by their words. Fields that begin with what was typed come before
// those that only hold it. It is empty where the type is not known.
func CompleteOData(raw string, cursor int, t *odata.EntityType, env Env) []Completion {
	if t == nil {
		return nil
	}
	src := []rune(raw)
	cursor = min(max(cursor, 0), len(src))
	from := wordStart(src[:cursor])
	c := checker{src: src[:from], typ: t}
	if !c.cut() {
		return nil
	}
	o := offering{toks: c.toks[:len(c.toks)-1], typ: t, env: env, from: from, to: cursor, typed: string(src[from:cursor])}
	o.offer()
	return o.out
}

// wordStart finds where the name or the value begins that ends at the end of src; a text begins with its quote.
func wordStart(src []rune) int {
	open := -1
	for i, r := range src {
		if r == '\'' {
			if open < 0 {
				open = i
			} else {
				open = -1
			}
		}
	}
	if open >= 0 {
		return open
	}
	from := len(src)
	for from > 0 && (nameRune(src[from-1]) || src[from-1] == '-' || src[from-1] == '+') {
		from--
	}
	return from
}

// offering is the work of CompleteOData.
type offering struct {
	toks     []rawToken // before the word
	typ      *odata.EntityType
	env      Env
	from, to int
	typed    string
	out      []Completion
}

func (o *offering) add(text, meaning string) {
	if text != o.typed && len(o.out) < mostOffers {
		o.out = append(o.out, Completion{Text: text, From: o.from, To: o.to, Meaning: meaning})
	}
}

// mostOffers is more than anybody goes through with a key.
const mostOffers = 200

// back is the token n before the word.
func (o *offering) back(n int) rawToken {
	if n > len(o.toks) {
		return rawToken{}
	}
	return o.toks[len(o.toks)-n]
}

func (o *offering) offer() {
	last := o.back(1)
	op, _ := operatorWord(last)
	switch {
	case op != "":
		o.values(o.field(2), false)
	case last.kind == rawComma:
		o.values(o.field(2), true)
	case last.kind == rawOpen && o.back(2).kind == rawName && !joins(o.back(2)):
		o.fields(o.back(2).text)
	case last.kind == rawEnd, last.kind == rawOpen, joins(last):
		o.fields("")
		o.functions()
	case last.kind == rawName && o.known(last.text) != nil:
		o.operators(o.known(last.text))
	case last.kind == rawClose, last.kind == rawString, last.kind == rawLiteral, last.kind == rawGUID, last.text == "true", last.text == "false", last.text == "null":
		if last.end == o.from && o.typed == "" {
			o.add(" and", "")
			o.add(" or", "")
			return
		}
		o.words("and", "or")
	}
}

func joins(t rawToken) bool {
	return t.kind == rawName && (t.text == "and" || t.text == "or" || t.text == "not")
}

func (o *offering) known(name string) *odata.Property {
	p, ok := o.typ.Property(name)
	if !ok {
		return nil
	}
	return p
}

// field finds the field n tokens before the word, also within tolower(…).
func (o *offering) field(n int) *odata.Property {
	if o.back(n).kind == rawClose {
		n++
	}
	if o.back(n).kind != rawName {
		return nil
	}
	return o.known(o.back(n).text)
}

// fields proposes fields; those of a function alone are the texts.
func (o *offering) fields(function string) {
	typed := lower(o.typed)
	for _, begins := range []bool{true, false} {
		for i := range o.typ.Properties {
			p := &o.typ.Properties[i]
			c := compiler{prop: p}
			if c.filterable() != nil && p.Kind != odata.KindOther && p.Kind != odata.KindDuration || function != "" && p.Kind != odata.KindString && p.Kind != odata.KindEnum {
				continue
			}
			name := lower(p.Name)
			if strings.HasPrefix(name, typed) == begins && strings.Contains(name, typed) {
				o.add(p.Name, p.Kind.String())
			}
		}
	}
}

func (o *offering) functions() {
	for _, f := range [][2]string{{"contains(", "contains(field,'text')"}, {"startswith(", "startswith(field,'text')"}, {"endswith(", "endswith(field,'text')"}} {
		if strings.HasPrefix(f[0], lower(o.typed)) {
			o.add(f[0], f[1])
		}
	}
}

func (o *offering) operators(p *odata.Property) {
	ops := []string{"eq", "ne", "gt", "ge", "lt", "le"}
	if p.Kind == odata.KindBool || p.Kind == odata.KindGUID {
		ops = ops[:2]
	}
	meaning := map[string]string{"eq": "equal", "ne": "not equal", "gt": "greater", "ge": "greater or equal", "lt": "less", "le": "less or equal"}
	for _, op := range ops {
		if strings.HasPrefix(op, lower(o.typed)) {
			o.add(op, meaning[op])
		}
	}
}

func (o *offering) words(words ...string) {
	for _, w := range words {
		if strings.HasPrefix(w, lower(o.typed)) {
			o.add(w, "")
		}
	}
}

// values proposes what a field can hold.
func (o *offering) values(p *odata.Property, called bool) {
	if p == nil {
		return
	}
	c := compiler{prop: p, env: o.env}
	typed := lower(strings.TrimPrefix(o.typed, "'"))
	switch p.Kind {
	case odata.KindBool:
		o.words("true", "false")
	case odata.KindEnum:
		if p.Enum == nil {
			return
		}
		for _, begins := range []bool{true, false} {
			for _, m := range p.Enum.Members {
				name := lower(memberLabel(m))
				if strings.HasPrefix(name, typed) == begins && strings.Contains(name, typed) {
					o.add(odata.String(m.Name), spoken(c.label(m), m.Name))
				}
			}
		}
	case odata.KindDate, odata.KindDateTime:
		if !called {
			o.days(&c, typed)
		}
	case odata.KindString:
		if o.typed == "" {
			o.add("''", "a text stands in quotes")
		}
	}
}

// spoken is a caption where it says more than the name.
func spoken(caption, name string) string {
	if caption == name {
		return ""
	}
	return caption
}

// days proposes days by their words, as OData has them.
func (o *offering) days(c *compiler, typed string) {
	if typed != "" && unicode.IsDigit([]rune(typed)[0]) {
		return
	}
	if !c.knowsToday() {
		return
	}
	var seen []string
	for _, text := range dayOffers() {
		if !strings.HasPrefix(lower(text), typed) || text == "''" {
			continue
		}
		d, err := c.days(value{}, text)
		if err != nil || d.blank {
			continue
		}
		literal := odata.Date(d.first)
		if c.prop.Kind == odata.KindDateTime {
			literal = odata.DateTime(midnight(d.first, c.env.zone()))
		}
		if !slices.Contains(seen, literal) {
			seen = append(seen, literal)
			o.add(literal, text)
		}
	}
}
