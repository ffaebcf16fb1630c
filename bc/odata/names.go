package odata

import (
	"strings"
	"unicode/utf8"
)

// DecodeName turns the name of an enum member into what people call it: `_xHHHH_` stands for the character with that
// code, as in "G_x002F_L_x0020_Account" (reference 5). Two in a row may be a surrogate pair. What is no such escape
// stays as it is.
func DecodeName(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, ok := nameEscape(s[i:])
		if !ok {
			b.WriteByte(s[i])
			i++
			continue
		}
		i += escapeLen
		if r >= 0xD800 && r < 0xDC00 {
			if low, ok := nameEscape(s[i:]); ok && low >= 0xDC00 && low < 0xE000 {
				r = (r-0xD800)<<10 | (low - 0xDC00) + 0x10000
				i += escapeLen
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

const escapeLen = len("_x0020_")

func nameEscape(s string) (rune, bool) {
	if len(s) < escapeLen || s[0] != '_' || s[1] != 'x' || s[escapeLen-1] != '_' {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[2 : escapeLen-1]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// EncodeName is the way back: what people call an option → the name that the service expects. Where a name looks like the
// beginning of an escape its underscore is escaped, so that DecodeName(EncodeName(s)) is s for every valid text.
func EncodeName(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError:
			b.WriteString("_xFFFD_")
		case r == '_':
			// The closing underscore may come of what is escaped next.
			if _, ok := nameEscape(s[i:min(len(s), i+escapeLen-1)] + "_"); ok {
				b.WriteString("_x005F_")
			} else {
				b.WriteByte('_')
			}
		case r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= utf8.RuneSelf && isLetter(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			writeEscape(&b, 0xD800+(r-0x10000)>>10)
			writeEscape(&b, 0xDC00+(r-0x10000)&0x3FF)
		default:
			writeEscape(&b, r)
		}
	}
	return b.String()
}

func writeEscape(b *strings.Builder, r rune) {
	const digits = "0123456789ABCDEF"
	b.WriteString("_x")
	for shift := 12; shift >= 0; shift -= 4 {
		b.WriteByte(digits[r>>shift&0xF])
	}
	b.WriteByte('_')
}
