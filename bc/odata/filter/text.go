package filter

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bctui/bc/odata"
)

// compareText makes a condition on a text.
func (c *compiler) compareText(x comparison) (*cond, phrase, *Error) {
	for _, v := range []value{x.lo, x.hi} {
		if err := c.token(v); err != nil {
			return nil, phrase{}, err
		}
	}
	field, fold := c.prop.Name, ""
	if x.fold {
		field, fold = "tolower("+field+")", ", ignoring case"
	}
	if x.span {
		return c.textSpan(x, field, fold)
	}
	text := x.lo.String()
	c.textNotes(x)
	switch {
	case x.pattern() && x.op == "=":
		return c.pattern(x)
	case x.pattern() && x.op == "<>":
		return c.notPattern(x)
	case x.pattern():
		return nil, phrase{}, c.wrong(x.lo, "a wildcard can't stand after "+x.op, "put the text in quotes if it holds * or ?", odata.String(text))
	}
	literal := c.textLiteral(text, x.fold)
	if text == "" {
		switch x.op {
		case "=":
			return leaf(field + " eq ''"), say("is blank"), nil
		case "<>":
			return leaf(field + " ne ''"), say("is not blank"), nil
		}
	}
	ops := map[string][2]string{"=": {"eq", "is "}, "<>": {"ne", "is not "}, "<": {"lt", "before "}, "<=": {"le", "up to "}, ">": {"gt", "after "}, ">=": {"ge", "from "}}
	op := ops[x.op]
	words := op[1] + quoted(text) + fold
	if x.op == ">=" {
		words += " on"
	}
	return leaf(field + " " + op[0] + " " + literal), say(words), nil
}

// pattern tells whether the wildcards of a value count. In quotes they do not after an = of its own, and where no pattern
// could stand.
func (x comparison) pattern() bool {
	return x.lo.wild() && (!x.lo.quotes || !x.exact && (x.op == "=" || x.op == "<>"))
}

func (c *compiler) textLiteral(text string, fold bool) string {
	if fold {
		text = lower(text)
	}
	return odata.String(text)
}

// lower folds letter by letter, as tolower does.
func lower(s string) string { return strings.Map(unicode.ToLower, s) }

func (c *compiler) textSpan(x comparison, field, fold string) (*cond, phrase, *Error) {
	for _, v := range []value{x.lo, x.hi} {
		if v.wild() && !v.quotes {
			return nil, phrase{}, c.wrong(v, "a wildcard can't stand in a range", "put the text in quotes if it holds * or ?", odata.String(v.String()))
		}
	}
	lo, hi := leaf(field+" ge "+c.textLiteral(x.lo.String(), x.fold)), leaf(field+" le "+c.textLiteral(x.hi.String(), x.fold))
	if x.op == "<>" {
		lo, hi = leaf(field+" lt "+c.textLiteral(x.lo.String(), x.fold)), leaf(field+" gt "+c.textLiteral(x.hi.String(), x.fold))
	}
	from, to := quoted(x.lo.String()), quoted(x.hi.String())
	numbers := c.digits(x.lo) && c.digits(x.hi) && len(x.lo.chars) != len(x.hi.chars)
	if numbers {
		c.note(c.prop.Name + " is a text: it is sorted letter by letter, so 10000 comes before 2")
	}
	switch {
	case x.op == "<>" && !x.to:
		return lo, say("before " + from + fold), nil
	case x.op == "<>" && !x.from:
		return hi, say("after " + to + fold), nil
	case x.op == "<>":
		return either(lo, hi), say("outside " + from + " to " + to + fold), nil
	case !x.to:
		return lo, say("from " + from + " on" + fold), nil
	case !x.from:
		return hi, say("up to " + to + fold), nil
	}
	if !numbers && strings.Compare(lower(x.lo.String()), lower(x.hi.String())) > 0 {
		c.note("the range is empty: " + from + " comes after " + to)
	}
	return all(lo, hi), say("from " + from + " to " + to + fold), nil
}

func (c *compiler) digits(v value) bool { return !v.blank() && onlyDigits(v.String()) }

// token refuses what the client, and not the service, turns into values.
func (c *compiler) token(v value) *Error {
	if v.quotes || len(v.chars) < 2 || v.chars[0].r != '%' {
		return nil
	}
	name := strings.ToLower(strings.TrimPrefix(v.String(), "%"))
	hint := ""
	switch name {
	case "me", "user", "userid":
		hint = "write the user name, as it stands in the rows"
	case "company", "companyname":
		hint = "write the name of the company"
	case "mycustomers", "myitems", "myvendors":
		hint = "write the numbers: 10000|20000"
	default:
		return nil
	}
	return c.wrong(v, "%"+name+" is known to the client of Business Central, not to its service", hint+"; put it in quotes if it is the text itself", "'%"+name+"'")
}

func (c *compiler) textNotes(x comparison) {
	n := utf8.RuneCountInString(x.lo.String())
	if c.prop.MaxLength > 0 && x.op == "=" && !x.lo.wild() && n > c.prop.MaxLength {
		c.note(c.prop.Name + " holds " + strconv.Itoa(c.prop.MaxLength) + " characters, and this text has " + strconv.Itoa(n))
	}
	if text := x.lo.chars; len(text) > 1 && strings.ContainsRune("\"“„”", text[0].r) && strings.ContainsRune("\"“”", text[len(text)-1].r) && !text[0].quoted {
		c.note("the double quotes are a part of the text; what stands in quotes is written 'so'")
	}
	if x.lo.wild() && x.exact && x.lo.quotes {
		c.note("the service may still read * and ? as wildcards")
	}
}

// glob is a text with wildcards: literal pieces with * between them.
type glob struct {
	pieces          []string
	open, trailing  bool // a * stands before the first, behind the last piece
	marks           int  // how many ?
	firstMark       int  // its place in the expression
	stars, nonBlank bool // there is a *; the whole is one ? with * around it, which is "not blank"
}

func readGlob(v value) glob {
	g := glob{}
	piece := ""
	only := true
	for i, ch := range v.chars {
		switch ch.r {
		case '*':
			g.stars = true
			if i == 0 {
				g.open = true
			}
			g.trailing = i == len(v.chars)-1
			if piece != "" {
				g.pieces = append(g.pieces, piece)
			}
			piece = ""
			continue
		case '?':
			if g.marks == 0 {
				g.firstMark = ch.pos
			}
			g.marks++
			continue
		}
		only = false
		piece += string(ch.r)
	}
	if piece != "" {
		g.pieces = append(g.pieces, piece)
	}
	g.nonBlank = only && g.marks == 1 && g.stars
	return g
}

// pattern makes a condition of a text with wildcards, or says why none is the same.
func (c *compiler) pattern(x comparison) (*cond, phrase, *Error) {
	g := readGlob(x.lo)
	switch {
	case g.nonBlank:
		return leaf(c.prop.Name + " ne ''"), say("is not blank"), nil
	case g.marks > 0:
		e := &Error{Pos: g.firstMark, Len: 1, Text: "the service knows no wildcard for a single character",
			Hint: "write * for ?, which finds more, or name the texts: A1|A2|A3"}
		if raw := c.raw(x.lo); strings.HasPrefix(raw, "'") {
			e.Hint, e.Fix = "quotes do not take its meaning from it; = before them does", c.with(x.lo.pos, x.lo.end, "="+raw)
		} else if starred := strings.ReplaceAll(strings.ReplaceAll(c.raw(x.lo), "?", "*"), "**", "*"); strings.Trim(starred, "*") != "" {
			e.Fix = c.with(x.lo.pos, x.lo.end, starred)
		}
		return nil, phrase{}, e
	case len(g.pieces) == 0:
		return all(), say("anything"), nil
	case x.fold && !c.env.Nested:
		return nil, phrase{}, c.noFold(x, g)
	}
	pieces := g.pieces
	if x.fold {
		pieces = make([]string, len(g.pieces))
		for i, p := range g.pieces {
			pieces[i] = lower(p)
		}
	}
	conds, ok := c.globConds(g, pieces, x.fold)
	if !ok {
		return nil, phrase{}, c.noOrder(x, g)
	}
	return all(conds...), say(globWords(g, x.fold)), nil
}

// raw is a value as it was typed.
func (c *compiler) raw(v value) string { return string(c.src[v.pos:v.end]) }

// globConds is a pattern by startswith, contains and endswith, none of which knows where the others matched. ok is false
// where that would let through texts in which they overlap or come in another order.
func (c *compiler) globConds(g glob, pieces []string, fold bool) (conds []*cond, ok bool) {
	field := c.prop.Name
	if fold {
		field = "tolower(" + field + ")"
	}
	call := func(function, text string) *cond {
		return leaf(function + "(" + field + "," + odata.String(text) + ")")
	}
	last := len(pieces) - 1
	middle := []string{}
	for i, p := range pieces {
		switch {
		case i == 0 && !g.open:
			conds = append(conds, call("startswith", p))
		case i == last && !g.trailing:
		default:
			conds = append(conds, call("contains", p))
			middle = append(middle, p)
		}
	}
	if !g.trailing {
		conds = append(conds, call("endswith", pieces[last]))
	}
	if len(middle) > 1 {
		return nil, false
	}
	if len(middle) == 1 {
		return conds, (g.open || !meets(pieces[0], middle[0], pieces[0])) && (g.trailing || !meets(middle[0], pieces[last], pieces[last]))
	}
	if !g.open && !g.trailing && last == 1 {
		// A*B: texts too short for both are the few in which the end of A is the beginning of B. They are named.
		for _, short := range overlaps(pieces[0], pieces[1]) {
			conds = append(conds, leaf(field+" ne "+odata.String(short)))
		}
	}
	return conds, true
}

// meets tells whether a part that may stand anywhere can be found where a does not end before b begins. fixed is the one
// of the two that has its place at the start or the end of the text.
func meets(a, b, fixed string) bool {
	free := a
	if fixed == a {
		free = b
	}
	return strings.Contains(fixed, free) || len(overlaps(a, b)) > 0
}

// overlaps gives the texts shorter than a and b together that begin with a and end with b.
func overlaps(a, b string) []string {
	var out []string
	for k := 1; k <= min(len(a), len(b)); k++ {
		if strings.HasSuffix(a, b[:k]) {
			out = append(out, a+b[k:])
		}
	}
	return out
}

// noOrder says that a pattern can't be said exactly, and offers one that finds more.
func (c *compiler) noOrder(x comparison, g glob) *Error {
	parts := make([]string, 0, len(g.pieces))
	last := len(g.pieces) - 1
	fold := ""
	if x.fold {
		fold = "@"
	}
	first, end := "", ""
	for i, p := range g.pieces {
		p = quoteText(p)
		switch {
		case i == 0 && !g.open:
			first = p + "*"
		case i == last && !g.trailing:
			end = "*" + p
		case !slices.Contains(parts, fold+"*"+p+"*"):
			parts = append(parts, fold+"*"+p+"*")
		}
	}
	if end != "" {
		parts = append([]string{fold + end}, parts...)
	}
	if first != "" {
		parts = append([]string{fold + first}, parts...)
	}
	fix := strings.Join(parts, "&")
	e := c.wrong(x.lo, "the service can't be asked in which order parts of a text come", "write "+fix+", which finds them in any order", "")
	e.Fix = c.with(x.pos, x.end, fix)
	return e
}

// noFold says that a wildcard and @ don't go together, and offers the usual spellings.
func (c *compiler) noFold(x comparison, g glob) *Error {
	build := func(change func(string) string) string {
		var b strings.Builder
		for i, p := range g.pieces {
			if i > 0 || g.open {
				b.WriteByte('*')
			}
			b.WriteString(quoteText(change(p)))
		}
		if g.trailing {
			b.WriteByte('*')
		}
		return b.String()
	}
	same := func(s string) string { return s }
	var spellings []string
	for _, change := range []func(string) string{same, title, lower, strings.ToUpper} {
		if s := build(change); !slices.Contains(spellings, s) {
			spellings = append(spellings, s)
		}
	}
	fix := strings.Join(spellings, "|")
	e := &Error{Pos: x.pos, Len: x.end - x.pos, Text: "the service can't search without regard to case and by a part of the text at once",
		Hint: "name the spellings: " + fix}
	if len(c.src) > x.end-x.pos && len(spellings) > 1 {
		fix = "(" + fix + ")"
	}
	e.Fix = c.with(x.pos, x.end, fix)
	return e
}

// notPattern is <> with wildcards: the service has no way to say it.
func (c *compiler) notPattern(x comparison) (*cond, phrase, *Error) {
	g := readGlob(x.lo)
	switch {
	case g.nonBlank:
		return leaf(c.prop.Name + " eq ''"), say("is blank"), nil
	case g.marks == 0 && len(g.pieces) == 0:
		return nil, phrase{}, c.wrong(x.lo, "<>* leaves nothing over", "write <>'' for all that are not blank", "''")
	}
	e := &Error{Pos: x.pos, Len: x.end - x.pos, Text: "the service can't be asked for texts that a pattern does not fit",
		Hint: "name what to leave out: <>A1&<>A2"}
	if len(g.pieces) == 1 && g.marks == 0 && (g.open || g.trailing) && !x.fold {
		call := map[bool]string{true: "contains", false: "endswith"}[g.trailing]
		if !g.open {
			call = "startswith"
		}
		e.Hint += ", or try " + call + "(" + c.prop.Name + "," + odata.String(g.pieces[0]) + ") eq false as OData: it is in no list of what the service supports, so look at the rows"
	}
	if p := g.pieces; len(p) == 1 && !g.open && g.trailing && g.marks == 0 && !x.fold {
		if after, ok := successor(p[0]); ok {
			e.Fix = c.with(x.pos, x.end, "<"+quoteText(p[0])+"|>="+quoteText(after))
			e.Hint = "write <" + quoteText(p[0]) + "|>=" + quoteText(after) + ", which goes by the order of sorting"
			if len(c.src) > x.end-x.pos {
				e.Fix = c.with(x.pos, x.end, "(<"+quoteText(p[0])+"|>="+quoteText(after)+")")
			}
		}
	}
	return nil, phrase{}, e
}

// successor is the text that sorts next after all that begin with s, where letters and digits make that plain.
func successor(s string) (string, bool) {
	last := s[len(s)-1]
	if last >= '0' && last < '9' || last >= 'a' && last < 'z' || last >= 'A' && last < 'Z' {
		return s[:len(s)-1] + string(rune(last+1)), true
	}
	return "", false
}

func globWords(g glob, fold bool) string {
	var words []string
	last := len(g.pieces) - 1
	for i, p := range g.pieces {
		p = quoted(p)
		switch {
		case i == 0 && !g.open:
			words = append(words, "begins with "+p)
		case i == last && !g.trailing:
			words = append(words, "ends in "+p)
		default:
			words = append(words, "holds "+p)
		}
	}
	if len(g.pieces) == 1 && !g.open && !g.trailing {
		words = []string{"begins and ends with " + quoted(g.pieces[0])}
	}
	text := strings.Join(words, " and ")
	if fold {
		text += ", ignoring case"
	}
	return text
}
