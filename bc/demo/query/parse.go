package query

import (
	"strings"

	"bctui/bc/demo/model"
)

func compareOp(word string) (op, bool) {
	switch word {
	case "eq":
		return opEq, true
	case "ne":
		return opNe, true
	case "gt":
		return opGt, true
	case "ge":
		return opGe, true
	case "lt":
		return opLt, true
	case "le":
		return opLe, true
	}
	return 0, false
}

func (p *parser) comparison() (expr, *Error) {
	left, err := p.operand()
	if err != nil || p.tok.kind != tokName {
		return left, err
	}
	switch word := p.tok.text; word {
	case "in":
		return p.in(left)
	case "has", "add", "sub", "mul", "div", "mod", "divby":
		return expr{}, notImplemented("The '%s' operator is not supported on an OData filter.", word)
	}
	o, ok := compareOp(p.tok.text)
	if !ok {
		return left, nil // `and`, `or`, or something that the caller calls a syntax error
	}
	if err := p.advance(); err != nil {
		return expr{}, err
	}
	right, err := p.operand()
	if err != nil {
		return expr{}, err
	}
	return p.compare(o, left, right)
}

func (p *parser) compare(o op, left, right expr) (expr, *Error) {
	if left.lit != nil && right.lit == nil { // 5 lt a is a gt 5
		left, right = right, left
		switch o {
		case opGt:
			o = opLt
		case opGe:
			o = opLe
		case opLt:
			o = opGt
		case opLe:
			o = opGe
		}
	}
	switch {
	case right.lit == nil:
		return expr{}, notImplemented("Comparing two properties is not supported on an OData filter.")
	case left.cond != nil: // contains(…) eq true
		if right.lit.value.Kind != model.Bool || o != opEq && o != opNe {
			return expr{}, badRequest("A binary operator with incompatible types was detected. Found operand types 'Edm.Boolean' and '%s' for operator kind '%s'.", right.lit.edm, o.kindName())
		}
		if left.cond.op == opOr || left.cond.op == opAnd {
			return expr{}, notImplemented("Comparing a condition is not supported on an OData filter.")
		}
		n := *left.cond
		n.negate = n.negate != ((right.lit.value.N == 1) != (o == opEq))
		return expr{cond: &n, fields: left.fields}, nil
	case !left.field:
		return expr{}, notImplemented("Comparing two constants is not supported on an OData filter.")
	}
	prop := &p.typ.Properties[p.props[left.slot]]
	v, err := fit(*right.lit, prop, o.kindName())
	if err != nil {
		return expr{}, err
	}
	n := &node{op: o, slot: left.slot, value: v, fold: left.fold, from: left.from, count: left.count}
	if strings.HasSuffix(prop.Name, "_FilterOnly") {
		n = &node{op: opTrue} // a FlowFilter: it steers sums and drops no row
	}
	return expr{cond: n, fields: left.fields}, nil
}

// in reads a list. Without schema version 2.1 the condition is checked and then has no effect.
func (p *parser) in(left expr) (expr, *Error) {
	if !left.field || left.wrapped {
		return expr{}, p.syntax()
	}
	if err := p.advance(); err != nil {
		return expr{}, err
	}
	if p.tok.kind != tokOpen {
		return expr{}, p.syntax()
	}
	n := &node{op: opIn, slot: left.slot, from: -1}
	prop := &p.typ.Properties[p.props[left.slot]]
	for {
		if err := p.advance(); err != nil {
			return expr{}, err
		}
		item, err := p.operand()
		if err != nil {
			return expr{}, err
		}
		if item.lit == nil {
			return expr{}, p.syntax()
		}
		v, err := fit(*item.lit, prop, opEq.kindName())
		if err != nil {
			return expr{}, err
		}
		n.values = append(n.values, v)
		if p.tok.kind == tokComma {
			continue
		}
		if p.tok.kind != tokClose {
			return expr{}, badRequest("')' or ',' expected at position %d in '%s'.", p.tok.pos, p.lex.src)
		}
		if err := p.advance(); err != nil {
			return expr{}, err
		}
		break
	}
	if !p.nested {
		n = &node{op: opTrue}
	}
	return expr{cond: n, fields: left.fields}, nil
}

func (p *parser) operand() (expr, *Error) {
	t := p.tok
	switch t.kind {
	case tokString:
		return p.constant(literal{value: model.T(t.text), edm: "Edm.String"})
	case tokGUID:
		return p.constant(literal{value: t.value, edm: "Edm.Guid"})
	case tokLiteral:
		l, ok := parseLiteral(t.text)
		if !ok {
			return expr{}, badRequest("Unrecognized literal '%s' at position %d in '%s'.", t.text, t.pos, p.lex.src)
		}
		return p.constant(l)
	case tokOpen:
		if err := p.advance(); err != nil {
			return expr{}, err
		}
		e, err := p.or()
		if err != nil {
			return expr{}, err
		}
		if p.tok.kind != tokClose {
			return expr{}, badRequest("')' or operator expected at position %d in '%s'.", p.tok.pos, p.lex.src)
		}
		return e, p.advance()
	case tokName:
		return p.named(t)
	}
	return expr{}, badRequest("Expression expected at position %d in '%s'.", t.pos, p.lex.src)
}

func (p *parser) constant(l literal) (expr, *Error) {
	return expr{lit: &l}, p.advance()
}

func (p *parser) named(t token) (expr, *Error) {
	if err := p.advance(); err != nil {
		return expr{}, err
	}
	switch t.text {
	case "true", "false":
		return expr{lit: &literal{value: model.B(t.text == "true"), edm: "Edm.Boolean"}}, nil
	case "null":
		return expr{lit: &literal{edm: "<null>"}}, nil
	case "not":
		return expr{}, notImplemented("The 'not' operator is not supported on an OData filter.")
	}
	switch p.tok.kind {
	case tokOpen:
		return p.call(t)
	case tokSlash:
		return p.path(t)
	case tokString: // Microsoft.NAV.customerBlocked'All'
		if strings.HasPrefix(t.text, p.namespace+".") && p.tok.pos == t.pos+len(t.text) {
			l := literal{value: model.T(p.tok.text), edm: t.text, enum: t.text}
			return expr{lit: &l}, p.advance()
		}
	}
	return p.property(t.text)
}

func (p *parser) property(name string) (expr, *Error) {
	i, ok := p.typ.Property(name)
	if !ok {
		return expr{}, unknownProperty(name, p.namespace, p.typ.Name)
	}
	prop := &p.typ.Properties[i]
	if k := prop.Kind(); k == model.Stream || k == model.JSON || prop.Collection {
		return expr{}, notImplemented("The property '%s' cannot be used in an OData filter.", name)
	}
	slot := -1
	for j, have := range p.props {
		if have == i {
			slot = j
		}
	}
	if slot < 0 {
		slot = len(p.props)
		p.props = append(p.props, i)
	}
	return expr{field: true, slot: slot, from: -1, fields: []int{i}}, nil
}

// path is a/b…: lambda operators are ignored without a word (page "Known limitations"), links are refused.
func (p *parser) path(t token) (expr, *Error) {
	if _, ok := p.typ.Link(t.text); !ok {
		if _, ok := p.typ.Property(t.text); !ok {
			return expr{}, unknownProperty(t.text, p.namespace, p.typ.Name)
		}
	}
	if err := p.advance(); err != nil {
		return expr{}, err
	}
	lambda := p.word("any") || p.word("all")
	if p.tok.kind != tokName {
		return expr{}, p.syntax()
	}
	if err := p.advance(); err != nil {
		return expr{}, err
	}
	if !lambda || p.tok.kind != tokOpen {
		return expr{}, notImplemented("A path over a navigation property is not supported on an OData filter.")
	}
	for depth := 0; ; {
		switch p.tok.kind {
		case tokOpen:
			depth++
		case tokClose:
			depth--
		case tokEnd:
			return expr{}, badRequest("')' or operator expected at position %d in '%s'.", p.tok.pos, p.lex.src)
		}
		if err := p.advance(); err != nil {
			return expr{}, err
		}
		if depth == 0 {
			return expr{cond: &node{op: opTrue}}, nil
		}
	}
}

// call reads a function; the name is t, the current token the bracket after it.
func (p *parser) call(t token) (expr, *Error) {
	if err := p.enter(); err != nil {
		return expr{}, err
	}
	defer func() { p.depth-- }()
	args, err := p.arguments()
	if err != nil {
		return expr{}, err
	}
	signature := func(s string) *Error {
		return badRequest("No function signature for the function with name '%s' matches the specified arguments. The function signatures considered are: %s.", t.text, s)
	}
	isText := func(e expr) bool {
		return e.lit != nil && e.lit.value.Kind == model.Text ||
			e.field && p.typ.Properties[p.props[e.slot]].Kind() == model.Text
	}
	switch t.text {
	case "startswith", "endswith", "contains":
		if len(args) != 2 || !isText(args[0]) || !isText(args[1]) {
			return expr{}, signature(t.text + "(Edm.String Nullable=true, Edm.String Nullable=true)")
		}
		if !args[0].field || args[1].lit == nil {
			return expr{}, notImplemented("The function '%s' is only supported with a property and a constant.", t.text)
		}
		o := map[string]op{"startswith": opStarts, "endswith": opEnds, "contains": opContains}[t.text]
		a := args[0]
		n := &node{op: o, slot: a.slot, value: args[1].lit.value, fold: a.fold, from: a.from, count: a.count}
		return expr{cond: n, fields: a.fields, wrapped: true}, p.nesting(args)
	case "tolower", "toupper":
		if len(args) != 1 || !isText(args[0]) {
			return expr{}, signature(t.text + "(Edm.String Nullable=true)")
		}
		e := args[0]
		err := p.nesting(args)
		if e.lit != nil {
			change := strings.ToLower
			if t.text == "toupper" {
				change = strings.ToUpper
			}
			return expr{lit: &literal{value: model.T(change(e.lit.value.S)), edm: e.lit.edm}}, err
		}
		e.fold, e.wrapped = true, true
		return e, err
	case "substring":
		return p.substring(args, isText, signature)
	case "concat", "indexof", "length", "replace", "trim", "matchesPattern", "round", "floor", "ceiling", "year", "month", "day", "hour",
		"minute", "second", "fractionalseconds", "date", "time", "now", "mindatetime", "maxdatetime", "totaloffsetminutes", "cast", "isof":
		return expr{}, notImplemented("The function '%s' is not supported on an OData filter.", t.text)
	}
	return expr{}, badRequest("An unknown function with name '%s' was found. This may also be a function import or a key lookup on a navigation property, which is not allowed.", t.text)
}

func (p *parser) arguments() ([]expr, *Error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	var args []expr
	if p.tok.kind == tokClose {
		return nil, p.advance()
	}
	for {
		e, err := p.or()
		if err != nil {
			return nil, err
		}
		args = append(args, e)
		switch p.tok.kind {
		case tokComma:
			if err := p.advance(); err != nil {
				return nil, err
			}
			continue
		case tokClose:
			return args, p.advance()
		}
		return nil, badRequest("')' or ',' expected at position %d in '%s'.", p.tok.pos, p.lex.src)
	}
}

func (p *parser) nesting(args []expr) *Error {
	for _, a := range args {
		if a.wrapped && !p.nested {
			return notImplemented("Nested function calls are not supported on an OData filter in this schema version.")
		}
	}
	return nil
}

func (p *parser) substring(args []expr, isText func(expr) bool, signature func(string) *Error) (expr, *Error) {
	number := func(e expr) (int, bool) {
		if e.lit == nil || e.lit.value.Kind != model.Int || e.lit.value.N < 0 || e.lit.value.N > 1<<20 {
			return 0, false
		}
		return int(e.lit.value.N), true
	}
	e := expr{}
	ok := len(args) >= 2 && len(args) <= 3 && isText(args[0])
	if ok {
		e = args[0]
		e.from, ok = number(args[1])
		e.count = -1
		if ok && len(args) == 3 {
			e.count, ok = number(args[2])
		}
	}
	if !ok {
		return expr{}, signature("substring(Edm.String Nullable=true, Edm.Int32); substring(Edm.String Nullable=true, Edm.Int32, Edm.Int32)")
	}
	if !e.field {
		return expr{}, notImplemented("The function 'substring' is only supported with a property.")
	}
	err := p.nesting(args[:1])
	e.wrapped = true
	return e, err
}
