package filter

import (
	"math/big"

	"bctui/bc/odata"
)

// compare makes a condition of a comparison, by the kind of the property.
func (c *compiler) compare(x comparison) (*cond, phrase, *Error) {
	if x.fold && !textual(c.prop) {
		return nil, phrase{}, &Error{Pos: x.pos, Len: 1, Text: "@ is for texts", Hint: "leave it out: a " + c.prop.Kind.String() + " has no upper and lower case",
			Fix: c.with(x.pos, x.end, dropFold(c.src[x.pos:x.end]))}
	}
	switch c.prop.Kind {
	case odata.KindString:
		return c.compareText(x)
	case odata.KindEnum:
		return c.compareEnum(x)
	case odata.KindBool:
		return c.compareBool(x)
	case odata.KindGUID:
		return c.compareGUID(x)
	}
	return c.compareOrdered(x)
}

func dropFold(src []rune) string {
	out := make([]rune, 0, len(src))
	for _, r := range src {
		if r != '@' {
			out = append(out, r)
		}
	}
	return string(out)
}

// reach is what a value of an ordered kind covers: one point, or all from `from` to `to`, or to what comes before
// `before`. The three are literals.
type reach struct {
	from, to, before string
	words, note      string
	low, high        *big.Rat // for telling whether a range is empty
	blank            bool
	point            bool // one point of time, not a day
	many             bool // several days
}

func (r reach) single() bool { return r.before == "" && r.from == r.to }

// The four conditions on an ordered property.
func (c *compiler) less(r reach) *cond    { return leaf(c.prop.Name + " lt " + r.from) }
func (c *compiler) atLeast(r reach) *cond { return leaf(c.prop.Name + " ge " + r.from) }

func (c *compiler) more(r reach) *cond {
	if r.before != "" {
		return leaf(c.prop.Name + " ge " + r.before)
	}
	return leaf(c.prop.Name + " gt " + r.to)
}

func (c *compiler) atMost(r reach) *cond {
	if r.before != "" {
		return leaf(c.prop.Name + " lt " + r.before)
	}
	return leaf(c.prop.Name + " le " + r.to)
}

// compareOrdered does numbers, dates and times.
func (c *compiler) compareOrdered(x comparison) (*cond, phrase, *Error) {
	if x.span {
		return c.compareSpan(x)
	}
	r, err := c.reach(x.lo)
	if err != nil {
		return nil, phrase{}, err
	}
	say := c.speaker(r)
	if r.note != "" && (x.op == "=" || x.op == "<>") {
		c.note(r.note)
	}
	switch x.op {
	case "<>":
		if r.single() {
			return leaf(c.prop.Name + " ne " + r.from), say("ne"), nil
		}
		return either(c.less(r), c.more(r)), say("ne"), nil
	case "<":
		return c.less(r), say("lt"), nil
	case "<=":
		return c.atMost(r), say("le"), nil
	case ">":
		return c.more(r), say("gt"), nil
	case ">=":
		return c.atLeast(r), say("ge"), nil
	}
	if r.single() {
		return leaf(c.prop.Name + " eq " + r.from), say("eq"), nil
	}
	return all(c.atLeast(r), c.atMost(r)), say("eq"), nil
}

func (c *compiler) compareSpan(x comparison) (*cond, phrase, *Error) {
	var lo, hi reach
	var err *Error
	defer func() { c.edge = edgeNone }()
	if c.edge = edgeLow; x.from {
		if lo, err = c.reach(x.lo); err != nil {
			return nil, phrase{}, err
		}
	}
	if c.edge = edgeHigh; x.to {
		if hi, err = c.reach(x.hi); err != nil {
			return nil, phrase{}, err
		}
	}
	not := x.op == "<>"
	dates := c.prop.Kind != odata.KindDecimal && c.prop.Kind != odata.KindInt
	switch {
	case !x.to && not:
		return c.less(lo), c.speaker(lo)("lt"), nil
	case !x.to:
		return c.atLeast(lo), c.speaker(lo)("ge"), nil
	case !x.from && not:
		return c.more(hi), c.speaker(hi)("gt"), nil
	case !x.from:
		return c.atMost(hi), c.speaker(hi)("le"), nil
	}
	if lo.low.Cmp(hi.high) > 0 {
		c.note("the range is empty: " + lo.words + " comes after " + hi.words)
	}
	words := lo.words + " to " + hi.words
	if dates {
		words = "from " + lo.words + " up to " + hi.words
	}
	if not {
		return either(c.less(lo), c.more(hi)), say("outside " + lo.words + " to " + hi.words), nil
	}
	return all(c.atLeast(lo), c.atMost(hi)), say(words), nil
}

// speaker puts a comparison with a value into words.
func (c *compiler) speaker(r reach) func(op string) phrase {
	return func(op string) phrase {
		if r.blank && op == "eq" {
			return say("is blank")
		}
		if r.blank && op == "ne" {
			return say("is not blank")
		}
		if c.prop.Kind.Numeric() {
			switch op {
			case "ne":
				return say("is not " + r.words)
			case "lt":
				return say("below " + r.words)
			case "le":
				return say("up to " + r.words)
			case "gt":
				return say("above " + r.words)
			case "ge":
				return say(r.words + " or more")
			}
			return say("is " + r.words)
		}
		on := "on "
		if r.point {
			on = "at "
		} else if r.many {
			on = "in "
		}
		switch op {
		case "ne":
			return say("not " + on + r.words)
		case "lt":
			return say("before " + r.words)
		case "le":
			return say("up to " + r.words)
		case "gt":
			return say("after " + r.words)
		case "ge":
			return say("from " + r.words + " on")
		}
		return say(on + r.words)
	}
}

// longestValue is more characters than anybody writes a number or date with.
const longestValue = 100

// reach reads a value of an ordered kind.
func (c *compiler) reach(v value) (reach, *Error) {
	switch {
	case v.wild():
		return reach{}, c.noWildcards(v)
	case len(v.chars) > longestValue:
		return reach{}, c.wrong(v, "this is too long for a "+c.prop.Kind.String(), "join several values with |", "")
	}
	switch c.prop.Kind {
	case odata.KindDecimal, odata.KindInt:
		return c.number(v)
	case odata.KindDate:
		return c.date(v)
	case odata.KindTime:
		return c.clock(v)
	}
	return c.moment(v)
}

func (c *compiler) noWildcards(v value) *Error {
	hint := "write a range: from..to"
	switch c.prop.Kind {
	case odata.KindDecimal, odata.KindInt:
		hint = "write a range: 100..199"
	case odata.KindDate, odata.KindDateTime:
		hint = "write a range: " + c.dateText(c.yearStart()) + ".." + c.dateText(c.yearStart().AddDate(1, 0, -1))
	case odata.KindGUID:
		hint = "write the whole GUID"
	}
	return c.wrong(v, "* and ? are for texts; "+c.prop.Name+" is a "+c.prop.Kind.String(), hint, "")
}
