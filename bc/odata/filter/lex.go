package filter

import (
	"strings"
	"unicode"

	"bctui/bc/odata"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokOr
	tokAnd
	tokOpen
	tokClose
	tokRange // ..
	tokOp    // text is one of = <> > >= < <=
	tokFold  // @
	tokValue
)

type token struct {
	kind     tokenKind
	pos, end int // runes of the expression
	text     string
	value    value
}

// char is a character of a value. One in quotes is itself, but for the wildcards.
type char struct {
	r      rune
	pos    int
	quoted bool
}

// value is an operand as it was written, without its quotes and without blanks around it.
type value struct {
	chars    []char
	pos, end int
	quotes   bool // some of it, or nothing at all, stands in quotes
}

// String is the text of a value with wildcards as they are.
func (v value) String() string {
	var b strings.Builder
	for _, c := range v.chars {
		b.WriteRune(c.r)
	}
	return b.String()
}

func (v value) blank() bool { return len(v.chars) == 0 }

func (v value) wild() bool {
	for _, c := range v.chars {
		if c.r == '*' || c.r == '?' {
			return true
		}
	}
	return false
}

// lexer cuts an expression into tokens. Texts may hold more characters than other kinds.
type lexer struct {
	src         []rune
	pos         int
	text, dates bool
}

func (l *lexer) peek(ahead int) rune {
	if i := l.pos + ahead; i >= 0 && i < len(l.src) {
		return l.src[l.pos+ahead]
	}
	return -1
}

func (l *lexer) next() (token, *Error) {
	for l.pos < len(l.src) && unicode.IsSpace(l.src[l.pos]) {
		l.pos++
	}
	if l.pos >= len(l.src) {
		return token{kind: tokEnd, pos: len(l.src), end: len(l.src)}, nil
	}
	take := func(k tokenKind, n int, text string) (token, *Error) {
		l.pos += n
		return token{kind: k, pos: l.pos - n, end: l.pos, text: text}, nil
	}
	next := l.peek(1)
	switch l.src[l.pos] {
	case '|':
		return take(tokOr, 1, "|")
	case '&':
		return take(tokAnd, 1, "&")
	case '(':
		return take(tokOpen, 1, "(")
	case ')':
		return take(tokClose, 1, ")")
	case '@':
		return take(tokFold, 1, "@")
	case '=':
		return take(tokOp, 1, "=")
	case '≤':
		return take(tokOp, 1, "<=")
	case '≥':
		return take(tokOp, 1, ">=")
	case '≠':
		return take(tokOp, 1, "<>")
	case '>':
		if next == '=' {
			return take(tokOp, 2, ">=")
		}
		return take(tokOp, 1, ">")
	case '<':
		switch next {
		case '=':
			return take(tokOp, 2, "<=")
		case '>':
			return take(tokOp, 2, "<>")
		}
		return take(tokOp, 1, "<")
	}
	if n := l.dots(); n > 0 {
		return take(tokRange, n, "..")
	}
	return l.operand()
}

// dots is how many characters here mean a range: two points, or the ellipsis that editors make of three.
func (l *lexer) dots() int {
	switch {
	case l.dates && l.peek(0) == '.' && l.peek(1) == '.' && l.peek(2) == '.' && unicode.IsDigit(l.peek(-1)):
		return 0 // 2018.12.31...t: the first point ends the date
	case l.peek(0) == '.' && l.peek(1) == '.':
		return 2
	case !l.text && l.peek(0) == '…':
		return 1
	}
	return 0
}

// operand reads a value up to the next operator outside quotes.
func (l *lexer) operand() (token, *Error) {
	v := value{pos: l.pos}
	last := l.pos      // behind the last character that counts
	var parens []int   // places of open parentheses inside the text
	freshQuote := true // a quote here opens; after a letter it is an apostrophe
	for l.pos < len(l.src) {
		r := l.src[l.pos]
		if r == '\'' && freshQuote {
			start := l.pos
			if err := l.quoted(&v); err != nil {
				return token{}, err
			}
			if err := l.early(start); err != nil {
				return token{}, err
			}
			last, freshQuote = l.pos, false
			continue
		}
		if r == ')' && len(parens) == 0 || l.dots() > 0 {
			break
		}
		switch r {
		case '|', '&':
			if len(parens) > 0 {
				return token{}, l.inside(v.pos, parens[len(parens)-1])
			}
		case '(':
			parens = append(parens, l.pos)
		case ')':
			parens = parens[:len(parens)-1]
		case '<', '>', '≤', '≥', '≠':
			return token{}, l.unjoined(v.pos)
		}
		if r == '|' || r == '&' {
			break
		}
		v.chars = append(v.chars, char{r: r, pos: l.pos})
		l.pos++
		if !unicode.IsSpace(r) {
			last = l.pos
		}
		freshQuote = r == '*' || r == '?'
	}
	if len(parens) > 0 {
		return token{}, l.inside(v.pos, parens[len(parens)-1])
	}
	for n := len(v.chars); n > 0 && !v.chars[n-1].quoted && unicode.IsSpace(v.chars[n-1].r); n-- {
		v.chars = v.chars[:n-1]
	}
	v.end = last
	return token{kind: tokValue, pos: v.pos, end: last, value: v}, nil
}

// quoted reads 'text', with ” for a quote.
func (l *lexer) quoted(v *value) *Error {
	start := l.pos
	v.quotes = true
	for l.pos++; l.pos < len(l.src); l.pos++ {
		if l.src[l.pos] == '\'' {
			if l.peek(1) != '\'' {
				l.pos++
				return nil
			}
			l.pos++
		}
		v.chars = append(v.chars, char{r: l.src[l.pos], pos: l.pos, quoted: true})
	}
	rest := strings.TrimSpace(string(l.src[start+1:]))
	err := &Error{Pos: start, Len: 1, Text: "the quote that opens here has no end",
		Hint: "close it with ', and write '' for a quote that belongs to the text", Fix: string(l.src) + "'"}
	if l.text && rest != "" && !strings.Contains(rest, "'") {
		err.Fix = string(l.src[:start]) + odata.String("'"+rest)
	}
	return err
}

// early says that a quote inside a text was taken for its end: 'O'Brien'.
func (l *lexer) early(start int) *Error {
	if next := l.peek(0); !unicode.IsLetter(next) && !unicode.IsDigit(next) {
		return nil
	}
	end := l.pos
	for end < len(l.src) && l.src[end] != '\'' {
		end++
	}
	err := &Error{Pos: l.pos - 1, Len: 1, Text: "the text in quotes ends here, and goes on", Hint: "write '' for a quote that belongs to the text"}
	if end < len(l.src) {
		err.Fix = string(l.src[:start]) + odata.String(string(l.src[start+1:end])) + string(l.src[end+1:])
	}
	return err
}

// inside says that an operator stands in parentheses that belong to a text.
func (l *lexer) inside(start, open int) *Error {
	return &Error{Pos: open, Len: 1, Text: "it is not clear whether this parenthesis belongs to the text or groups",
		Hint: "put the whole text in quotes if it belongs to it",
		Fix:  string(l.src[:start]) + odata.String(strings.TrimSpace(string(l.src[start:])))}
}

// unjoined says that a comparison begins in the middle of a value.
func (l *lexer) unjoined(start int) *Error {
	err := &Error{Pos: l.pos, Len: 1, Text: "an operator stands in the middle of a value",
		Hint: "join two conditions with & (both) or | (either)",
		Fix:  string(l.src[:l.pos]) + "&" + string(l.src[l.pos:])}
	if _, ok := readFormula(string(l.src[start:l.pos])); ok && l.dates && l.src[l.pos] == '>' && start > 0 && l.src[start-1] == '<' {
		err.Pos, err.Len = start-1, l.pos+2-start
		err.Text, err.Hint = "a date formula stands without < and >", "write "+string(l.src[start:l.pos])
		err.Fix = string(l.src[:start-1]) + string(l.src[start:l.pos]) + string(l.src[l.pos+1:])
	}
	if l.text {
		err.Hint += "; put the value in quotes if the character belongs to it"
		err.Fix = string(l.src[:start]) + odata.String(strings.TrimSpace(string(l.src[start:])))
	}
	return err
}
