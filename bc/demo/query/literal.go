package query

import (
	"math"
	"strconv"
	"strings"
	"time"

	"bctui/bc/demo/model"
)

// literal is a constant of a filter before it meets a field. edm is the type that the service would name in a message.
type literal struct {
	value model.Value
	edm   string
	enum  string // the qualified type of Microsoft.NAV.status'Open'
}

// parseLiteral reads a number, a date (2026-01-31) or a moment (2026-01-31T10:00:00.5Z, also with an offset).
func parseLiteral(s string) (literal, bool) {
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' {
		if len(s) == 10 {
			t, err := time.Parse("2006-01-02", s)
			return literal{value: model.Days(int(t.Unix() / 86400)), edm: "Edm.Date"}, err == nil
		}
		for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00"} {
			if t, err := time.Parse(layout, s); err == nil {
				return literal{value: model.At(t), edm: "Edm.DateTimeOffset"}, true
			}
		}
		return literal{}, false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		edm := "Edm.Int32"
		if n > math.MaxInt32 || n < math.MinInt32 {
			edm = "Edm.Int64"
		}
		return literal{value: model.Value{Kind: model.Int, N: n}, edm: edm}, true
	}
	v, ok := parseDecimal(strings.TrimRight(s, "mMdDfFlL"))
	return literal{value: v, edm: "Edm.Decimal"}, ok
}

// parseDecimal reads digits, a point, digits and an exponent, as long as they fit 18 digits.
func parseDecimal(s string) (model.Value, bool) {
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 18 || e < -18 {
			return model.Value{}, false
		}
		mantissa, exponent = s[:i], e
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	fraction = strings.TrimRight(fraction, "0")
	scale := len(fraction) - exponent
	digits := whole + fraction
	for ; scale < 0; scale++ {
		digits += "0"
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || scale > 18 {
		return model.Value{}, false
	}
	return model.D(n, uint8(scale)), true
}

// fit turns a literal into a value that can be compared with a property, or says that the types do not go together.
func fit(l literal, p *model.Property, op string) (model.Value, *Error) {
	mismatch := func() (model.Value, *Error) {
		edm := p.Type
		if p.Enum() != nil {
			edm = model.Namespace + "." + edm
		}
		return model.Value{}, badRequest("A binary operator with incompatible types was detected. Found operand types '%s' and '%s' for operator kind '%s'.", edm, l.edm, op)
	}
	kind := p.Kind()
	if l.value.Kind == model.Null {
		return model.Zero(kind), nil // null stands for blank: no field of the service is ever null
	}
	switch kind {
	case model.Enumeration:
		if l.value.Kind != model.Text {
			return mismatch()
		}
		if l.enum != "" && l.enum != model.Namespace+"."+p.Type {
			return mismatch()
		}
		i, ok := p.Enum().Index(l.value.S)
		if !ok {
			return model.Value{}, badRequest("The string '%s' is not a valid enumeration type constant.", l.value.S)
		}
		return model.E(i), nil
	case model.Decimal:
		if l.value.Kind == model.Int {
			return model.D(l.value.N, 0), nil
		}
	case model.Int:
		if l.value.Kind == model.Decimal {
			return l.value, nil
		}
	}
	if l.value.Kind != kind || l.enum != "" {
		return mismatch()
	}
	return l.value, nil
}
