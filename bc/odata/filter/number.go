package filter

import (
	"math/big"
	"strconv"
	"strings"

	"bctui/bc/odata"
)

// mostDigits is how many digits a decimal of Business Central keeps.
const mostDigits = 18

// number reads a value of a decimal or integer property in the user's habits.
func (c *compiler) number(v value) (reach, *Error) {
	s := v.String()
	if strings.TrimSpace(s) == "" {
		return reach{}, c.wrong(v, "a number is never blank", "write 0", "0")
	}
	literal, bad, fix := readNumber(s, c.env)
	if bad != "" {
		return reach{}, c.wrong(v, bad, c.numberHint(), fix)
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(literal, "-"), ".")
	short := strings.TrimRight(fraction, "0")
	if c.prop.Kind == odata.KindDecimal && len(strings.TrimLeft(whole, "0"))+len(short) > mostDigits {
		return reach{}, c.wrong(v, "the number has more digits than Business Central keeps", "it keeps 18", "")
	}
	if len(fraction) > mostDigits {
		literal = strings.TrimSuffix(strings.TrimSuffix(literal, fraction)+short, ".")
	}
	if c.prop.Kind == odata.KindInt {
		if short != "" {
			return reach{}, c.wrong(v, c.prop.Name+" holds whole numbers", "leave out the decimals, or compare with > and <", "")
		}
		literal, _, _ = strings.Cut(literal, ".")
		if bits := intBits(c.prop.Type); !fits(literal, bits) {
			return reach{}, c.wrong(v, "the number is beyond what "+c.prop.Name+" can hold", "it holds up to "+largest(bits), "")
		}
	}
	rank, _ := new(big.Rat).SetString(literal)
	return reach{from: literal, to: literal, words: numberText(literal, c.env), low: rank, high: rank}, nil
}

func intBits(edm string) int {
	switch edm {
	case "Edm.Int64":
		return 64
	case "Edm.Int16":
		return 16
	case "Edm.Byte", "Edm.SByte":
		return 9 // the sign of one and the size of the other
	}
	return 32
}

func largest(bits int) string { return strconv.FormatInt(1<<(bits-1)-1, 10) }

func fits(literal string, bits int) bool {
	_, err := strconv.ParseInt(literal, 10, bits)
	return err == nil
}

func (c *compiler) numberHint() string {
	text := "1234.50"
	if c.prop.Kind == odata.KindInt {
		text = "1234"
	}
	return "write it like " + numberText(text, c.env)
}

// readNumber gives the literal of a number as somebody wrote it, or says what is wrong with it and what may be meant.
func readNumber(s string, env Env) (literal, bad, fix string) {
	mark, group := env.marks()
	rest := strings.TrimSpace(s)
	sign := ""
	if r := []rune(rest); r[0] == '-' || r[0] == '−' || r[0] == '+' {
		if r[0] != '+' {
			sign = "-"
		}
		rest = strings.TrimSpace(string(r[1:]))
	}
	whole, fraction, hasMark := strings.Cut(rest, string(mark))
	if !onlyDigits(fraction) || strings.ContainsRune(fraction, mark) {
		if swapped, ok := readSwapped(rest, env); ok {
			return "", notNumber(s, env), sign + numberText(swapped, env)
		}
		return "", quoted(s) + " is no number", ""
	}
	digits, ok := ungroup(whole, group)
	if !ok {
		if swapped, ok := readSwapped(rest, env); ok {
			return "", notNumber(s, env), sign + numberText(swapped, env)
		}
		return "", quoted(s) + " is no number", ""
	}
	if digits == "" && fraction == "" {
		return "", quoted(s) + " is no number", ""
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		digits = "0"
	}
	literal = digits
	if hasMark && fraction != "" {
		literal += "." + fraction
	}
	if sign != "" && strings.Trim(literal, "0.") != "" {
		literal = sign + literal
	}
	return literal, "", ""
}

// readSwapped reads a number with the marks of other habits.
func readSwapped(s string, env Env) (literal string, ok bool) {
	mark, group := env.marks()
	if strings.Trim(s, "0123456789.,") != "" || !strings.ContainsAny(s, ".,") {
		return "", false
	}
	whole, fraction, _ := strings.Cut(s, string(group))
	digits, ok := ungroup(whole, mark)
	if !ok || digits == "" || !onlyDigits(fraction) {
		return "", false
	}
	if fraction != "" {
		return digits + "." + fraction, true
	}
	return digits, true
}

func notNumber(s string, env Env) string {
	mark, _ := env.marks()
	name := "a point"
	if mark == ',' {
		name = "a comma"
	}
	return quoted(s) + " is no number where the decimal mark is " + name
}

// ungroup takes the marks between thousands away. They are one kind of mark, with three digits behind the last and two
// or three between (1,00,000 is written in India).
func ungroup(s string, group rune) (string, bool) {
	var parts []string
	var mark rune
	last := 0
	for i, r := range s {
		if '0' <= r && r <= '9' {
			continue
		}
		if r != group && r != ' ' && r != '\u00a0' && r != '\u202f' && r != '’' && r != '\'' || mark != 0 && r != mark {
			return "", false
		}
		mark = r
		parts = append(parts, s[last:i])
		last = i + len(string(r))
	}
	if mark == 0 {
		return s, true
	}
	parts = append(parts, s[last:])
	for i, p := range parts {
		switch {
		case i == 0 && (p == "" || len(p) > 3), i > 0 && len(p) != 3 && (len(p) != 2 || i == len(parts)-1):
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

func onlyDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// numberText writes a literal in the user's habits, without grouping.
func numberText(literal string, env Env) string {
	if mark, _ := env.marks(); mark != '.' {
		return strings.Replace(literal, ".", string(mark), 1)
	}
	return literal
}
