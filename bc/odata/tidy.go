package odata

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Documents come through gateways, editors and generators that do not keep to the rules of XML. What would make a parser
// give up at the first odd character is put right before: an API must not be lost for one letter in one name.

// tidied is a document as the parser takes it.
type tidied struct {
	text     []byte // UTF-8 without a byte order mark
	odd      int    // characters that XML does not allow: symbols stand in their place
	entities int    // references to entities that XML does not know: their names stand in their place
}

// tidy makes a document readable. A document that is in order is given back as it is, without a copy.
func tidy(doc []byte) tidied {
	doc = toUTF8(doc)
	at := firstOdd(doc)
	if at < 0 {
		return tidied{text: doc}
	}
	t := tidied{text: append(make([]byte, 0, len(doc)+len(doc)/64+64), doc[:at]...)}
	for i := at; i < len(doc); {
		c := doc[i]
		switch {
		case c == '&':
			i += t.reference(doc[i:])
		case c >= ' ' && c < utf8.RuneSelf, c == '\t', c == '\n', c == '\r':
			t.text = append(t.text, c)
			i++
		case c < ' ':
			t.text = utf8.AppendRune(t.text, symbol(rune(c)))
			t.odd++
			i++
		default:
			r, size := utf8.DecodeRune(doc[i:])
			if r == utf8.RuneError && size == 1 || !allowed(r) {
				t.odd++
				r = utf8.RuneError
			}
			t.text = utf8.AppendRune(t.text, r)
			i += size
		}
	}
	return t
}

// firstOdd finds the first byte that may need care; −1 when there is none.
func firstOdd(doc []byte) int {
	plain := true
	for i, c := range doc {
		if c >= utf8.RuneSelf {
			plain = false
		} else if c == '&' || c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return i
		}
	}
	if plain || utf8.Valid(doc) && !bytes.Contains(doc, []byte("\uFFFE")) && !bytes.Contains(doc, []byte("\uFFFF")) {
		return -1
	}
	return 0
}

// reference copies what begins with an ampersand, and gives how many bytes of the document that was.
func (t *tidied) reference(s []byte) int {
	const longest = 64
	end := bytes.IndexByte(s[:min(len(s), longest)], ';')
	if end > 0 {
		name := string(s[1:end])
		switch name {
		case "amp", "lt", "gt", "quot", "apos":
			t.text = append(t.text, s[:end+1]...)
			return end + 1
		}
		if name[:min(1, len(name))] == "#" {
			if r, ok := codePoint(name[1:]); ok {
				if allowed(r) {
					t.text = append(t.text, s[:end+1]...)
				} else {
					t.odd++
					t.text = utf8.AppendRune(t.text, symbol(r))
				}
				return end + 1
			}
		} else if isName(name) {
			t.entities++
		}
	}
	t.text = append(t.text, "&amp;"...)
	return 1
}

func codePoint(digits string) (rune, bool) {
	base := 10
	if len(digits) > 1 && (digits[0] == 'x' || digits[0] == 'X') {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n & 0x7FFFFFFF), err == nil
}

func isName(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf || c == '_' || c == '-' || c == '.') {
			return false
		}
	}
	return s != ""
}

// allowed tells whether XML 1.0 has a character.
func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// symbol is the picture of a control character (␛), as the rest of the program shows them.
func symbol(r rune) rune {
	if r >= 0 && r < ' ' {
		return 0x2400 + r
	}
	return utf8.RuneError
}

// toUTF8 takes byte order marks away and turns UTF-16 and Latin-1 into UTF-8.
func toUTF8(doc []byte) []byte {
	switch {
	case bytes.HasPrefix(doc, []byte("\xEF\xBB\xBF")):
		return doc[3:]
	case bytes.HasPrefix(doc, []byte("\xFF\xFE")):
		return fromUTF16(doc[2:], 0, 1)
	case bytes.HasPrefix(doc, []byte("\xFE\xFF")):
		return fromUTF16(doc[2:], 1, 0)
	case bytes.HasPrefix(doc, []byte("<\x00")):
		return fromUTF16(doc, 0, 1)
	case bytes.HasPrefix(doc, []byte("\x00<")):
		return fromUTF16(doc, 1, 0)
	}
	if !latin(doc) {
		return doc
	}
	out := make([]byte, 0, len(doc)+len(doc)/16)
	for _, c := range doc {
		out = utf8.AppendRune(out, rune(c))
	}
	return out
}

// latin tells whether a document says that it is written in ISO 8859-1, or in Windows-1252, which has the same letters.
func latin(doc []byte) bool {
	end := bytes.IndexByte(doc[:min(len(doc), 200)], '>')
	if end < 0 || !bytes.HasPrefix(bytes.TrimSpace(doc[:end]), []byte("<?xml")) {
		return false
	}
	head := bytes.ToLower(doc[:end])
	return bytes.Contains(head, []byte("iso-8859-1")) || bytes.Contains(head, []byte("windows-1252")) || bytes.Contains(head, []byte("latin1"))
}

func fromUTF16(doc []byte, low, high int) []byte {
	out := make([]byte, 0, len(doc)/2+16)
	for i := 0; i+1 < len(doc); i += 2 {
		r := rune(doc[i+low]) | rune(doc[i+high])<<8
		if utf16.IsSurrogate(r) && i+3 < len(doc) {
			if full := utf16.DecodeRune(r, rune(doc[i+2+low])|rune(doc[i+2+high])<<8); full != utf8.RuneError {
				r = full
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
