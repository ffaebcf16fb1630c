package odata

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// String gives a text literal: in quotes, a quote inside doubled.
//
// Not inlined: thirty places, 4 kB of the program.
//
//go:noinline
func String(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// GUID gives a GUID literal: bare, without braces. ok is false when s is no GUID.
func GUID(s string) (literal string, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && s[0] == '{' && s[len(s)-1] == '}' {
		s = s[1 : len(s)-1]
	}
	if len(s) != 36 {
		return "", false
	}
	for i, c := range []byte(s) {
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return "", false
			}
		default:
			if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
				return "", false
			}
		}
	}
	return s, true
}

// EmptyGUID is how the service writes "not set" (reference 5).
const EmptyGUID = "00000000-0000-0000-0000-000000000000"

// Date gives a date literal: 2026-01-31.
func Date(t time.Time) string { return t.Format(time.DateOnly) }

// DateTime gives a point in time in UTC, with milliseconds only where there are some: 2026-01-31T08:00:00Z.
func DateTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999Z07:00") }

// Decimal gives a number literal: digits with at most one dot and a sign in front. The text is not read as a float, so
// no digit is lost. ok is false when s is no such number.
func Decimal(s string) (literal string, ok bool) {
	s = strings.TrimSpace(s)
	body := strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	if len(s)-len(body) > 1 {
		return "", false
	}
	whole, fraction, dot := strings.Cut(body, ".")
	if whole == "" && fraction == "" || !digits(whole) || !digits(fraction) || dot && fraction == "" {
		return "", false
	}
	if whole == "" {
		whole = "0"
	}
	if strings.HasPrefix(s, "-") {
		whole = "-" + whole
	}
	if dot {
		return whole + "." + fraction, true
	}
	return whole, true
}

func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// Literal gives the literal for a property's value in a filter or a key, from the text in which the service writes that
// value. It fails where the text cannot be a value of that kind.
func Literal(p *Property, text string) (string, error) {
	bad := func() (string, error) {
		return "", fmt.Errorf("“%s” is no value for %s, which is a %s", text, p.Name, p.Kind)
	}
	switch p.Kind {
	case KindGUID:
		if lit, ok := GUID(text); ok {
			return lit, nil
		}
		return bad()
	case KindDecimal, KindInt:
		lit, ok := Decimal(text)
		if !ok || p.Kind == KindInt && strings.Contains(lit, ".") {
			return bad()
		}
		return lit, nil
	case KindBool:
		if text != "true" && text != "false" {
			return bad()
		}
		return text, nil
	case KindDate:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return bad()
		}
		return text, nil
	case KindDateTime:
		if _, err := time.Parse(time.RFC3339Nano, text); err != nil {
			return bad()
		}
		return text, nil
	case KindTime:
		if _, err := time.Parse("15:04:05.999999999", text); err != nil {
			return bad()
		}
		return text, nil
	case KindDuration:
		return "duration" + String(text), nil
	case KindStream, KindComplex:
		return "", fmt.Errorf("%s is a %s: it can't be compared with a value", p.Name, p.Kind)
	default: // text, and options: a quoted member name (reference 5)
		return String(text), nil
	}
}

// Key gives the key predicate of a record, without parentheses: the bare literal for a single key, name=literal for each
// part of a composite one. values holds the texts of the key's properties. The result is not escaped for a URL.
func Key(t *EntityType, values map[string]string) (string, error) {
	if t == nil || len(t.Key) == 0 {
		return "", fmt.Errorf("the schema names no key")
	}
	parts := make([]string, 0, len(t.Key))
	for _, name := range t.Key {
		value, ok := values[name]
		if !ok {
			return "", fmt.Errorf("the record has no %s, which is part of its key", name)
		}
		p, ok := t.Property(name)
		if !ok {
			p = &Property{Name: name, Kind: KindString}
			if _, isGUID := GUID(value); isGUID {
				p.Kind = KindGUID
			}
		}
		literal, err := Literal(p, value)
		if err != nil {
			return "", err
		}
		if len(t.Key) == 1 {
			return literal, nil
		}
		parts = append(parts, name+"="+literal)
	}
	return strings.Join(parts, ","), nil
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }
