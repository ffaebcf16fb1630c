package filter

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bctui/bc/catalog"
	"bctui/bc/odata"
)

// The functions that the service supports (reference 5), and those of OData that it does not.
const (
	knownCalls   = "startswith endswith contains tolower toupper substring"
	unknownCalls = "concat indexof length replace trim matchesPattern round floor ceiling year month day hour minute second fractionalseconds " +
		"date time now mindatetime maxdatetime totaloffsetminutes totalseconds cast isof hassubset hassubsequence substringof geo.distance"
)

// call reads a function.
func (c *checker) call(name rawToken) part {
	if c.depth++; c.depth > deepest {
		c.stop(name, "too many functions stand in each other", "write the filter flatter")
		return part{unknown: true}
	}
	defer func() { c.depth-- }()
	args := c.arguments()
	out := part{pos: name.pos, end: c.toks[max(c.i-1, 0)].end, unknown: true, parts: 1}
	if c.stopped {
		return out
	}
	for _, a := range args {
		out.fields = append(out.fields, a.fields...)
	}
	function := name.text
	if !slices.Contains(strings.Fields(knownCalls), function) && !slices.Contains(strings.Fields(unknownCalls), function) {
		if _, ok := c.typ.Property(function); ok {
			c.problem(name.pos, name.end, "an operator is missing between "+function+" and the parenthesis", "lists are written with or: "+function+" eq 1 or "+function+" eq 2", "")
			return out
		}
		all := append(strings.Fields(knownCalls), strings.Fields(unknownCalls)...)
		if near := catalog.Nearest(function, all); near != "" {
			c.problem(name.pos, name.end, "there is no function "+function, "did you mean "+near+"?", near)
			return out
		}
		c.problem(name.pos, name.end, "there is no function "+function, "the service knows startswith, endswith, contains, tolower, toupper and substring", "")
		return out
	}
	switch function {
	case "startswith", "endswith", "contains":
		return c.search(name, args, out)
	case "tolower", "toupper", "substring":
		return c.change(name, args, out)
	}
	c.unsupported(name, args, out)
	return out
}

func (c *checker) arguments() []part {
	open := c.ahead()
	c.i += 2
	var args []part
	if c.tok().kind == rawClose {
		c.i++
		return nil
	}
	for {
		a := c.or()
		if c.stopped {
			return nil
		}
		args = append(args, a)
		t := c.tok()
		c.i++
		switch t.kind {
		case rawComma:
			continue
		case rawClose:
			return args
		case rawEnd:
			c.stop(open, "the parenthesis that opens here has no end", "close it with )")
			return nil
		}
		c.stop(t, "a comma or ) is missing before this", "texts stand in quotes: contains(city,'New York')")
		return nil
	}
}

// textual tells whether an argument is a text; a mistake that was named already passes.
func (c *checker) textArgument(a part, function string) bool {
	switch {
	case a.unknown:
		return true
	case a.prop != nil && a.prop.Kind == odata.KindString, a.lit != nil && a.lit.kind == rawString && a.enum == "":
		return true
	case a.prop != nil && a.prop.Kind == odata.KindEnum:
		c.problem(a.pos, a.end, function+" is for texts, and "+a.prop.Name+" is an option", "name its values with or", "")
	case a.prop != nil:
		c.problem(a.pos, a.end, function+" is for texts, and "+a.prop.Name+" is a "+a.prop.Kind.String(), "use gt, ge, lt and le", "")
	case a.lit != nil && !a.truth:
		c.problem(a.pos, a.end, function+" needs a text here", "texts stand in quotes", odata.String(a.lit.text))
	default:
		c.problem(a.pos, a.end, function+" needs a field or a text here", "", "")
	}
	return false
}

// search does startswith, endswith and contains.
func (c *checker) search(name rawToken, args []part, out part) part {
	function := name.text
	if len(args) != 2 {
		c.problem(out.pos, out.end, function+" takes a field and a text", "write "+function+"(field,'text')", "")
		return out
	}
	field, text := args[0], args[1]
	first, second := c.textArgument(field, function), c.textArgument(text, function)
	if !first || !second || field.unknown || text.unknown {
		return out
	}
	done := part{pos: out.pos, end: out.end, cond: true, call: function, fields: out.fields, parts: 1}
	switch {
	case field.prop == nil && text.prop != nil:
		c.problem(out.pos, out.end, "the field comes first", "write "+function+"("+c.text(text.pos, text.end)+","+c.text(field.pos, field.end)+")",
			function+"("+c.text(text.pos, text.end)+","+c.text(field.pos, field.end)+")")
	case field.prop == nil:
		c.problem(out.pos, out.end, function+" needs a field", "write "+function+"(field,'text')", "")
	case text.prop != nil:
		c.problem(text.pos, text.end, "the service searches for a text, not for another field", "write a text in quotes", "")
	default:
		done.may = textMay(field, function, text.lit.text)
		if field.call != "" {
			c.nested(field, out, c.spelled(function, field, text.lit.text))
		}
	}
	return done
}

// spelled is a search in a function of a field, with the spellings that are usual in place of the function; "" where that
// is not the same.
func (c *checker) spelled(function string, field part, text string) string {
	if field.cut {
		return ""
	}
	var calls []string
	for _, s := range spellings(text) {
		calls = append(calls, function+"("+field.prop.Name+","+odata.String(s)+")")
	}
	if len(calls) == 1 {
		return calls[0]
	}
	return "(" + strings.Join(calls, " or ") + ")"
}

// nested notes a function within a function, and what may stand in place of both, "" for nothing.
func (c *checker) nested(inner, out part, plain string) {
	if plain != "" {
		c.swaps = append(c.swaps, swap{out.pos, out.end, plain})
	}
	if !c.plain {
		return
	}
	hint := "look for a text in the field itself: contains(field,'text')"
	if plain != "" {
		hint = "write " + plain
	}
	c.problem(inner.pos, inner.end, "this service passes over functions within functions, though the request carries $schemaversion=2.1", hint, "")
	p := &c.problems[len(c.problems)-1]
	p.Silent = true
	if plain != "" {
		p.Fix = c.text(0, out.pos) + plain + c.text(out.end, len(c.src))
	}
}

// change does functions that give a text.
func (c *checker) change(name rawToken, args []part, out part) part {
	function := name.text
	want, usage := 1, function+"(field) eq 'text'"
	if function == "substring" {
		want, usage = 2, "substring(field,start) eq 'text', counted from 0"
	}
	if len(args) < want || len(args) > want && (function != "substring" || len(args) > 3) {
		c.problem(out.pos, out.end, function+" is not used like this", "write "+usage, "")
		return out
	}
	if !c.textArgument(args[0], function) || args[0].unknown {
		return out
	}
	for _, a := range args[1:] {
		number := ""
		if a.lit != nil && a.lit.kind == rawLiteral {
			number = a.lit.text
		}
		if n, err := strconv.Atoi(number); err != nil || n < 0 || n > 1<<20 || !onlyDigits(number) {
			c.problem(a.pos, a.end, "a whole number from 0 on is needed here", "write "+usage, "")
			return out
		}
	}
	if args[0].prop == nil { // a constant: the text itself would do
		changed := args[0].lit.text
		switch function {
		case "tolower":
			changed = strings.ToLower(changed)
		case "toupper":
			changed = strings.ToUpper(changed)
		default:
			c.problem(out.pos, out.end, "the service takes substring of fields only", "write the text itself", "")
			return out
		}
		c.problem(out.pos, out.end, function+" of a text that is written out", "write "+odata.String(changed), odata.String(changed))
		return out
	}
	inner := args[0]
	if inner.call != "" {
		plain := ""
		switch name := inner.prop.Name; {
		case odata.Nested(c.text(inner.pos, inner.end)): // too deep to be rewritten
		case function == "substring" && inner.call != "substring":
			plain = function + "(" + name + c.text(inner.end, out.end)
		case function != "substring" && inner.call == "substring":
			plain = c.text(inner.pos, inner.end)
		case function != "substring":
			plain = function + "(" + name + ")"
		}
		c.nested(inner, out, plain)
	}
	return part{pos: out.pos, end: out.end, prop: inner.prop, call: function, fields: out.fields, cut: inner.cut || function == "substring"}
}

// unsupported functions get a way round where there is one.
func (c *checker) unsupported(name rawToken, args []part, out part) {
	function := name.text
	if function == "substringof" && len(args) == 2 {
		fix := "contains(" + c.text(args[1].pos, args[1].end) + "," + c.text(args[0].pos, args[0].end) + ")"
		c.problem(out.pos, out.end, "substringof is of an older OData", "write "+fix, fix)
		return
	}
	op, opRight := operatorWord(c.tok())
	value := c.ahead()
	if len(args) == 1 && args[0].prop != nil && opRight && op != "" {
		p := args[0].prop
		switch {
		case function == "year" && value.kind == rawLiteral && len(value.text) == 4 && onlyDigits(value.text):
			year, _ := strconv.Atoi(value.text)
			from, to := value.text+"-01-01", strconv.Itoa(year+1)+"-01-01"
			c.between(out, value, p, op, from, to)
			return
		case function == "date" && value.kind == rawLiteral && p.Kind == odata.KindDateTime:
			c.problem(out.pos, out.end, "the service knows no date", "compare the field itself", "")
			fix := c.text(0, out.pos) + p.Name + c.text(out.end, len(c.src))
			if day, err := time.Parse(time.DateOnly, value.text); err == nil {
				fix = c.text(0, out.pos) + wholeDay(p.Name, op, day) + c.text(value.end, len(c.src))
			}
			c.problems[len(c.problems)-1].Fix = fix
			return
		}
	}
	hint := "compare the field itself: eq ne gt ge lt le"
	switch function {
	case "indexof":
		hint = "use contains(field,'text')"
	case "length":
		hint = "use field ne '' for what is not blank"
	case "trim", "concat", "replace":
		hint = "compare the field itself, or use contains(field,'text')"
	case "now":
		hint = "write the moment itself; in the client's language it is now"
	case "month", "day", "hour", "minute", "second":
		hint = "write a range: field ge 2026-01-01 and field lt 2026-02-01"
	}
	c.problem(out.pos, out.end, "the service knows no "+function, hint, "")
}

// between offers a range for year(field).
func (c *checker) between(out part, value rawToken, p *odata.Property, op, from, to string) {
	if p.Kind == odata.KindDateTime {
		from, to = from+"T00:00:00Z", to+"T00:00:00Z"
	}
	name := p.Name
	fix := map[string]string{
		"eq": "(" + name + " ge " + from + " and " + name + " lt " + to + ")", "ne": "(" + name + " lt " + from + " or " + name + " ge " + to + ")",
		"gt": name + " ge " + to, "ge": name + " ge " + from, "lt": name + " lt " + from, "le": name + " lt " + to,
	}[op]
	c.problem(out.pos, out.end, "the service knows no year", "write "+fix, "")
	c.problems[len(c.problems)-1].Fix = c.text(0, out.pos) + fix + c.text(value.end, len(c.src))
}
