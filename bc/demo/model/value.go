package model

import (
	"encoding/hex"
	"strings"
	"time"
)

// Kind of a Value.
type Kind uint8

// The kinds of values. Text has no null in Business Central: a blank text is Text with S == "".
const (
	Null        Kind = iota
	Text             // S
	GUID             // Hi and N: the sixteen bytes, big end first
	Decimal          // N × 10^-Scale, written with exactly Scale decimals
	Int              // N
	Date             // N days since 1970-01-01; NoDate is the empty one
	DateTime         // N milliseconds since 1970-01-01 UTC; NoDateTime is the empty one
	Bool             // N is 0 or 1
	Enumeration      // N is the place in Enum.Members (not the member's Value)
	Stream           // S is the content type, "" when nothing is stored; the bytes come from Streams
	JSON             // S is written as it is: complex types and collections
)

// Value is one cell. It has no pointer but its text, fits in registers, and two equal cells are equal with ==, but for
// decimals of another scale.
type Value struct {
	Kind  Kind
	Scale uint8
	N     int64
	Hi    uint64
	S     string
}

// Days and milliseconds of the empty date (0001-01-01) that Business Central writes for "none".
const (
	NoDays   = -719162
	NoMillis = NoDays * 86_400_000
)

// T is a text.
func T(s string) Value { return Value{Kind: Text, S: s} }

// I is a whole number.
func I(n int) Value { return Value{Kind: Int, N: int64(n)} }

// D is the decimal unscaled × 10^-scale: D(1050, 2) is written 10.50, D(7, 0) is written 7. Business Central mostly
// writes no needless zeros; D2 drops them.
func D(unscaled int64, scale uint8) Value { return Value{Kind: Decimal, N: unscaled, Scale: scale} }

// D2 is an amount in cents, written without needless zeros as the service does for most fields: 0, 2.5, 1234.56.
//
// Not inlined: a column does little else, and the divisions in forty of them would take 4 kB.
//
//go:noinline
func D2(cents int64) Value {
	switch {
	case cents%100 == 0:
		return D(cents/100, 0)
	case cents%10 == 0:
		return D(cents/10, 1)
	}
	return D(cents, 2)
}

// B is a truth value.
func B(b bool) Value {
	if b {
		return Value{Kind: Bool, N: 1}
	}
	return Value{Kind: Bool}
}

// E is the member at a place of its Enum.
func E(index int) Value { return Value{Kind: Enumeration, N: int64(index)} }

// G is a GUID in two halves: the first eight bytes as written, then the last eight.
func G(hi, lo uint64) Value { return Value{Kind: GUID, Hi: hi, N: int64(lo)} }

// NoGUID is the empty GUID that stands for "not set".
func NoGUID() Value { return Value{Kind: GUID} }

// Day is a date.
func Day(year int, month time.Month, day int) Value {
	return Days(int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400))
}

// Days is a date by its number of days since 1970-01-01.
func Days(n int) Value { return Value{Kind: Date, N: int64(n)} }

// NoDate is the empty date 0001-01-01.
func NoDate() Value { return Value{Kind: Date, N: NoDays} }

// At is a moment, in milliseconds.
func At(t time.Time) Value { return Millis(t.UnixMilli()) }

// Millis is a moment by its number of milliseconds since 1970-01-01 UTC.
func Millis(ms int64) Value { return Value{Kind: DateTime, N: ms} }

// NoDateTime is the empty moment 0001-01-01T00:00:00Z.
func NoDateTime() Value { return Value{Kind: DateTime, N: NoMillis} }

// Media is the value of a stream property; contentType is "" when nothing is stored.
func Media(contentType string) Value { return Value{Kind: Stream, S: contentType} }

// Raw is JSON text for a complex type or a collection.
func Raw(json string) Value { return Value{Kind: JSON, S: json} }

// ParseGUID reads 8-4-4-4-12 hexadecimal digits in any case, nothing else.
func ParseGUID(s string) (Value, bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return Value{}, false
	}
	var digits [32]byte
	n := 0
	for i := range 36 {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		digits[n] = s[i]
		n++
	}
	var b [16]byte
	if _, err := hex.Decode(b[:], digits[:]); err != nil {
		return Value{}, false
	}
	var hi, lo uint64
	for i := range 8 {
		hi = hi<<8 | uint64(b[i])
		lo = lo<<8 | uint64(b[8+i])
	}
	return G(hi, lo), true
}

// MustGUID is ParseGUID for constants of the program; it panics on anything else.
func MustGUID(s string) Value {
	v, ok := ParseGUID(s)
	if !ok {
		panic("model: not a GUID: " + s)
	}
	return v
}

// Compare orders two values of one kind: -1, 0 or 1. Texts are ordered without regard to case first, as the database
// of the service does, then by code point, so that the order is total. Null comes first; values of different kinds
// are ordered by kind.
func Compare(a, b Value) int {
	if a.Kind != b.Kind {
		return order(int64(a.Kind), int64(b.Kind))
	}
	switch a.Kind {
	case Text, Stream, JSON:
		return CompareText(a.S, b.S)
	case GUID:
		if a.Hi != b.Hi {
			if a.Hi < b.Hi {
				return -1
			}
			return 1
		}
		if uint64(a.N) == uint64(b.N) {
			return 0
		}
		if uint64(a.N) < uint64(b.N) {
			return -1
		}
		return 1
	case Decimal:
		return compareDecimal(a, b)
	}
	return order(a.N, b.N)
}

func order(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// compareDecimal brings both to the larger scale. Where that would overflow it compares as floats: such values differ
// by far more than a float's error.
func compareDecimal(a, b Value) int {
	for a.Scale != b.Scale {
		small := &a
		if b.Scale < a.Scale {
			small = &b
		}
		n := small.N * 10
		if n/10 != small.N {
			fa, fb := a.Float(), b.Float()
			switch {
			case fa < fb:
				return -1
			case fa > fb:
				return 1
			}
			return 0
		}
		small.N = n
		small.Scale++
	}
	return order(a.N, b.N)
}

// Float is the value of a Decimal or Int as a float, for statistics only.
func (v Value) Float() float64 {
	f := float64(v.N)
	for range v.Scale {
		f /= 10
	}
	return f
}

// CompareText orders texts without regard to case, then by code point.
func CompareText(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i < n {
		ca, cb := a[i], b[i]
		if ca >= 0x80 || cb >= 0x80 {
			break
		}
		if ca != cb {
			la, lb := lower(ca), lower(cb)
			if la != lb {
				return order(int64(la), int64(lb))
			}
		}
		i++
	}
	if i < len(a) && i < len(b) { // the rest holds other letters than ASCII
		if c := strings.Compare(strings.ToLower(a[i:]), strings.ToLower(b[i:])); c != 0 {
			return c
		}
	} else if len(a) != len(b) {
		return order(int64(len(a)), int64(len(b)))
	}
	return strings.Compare(a, b)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// kindOf an Edm type.
func kindOf(edm string) (Kind, bool) {
	switch edm {
	case "Edm.String":
		return Text, true
	case "Edm.Guid":
		return GUID, true
	case "Edm.Decimal", "Edm.Double":
		return Decimal, true
	case "Edm.Int32", "Edm.Int64":
		return Int, true
	case "Edm.Date":
		return Date, true
	case "Edm.DateTimeOffset":
		return DateTime, true
	case "Edm.Boolean":
		return Bool, true
	case "Edm.Stream":
		return Stream, true
	}
	return Null, false
}

// Zero is the value of an empty field of a kind, as the service writes it.
func Zero(k Kind) Value {
	switch k {
	case Date:
		return NoDate()
	case DateTime:
		return NoDateTime()
	case JSON:
		return Raw("[]")
	}
	return Value{Kind: k}
}
