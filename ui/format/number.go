package format

import (
	"strconv"
	"unicode/utf8"

	"bctui/bc/odata"
)

// longestNumber is how many digits an exponent may unfold to; beyond that the number stays as it was sent.
const longestNumber = 48

func (f Formatter) marks() (decimal, group rune) {
	decimal, group = f.DecimalMark, f.Grouping
	if decimal == 0 {
		decimal = '.'
	}
	if group == 0 {
		group = ','
		if decimal == ',' {
			group = '.'
		}
	}
	return decimal, group
}

// minScale is how many decimals a decimal shows at least. Business Central says "Variable" and sends amounts without
// trailing zeros (reference 5); two of them line up most columns, and digits beyond are all shown.
func minScale(p *odata.Property) int {
	if p == nil {
		return 0
	}
	if n, err := strconv.Atoi(p.Scale); err == nil && n >= 0 && n <= 12 {
		return n
	}
	switch p.Type {
	case "Edm.Double", "Edm.Single":
		return 0
	}
	return 2
}

// AppendDecimal adds a number, given by its exact text, with grouped thousands and at least scale decimals. It never
// rounds and never goes through a float. What is no number is added as visible text.
func (f Formatter) AppendDecimal(dst []byte, text string, scale int) []byte {
	var buf [80]byte
	if out, ok := f.appendDecimal(dst, append(buf[:0], text...), scale); ok {
		return out
	}
	return append(dst, f.Measure.Visible(text)...)
}

// appendDecimal tells whether text is a number (JSON's grammar, and a plus sign) that can be written out.
func (f Formatter) appendDecimal(dst, text []byte, scale int) ([]byte, bool) {
	var buf [80]byte
	n, ok := parseNumber(buf[:0], text)
	if !ok {
		return dst, false
	}
	decimal, group := f.marks()
	if n.negative {
		dst = append(dst, '-')
	}
	digits := n.digits
	// whole digits, then zeros up to the mark, or a lone zero before it
	whole := max(n.point, 0)
	if whole == 0 {
		dst = append(dst, '0')
	}
	for i := range whole {
		if i > 0 && (whole-i)%3 == 0 && group != NoGrouping {
			dst = utf8.AppendRune(dst, group)
		}
		dst = append(dst, digit(digits, i))
	}
	decimals := max(len(digits)-n.point, scale, 0)
	if decimals == 0 {
		return dst, true
	}
	dst = utf8.AppendRune(dst, decimal)
	for i := range decimals {
		dst = append(dst, digit(digits, n.point+i))
	}
	return dst, true
}

// digit is the digit at i, 0 beyond both ends.
func digit(digits []byte, i int) byte {
	if i < 0 || i >= len(digits) {
		return '0'
	}
	return digits[i]
}

// number is the value 0.digits × 10^point.
type number struct {
	negative bool
	digits   []byte
	point    int
}

func parseNumber(buf, text []byte) (number, bool) {
	var n number
	i := 0
	if i < len(text) && (text[i] == '-' || text[i] == '+') {
		n.negative = text[i] == '-'
		i++
	}
	first := i
	for ; i < len(text) && isDigit(text[i]); i++ {
		buf = append(buf, text[i])
	}
	n.point = len(buf)
	if i == first {
		return n, false
	}
	if i < len(text) && text[i] == '.' {
		i++
		first = i
		for ; i < len(text) && isDigit(text[i]); i++ {
			buf = append(buf, text[i])
		}
		if i == first {
			return n, false
		}
	}
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		exponent, err := strconv.Atoi(string(text[i+1:]))
		if err != nil || exponent > longestNumber || exponent < -longestNumber {
			return n, false
		}
		n.point += exponent
		i = len(text)
	}
	if i != len(text) {
		return n, false
	}
	// leading zeros of the whole part ("007" or the result of a negative exponent) say nothing
	for len(buf) > 0 && n.point > 1 && buf[0] == '0' {
		buf = buf[1:]
		n.point--
	}
	if len(buf) == 0 {
		n.point = min(n.point, 1)
	}
	n.digits = buf
	if n.point > longestNumber || len(buf)-n.point > longestNumber {
		return n, false
	}
	return n, true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// AppendInt adds a whole number with grouped thousands, as counts are shown.
func (f Formatter) AppendInt(dst []byte, n int64) []byte {
	var buf [24]byte
	out, _ := f.appendDecimal(dst, strconv.AppendInt(buf[:0], n, 10), 0)
	return out
}

// Int gives a whole number with grouped thousands: "5,000".
func (f Formatter) Int(n int64) string { return string(f.AppendInt(nil, n)) }

func appendUint(dst []byte, n uint64) []byte { return strconv.AppendUint(dst, n, 10) }
