package rows

import (
	"hash/maphash"
	"strings"
	"unicode/utf8"
)

// Kind is what a value is in JSON.
type Kind uint8

// The kinds of a cell. Missing is the zero value: the row has no such property.
const (
	Missing Kind = iota
	Null
	String
	Number
	Bool
	Object
	Array
)

// String gives the word that people use for the kind.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case String:
		return "string"
	case Number:
		return "number"
	case Bool:
		return "boolean"
	case Object:
		return "object"
	case Array:
		return "array"
	default:
		return "missing"
	}
}

// form is how the bytes of a value are kept.
type form uint8

const (
	plain   form = iota // as sent (for strings: what stands between the quotes, and it holds no escape)
	escaped             // what stands between the quotes of a string that holds escapes
	packed              // two characters a byte, see pack.go
	guid                // 16 bytes, see pack.go
	affixed             // plain or escaped between a prefix and a suffix which all of the column share

	// Within a block only: four bytes that say which of its giants it is.
	giantPlain   // plain
	giantEscaped // escaped
)

// Cell is one value of a row. It refers into its block, costs nothing to copy, and stays valid as long as it is held.
// The zero Cell is Missing.
type Cell struct {
	Kind Kind
	form form
	data string
	fix  *affix
}

// affix is what all values of a column begin and end with.
type affix struct {
	prefix, suffix string
	inner          form // of what stands between
	escaped        bool
}

// Text gives the value as a person reads it: the decoded characters of a string, the exact digits of a number, true or
// false, the raw JSON of an object or array; "" for null and missing. Bytes that are no UTF-8 come out as they were
// sent: whoever draws them makes them visible. Strings without escapes and most other values are not copied.
func (c Cell) Text() string {
	switch c.form {
	case plain:
		return c.data
	default:
		return string(c.AppendText(nil))
	}
}

// AppendText appends what Text gives to dst.
func (c Cell) AppendText(dst []byte) []byte {
	if c.form == escaped || c.form == affixed && c.fix.escaped {
		return appendUnescaped(dst, c.source())
	}
	return c.appendSource(dst)
}

// Head gives the first bytes of Text, at most n, cut between characters, and tells whether more follows. A screen asks
// for what it can show: a value of 10 MB costs no more than a short one.
func (c Cell) Head(n int) (head string, more bool) {
	s := c.data
	switch c.form {
	case plain:
	case escaped:
		// An escape is at most 6 bytes for one of text, and a pair 12 for 4.
		if limit := n*6 + 12; len(s) > limit {
			s, more = s[:limit], true
			s = s[:cutEscape(s)]
		}
		s = string(appendUnescaped(nil, s))
	default:
		s = c.Text()
	}
	if len(s) <= n {
		return s, more
	}
	cut := n
	for back := 0; cut > 0 && back < utf8.UTFMax && !utf8.RuneStart(s[cut]); back++ {
		cut--
	}
	return s[:cut], true
}

// Size is the length in bytes of the value as sent, without the quotes of a string.
func (c Cell) Size() int {
	switch c.form {
	case packed:
		return packedLen(c.data)
	case guid:
		return guidLen
	case affixed:
		n := len(c.data)
		switch c.fix.inner {
		case packed:
			n = packedLen(c.data)
		case guid:
			n = guidLen
		}
		return len(c.fix.prefix) + n + len(c.fix.suffix)
	default:
		return len(c.data)
	}
}

// Raw gives the value as it stood in the body, byte for byte; nil for a missing one.
func (c Cell) Raw() []byte { return c.AppendRaw(nil) }

// AppendRaw appends what Raw gives to dst.
func (c Cell) AppendRaw(dst []byte) []byte {
	switch c.Kind {
	case Missing:
		return dst
	case Null:
		return append(dst, "null"...)
	case String:
		dst = append(dst, '"')
		dst = c.appendSource(dst)
		return append(dst, '"')
	default:
		return c.appendSource(dst)
	}
}

// Hash adds what tells the value apart to h: its kind, and the text as it was sent. Long values are not copied.
func (c Cell) Hash(h *maphash.Hash) {
	_ = h.WriteByte(byte(c.Kind))
	form := c.form
	if form == affixed {
		_, _ = h.WriteString(c.fix.prefix)
		form = c.fix.inner
	}
	if form == plain || form == escaped {
		_, _ = h.WriteString(c.data)
	} else {
		var buf [64]byte
		_, _ = h.Write(appendForm(buf[:0], form, c.data))
	}
	if c.form == affixed {
		_, _ = h.WriteString(c.fix.suffix)
	}
}

// Bool tells whether the value is true, and whether it is a boolean at all.
func (c Cell) Bool() (value, ok bool) {
	return c.Kind == Bool && c.data == "true", c.Kind == Bool
}

// Equal tells whether both hold the same kind and the same text.
func (c Cell) Equal(o Cell) bool {
	if c.Kind != o.Kind {
		return false
	}
	if c.form == plain && o.form == plain {
		return c.data == o.data
	}
	return c.Text() == o.Text()
}

// source gives the bytes between the quotes as they were sent.
func (c Cell) source() string {
	switch c.form {
	case plain, escaped:
		return c.data
	default:
		return string(c.appendSource(nil))
	}
}

func (c Cell) appendSource(dst []byte) []byte {
	if c.form != affixed {
		return appendForm(dst, c.form, c.data)
	}
	dst = append(dst, c.fix.prefix...)
	dst = appendForm(dst, c.fix.inner, c.data)
	return append(dst, c.fix.suffix...)
}

func appendForm(dst []byte, f form, data string) []byte {
	switch f {
	case packed:
		return appendPacked(dst, data)
	case guid:
		return appendGUID(dst, data)
	default:
		return append(dst, data...)
	}
}

// cutEscape gives a length of s at which no escape is torn apart; s holds no other break.
func cutEscape(s string) int {
	// The last escape that could be torn begins within the last 12 bytes (a surrogate pair).
	i := strings.LastIndexByte(s, '\\')
	if i < 0 || i < len(s)-12 {
		return len(s)
	}
	// Count the backslashes in front: of an even number the last is only the second half of an escaped backslash.
	start := i
	for start > 0 && s[start-1] == '\\' {
		start--
	}
	if (i-start)%2 == 1 {
		return len(s)
	}
	if i >= 6 && isHighSurrogate(s[i-6:i]) {
		return i - 6
	}
	return i
}
