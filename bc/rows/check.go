package rows

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// The functions of this file read JSON that nobody looked at before, and take what RFC 8259 takes: with two exceptions,
// names that stand twice in an object and texts that are no good UTF-8, because services send both. They give the place
// after what they read. A negative place says that there is none: short, tooDeep, or unexpected.

const (
	// short: the text ends too early.
	short = -1
	// tooDeep: more levels of nesting than anybody means.
	tooDeep = math.MinInt
	// tooWide: an object with more members than anything has.
	tooWide  = math.MinInt + 1
	maxDepth = 10_000
)

// unexpected says which byte can't stand where it stands; unexpectedAt gives its place back.
func unexpected(at int) int { return -2 - at }

func unexpectedAt(place int) int { return -2 - place }

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special marks the quotes, backslashes and control characters among eight bytes: the lowest bit that is set belongs to
// the first of them. (What a subtraction borrows reaches only bytes above one that is marked already.)
func special(w uint64) uint64 {
	quote, slash := w^0x22*ones, w^0x5C*ones
	return ((quote-ones)&^quote | (slash-ones)&^slash | (w-0x20*ones)&^w) & highs
}

// checkString gives the place of the quote that closes the string whose text begins at b[i].
func checkString(b []byte, i int) (end int, isEscaped bool) {
	for {
		for i+8 <= len(b) {
			mark := special(binary.LittleEndian.Uint64(b[i:]))
			if mark != 0 {
				i += bits.TrailingZeros64(mark) >> 3
				break
			}
			i += 8
		}
		if i >= len(b) {
			return short, false
		}
		switch c := b[i]; {
		case c == '"':
			return i, isEscaped
		case c == '\\':
			isEscaped = true
			if i = checkEscape(b, i); i < 0 {
				return i, true
			}
		case c < ' ':
			return unexpected(i), false
		default: // among the last bytes of b
			i++
		}
	}
}

func checkEscape(b []byte, i int) int {
	if i+1 >= len(b) {
		return short
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		for k := i + 2; k < i+6; k++ {
			if k >= len(b) {
				return short
			}
			if c := b[k]; hexCodes[c] == 0xFF && (c < 'A' || c > 'F') {
				return unexpected(k)
			}
		}
		return i + 6
	default:
		return unexpected(i + 1)
	}
}

func checkNumber(b []byte, i int) int {
	if b[i] == '-' {
		i++
	}
	switch {
	case i >= len(b):
		return short
	case b[i] == '0':
		i++
	default:
		if i = checkDigits(b, i); i < 0 {
			return i
		}
	}
	if i < len(b) && b[i] == '.' {
		if i = checkDigits(b, i+1); i < 0 {
			return i
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if i = checkDigits(b, i); i < 0 {
			return i
		}
	}
	if i >= len(b) { // there may be more digits
		return short
	}
	return i
}

// checkDigits reads one digit or more.
func checkDigits(b []byte, i int) int {
	from := i
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	switch {
	case i > from:
		return i
	case i >= len(b):
		return short
	default:
		return unexpected(i)
	}
}

func checkWord(b []byte, i int, word string) int {
	for k := range len(word) {
		if i+k >= len(b) {
			return short
		}
		if b[i+k] != word[k] {
			return unexpected(i + k)
		}
	}
	return i + len(word)
}

// checkSpace gives the place of the next byte that is no white space; short when there is none.
func checkSpace(b []byte, i int) int {
	if i = skipSpace(b, i); i >= len(b) {
		return short
	}
	return i
}

// checkValue reads the value that begins at b[i].
func checkValue(b []byte, i int) (value, int) {
	switch b[i] {
	case '"':
		end, isEscaped := checkString(b, i+1)
		if end < 0 {
			return value{}, end
		}
		v := value{start: i + 1, end: end, kind: String}
		if isEscaped {
			v.form = escaped
		}
		return v, end + 1
	case '{':
		end := checkNested(b, i)
		return value{start: i, end: end, kind: Object}, end
	case '[':
		end := checkNested(b, i)
		return value{start: i, end: end, kind: Array}, end
	case 't':
		end := checkWord(b, i, "true")
		return value{start: i, end: end, kind: Bool}, end
	case 'f':
		end := checkWord(b, i, "false")
		return value{start: i, end: end, kind: Bool}, end
	case 'n':
		return value{start: i, end: i, kind: Null}, checkWord(b, i, "null")
	default:
		end := checkNumber(b, i)
		return value{start: i, end: end, kind: Number}, end
	}
}

// checkNested reads the object or array that begins at b[i]. It does not recurse: depth costs a bit a level.
func checkNested(b []byte, i int) int {
	var objects [(maxDepth + 63) / 64]uint64 // which levels are objects and not arrays
	depth := 0
	for {
		switch b[i] {
		case '{', '[':
			if depth == maxDepth {
				return tooDeep
			}
			bit := uint64(1) << (depth % 64)
			closing := byte(']')
			if objects[depth/64] &^= bit; b[i] == '{' {
				objects[depth/64] |= bit
				closing = '}'
			}
			depth++
			if i = checkSpace(b, i+1); i < 0 {
				return i
			}
			if b[i] != closing {
				if closing == '}' {
					if i = checkName(b, i); i < 0 {
						return i
					}
				}
				continue
			}
			i++
			depth--
		default:
			if _, i = checkValue(b, i); i < 0 {
				return i
			}
		}
		for more := false; !more; { // behind a value
			if depth == 0 {
				return i
			}
			if i = checkSpace(b, i); i < 0 {
				return i
			}
			object := objects[(depth-1)/64]>>((depth-1)%64)&1 == 1
			switch {
			case b[i] == ',':
				if i = checkSpace(b, i+1); i >= 0 && object {
					i = checkName(b, i)
				}
				if i < 0 {
					return i
				}
				more = true
			case b[i] == '}' && object, b[i] == ']' && !object:
				i++
				depth--
			default:
				return unexpected(i)
			}
		}
	}
}

// checkName reads a name that must stand at b[i] and the colon behind it, and gives the place of the value.
func checkName(b []byte, i int) int {
	if b[i] != '"' {
		return unexpected(i)
	}
	end, _ := checkString(b, i+1)
	if end < 0 {
		return end
	}
	return checkColon(b, end+1)
}

func checkColon(b []byte, i int) int {
	if i = checkSpace(b, i); i < 0 {
		return i
	}
	if b[i] != ':' {
		return unexpected(i)
	}
	return checkSpace(b, i+1)
}
