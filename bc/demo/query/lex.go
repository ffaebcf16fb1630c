package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bctui/bc/demo/model"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokName
	tokString  // text is the unquoted literal
	tokGUID    // value
	tokLiteral // number, date or moment; text as written
	tokOpen
	tokClose
	tokComma
	tokSlash
	tokColon
)

type token struct {
	kind  tokenKind
	text  string
	pos   int
	value model.Value
}

// lexer cuts a $filter into tokens. Positions are bytes, as good as characters for a message.
type lexer struct {
	src string
	pos int
}

func nameStart(r rune) bool { return r == '_' || r == '$' || r == '@' || unicode.IsLetter(r) }
func namePart(r rune) bool {
	return nameStart(r) || r == '.' || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func (l *lexer) next() (token, *Error) {
	for l.pos < len(l.src) && (l.src[l.pos] == ' ' || l.src[l.pos] == '\t') {
		l.pos++
	}
	start := l.pos
	if start >= len(l.src) {
		return token{kind: tokEnd, pos: start}, nil
	}
	one := func(k tokenKind) (token, *Error) {
		l.pos++
		return token{kind: k, text: l.src[start:l.pos], pos: start}, nil
	}
	switch c := l.src[start]; {
	case c == '(':
		return one(tokOpen)
	case c == ')':
		return one(tokClose)
	case c == ',':
		return one(tokComma)
	case c == '/':
		return one(tokSlash)
	case c == ':':
		return one(tokColon)
	case c == '\'':
		return l.quoted()
	case len(l.src)-start >= 36:
		if t, ok := l.guid(); ok {
			return t, nil
		}
	}
	c := l.src[start]
	if '0' <= c && c <= '9' || c == '-' && start+1 < len(l.src) && '0' <= l.src[start+1] && l.src[start+1] <= '9' {
		l.pos++
		for l.pos < len(l.src) && strings.IndexByte("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:+-", l.src[l.pos]) >= 0 {
			l.pos++
		}
		return token{kind: tokLiteral, text: l.src[start:l.pos], pos: start}, nil
	}
	r, size := utf8.DecodeRuneInString(l.src[start:])
	if !nameStart(r) {
		return token{}, badRequest("Syntax error: character '%c' is not valid at position %d in '%s'.", r, start, l.src)
	}
	for size > 0 && namePart(r) {
		l.pos += size
		r, size = utf8.DecodeRuneInString(l.src[l.pos:])
	}
	return token{kind: tokName, text: l.src[start:l.pos], pos: start}, nil
}

// guid recognises 8-4-4-4-12 digits, which may start with a letter and would then look like a name.
func (l *lexer) guid() (token, bool) {
	start := l.pos
	v, ok := model.ParseGUID(l.src[start : start+36])
	if !ok {
		return token{}, false
	}
	if r, size := utf8.DecodeRuneInString(l.src[start+36:]); size > 0 && (namePart(r) || r == '-') {
		return token{}, false
	}
	l.pos += 36
	return token{kind: tokGUID, text: l.src[start:l.pos], pos: start, value: v}, true
}

func (l *lexer) quoted() (token, *Error) {
	start := l.pos
	l.pos++
	from := l.pos
	doubled := false
	for l.pos < len(l.src) {
		if l.src[l.pos] != '\'' {
			l.pos++
			continue
		}
		if l.pos+1 < len(l.src) && l.src[l.pos+1] == '\'' {
			doubled = true
			l.pos += 2
			continue
		}
		text := l.src[from:l.pos]
		if doubled {
			text = strings.ReplaceAll(text, "''", "'")
		}
		l.pos++
		return token{kind: tokString, text: text, pos: start}, nil
	}
	return token{}, badRequest("There is an unterminated string literal at position %d in '%s'.", len(l.src), l.src)
}
