package rows

import "bytes"

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
