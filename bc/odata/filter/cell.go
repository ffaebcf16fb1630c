package filter

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"bctui/bc/odata"
)

// OnlyLike gives the expression for rows that have the same value as a cell. value is the cell's text as the service
// wrote it, "" for null. The error is an *Error: a property that can't be filtered, or a text that is no such value.
func OnlyLike(value string, p *odata.Property, env Env) (string, error) {
	low, high, err := cell(value, p, env)
	if err != nil {
		return "", err
	}
	if low != high {
		return low + ".." + high, nil
	}
	if textual(p) && strings.ContainsAny(low, "*?") {
		return "=" + low, nil
	}
	return low, nil
}

// NotLike gives the expression for rows that have another value than a cell; see OnlyLike.
func NotLike(value string, p *odata.Property, env Env) (string, error) {
	like, err := OnlyLike(value, p, env)
	if err != nil {
		return "", err
	}
	return "<>" + like, nil
}

// From gives the expression for rows that have at least the value of a cell; see OnlyLike. There is none for GUIDs and
// booleans.
func From(value string, p *odata.Property, env Env) (string, error) {
	low, _, err := cell(value, p, env)
	if err == nil {
		err = hasOrder(p)
	}
	if err != nil {
		return "", err
	}
	return low + "..", nil
}

// UpTo gives the expression for rows that have at most the value of a cell; see From.
func UpTo(value string, p *odata.Property, env Env) (string, error) {
	_, high, err := cell(value, p, env)
	if err == nil {
		err = hasOrder(p)
	}
	if err != nil {
		return "", err
	}
	return ".." + high, nil
}

// Narrow joins a second expression to the one that a column has already, so that both must hold.
func Narrow(expr, more string) string {
	switch {
	case strings.TrimSpace(expr) == "":
		return more
	case strings.TrimSpace(more) == "":
		return expr
	}
	return grouped(expr) + "&" + grouped(more)
}

// grouped puts an expression with alternatives in parentheses.
func grouped(expr string) string {
	l := lexer{src: []rune(expr), text: true}
	for depth := 0; ; {
		t, err := l.next()
		switch {
		case err != nil || t.kind == tokEnd:
			return expr
		case t.kind == tokOpen:
			depth++
		case t.kind == tokClose:
			depth--
		case t.kind == tokOr && depth == 0:
			return "(" + expr + ")"
		}
	}
}

func hasOrder(p *odata.Property) error {
	if p.Kind == odata.KindGUID || p.Kind == odata.KindBool {
		return &Error{Text: "there is no from or up to for a " + p.Kind.String(), Hint: "filter by the value itself"}
	}
	return nil
}

// cell writes the text of a cell as an operand. low and high differ where no operand is exactly that value.
func cell(value string, p *odata.Property, env Env) (low, high string, err error) {
	c := compiler{prop: p, env: env}
	if err := c.filterable(); err != nil {
		return "", "", err
	}
	value = strings.ToValidUTF8(value, "\uFFFD")
	bad := func() (string, string, error) {
		return "", "", &Error{Text: "the cell holds no " + p.Kind.String() + ": " + value, Hint: "write the filter yourself"}
	}
	same := func(s string) (string, string, error) { return s, s, nil }
	switch p.Kind {
	case odata.KindString:
		if strings.ContainsAny(value, "*?") {
			return same(odata.String(value))
		}
		return same(quoteText(value))
	case odata.KindEnum:
		return same(c.memberText(value))
	case odata.KindDecimal, odata.KindInt:
		return numberCell(value, env, bad)
	case odata.KindBool:
		switch value {
		case "true":
			return same("yes")
		case "false", "":
			return same("no")
		}
		return bad()
	case odata.KindGUID:
		literal, ok := odata.GUID(value)
		switch {
		case value == "" || literal == odata.EmptyGUID:
			return same("''")
		case !ok:
			return bad()
		}
		return same(literal)
	case odata.KindDate:
		t, wrong := time.Parse(time.DateOnly, value)
		switch {
		case value == "" || value == blankDate:
			return same("''")
		case wrong != nil || t.Year() < firstYear:
			return bad()
		}
		return same(dateText(t, env))
	case odata.KindTime:
		if _, ok := readClock(value); !ok {
			return bad()
		}
		return same(value)
	}
	return c.momentCell(value, bad)
}

// memberText is the best name of an enum's member that is read as that member.
func (c *compiler) memberText(wire string) string {
	if c.prop.Enum == nil {
		return quoteText(wire)
	}
	for i, m := range c.prop.Enum.Members {
		if m.Name != wire {
			continue
		}
		label := c.label(m)
		if label == "blank" && strings.TrimSpace(memberLabel(m)) == "" {
			label = ""
		}
		chars := make([]char, 0, len(label))
		for _, r := range label {
			chars = append(chars, char{r: r, quoted: true})
		}
		if found, err := c.member(value{chars: chars, quotes: true}); err == nil && found == i {
			if strings.ContainsAny(label, "*?") || onlyDigits(label) {
				return odata.String(label)
			}
			return quoteText(label)
		}
	}
	return quoteText(wire)
}

// numberCell writes a number of JSON. One with more digits than can be asked for lies between two that have fewer.
func numberCell(value string, env Env, bad func() (string, string, error)) (low, high string, err error) {
	if value == "" {
		value = "0"
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(value), "e")
	power := 0
	if exponent != "" {
		power, err = strconv.Atoi(exponent)
	}
	if _, ok := odata.Decimal(mantissa); !ok || err != nil || len(mantissa) > 60 || power > 40 || power < -40 {
		return bad()
	}
	n, _ := new(big.Rat).SetString(value)
	for decimals := mostDigits; decimals >= 0; decimals-- {
		text := n.FloatString(decimals)
		if strings.Contains(text, ".") {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		}
		if significant(text) > mostDigits {
			continue
		}
		near, _ := new(big.Rat).SetString(text)
		text = plainZero(text)
		if near.Cmp(n) == 0 {
			text = numberText(text, env)
			return text, text, nil
		}
		step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
		other := new(big.Rat).Add(near, step)
		if near.Cmp(n) > 0 {
			other, near = near, new(big.Rat).Sub(near, step)
		}
		return numberText(plainZero(near.FloatString(decimals)), env), numberText(plainZero(other.FloatString(decimals)), env), nil
	}
	return bad()
}

func plainZero(s string) string {
	if strings.Trim(s, "-0.") == "" {
		return "0"
	}
	return s
}

func significant(text string) int {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return len(strings.TrimLeft(whole, "0")) + len(fraction)
}

// momentCell writes a moment in the user's habits, or as the service does where that would be another moment (the hour
// that comes twice when summer ends).
func (c *compiler) momentCell(value string, bad func() (string, string, error)) (low, high string, err error) {
	if value == "" {
		return "''", "''", nil
	}
	t, wrong := time.Parse(time.RFC3339Nano, value)
	if wrong != nil {
		return bad()
	}
	if t.UTC().Year() == 1 {
		return "''", "''", nil
	}
	if y := t.UTC().Year(); y < firstYear {
		return bad()
	}
	local := t.In(c.env.zone())
	text := dateText(local, c.env) + " " + local.Format("15:04:05.999")
	if f, err := Parse(text, c.prop, c.env); err == nil && f.OData() == c.prop.Name+" eq "+odata.DateTime(t) {
		return text, text, nil
	}
	return odata.DateTime(t), odata.DateTime(t), nil
}
