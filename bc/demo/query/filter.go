package query

import (
	"slices"

	"bctui/bc/demo/model"
)

type op uint8

const (
	opTrue op = iota // what the service ignores
	opAnd
	opOr
	opEq
	opNe
	opGt
	opGe
	opLt
	opLe
	opIn
	opStarts
	opEnds
	opContains
)

// kindName is how the service names an operator in a message about types.
func (o op) kindName() string {
	return [...]string{"", "And", "Or", "Equal", "NotEqual", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual", "In", "", "", ""}[o]
}

// node is a compiled condition. slot is the place of its property in Filter.props.
type node struct {
	op          op
	left, right *node
	slot        int
	value       model.Value
	values      []model.Value // opIn
	fold        bool          // tolower or toupper was there: without regard to case
	from, count int           // substring; count -1 = to the end, from -1 = none
	negate      bool          // contains(…) eq false
}

// Filter is a $filter bound to a type.
type Filter struct {
	root  *node
	props []int // properties read, without repetition
}

// Pins says whether the filter demands one value of a property (`p eq …`, joined by `and` only).
func (f *Filter) Pins(property int) bool {
	if f == nil {
		return false
	}
	pinned := false
	f.conjuncts(func(n *node) {
		pinned = pinned || n.op == opEq && !n.fold && n.from < 0 && f.props[n.slot] == property
	})
	return pinned
}

// conjuncts visits the conditions that must all hold.
func (f *Filter) conjuncts(visit func(*node)) {
	var walk func(n *node)
	walk = func(n *node) {
		switch n.op {
		case opAnd:
			walk(n.left)
			walk(n.right)
		case opTrue, opOr:
		default:
			visit(n)
		}
	}
	walk(f.root)
}

// ParseFilter reads and binds a $filter. nested allows `in` and functions within functions ($schemaversion=2.1);
// without it `in` is accepted and ignored, as the service does (reference 5).
func ParseFilter(src, namespace string, t *model.Type, nested bool) (*Filter, *Error) {
	p := &parser{lex: lexer{src: src}, typ: t, namespace: namespace, nested: nested}
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokEnd {
		return nil, p.syntax()
	}
	root, err := p.condition(e)
	if err != nil {
		return nil, err
	}
	return &Filter{root: root, props: p.props}, nil
}

// expr is what the parser has in hand: a condition, a constant, or a field with functions around it.
type expr struct {
	cond    *node
	lit     *literal
	field   bool
	slot    int
	fold    bool
	from    int
	count   int
	wrapped bool // a function stands around the field
	fields  []int
}

type parser struct {
	lex       lexer
	tok       token
	typ       *model.Type
	namespace string
	nested    bool
	props     []int
	depth     int
}

const maxDepth = 200

// Not inlined: twenty places, 5 kB of the program.
//
//go:noinline
func (p *parser) advance() (err *Error) {
	p.tok, err = p.lex.next()
	return err
}

func (p *parser) syntax() *Error {
	return badRequest("Syntax error at position %d in '%s'.", p.tok.pos, p.lex.src)
}

func (p *parser) word(s string) bool { return p.tok.kind == tokName && p.tok.text == s }

func (p *parser) enter() *Error {
	if p.depth++; p.depth > maxDepth {
		return badRequest("Recursion depth exceeded allowed limit.")
	}
	return nil
}

func (p *parser) or() (expr, *Error) { return p.joined("or", opOr, p.and) }

func (p *parser) and() (expr, *Error) { return p.joined("and", opAnd, p.comparison) }

// joined reads operand, then any number of `word operand`, leaning left.
func (p *parser) joined(word string, o op, operand func() (expr, *Error)) (expr, *Error) {
	if err := p.enter(); err != nil {
		return expr{}, err
	}
	defer func() { p.depth-- }()
	left, err := operand()
	if err != nil {
		return expr{}, err
	}
	for p.word(word) {
		if err := p.advance(); err != nil {
			return expr{}, err
		}
		right, err := operand()
		if err != nil {
			return expr{}, err
		}
		a, err := p.condition(left)
		if err != nil {
			return expr{}, err
		}
		b, err := p.condition(right)
		if err != nil {
			return expr{}, err
		}
		fields := union(left.fields, right.fields)
		if o == opOr && len(fields) > 1 {
			return expr{}, badRequest("An error occurred while processing this request. The 'OR' operator is not supported on distinct fields on an OData filter.")
		}
		left = expr{cond: join(o, a, b), fields: fields}
	}
	return left, nil
}

// join makes one node of two. A chain of `a eq 1 or a eq 2 or …`, which is how clients must write a list, becomes a
// look-up in a list.
func join(o op, a, b *node) *node {
	list := func(n *node) bool {
		return (n.op == opEq || n.op == opIn) && !n.fold && n.from < 0 && !n.negate
	}
	if o != opOr || !list(a) || !list(b) || a.slot != b.slot {
		return &node{op: o, left: a, right: b}
	}
	n := &node{op: opIn, slot: a.slot, from: -1}
	for _, side := range []*node{a, b} {
		if side.op == opEq {
			n.values = append(n.values, side.value)
			continue
		}
		n.values = append(n.values, side.values...)
	}
	return n
}

func union(a, b []int) []int {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// condition makes sure that an expression is true or false.
func (p *parser) condition(e expr) (*node, *Error) {
	switch {
	case e.cond != nil:
		return e.cond, nil
	case e.field && p.typ.Properties[p.props[e.slot]].Kind() == model.Bool:
		return nil, notImplemented("A Boolean property alone is not supported on an OData filter; compare it with true or false.")
	case e.lit != nil && e.lit.value.Kind == model.Bool:
		return nil, notImplemented("A constant alone is not supported on an OData filter.")
	}
	return nil, badRequest("The $filter expression must evaluate to a single boolean value.")
}
