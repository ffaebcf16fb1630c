package filter

import (
	"strings"

	"bctui/bc/catalog"
	"bctui/bc/odata"
)

func (c *checker) operand() part {
	t := c.tok()
	switch t.kind {
	case rawString, rawGUID, rawLiteral:
		c.i++
		return part{pos: t.pos, end: t.end, lit: &t}
	case rawOpen:
		return c.group(t)
	case rawName:
		return c.named(t)
	case rawEnd:
		c.stop(t, "the filter ends too early", "a condition is field, operator, value: city eq 'Oslo'")
	case rawSymbol:
		if t.text == "!" {
			return c.not(t)
		}
		c.stop(t, t.text+" has no meaning here", "a condition is field, operator, value: city eq 'Oslo'")
	default:
		c.stop(t, "a field or a value is missing before this", "a condition is field, operator, value: city eq 'Oslo'")
	}
	return part{pos: t.pos, end: t.end, unknown: true}
}

func (c *checker) group(open rawToken) part {
	if c.depth++; c.depth > deepest {
		c.stop(open, "too many parentheses stand in each other", "write the filter flatter")
		return part{unknown: true}
	}
	c.i++
	inner := c.or()
	c.depth--
	if c.stopped {
		return inner
	}
	if t := c.tok(); t.kind != rawClose {
		switch t.kind {
		case rawComma:
			c.stop(t, "a comma has no place here", "numbers have a point: 1234.50; lists are written with or: a eq 1 or a eq 2")
		case rawEnd:
			c.stop(open, "the parenthesis that opens here has no end", "close it with )")
			c.problems[len(c.problems)-1].Fix = string(c.src) + ")"
		default:
			c.stop(t, "and, or or an operator is missing before this", "texts stand in quotes: 'New York'")
		}
		return inner
	}
	inner.end = c.tok().end
	inner.pos = open.pos
	inner.compare = ""
	c.i++
	return inner
}

func (c *checker) named(t rawToken) part {
	next := c.ahead()
	switch {
	case t.text == "null":
		c.i++
		return part{pos: t.pos, end: t.end, null: true}
	case t.text == "true" || t.text == "false":
		c.i++
		return part{pos: t.pos, end: t.end, truth: true, lit: &t}
	case strings.EqualFold(t.text, "not"):
		return c.not(t)
	case next.kind == rawString && next.pos == t.end:
		return c.typed(t, next)
	case next.kind == rawOpen:
		return c.call(t)
	case next.kind == rawSlash:
		return c.path(t)
	}
	c.i++
	if c.typ == nil { // nothing is known of the fields
		return part{pos: t.pos, end: t.end, unknown: true, fields: []string{t.text}}
	}
	p, ok := c.typ.Property(t.text)
	if !ok {
		c.unknownField(t.pos, t.end, t.text)
		return part{pos: t.pos, end: t.end, unknown: true, fields: []string{t.text}}
	}
	out := part{pos: t.pos, end: t.end, prop: p, fields: []string{p.Name}}
	switch {
	case p.Collection: // Kind is what its values are
		c.problem(t.pos, t.end, "the service can't filter by "+p.Name, "it holds a list", "")
		out.unknown = true
	case p.Kind == odata.KindStream, p.Kind == odata.KindBinary, p.Kind == odata.KindComplex:
		c.problem(t.pos, t.end, "the service can't filter by "+p.Name, "it is a "+p.Kind.String(), "")
		out.unknown = true
	}
	return out
}

// unknownField names the nearest field.
func (c *checker) unknownField(pos, end int, name string) {
	if c.typ == nil {
		return
	}
	at := len(c.problems)
	defer func() {
		if c.typ.Open { // records may have more than is declared
			c.problems[at].Warning = true
		}
	}()
	if _, ok := c.typ.Link(name); ok {
		c.problem(pos, end, name+" is a link, not a field", "filter by a field of this record, such as the id that it leads from", "")
		return
	}
	var names []string
	for i := range c.typ.Properties {
		names = append(names, c.typ.Properties[i].Name)
	}
	for _, n := range names {
		if strings.EqualFold(n, name) {
			c.problem(pos, end, "there is no field "+name, "upper and lower case count: "+n, n)
			return
		}
	}
	if nearest := catalog.Nearest(name, names); nearest != "" {
		c.problem(pos, end, "there is no field "+name, "did you mean "+nearest+"?", nearest)
		return
	}
	c.problem(pos, end, "there is no field "+name, "the fields are the columns of the grid; a text stands in quotes", "")
}

// typed reads Microsoft.NAV.status'Open', and datetime'…' and guid'…' of older OData.
func (c *checker) typed(name, text rawToken) part {
	c.i += 2
	p := part{pos: name.pos, end: text.end, lit: &rawToken{kind: rawString, text: text.text, pos: name.pos, end: text.end}, enum: name.text}
	switch strings.ToLower(name.text) {
	case "datetime", "datetimeoffset", "guid", "date", "time":
		c.problem(name.pos, text.end, name.text+"'…' is of an older OData", "write the value alone", text.text)
		p.unknown = true
	}
	return p
}

// not is in no list of what the service supports. Where it turns one comparison round, the other operator is offered.
func (c *checker) not(t rawToken) part {
	c.i++
	inner := c.group1()
	if c.stopped {
		return inner
	}
	fix := ""
	opposite := map[string]string{"eq": "ne", "ne": "eq", "gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
	words := strings.Fields(inner.compare)
	if len(words) == 3 && opposite[words[1]] != "" {
		fix = words[0] + " " + opposite[words[1]] + " " + words[2]
	}
	hint := "use the opposite operator: ne for eq, le for gt; there is none for contains, startswith and endswith"
	if fix != "" {
		hint = "write " + fix
	}
	c.problem(t.pos, inner.end, "the service knows no not", hint, fix)
	return part{pos: t.pos, end: inner.end, cond: true, fields: inner.fields, parts: 1}
}

// group1 reads what a not stands before, and keeps the comparison in parentheses.
func (c *checker) group1() part {
	if c.depth++; c.depth > deepest {
		c.stop(c.tok(), "too many words stand in each other", "write the filter flatter")
		return part{unknown: true}
	}
	defer func() { c.depth-- }()
	if c.tok().kind != rawOpen {
		return c.comparison()
	}
	open := c.tok()
	c.i++
	inner := c.or()
	if c.stopped {
		return inner
	}
	if c.tok().kind != rawClose {
		c.stop(open, "the parenthesis that opens here has no end", "close it with )")
		return inner
	}
	inner.end = c.tok().end
	c.i++
	return inner
}

// path reads a/b: a lambda, which the service passes over, or a field of a linked record.
func (c *checker) path(t rawToken) part {
	_, link := c.typ.Link(t.text)
	if _, ok := c.typ.Property(t.text); !ok && !link {
		c.unknownField(t.pos, t.end, t.text)
	}
	c.i++
	for c.tok().kind == rawSlash {
		c.i++
		name := c.tok()
		if name.kind != rawName {
			c.stop(name, "a name is missing here", "")
			return part{unknown: true}
		}
		c.i++
		if c.tok().kind == rawOpen {
			end := c.skipParens()
			if c.stopped {
				return part{unknown: true}
			}
			if name.text == "any" || name.text == "all" || name.text == "$count" {
				c.problem(t.pos, end, "the service passes over any and all without a word, and sends all rows",
					"open "+t.text+" and filter there, or filter by a field of this record", "")
				c.problems[len(c.problems)-1].Silent = true
				return part{pos: t.pos, end: end, cond: true, parts: 1}
			}
		}
	}
	end := c.toks[c.i-1].end
	c.problem(t.pos, end, "the service can't filter by a field of a linked record", "open "+t.text+" and filter there, or filter by its id here", "")
	return part{pos: t.pos, end: end, unknown: true}
}

// skipParens passes over a balanced pair and gives its end.
func (c *checker) skipParens() int {
	open := c.tok()
	for depth := 0; ; c.i++ {
		switch t := c.tok(); t.kind {
		case rawOpen:
			depth++
		case rawClose:
			if depth--; depth == 0 {
				c.i++
				return t.end
			}
		case rawEnd:
			c.stop(open, "the parenthesis that opens here has no end", "close it with )")
			return t.end
		}
	}
}

// in reads a list, which the service passes over without $schemaversion=2.1, and writes it out.
func (c *checker) in(left part) part {
	word := c.tok()
	c.i++
	out := part{pos: left.pos, end: word.end, cond: true, fields: left.fields, parts: 1}
	if c.tok().kind != rawOpen {
		c.stop(c.tok(), "a list in parentheses is missing after in", "write the values with or: a eq 1 or a eq 2")
		return out
	}
	c.i++
	var conds []string
	for {
		item := c.value(left)
		if c.stopped {
			return out
		}
		if left.prop != nil && !left.unknown {
			c.literal(left, "eq", item)
			conds = append(conds, c.text(left.pos, left.end)+" eq "+c.text(item.pos, item.end))
		}
		t := c.tok()
		c.i++
		if t.kind == rawComma {
			continue
		}
		if t.kind != rawClose {
			c.stop(t, "a comma or ) is missing before this", "a list is ('a','b')")
			return out
		}
		out.end = t.end
		break
	}
	fix := strings.Join(conds, " or ")
	hint := "write the values with or"
	if len(conds) > 1 && (left.pos > 0 || out.end < len(c.src)) {
		fix = "(" + fix + ")"
	}
	if len(fix) > 0 && len(fix) < 80 {
		hint = "write " + fix
	}
	c.problem(left.pos, out.end, "the service passes over in without a word, and sends all rows", hint, fix)
	c.problems[len(c.problems)-1].Silent = true
	return out
}
