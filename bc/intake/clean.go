package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tidy takes off what clings to a copied value: blanks and line breaks around it, quotes and braces around it, invisible
// characters anywhere, and says so.
func tidy(raw string) (string, []Problem) {
	s, p := visible(raw)
	t := s
	wrapped := false
	for {
		u := strings.TrimFunc(t, unicode.IsSpace)
		if isPlaceholder(u) {
			t = u
			break
		}
		if v, ok := unwrap(u); ok {
			wrapped = true
			u = v
		}
		if v := strings.TrimRight(u, ",;"); v != u {
			u, wrapped = v, true
		}
		if u == t {
			break
		}
		t = u
	}
	switch {
	case wrapped:
		p = append(p, note("Quotes, braces or punctuation around the value were removed."))
	case t != s && t != "":
		p = append(p, note("Blanks around the value were removed."))
	}
	return t, p
}

// visible removes what can't be seen (byte order mark, zero-width and direction characters, soft hyphens) and turns the
// odd blanks of word processors into plain ones.
func visible(raw string) (string, []Problem) {
	if isPlain(raw) {
		return raw, nil
	}
	removed := 0
	var b strings.Builder
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRuneInString(raw[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteRune('�') // told by hasControl
		case isInvisible(r):
			removed++
		case r != '\n' && r != '\r' && r != '\t' && r > 0x7f && unicode.IsSpace(r), r == '\u2007', r == '\u202f':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
		i += n
	}
	s := b.String()
	if removed > 0 {
		return s, []Problem{note(count(removed, "invisible character") + " removed (they come along when copying from mails and web pages).")}
	}
	return s, nil
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isInvisible(r rune) bool {
	switch {
	case r == '\ufeff', r == '\u00ad', r == '\u034f', r == '\u061c', r == '\u180e',
		r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u206f',
		r >= '\ufe00' && r <= '\ufe0f', r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return false
}

// unwrap takes one pair of quotes or brackets off.
func unwrap(s string) (string, bool) {
	if len(s) < 2 {
		return s, false
	}
	first, n := utf8.DecodeRuneInString(s)
	last, m := utf8.DecodeLastRuneInString(s)
	if n+m > len(s) || !pairs(first, last) {
		return s, false
	}
	return s[n : len(s)-m], true
}

func pairs(open, end rune) bool {
	switch open {
	case '"', '\'', '`', '“', '‘', '´':
		return end == open || open == '“' && end == '”' || open == '‘' && end == '’' || open == '´' && end == '`'
	case '„', '”':
		return end == '“' || end == '”'
	case '‚':
		return end == '‘' || end == '’'
	case '«':
		return end == '»'
	case '»':
		return end == '«'
	case '{':
		return end == '}'
	case '<':
		return end == '>'
	}
	return false
}

// hasControl tells whether s holds characters that no value has.
//
// Not inlined: 3 kB of the program.
//
//go:noinline
func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError })
}
