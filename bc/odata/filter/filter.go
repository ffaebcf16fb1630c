package filter

import (
	"strings"

	"bctui/bc/odata"
)

// Filter is an expression of the filter language on one property, understood. The zero value lets everything through.
type Filter struct {
	expr  string
	prop  *odata.Property
	cond  *cond
	words phrase
	notes []string
}

// Expr is the expression as it was typed.
func (f Filter) Expr() string { return f.expr }

// Property is what the filter is on; nil for the zero value.
func (f Filter) Property() *odata.Property { return f.prop }

// OData is the filter as $filter has it, not percent-encoded. It is "" where everything passes.
func (f Filter) OData() string { return f.cond.String() }

// IsZero tells whether the filter lets everything through.
func (f Filter) IsZero() bool { return f.cond == nil || f.cond.join == joinAll }

// Notes are remarks on an expression that is right, but may not be what was meant: a range that is empty, a date formula
// that stands for one day.
func (f Filter) Notes() []string { return f.notes }

// NeedsNested tells whether the request must carry $schemaversion=2.1, which odata.Query sees to; it is so only where
// Env.Nested allowed it.
func (f Filter) NeedsNested() bool { return odata.Nested(f.OData()) }

// Combine joins filters by `and`, each in parentheses where it has alternatives. The error is a *TooLong.
func Combine(filters []Filter) (string, error) {
	parts := make([]*cond, 0, len(filters))
	for _, f := range filters {
		if !f.IsZero() {
			parts = append(parts, f.cond)
		}
	}
	text := all(parts...).String()
	if n := Length(text); n > odata.MaxQuery {
		return text, &TooLong{Length: n, Limit: odata.MaxQuery}
	}
	return text, nil
}

// Join gives what must hold where a filter written as OData and others come together. The error is a *TooLong.
func Join(raw string, filters []Filter) (string, error) {
	text, err := Combine(filters)
	switch {
	case err != nil || raw == "":
		return text, err
	case text == "":
		return raw, nil
	case strings.Contains(raw, " or "):
		return "(" + raw + ") and " + text, nil
	}
	return raw + " and " + text, nil
}

// Explain says a filter in words, without the name of its property: "from 21 Oct 2026 (30 days ago) up to 20 Nov 2026
// (today)". It is "anything" for a filter that lets everything through.
func Explain(f Filter) string {
	if f.IsZero() {
		return "anything"
	}
	return f.words.text
}

type join uint8

const (
	joinNone join = iota // a leaf
	joinAnd
	joinOr
	joinAll // everything passes
)

// cond is a condition as OData has it.
type cond struct {
	join  join
	parts []*cond
	text  string
}

// Not inlined: fifty places, 6 kB of the program.
//
//go:noinline
func leaf(text string) *cond { return &cond{text: text} }

// all is what passes every part, with nested ones taken in and those that pass everything left out.
func all(parts ...*cond) *cond { return joined(joinAnd, parts) }

// either is what passes some part.
func either(parts ...*cond) *cond {
	for _, p := range parts {
		if p.join == joinAll {
			return p
		}
	}
	return joined(joinOr, parts)
}

// Not inlined: 7 kB of the program.
//
//go:noinline
func joined(how join, parts []*cond) *cond {
	flat := make([]*cond, 0, len(parts))
	for _, p := range parts {
		switch p.join {
		case joinAll:
		case how:
			flat = append(flat, p.parts...)
		default:
			flat = append(flat, p)
		}
	}
	switch len(flat) {
	case 0:
		return &cond{join: joinAll}
	case 1:
		return flat[0]
	}
	return &cond{join: how, parts: flat}
}

func (c *cond) String() string {
	if c == nil {
		return ""
	}
	var b strings.Builder
	c.write(&b)
	return b.String()
}

func (c *cond) write(b *strings.Builder) {
	if c.join == joinNone {
		b.WriteString(c.text)
		return
	}
	word := " and "
	if c.join == joinOr {
		word = " or "
	}
	for i, p := range c.parts {
		if i > 0 {
			b.WriteString(word)
		}
		if p.join != joinNone { // the other word: the precedence is known, the parentheses are for people
			b.WriteByte('(')
			p.write(b)
			b.WriteByte(')')
			continue
		}
		p.write(b)
	}
}

// phrase is a condition in words.
type phrase struct {
	text string
	join join
}

func say(text string) phrase { return phrase{text: text} }

// sayJoined puts phrases together; a comma parts what is grouped.
func sayJoined(how join, parts []phrase) phrase {
	if len(parts) == 1 {
		return parts[0]
	}
	word, comma := " and ", false
	if how == joinOr {
		word = " or "
	}
	for _, p := range parts {
		comma = comma || p.join != joinNone && p.join != how
	}
	if comma {
		word = "," + word
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.text
		if comma && p.join == joinOr && how == joinAnd {
			texts[i] = "either " + p.text
		}
	}
	return phrase{text: strings.Join(texts, word), join: how}
}
