package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bctui/bc/demo/model"
)

// reader gives a filter the properties of one row after the other. It is used by one goroutine.
type reader struct {
	table model.Table
	whole model.RowReader // nil: properties are fetched one by one, when needed
	props []int
	vals  []model.Value
	row   int
}

func newReader(t model.Table, props []int) *reader {
	r := &reader{table: t, props: props}
	if whole, ok := t.(model.RowReader); ok && len(props) > 1 {
		r.whole = whole
		r.vals = make([]model.Value, len(props))
	}
	return r
}

func (r *reader) seek(row int) {
	r.row = row
	if r.whole != nil {
		r.whole.ReadRow(row, r.props, r.vals)
	}
}

func (r *reader) get(slot int) model.Value {
	if r.whole != nil {
		return r.vals[slot]
	}
	return r.table.Value(r.row, r.props[slot])
}

// match says whether the row of the reader meets the condition.
func (n *node) match(r *reader) bool {
	switch n.op {
	case opTrue:
		return true
	case opAnd:
		return n.left.match(r) && n.right.match(r)
	case opOr:
		return n.left.match(r) || n.right.match(r)
	}
	v := r.get(n.slot)
	if n.op <= opLe {
		return n.compare(v)
	}
	return n.test(v) != n.negate
}

func (n *node) compare(v model.Value) bool {
	if v.Kind == model.Text {
		return n.compareText(n.part(v.S))
	}
	c := compareNumbers(v, n.value)
	switch n.op {
	case opEq:
		return c == 0
	case opNe:
		return c != 0
	case opGt:
		return c > 0
	case opGe:
		return c >= 0
	case opLt:
		return c < 0
	}
	return c <= 0
}

// compareNumbers also lets a whole number meet a decimal constant.
func compareNumbers(v, constant model.Value) int {
	if v.Kind == model.Int && constant.Kind == model.Decimal {
		v.Kind = model.Decimal
	}
	return model.Compare(v, constant)
}

func (n *node) compareText(s string) bool {
	if n.op == opEq || n.op == opNe {
		same := s == n.value.S
		if n.fold {
			same = strings.EqualFold(s, n.value.S)
		}
		return same == (n.op == opEq)
	}
	c := model.CompareText(s, n.value.S)
	if n.fold && strings.EqualFold(s, n.value.S) {
		c = 0
	}
	switch n.op {
	case opGt:
		return c > 0
	case opGe:
		return c >= 0
	case opLt:
		return c < 0
	}
	return c <= 0
}

// part is the substring that the condition looks at; positions count characters.
func (n *node) part(s string) string {
	if n.from < 0 {
		return s
	}
	skip := func(s string, count int) string {
		for ; count > 0 && s != ""; count-- {
			_, size := utf8.DecodeRuneInString(s)
			s = s[size:]
		}
		return s
	}
	s = skip(s, n.from)
	if n.count < 0 {
		return s
	}
	return s[:len(s)-len(skip(s, n.count))]
}

func (n *node) test(v model.Value) bool {
	if n.op == opIn {
		for i := range n.values {
			if v.Kind == model.Text && n.values[i].Kind == model.Text {
				if v.S == n.values[i].S {
					return true
				}
				continue
			}
			if compareNumbers(v, n.values[i]) == 0 {
				return true
			}
		}
		return false
	}
	s, want := n.part(v.S), n.value.S
	if n.fold {
		s, want = foldText(s), foldText(want)
	}
	switch n.op {
	case opStarts:
		return strings.HasPrefix(s, want)
	case opEnds:
		return strings.HasSuffix(s, want)
	}
	return strings.Contains(s, want)
}

func foldText(s string) string { return strings.Map(unicode.ToLower, s) }
