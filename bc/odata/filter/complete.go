package filter

import (
	"strings"

	"bctui/bc/odata"
)

// Completion is a proposal for the operand that is being typed.
type Completion struct {
	Text     string // stands for the runes From to To of the expression
	From, To int
	Meaning  string // "" where the text says it
}

// Complete proposes what may stand at the cursor, a place between runes: members of an enum, yes and no, days, and for a
// text the wildcards around it. Apply makes the expression of a proposal.
func Complete(expr string, cursor int, p *odata.Property, env Env) []Completion {
	c := compiler{src: []rune(expr), prop: p, env: env}
	if c.filterable() != nil {
		return nil
	}
	cursor = min(max(cursor, 0), len(c.src))
	from := c.operandStart(cursor)
	typed := strings.TrimSpace(string(c.src[from:cursor]))
	var out []Completion
	add := func(text, meaning string) {
		if text != typed {
			out = append(out, Completion{Text: text, From: from, To: cursor, Meaning: meaning})
		}
	}
	switch p.Kind {
	case odata.KindEnum:
		c.completeMember(strings.Trim(typed, "'"), add)
	case odata.KindBool:
		for _, w := range []string{"yes", "no"} {
			if strings.HasPrefix(w, strings.ToLower(typed)) {
				add(w, "")
			}
		}
	case odata.KindDate, odata.KindDateTime:
		c.completeDay(typed, add)
	case odata.KindString:
		switch {
		case typed == "":
			add("''", "blank")
		case strings.ContainsAny(typed, "*?'"), from > 0 && strings.ContainsRune("@<>=.", c.src[from-1]):
			// It has its meaning already: a pattern, a bound, a text in any case.
		default:
			add(typed+"*", "begins with "+typed)
			add("*"+typed+"*", "holds "+typed)
			add("@"+typed, typed+" in upper or lower case")
		}
	case odata.KindGUID:
		if typed == "" {
			add("''", "not set")
		}
	}
	return out
}

// Apply is the expression with a proposal put in, and the cursor behind it.
func (x Completion) Apply(expr string) (string, int) {
	src := []rune(expr)
	from, to := min(max(x.From, 0), len(src)), min(max(x.To, 0), len(src))
	out := string(src[:from]) + x.Text + string(src[max(from, to):])
	return out, from + len([]rune(x.Text))
}

// operandStart finds where the operand before the cursor begins.
func (c *compiler) operandStart(cursor int) int {
	from, quoted := 0, false
	for i := 0; i < cursor; i++ {
		switch r := c.src[i]; {
		case r == '\'' && (quoted || i == from):
			quoted = !quoted
		case quoted:
		case strings.ContainsRune("|&()<>=@≤≥≠", r):
			from = i + 1
		case r == '.' && i+1 < cursor && c.src[i+1] == '.':
			i++
			from = i + 1
		case r == ' ' && i == from:
			from = i + 1
		}
	}
	return from
}

// completeMember proposes members that begin with what was typed, then those that hold it.
func (c *compiler) completeMember(typed string, add func(text, meaning string)) {
	if c.prop.Enum == nil {
		return
	}
	for _, fits := range []func(name string) bool{
		func(name string) bool { return strings.HasPrefix(name, lower(typed)) },
		func(name string) bool {
			return !strings.HasPrefix(name, lower(typed)) && strings.Contains(name, lower(typed))
		},
	} {
		for _, m := range c.prop.Enum.Members {
			name := strings.TrimSpace(lower(c.label(m)))
			if !fits(name) {
				continue
			}
			text, meaning := c.memberText(m.Name), ""
			if text == "''" {
				meaning = "blank"
			}
			add(text, meaning)
		}
	}
}

// completeDay proposes words and formulas, each with the day that it means now.
func (c *compiler) completeDay(typed string, add func(text, meaning string)) {
	if !c.knowsToday() {
		return
	}
	for _, text := range dayOffers() {
		if len(typed) > len(text) || !strings.EqualFold(text[:len(typed)], typed) {
			continue
		}
		if d, err := c.days(value{}, strings.Trim(text, "'")); err == nil {
			add(text, sayDay(d))
		}
	}
}

// dayOffers are words and formulas for days, those used most first.
func dayOffers() []string {
	return []string{"today", "workdate", "yesterday", "tomorrow", "week", "month", "quarter", "monday", "tuesday", "wednesday",
		"thursday", "friday", "saturday", "sunday", "-CM", "CM", "-CQ", "CQ", "-CY", "CY", "-1W", "-30D", "-1M", "-3M", "-1Y", "+30D", "''"}
}

func sayDay(d days) string {
	if d.blank {
		return "blank"
	}
	return d.words
}
