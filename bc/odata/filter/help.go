package filter

import "bctui/bc/odata"

// Operator is a line of the table of operators.
type Operator struct {
	Symbol  string // ".."
	Example string // an expression that Parse accepts for the property
	Meaning string // what the example finds
}

// Operators is what can be written for a property, the most used first. Examples are in the user's habits; those of an
// enum name its own members. It is empty where the service can't filter.
func Operators(p *odata.Property, env Env) []Operator {
	c := compiler{prop: p, env: env}
	if c.filterable() != nil {
		return nil
	}
	switch p.Kind {
	case odata.KindDecimal, odata.KindInt:
		return numberOperators(env, p.Kind == odata.KindInt)
	case odata.KindDate, odata.KindDateTime:
		return c.dateOperators()
	case odata.KindTime:
		return []Operator{{"..", "8:00..16:30", "from 8:00 to 16:30"}, {">", ">16:30", "later"}, {"|", "8:00|16:30", "either"}}
	case odata.KindBool:
		return []Operator{{"", "yes", "yes"}, {"", "no", "no"}}
	case odata.KindGUID:
		return []Operator{{"", odata.EmptyGUID, "exactly this one; several are joined with |"}, {"''", "''", "not set"}, {"<>", "<>''", "set"}}
	case odata.KindEnum:
		return c.enumOperators()
	}
	ops := []Operator{
		{"*", "A*", "begins with A"},
		{"*", "*chair*", "holds chair"},
		{"*", "*AG", "ends in AG"},
		{"|", "A*|B*", "either"},
		{"&", "A*&<>AX", "both"},
		{"<>", "<>A", "is not A"},
		{"''", "''", "is blank"},
		{"<>''", "<>''", "is not blank"},
		{"..", "1000..2000", "from 1000 to 2000, in order of sorting"},
		{">", ">=B", "B and all that sorts behind"},
		{"@", "@oslo", "oslo in upper or lower case"},
		{"' '", "'Smith & Co.'", "quotes take & ( ) = | < > .. @ as they are"},
		{"='", "='A*'", "exactly these characters, also * and ?"},
		{"( )", "(A*|B*)&*Z", "groups"},
	}
	if env.Nested {
		ops[10].Meaning += "; @*oslo* holds it"
	}
	return ops
}

func numberOperators(env Env, whole bool) []Operator {
	amount := "1,000.50"
	if env.DecimalMark == ',' {
		amount = "1.000,50"
	}
	if whole {
		amount = amount[:len("1,000")]
	}
	return []Operator{
		{"..", "1000..2000", "from 1000 to 2000"},
		{"..", "1000..", "1000 or more"},
		{">", ">100", "above 100"},
		{">=", ">=" + amount, amount + " or more"},
		{"<", "<0", "below zero"},
		{"<>", "<>0", "not zero"},
		{"|", "100|200|300..400", "any of these"},
		{"&", ">50&<100", "both"},
	}
}

func (c *compiler) dateOperators() []Operator {
	end := c.yearStart().AddDate(1, 0, -1)
	text := c.dateText(end)
	short := map[DateOrder]string{DMY: "3112", MDY: "1231", YMD: "1231"}[c.env.DateOrder]
	ops := []Operator{
		{"", text, "that day; " + short + " is enough in its year, " + end.Format("02") + " in its month"},
		{"..", ".." + text, "up to that day"},
		{"..", "-30D..t", "the last 30 days"},
		{"", "t", "today; also yesterday, tomorrow, mon to sun, w for the work date"},
		{"", "week", "this week; also month, quarter"},
		{"", "-CM..CM", "this month, by date formulas: -CM is its first day, CM its last"},
		{"", "-CY..CY", "this year; -CQ..CQ is the quarter"},
		{"", "-1M-CM..-1M+CM", "last month"},
		{">", ">CM+10D", "later than 10 days into next month"},
		{"", "D15", "the next 15th; WD4 is the next Thursday"},
		{"", "mon25", "Monday of week 25"},
		{"''", "''", "blank"},
		{"<>''", "<>''", "not blank"},
		{"|", "t|t-1D", "either"},
	}
	if c.prop.Kind == odata.KindDateTime {
		ops = append(ops, Operator{"", "t 8..t 16:30", "today from 8:00 to 16:30"}, Operator{"", ">now-1D", "in the last 24 hours"})
	}
	return ops
}

func (c *compiler) enumOperators() []Operator {
	if c.prop.Enum == nil || len(c.prop.Enum.Members) == 0 {
		return []Operator{{"", "Open", "one of the values, as it stands in the rows"}, {"|", "Open|Released", "either"}, {"<>", "<>Open", "all others"}}
	}
	members := c.prop.Enum.Members
	first, last := c.memberText(members[0].Name), c.memberText(members[len(members)-1].Name)
	ops := []Operator{{"", last, c.label(members[len(members)-1]) + "; the values are " + c.memberList()}}
	if len(members) > 1 {
		ops = append(ops, Operator{"|", first + "|" + last, "either"}, Operator{"<>", "<>" + last, "all others"})
	}
	return append(ops, Operator{"*", "*", "wildcards stand for parts of the names"})
}

// knowsToday tells whether the user's day is known.
func (c *compiler) knowsToday() bool { return !c.env.Today.IsZero() }
