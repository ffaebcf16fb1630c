package rows

import (
	"bytes"
	"slices"
)

// value is where a value stands in a text, without the quotes of a string.
type value struct {
	start, end int
	kind       Kind
	form       form
}

// scanValue finds the value that begins at b[i] and gives the place after it. The text was validated before: only here
// may bytes be skipped without a look.
func scanValue(b []byte, i int) (value, int) {
	switch b[i] {
	case '"':
		end, isEscaped := scanString(b, i+1)
		v := value{start: i + 1, end: end, kind: String}
		if isEscaped {
			v.form = escaped
		}
		return v, end + 1
	case '{':
		end := scanNested(b, i)
		return value{start: i, end: end, kind: Object}, end
	case '[':
		end := scanNested(b, i)
		return value{start: i, end: end, kind: Array}, end
	case 't':
		return value{start: i, end: i + 4, kind: Bool}, i + 4
	case 'f':
		return value{start: i, end: i + 5, kind: Bool}, i + 5
	case 'n':
		return value{start: i, end: i, kind: Null}, i + 4
	default:
		end := i
		for end < len(b) {
			switch b[end] {
			case ',', '}', ']', ' ', '\t', '\r', '\n':
				return value{start: i, end: end, kind: Number}, end
			}
			end++
		}
		return value{start: i, end: end, kind: Number}, end
	}
}

// scanString gives the place of the quote that closes the string whose text begins at b[i].
func scanString(b []byte, i int) (end int, isEscaped bool) {
	n := bytes.IndexByte(b[i:], '"')
	if bytes.IndexByte(b[i:i+n], '\\') < 0 {
		return i + n, false
	}
	for {
		switch b[i] {
		case '"':
			return i, true
		case '\\':
			i += 2
		default:
			i++
		}
	}
}

// scanNested gives the place after the object or array that begins at b[i]. It does not recurse: depth costs nothing.
func scanNested(b []byte, i int) int {
	for depth := 0; ; i++ {
		switch b[i] {
		case '"':
			i, _ = scanString(b, i+1)
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
}

func skipSpace(b []byte, i int) int {
	for i < len(b) {
		switch b[i] {
		case ' ', '\t', '\r', '\n':
			i++
		default:
			return i
		}
	}
	return i
}

// walkObject calls f for each member of a valid object.
func walkObject(b []byte, f func(name []byte, nameEscaped bool, v value)) {
	i := skipSpace(b, 1)
	for b[i] != '}' {
		if b[i] == ',' {
			i = skipSpace(b, i+1)
		}
		end, isEscaped := scanString(b, i+1)
		name := b[i+1 : end]
		i = skipSpace(b, end+1) // to the colon
		i = skipSpace(b, i+1)   // to the value
		v, next := scanValue(b, i)
		f(name, isEscaped, v)
		i = skipSpace(b, next)
	}
}

// LastLink finds the link to the next page where the service puts it: as the last member of the answer. before and last
// are the last two parts of the body, or its last bytes. It gives "" where something else stands there; and it may be
// wrong only where the body is no valid JSON, for a body that is an object ends with the brace that closes it, and in
// front of it stands its last member.
func LastLink(before, last []byte) string {
	const (
		name    = `"@odata.nextLink"`
		longest = 16 << 10
	)
	b := last
	if len(b) < longest { // the link may begin in one part and end in the other
		b = slices.Concat(before[max(0, len(before)-longest):], last)
	}
	at := bytes.LastIndex(b[max(0, len(b)-longest):], []byte(name))
	if at < 0 {
		return ""
	}
	at += max(0, len(b)-longest)
	front := bytes.TrimRight(b[:at], " \t\r\n")
	// Behind a comma a quote can only begin a text, if it is not the end of one that is followed by a stray @.
	if len(front) == 0 || front[len(front)-1] != ',' && front[len(front)-1] != '{' {
		return ""
	}
	i := checkColon(b, at+len(name))
	if i < 0 || b[i] != '"' {
		return ""
	}
	v, end := checkValue(b, i)
	if end < 0 || string(bytes.TrimSpace(b[end:])) != "}" {
		return ""
	}
	return v.text(b)
}

// text gives what a string stands for.
func (v value) text(b []byte) string {
	return Cell{Kind: v.kind, form: v.form, data: string(b[v.start:v.end])}.Text()
}
