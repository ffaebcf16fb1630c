package filter

import (
	"strconv"
	"strings"
	"unicode"

	"bctui/bc/catalog"
	"bctui/bc/odata"
)

// compareBool makes a condition on a yes or no.
func (c *compiler) compareBool(x comparison) (*cond, phrase, *Error) {
	if x.span || x.op != "=" && x.op != "<>" {
		return nil, phrase{}, &Error{Pos: x.pos, Len: x.end - x.pos, Text: c.prop.Name + " is yes or no, and none is greater", Hint: "write yes, no or <>yes"}
	}
	s := strings.ToLower(strings.TrimSpace(x.lo.String()))
	truth := ""
	for _, w := range []struct{ words, truth string }{
		{"yes true 1 on ja j y t oui si sí sì sim tak ano igen evet kyllä wahr vrai vero verdadero da", "true"},
		{"no false 0 off nein nej nee nei n f non não nao nie ne nem hayır ei falsch faux falso", "false"},
	} {
		for word := range strings.FieldsSeq(w.words) {
			if word == s {
				truth = w.truth
			}
		}
	}
	if truth == "" {
		text := quoted(s) + " is neither yes nor no"
		if s == "" {
			text = c.prop.Name + " is never blank"
		}
		fix := "yes"
		if s == "" || strings.HasPrefix(s, "n") || strings.HasPrefix(s, "f") {
			fix = "no"
		}
		return nil, phrase{}, c.wrong(x.lo, text, "write yes or no", fix)
	}
	op, not := " eq ", ""
	if x.op == "<>" {
		op, not = " ne ", "not "
	}
	word := map[string]string{"true": "yes", "false": "no"}[truth]
	return leaf(c.prop.Name + op + truth), say("is " + not + word), nil
}

// compareGUID makes a condition on a GUID, which is equal or not.
func (c *compiler) compareGUID(x comparison) (*cond, phrase, *Error) {
	if x.span || x.op != "=" && x.op != "<>" {
		return nil, phrase{}, &Error{Pos: x.pos, Len: x.end - x.pos, Text: "GUIDs are in no order that means anything", Hint: "write the GUID alone, or <> before it"}
	}
	if x.lo.wild() {
		return nil, phrase{}, c.noWildcards(x.lo)
	}
	s := strings.TrimSpace(x.lo.String())
	op, not := " eq ", "is "
	if x.op == "<>" {
		op, not = " ne ", "is not "
	}
	if s == "" || s == odata.EmptyGUID {
		return leaf(c.prop.Name + op + odata.EmptyGUID), say(not + "blank"), nil
	}
	literal, ok := odata.GUID(s)
	if bare := strings.Trim(s, "{}"); !ok && len(bare) == 32 {
		literal, ok = odata.GUID(bare[:8] + "-" + bare[8:12] + "-" + bare[12:16] + "-" + bare[16:20] + "-" + bare[20:])
	}
	if !ok {
		return nil, phrase{}, c.wrong(x.lo, quoted(s)+" is no GUID", "a GUID has 32 digits from 0 to f, in groups of 8-4-4-4-12; '' is blank", forBlank(s))
	}
	return leaf(c.prop.Name + op + literal), say(not + literal), nil
}

// compareEnum makes a condition on an option. The members are known, so patterns and ranges are written out.
func (c *compiler) compareEnum(x comparison) (*cond, phrase, *Error) {
	if c.prop.Enum == nil || len(c.prop.Enum.Members) == 0 {
		if x.span || x.pattern() {
			return nil, phrase{}, &Error{Pos: x.pos, Len: x.end - x.pos, Text: "the members of " + c.prop.Name + " are not known", Hint: "write one of them as it stands in the rows"}
		}
		return c.compareText(comparison{op: x.op, exact: true, lo: x.lo, pos: x.pos, end: x.end})
	}
	members := c.prop.Enum.Members
	chosen := make([]bool, len(members))
	switch {
	case x.span:
		first, last := 0, len(members)-1
		for _, end := range []struct {
			there bool
			v     value
			place *int
		}{{x.from, x.lo, &first}, {x.to, x.hi, &last}} {
			if !end.there {
				continue
			}
			i, err := c.member(end.v)
			if err != nil {
				return nil, phrase{}, err
			}
			*end.place = i
		}
		for i := first; i <= last; i++ {
			chosen[i] = true
		}
	case x.pattern():
		if x.op != "=" && x.op != "<>" {
			return nil, phrase{}, c.wrong(x.lo, "a wildcard can't stand after "+x.op, "write the member in full", "")
		}
		for i, m := range members {
			for _, name := range c.names(m) {
				chosen[i] = chosen[i] || globMatch(x.lo.chars, []rune(strings.TrimSpace(name)))
			}
		}
	default:
		i, err := c.member(x.lo)
		if err != nil {
			return nil, phrase{}, err
		}
		for j := range members {
			switch x.op {
			case "<":
				chosen[j] = j < i
			case "<=":
				chosen[j] = j <= i
			case ">":
				chosen[j] = j > i
			case ">=":
				chosen[j] = j >= i
			default:
				chosen[j] = j == i
			}
		}
	}
	return c.listMembers(x, chosen)
}

// listMembers writes chosen members out.
func (c *compiler) listMembers(x comparison, chosen []bool) (*cond, phrase, *Error) {
	var conds []*cond
	var names []string
	op, not := " eq ", "is "
	if x.op == "<>" {
		op, not = " ne ", "is not "
	}
	for i, m := range c.prop.Enum.Members {
		if chosen[i] {
			conds = append(conds, leaf(c.prop.Name+op+odata.String(m.Name)))
			names = append(names, c.label(m))
		}
	}
	switch {
	case len(conds) == 0:
		return nil, phrase{}, &Error{Pos: x.pos, Len: x.end - x.pos, Text: "none of the values of " + c.prop.Name + " fits", Hint: "they are " + c.memberList()}
	case len(conds) == 1:
		return conds[0], say(not + names[0]), nil
	case x.op == "<>":
		return all(conds...), say("is neither " + strings.Join(names, " nor ")), nil
	}
	return either(conds...), phrase{text: "is " + strings.Join(names, " or "), join: joinOr}, nil
}

// names are all that a member is called, the best one first.
func (c *compiler) names(m odata.EnumMember) []string {
	names := []string{m.Name, memberLabel(m)}
	if caption := c.env.caption(c.prop, m); caption != "" {
		names = append(names, caption)
	}
	return names
}

func memberLabel(m odata.EnumMember) string {
	if m.Label != "" {
		return m.Label
	}
	return odata.DecodeName(m.Name)
}

// label is the name for people.
func (c *compiler) label(m odata.EnumMember) string {
	label := memberLabel(m)
	if caption := c.env.caption(c.prop, m); strings.TrimSpace(caption) != "" {
		label = caption
	}
	if strings.TrimSpace(label) == "" {
		return "blank"
	}
	return label
}

// member finds the place of a member by any of its names: exactly, then in any case, then by its number.
func (c *compiler) member(v value) (int, *Error) {
	s := strings.TrimSpace(v.String())
	members := c.prop.Enum.Members
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for i, m := range members {
			for _, name := range c.names(m) {
				if same(strings.TrimSpace(name), s) {
					return i, nil
				}
			}
		}
	}
	for i, m := range members {
		if m.Value != "" && m.Value == s && !v.quotes {
			return i, nil
		}
	}
	var names []string
	begins := ""
	for i, m := range members {
		label := c.label(m)
		if !v.quotes && strings.EqualFold(label, s) { // blank, as a value without a name is called
			return i, nil
		}
		names = append(names, label)
		if s != "" && len(label) >= len(s) && strings.EqualFold(label[:len(s)], s) {
			begins = label
		}
	}
	fix := catalog.Nearest(s, names)
	if fix == "" {
		fix = begins
	}
	if fix != "" {
		fix = quoteText(fix)
	}
	return 0, c.wrong(v, quoted(s)+" is no value of "+c.prop.Name, "the values are "+c.memberList(), fix)
}

// memberList names the members, but not hundreds of them.
func (c *compiler) memberList() string {
	const most = 12
	var names []string
	for i, m := range c.prop.Enum.Members {
		if i == most {
			names = append(names, "and "+strconv.Itoa(len(c.prop.Enum.Members)-most)+" more")
			break
		}
		names = append(names, c.label(m))
	}
	return strings.Join(names, ", ")
}

// globMatch tells whether a text fits a pattern, in any case.
func globMatch(pattern []char, text []rune) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p].r == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p].r == '?' || unicode.ToLower(pattern[p].r) == unicode.ToLower(text[t])):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p].r == '*' {
		p++
	}
	return p == len(pattern)
}
