package filter

import (
	"strings"
	"unicode"

	"bctui/bc/odata"
)

type rawKind uint8

const (
	rawEnd    rawKind = iota
	rawName           // a field, a function or a word such as and
	rawString         // text is the content
	rawGUID
	rawLiteral // a number, a date or a moment
	rawOpen
	rawClose
	rawComma
	rawSlash
	rawColon
	rawSymbol // what OData has no use for: =, <>, &&
)

// rawToken is a piece of an OData filter; places are runes.
type rawToken struct {
	kind     rawKind
	text     string
	pos, end int
}

func nameRune(r rune) bool {
	return r == '_' || r == '$' || r == '@' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func (c *checker) cut() bool {
	for i := 0; i < len(c.src); {
		r := c.src[i]
		switch {
		case r == ' ' || r == '\t':
			i++
		case unicode.IsSpace(r):
			n := i + 1
			for n < len(c.src) && unicode.IsSpace(c.src[n]) {
				n++
			}
			c.problem(i, n, "a line break or an odd blank stands here", "write a simple blank", " ")
			i = n
		case r == '\'':
			n, ok := c.quoted(i)
			if !ok {
				return false
			}
			i = n
		case r == '"' || r == '“' || r == '”' || r == '„' || r == '‘' || r == '’':
			i = c.wrongQuotes(i)
		case c.guidAt(i):
			c.token(rawGUID, i, i+36)
			i += 36
		case r >= '0' && r <= '9' || r == '-' && i+1 < len(c.src) && c.src[i+1] >= '0' && c.src[i+1] <= '9':
			n := i + 1
			for n < len(c.src) && c.src[n] < unicode.MaxASCII && (nameRune(c.src[n]) && c.src[n] != '_' && c.src[n] != '$' && c.src[n] != '@' || strings.ContainsRune(":+-", c.src[n])) {
				n++
			}
			c.token(rawLiteral, i, n)
			i = n
		case nameRune(r) && !unicode.IsDigit(r) && r != '.' && !unicode.Is(unicode.Mn, r):
			n := i + 1
			for n < len(c.src) && nameRune(c.src[n]) {
				n++
			}
			c.token(rawName, i, n)
			i = n
		default:
			n, ok := c.symbol(i)
			if !ok {
				return false
			}
			i = n
		}
	}
	c.token(rawEnd, len(c.src), len(c.src))
	return true
}

func (c *checker) token(k rawKind, pos, end int) {
	c.toks = append(c.toks, rawToken{kind: k, text: string(c.src[pos:end]), pos: pos, end: end})
}

func (c *checker) quoted(start int) (int, bool) {
	var text []rune
	for i := start + 1; i < len(c.src); i++ {
		if c.src[i] != '\'' {
			text = append(text, c.src[i])
			continue
		}
		if i+1 < len(c.src) && c.src[i+1] == '\'' {
			text = append(text, '\'')
			i++
			continue
		}
		c.toks = append(c.toks, rawToken{kind: rawString, text: string(text), pos: start, end: i + 1})
		return i + 1, true
	}
	for _, t := range c.toks { // 'O'Brien'
		if t.kind == rawString && t.end < len(c.src) && unicode.IsLetter(c.src[t.end]) && c.src[t.end-1] == '\'' {
			c.problem(t.end-1, t.end, "this quote ends the text", "write '' for a quote inside a text", "''")
			return 0, false
		}
	}
	c.problem(start, start+1, "the quote that opens here has no end", "close it with ', and write '' for a quote inside a text", "")
	c.problems[len(c.problems)-1].Fix = string(c.src) + "'"
	return 0, false
}

// wrongQuotes takes a text in other quotes as if they were right.
func (c *checker) wrongQuotes(start int) int {
	end := start + 1
	for end < len(c.src) && !strings.ContainsRune("\"“”‘’", c.src[end]) {
		end++
	}
	text := string(c.src[start+1 : end])
	end = min(end+1, len(c.src))
	c.problem(start, end, "texts stand in single straight quotes", "write "+odata.String(text), odata.String(text))
	c.toks = append(c.toks, rawToken{kind: rawString, text: text, pos: start, end: end})
	return end
}

func (c *checker) guidAt(i int) bool {
	if i+36 > len(c.src) {
		return false
	}
	if _, ok := odata.GUID(string(c.src[i : i+36])); !ok || c.src[i] == ' ' {
		return false
	}
	return i+36 == len(c.src) || !nameRune(c.src[i+36]) && c.src[i+36] != '-'
}

func (c *checker) symbol(i int) (int, bool) {
	switch c.src[i] {
	case '(':
		c.token(rawOpen, i, i+1)
		return i + 1, true
	case ')':
		c.token(rawClose, i, i+1)
		return i + 1, true
	case ',':
		c.token(rawComma, i, i+1)
		return i + 1, true
	case '/':
		c.token(rawSlash, i, i+1)
		return i + 1, true
	case ':':
		c.token(rawColon, i, i+1)
		return i + 1, true
	}
	n := i
	for n < len(c.src) && strings.ContainsRune("=<>!&|", c.src[n]) && n < i+3 {
		n++
	}
	if n > i {
		c.token(rawSymbol, i, n)
		return n, true
	}
	if c.src[i] == '%' {
		c.problem(i, i+1, "this is percent-encoded already", "write the characters themselves: the program encodes them", "")
		return 0, false
	}
	c.problem(i, i+1, "'"+string(c.src[i])+"' has no meaning here", "texts stand in quotes", "")
	return 0, false
}
