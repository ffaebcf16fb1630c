package filter

import (
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"bctui/bc/odata"
)

// Problem is something in a hand-written $filter that the service would refuse, or pass over without a word.
type Problem struct {
	Pos, Len int    // runes
	Text     string // what is wrong
	Hint     string // why, or the way round
	// Fix is the whole filter with this mended, "" when there is no sure way. It may have other problems still.
	Fix string
	// Warning is true where it is not known whether the service takes it: it is in no list of what it supports.
	Warning bool
	// Silent is true where the service would not refuse it but leave it out, and send rows that were not asked for.
	Silent bool
}

func (p Problem) String() string {
	if p.Hint == "" {
		return p.Text
	}
	return p.Text + "; " + p.Hint
}

// mostProblems is how many Check tells of at once: who has more has something else than a filter.
const mostProblems = 20

// Check looks over an OData filter that was written by hand, before it is sent (reference 5). An empty one is right. The
// problems are in the order of their places; a filter without any is one that the service takes, with the $schemaversion
// that odata.Query adds for functions within functions.
func Check(raw string, t *odata.EntityType) []Problem { return check(raw, t, false) }

// CheckPlain is Check for a service that does not know functions within functions.
func CheckPlain(raw string, t *odata.EntityType) []Problem { return check(raw, t, true) }

func check(raw string, t *odata.EntityType, plain bool) []Problem {
	if !utf8.ValidString(raw) {
		return []Problem{{Text: "the filter holds bytes that are no text", Hint: "type it, or paste it as UTF-8"}}
	}
	c := &checker{src: []rune(raw), typ: t, plain: plain}
	if strings.TrimSpace(raw) == "" {
		return nil
	}
	if p, ok := pasted(raw); ok {
		return []Problem{p}
	}
	if p, ok := option(raw); ok {
		return []Problem{p}
	}
	if n := Length(raw); n > odata.MaxQuery {
		return []Problem{{Len: len(c.src), Text: (&TooLong{Length: n, Limit: odata.MaxQuery}).Error()}}
	}
	if c.cut() {
		c.read()
	}
	sort.SliceStable(c.problems, func(i, j int) bool { return c.problems[i].Pos < c.problems[j].Pos })
	return c.problems[:min(len(c.problems), mostProblems)]
}

// pasted recognises a part of a URL.
func pasted(raw string) (Problem, bool) {
	_, after, found := strings.Cut(raw, "$filter=")
	if !found || strings.Contains(raw[:len(raw)-len(after)-len("$filter=")], "'") {
		return Problem{}, false
	}
	p := Problem{Len: len([]rune(raw)) - len([]rune(after)), Text: "this is a part of an address", Hint: "write the filter alone, without $filter="}
	value, _, _ := strings.Cut(after, "&$")
	if text, err := url.QueryUnescape(value); err == nil && strings.Contains(value, "%") {
		value = text
	}
	p.Fix = strings.TrimSpace(value)
	return p, true
}

// option recognises another part of a query, which stands in the filter or behind it.
func option(raw string) (Problem, bool) {
	at := -1
	quoted := false
	for i := 0; i < len(raw) && at < 0; i++ {
		switch {
		case raw[i] == '\'':
			quoted = !quoted
		case !quoted && raw[i] == '$' && (i == 0 || raw[i-1] == '&' || raw[i-1] == '?' || raw[i-1] == ' '):
			at = i
		}
	}
	if at < 0 {
		return Problem{}, false
	}
	name, _, found := strings.Cut(raw[at:], "=")
	name = strings.TrimSpace(name)
	if !found || len(name) < 2 || strings.Trim(strings.ToLower(name[1:]), "abcdefghijklmnopqrstuvwxyz") != "" {
		return Problem{}, false
	}
	pos := utf8.RuneCountInString(raw[:at])
	p := Problem{Pos: pos, Len: utf8.RuneCountInString(name), Text: name + " is another part of the query, not of the filter",
		Fix: strings.TrimRight(raw[:at], " &?")}
	switch strings.ToLower(name) {
	case "$search":
		p.Text, p.Silent = "the service passes over $search without a word, and sends all rows", true
		p.Hint = "filter a field: contains(field,'text'), or *text* on its column; or search in the rows that are loaded"
	case "$orderby":
		p.Hint = "sort by the column"
	case "$select":
		p.Hint = "choose the columns"
	case "$top", "$skip", "$count":
		p.Hint = "rows are read as they are needed, and counted"
	default:
		p.Hint = "write the filter alone"
	}
	return p, true
}

type checker struct {
	src      []rune
	toks     []rawToken
	i        int
	typ      *odata.EntityType
	problems []Problem
	depth    int
	stopped  bool // a mistake of grammar: what follows can't be read
	plain    bool // functions within functions are not known
	swaps    []swap
}

// problem adds one. fix stands for the runes, "" for none.
//
// Not inlined: eighty places, 37 kB of the program.
//
//go:noinline
func (c *checker) problem(pos, end int, text, hint, fix string) {
	p := Problem{Pos: pos, Len: end - pos, Text: text, Hint: hint}
	if fix != "" && len(c.problems) < mostProblems {
		p.Fix = string(c.src[:pos]) + fix + string(c.src[end:])
	}
	c.problems = append(c.problems, p)
}

func (c *checker) tok() rawToken { return c.toks[min(c.i, len(c.toks)-1)] }

// ahead is the token behind the next one.
func (c *checker) ahead() rawToken { return c.toks[min(c.i+1, len(c.toks)-1)] }

// text is how a part was written.
//
// Not inlined: forty places, 4 kB of the program.
//
//go:noinline
func (c *checker) text(pos, end int) string { return string(c.src[pos:end]) }

// stop notes a mistake of grammar.
func (c *checker) stop(t rawToken, text, hint string) {
	if c.stopped {
		return
	}
	c.stopped = true
	c.problem(t.pos, t.end, text, hint, "")
}

// part is what was read: a condition, a field with functions around it, or a value.
type part struct {
	pos, end int
	cond     bool
	unknown  bool // already complained of
	prop     *odata.Property
	call     string    // the function around the field
	lit      *rawToken // a value
	null     bool
	truth    bool // true or false
	enum     string
	fields   []string
	compare  string // op of a plain comparison of a field with a value, for turning it round
	parts    int    // how many conditions are joined in it
	cut      bool   // a function takes a part of the field's text
	may      may
}

func (c *checker) read() part {
	whole := c.or()
	if c.stopped {
		return whole
	}
	if t := c.tok(); t.kind != rawEnd {
		switch t.kind {
		case rawClose:
			c.stop(t, "this parenthesis closes nothing", "take it away")
			c.problems[len(c.problems)-1].Fix = c.text(0, t.pos) + c.text(t.end, len(c.src))
		case rawComma:
			c.stop(t, "a comma has no place here", "numbers have a point: 1234.50; lists are written with or: a eq 1 or a eq 2")
		default:
			c.stop(t, "and, or or an operator is missing before this", "operators are eq ne gt ge lt le; texts stand in quotes: 'New York'")
		}
		return whole
	}
	c.mustBeCondition(whole)
	return whole
}

func (c *checker) or() part { return c.joined("or", c.and) }

func (c *checker) and() part { return c.joined("and", c.comparison) }

func (c *checker) joined(word string, operand func() part) part {
	left := operand()
	for !c.stopped && c.isWord(word) {
		at := c.tok()
		c.i++
		right := operand()
		if c.stopped {
			return left
		}
		c.mustBeCondition(left)
		c.mustBeCondition(right)
		fields := slices.Clone(left.fields)
		for _, f := range right.fields {
			if !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
		if word == "or" && len(fields) > 1 && len(left.fields) > 0 && len(right.fields) > 0 {
			c.problem(at.pos, at.end, "or stands between conditions on different fields: "+strings.Join(fields, ", "),
				"the service joins by or only what is on one field; filter in two steps, or use and", "")
			fields = fields[:1]
		}
		left = part{pos: left.pos, end: right.end, cond: true, fields: fields, parts: left.parts + right.parts,
			may: joinMay(word, left.may, right.may)}
	}
	return left
}

// isWord tells whether the word comes next, also as people of other languages write it, which is a problem.
func (c *checker) isWord(word string) bool {
	t := c.tok()
	other := map[string]string{"and": "&& &", "or": "|| |"}[word]
	switch {
	case t.kind == rawName && t.text == word:
		return true
	case t.kind == rawName && strings.EqualFold(t.text, word), t.kind == rawSymbol && slices.Contains(strings.Fields(other), t.text):
		c.problem(t.pos, t.end, t.text+" is no word of OData", "write "+word, " "+word+" ")
		if p := &c.problems[len(c.problems)-1]; t.kind == rawName {
			p.Hint, p.Fix = "its words are written small: "+word, c.text(0, t.pos)+word+c.text(t.end, len(c.src))
		}
		return true
	}
	return false
}

// mustBeCondition complains of a field or value that stands alone.
func (c *checker) mustBeCondition(p part) {
	switch {
	case p.cond || p.unknown || c.stopped:
	case p.prop != nil && p.prop.Kind == odata.KindBool && p.call == "":
		c.problem(p.pos, p.end, "a field alone is no condition for the service", "write "+p.prop.Name+" eq true", p.prop.Name+" eq true")
	case p.prop != nil:
		c.problem(p.pos, p.end, "a comparison is missing", "write "+c.text(p.pos, p.end)+" eq and a value", "")
	default:
		c.problem(p.pos, p.end, "a value alone is no condition", "write a field, an operator and the value", "")
	}
}

// operators gives the word for an operator, as people write it.
func operatorWord(t rawToken) (word string, right bool) {
	switch t.kind {
	case rawName:
		switch w := strings.ToLower(t.text); w {
		case "eq", "ne", "gt", "ge", "lt", "le":
			return w, w == t.text
		}
	case rawSymbol:
		return map[string]string{"=": "eq", "==": "eq", "===": "eq", "!=": "ne", "<>": "ne", "!==": "ne", ">": "gt", ">=": "ge", "=>": "ge",
			"<": "lt", "<=": "le", "=<": "le"}[t.text], false
	}
	return "", false
}

func (c *checker) comparison() part {
	left := c.operand()
	if c.stopped {
		return left
	}
	t := c.tok()
	if t.kind == rawName {
		switch lower := strings.ToLower(t.text); lower {
		case "in":
			return c.in(left)
		case "has", "add", "sub", "mul", "div", "divby", "mod":
			c.stop(t, "the service knows no "+lower, "compare one field with one value: eq ne gt ge lt le")
			return left
		case "like", "contains", "startswith", "endswith":
			c.stop(t, t.text+" does not stand between a field and a value", "write contains(field,'text'), startswith(…) or endswith(…)")
			if value := c.ahead(); left.prop != nil && value.kind == rawString {
				function, text := lower, strings.Trim(value.text, "%*")
				if lower == "like" {
					function = "contains"
				}
				c.problems[len(c.problems)-1].Fix = c.text(0, left.pos) + function + "(" + left.prop.Name + "," + odata.String(text) + ")" + c.text(value.end, len(c.src))
			}
			return left
		}
	}
	op, right := operatorWord(t)
	if op == "" {
		return left
	}
	if !right {
		fix := " " + op + " "
		if t.kind == rawName {
			fix = op
		}
		c.problem(t.pos, t.end, t.text+" is no operator of OData", "write "+op, fix)
	}
	c.i++
	value := c.value(left)
	if c.stopped {
		return left
	}
	return c.compare(left, op, t, value)
}

// value reads the right side of a comparison. A text without quotes is recognised as such.
func (c *checker) value(left part) part {
	t := c.tok()
	next := c.ahead()
	if t.kind != rawName || left.prop == nil || next.kind == rawOpen || next.kind == rawSlash || next.kind == rawString ||
		slices.Contains([]string{"true", "false", "null"}, t.text) {
		return c.operand()
	}
	if _, ok := c.typ.Property(t.text); ok {
		return c.operand()
	}
	end := c.i
	for k := c.toks[end]; k.kind == rawName || k.kind == rawLiteral; k = c.toks[end] {
		if w := strings.ToLower(k.text); w == "and" || w == "or" {
			break
		}
		end++
	}
	if end == c.i {
		return c.operand()
	}
	last := c.toks[end-1]
	text := c.text(t.pos, last.end)
	c.i = end
	switch word := strings.ToLower(text); {
	case left.prop.Kind == odata.KindString || left.prop.Kind == odata.KindEnum:
		c.problem(t.pos, last.end, "a text stands in quotes", "write "+odata.String(text), odata.String(text))
	case left.prop.Kind == odata.KindBool && (word == "yes" || word == "no" || word == "true" || word == "false"):
		truth := strconv.FormatBool(word == "yes" || word == "true")
		c.problem(t.pos, last.end, text+" is no boolean of OData", "write "+truth, truth)
	case (left.prop.Kind == odata.KindDate || left.prop.Kind == odata.KindDateTime) && findWord(word, dateWords()).kind != wordNone:
		c.problem(t.pos, last.end, "OData has no words for days", "write the day itself, or filter the column in the client's language, where "+text+" is a day", "")
	default:
		c.unknownField(t.pos, last.end, text)
	}
	return part{pos: t.pos, end: last.end, unknown: true}
}
