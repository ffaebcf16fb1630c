package filter

import (
	"strings"
	"time"

	"bctui/bc/catalog"
	"bctui/bc/odata"
)

// compare looks at field, operator and value. at is the operator.
func (c *checker) compare(left part, op string, at rawToken, right part) part {
	out := part{pos: left.pos, end: right.end, cond: true, fields: left.fields, parts: 1}
	if len(out.fields) == 0 {
		out.fields = right.fields
	}
	if c.call1(&left, op, right, at) {
		return out
	}
	if left.prop == nil && right.prop != nil && !left.unknown && !left.cond { // 5 lt a
		turned := map[string]string{"gt": "lt", "ge": "le", "lt": "gt", "le": "ge", "eq": "eq", "ne": "ne"}
		left, right, op = right, left, turned[op]
	}
	switch {
	case left.unknown || right.unknown:
	case left.cond || right.cond:
		c.problem(left.pos, right.end, "a condition can't be compared", "join conditions with and, or with or on one field", "")
	case left.prop != nil && right.prop != nil:
		c.problem(left.pos, right.end, "the service can't compare two fields", "compare with a value, and look at the rows for the rest", "")
	case left.prop == nil:
		c.problem(left.pos, right.end, "the service can't compare two values", "write a field on one side", "")
	default:
		c.literal(left, op, right)
		if op == "eq" && right.lit != nil {
			out.may = textMay(left, "", right.lit.text)
		}
		if left.call == "" && !strings.ContainsAny(c.text(right.pos, right.end), " ") {
			out.compare = left.prop.Name + " " + op + " " + c.text(right.pos, right.end)
		}
	}
	return out
}

// call1 does functions that are conditions, compared with true or false.
func (c *checker) call1(left *part, op string, right part, at rawToken) bool {
	if !left.cond || left.call == "" || !right.truth {
		return false
	}
	if op != "eq" && op != "ne" {
		return false
	}
	call := c.text(left.pos, left.end)
	if (right.lit.text == "true") == (op == "eq") {
		c.problem(at.pos, right.end, "the comparison with "+right.lit.text+" says nothing", "write "+call+" alone", "")
		c.problems[len(c.problems)-1].Fix = c.text(0, left.end) + c.text(right.end, len(c.src))
	} else {
		c.problem(left.pos, right.end, "it is not known whether the service can be asked for what a function does not find",
			"it is in no list of what it supports; look whether the rows are right", "")
	}
	c.problems[len(c.problems)-1].Warning = true
	return true
}

// article puts a or an in front of a word.
func article(word string) string {
	if strings.ContainsAny(word[:min(1, len(word))], "aeiou") {
		return "an " + word
	}
	return "a " + word
}

// literal looks whether a value fits its field.
func (c *checker) literal(field part, op string, v part) {
	if v.null || v.unknown || field.prop == nil {
		return
	}
	p := field.prop
	wrong := func(hint, fix string) {
		c.problem(v.pos, v.end, c.text(v.pos, v.end)+" does not fit "+p.Name+", which is "+article(p.Kind.String()), hint, fix)
	}
	if v.lit == nil {
		wrong("write one value", "")
		return
	}
	text := v.lit.text
	isText := v.lit.kind == rawString
	switch p.Kind {
	case odata.KindString:
		if !isText || v.enum != "" {
			wrong("a text stands in quotes", odata.String(text))
		}
	case odata.KindEnum:
		c.member(p, v)
	case odata.KindGUID:
		if literal, ok := odata.GUID(text); isText && ok {
			wrong("a GUID stands without quotes", literal)
		} else if v.lit.kind != rawGUID {
			wrong("a GUID looks like "+odata.EmptyGUID, "")
		}
	case odata.KindBool:
		c.boolean(v, wrong)
	case odata.KindDecimal, odata.KindInt:
		c.numeral(p, v, wrong)
	case odata.KindDate, odata.KindDateTime:
		c.dateLiteral(field, op, v, wrong)
	default:
		if _, err := odata.Literal(p, text); err != nil {
			wrong("look at a value in the rows", "")
		}
	}
}

func (c *checker) boolean(v part, wrong func(hint, fix string)) {
	if v.truth {
		return
	}
	switch strings.ToLower(v.lit.text) {
	case "true", "1", "yes":
		wrong("write true", "true")
	case "false", "0", "no":
		wrong("write false", "false")
	default:
		wrong("write true or false", "")
	}
}

// numeral looks at a number. It is held to what is surely read: digits with at most one point.
func (c *checker) numeral(p *odata.Property, v part, wrong func(hint, fix string)) {
	text := strings.TrimSpace(v.lit.text)
	literal, ok := odata.Decimal(text)
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(literal, "-"), ".")
	small := len(strings.TrimLeft(whole, "0"))+len(strings.TrimRight(fraction, "0")) <= mostDigits && len(fraction) <= mostDigits
	most := "Business Central keeps 18 digits"
	if p.Kind == odata.KindInt && fraction == "" { // an Edm.Int64 has room for 19
		bits := intBits(p.Type)
		small, most = fits(literal, bits), "it holds up to "+largest(bits)
	}
	switch {
	case ok && small && v.lit.kind == rawLiteral && !strings.HasSuffix(text, "."):
	case ok && small && v.lit.kind == rawString:
		wrong("a number stands without quotes", literal)
	case ok && !small:
		wrong(most, "")
	default:
		bare := strings.TrimRight(text, "mMdDfFlL")
		if n, isNumber := odata.Decimal(bare); isNumber {
			wrong("write the number alone", n)
			return
		}
		wrong("numbers have a point and no marks between thousands: 1234.50", "")
	}
}

func (c *checker) member(p *odata.Property, v part) {
	text := v.lit.text
	if v.lit.kind != rawString {
		fix := ""
		if p.Enum != nil {
			for _, m := range p.Enum.Members {
				if m.Value == text || strings.EqualFold(m.Name, text) {
					fix = odata.String(m.Name)
				}
			}
		}
		c.problem(v.pos, v.end, c.text(v.pos, v.end)+" does not fit "+p.Name+", which is an option", "write the name of a value in quotes", fix)
		return
	}
	if p.Enum == nil {
		return
	}
	if v.enum != "" && v.enum != p.Enum.Qualified() {
		c.problem(v.pos, v.end, v.enum+" is not the type of "+p.Name, "write the name of the value alone, in quotes", odata.String(text))
	}
	var names []string
	for _, m := range p.Enum.Members {
		if strings.EqualFold(m.Name, text) || strings.EqualFold(memberLabel(m), text) {
			return
		}
		names = append(names, m.Name)
	}
	labels := compiler{prop: p}
	hint, fix := "the values are "+labels.memberList(), ""
	if nearest := catalog.Nearest(text, names); nearest != "" {
		fix = odata.String(nearest)
		hint = "did you mean " + fix + "?"
	}
	c.problem(v.pos, v.end, quoted(text)+" is no value of "+p.Name, hint, fix)
}

// dateLiteral tells days and moments apart; for the service they do not compare.
func (c *checker) dateLiteral(field part, op string, v part, wrong func(hint, fix string)) {
	text := v.lit.text
	day, dayErr := time.Parse(time.DateOnly, text)
	moment, momentErr := time.Parse(time.RFC3339Nano, text)
	if momentErr != nil {
		moment, momentErr = time.Parse("2006-01-02T15:04Z07:00", text)
	}
	dates := field.prop.Kind == odata.KindDate
	switch {
	case dates && dayErr == nil && v.lit.kind == rawLiteral, !dates && momentErr == nil && v.lit.kind == rawLiteral:
	case dates && dayErr == nil:
		wrong("a date stands without quotes", text)
	case !dates && momentErr == nil:
		wrong("a date with time stands without quotes", text)
	case dates && momentErr == nil:
		wrong("leave out the time", odata.Date(moment))
	case !dates && dayErr == nil:
		c.compareDay(field, op, v, day)
	default:
		example := "2026-01-31"
		if !dates {
			example = "2026-01-31T08:00:00Z"
		}
		fix := ""
		reader := compiler{prop: field.prop, env: Env{DateOrder: DMY}}
		if d, err := reader.days(value{}, text); err == nil && !d.blank && d.first.Equal(d.last) {
			fix = odata.Date(d.first)
			if !dates {
				fix += "T00:00:00Z"
			}
		}
		wrong("write it like "+example, fix)
	}
}

// wholeDay is what a comparison with a day means for a field with time: from its start up to the next one.
func wholeDay(name, op string, day time.Time) string {
	start, next := odata.Date(day)+"T00:00:00Z", odata.Date(day.AddDate(0, 0, 1))+"T00:00:00Z"
	if day.Year() == 1 || day.Year() >= lastYear {
		next = start
	}
	switch {
	case op == "eq" && next != start:
		return "(" + name + " ge " + start + " and " + name + " lt " + next + ")"
	case op == "ne" && next != start:
		return "(" + name + " lt " + start + " or " + name + " ge " + next + ")"
	case op == "gt":
		return name + " ge " + next
	case op == "le":
		return name + " lt " + next
	}
	return name + " " + op + " " + start
}

// compareDay offers the whole day.
func (c *checker) compareDay(field part, op string, v part, day time.Time) {
	name := c.text(field.pos, field.end)
	fix := wholeDay(name, op, day)
	c.problem(v.pos, v.end, name+" has a time, and a date alone does not compare with it", "write "+fix, "")
	if field.pos < v.pos && field.call == "" {
		c.problems[len(c.problems)-1].Fix = c.text(0, field.pos) + fix + c.text(v.end, len(c.src))
	}
}
