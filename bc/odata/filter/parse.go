package filter

import (
	"strings"
	"unicode/utf8"

	"bctui/bc/odata"
)

// deepest is how many parentheses may stand in each other: nobody needs more, and the service has a limit of its own.
const deepest = 40

// Parse reads an expression for a property. An empty one lets everything through. The error is an *Error, or a *TooLong
// when the service would refuse the result for its length alone.
func Parse(expr string, p *odata.Property, env Env) (Filter, error) {
	if n := utf8.RuneCountInString(expr); n > 2*odata.MaxQuery { // a novel was pasted
		return Filter{prop: p}, &TooLong{Length: n, Limit: odata.MaxQuery}
	}
	f, err := parse(expr, p, env)
	if err != nil {
		err.Fix = mended(expr, err, p, env)
		return Filter{expr: expr, prop: p}, err
	}
	if n := Length(f.OData()); n > odata.MaxQuery {
		return f, &TooLong{Length: n, Limit: odata.MaxQuery}
	}
	return f, nil
}

// mostMends is how many mistakes of one kind a cure mends at once.
const mostMends = 8

// mended is the cure of a mistake, with those of the same kind behind it mended too; "" where something is wrong still.
func mended(expr string, wrong *Error, p *odata.Property, env Env) string {
	fix, was := wrong.Fix, expr
	for range mostMends {
		if fix == "" || fix == was {
			return ""
		}
		_, err := parse(fix, p, env)
		switch {
		case err == nil:
			return fix
		case err.Text != wrong.Text:
			return ""
		}
		was, fix = fix, err.Fix
	}
	return ""
}

func parse(expr string, p *odata.Property, env Env) (Filter, *Error) {
	f := Filter{expr: expr, prop: p}
	if !utf8.ValidString(expr) {
		return f, &Error{Text: "the filter holds bytes that are no text", Hint: "type it, or paste it as UTF-8"}
	}
	c := &compiler{src: []rune(expr), prop: p, env: env}
	c.lex = lexer{src: c.src, text: textual(p), dates: p != nil && (p.Kind == odata.KindDate || p.Kind == odata.KindDateTime)}
	if strings.TrimSpace(expr) == "" {
		return f, nil
	}
	if err := c.filterable(); err != nil {
		return f, err
	}
	if err := c.advance(); err != nil {
		return f, err
	}
	cond, words, err := c.or()
	if err != nil {
		return f, err
	}
	switch c.tok.kind {
	case tokEnd:
	case tokClose:
		return f, &Error{Pos: c.tok.pos, Len: 1, Text: "this parenthesis closes nothing",
			Hint: "take it away, or put the text in quotes if it belongs to it", Fix: c.with(c.tok.pos, c.tok.end, "")}
	default:
		return f, c.unexpected()
	}
	f.cond, f.words, f.notes = cond, words, c.notes
	if strings.HasSuffix(p.Name, "_FilterOnly") {
		f.notes = append(f.notes, p.Name+" steers how sums are made; the service drops no rows by it")
	}
	return f, nil
}

// textual tells whether values of a property are free text.
func textual(p *odata.Property) bool {
	return p != nil && (p.Kind == odata.KindString || p.Kind == odata.KindEnum)
}

// compiler reads one expression.
type compiler struct {
	src   []rune
	prop  *odata.Property
	env   Env
	lex   lexer
	tok   token
	depth int
	edge  edge
	notes []string
}

func (c *compiler) advance() (err *Error) {
	c.tok, err = c.lex.next()
	return err
}

// with is the expression with a part of it replaced.
//
// Not inlined: sixty places, 15 kB of the program.
//
//go:noinline
func (c *compiler) with(pos, end int, text string) string {
	return string(c.src[:pos]) + text + string(c.src[end:])
}

// edge tells which end of a range is being read.
type edge uint8

const (
	edgeNone edge = iota // no range
	edgeLow
	edgeHigh
)

// wrong is an error about a value. fix replaces the value, "" for none; one that is a range itself gives its own end at the
// end of a range.
func (c *compiler) wrong(v value, text, hint, fix string) *Error {
	if low, high, ok := strings.Cut(fix, ".."); ok && c.edge != edgeNone {
		now := low
		if c.edge == edgeHigh {
			now = high
		}
		hint, fix = strings.ReplaceAll(hint, fix, now), now
	}
	e := &Error{Pos: v.pos, Len: v.end - v.pos, Text: text, Hint: hint}
	if fix != "" {
		e.Fix = c.with(v.pos, v.end, fix)
	}
	return e
}

// Not inlined: 3 kB of the program.
//
//go:noinline
func (c *compiler) note(text string) {
	for _, n := range c.notes {
		if n == text {
			return
		}
	}
	c.notes = append(c.notes, text)
}

func (c *compiler) filterable() *Error {
	refuse := func(what string) *Error {
		return &Error{Len: len(c.src), Text: "the service can't filter by " + what, Hint: "choose another column"}
	}
	switch {
	case c.prop == nil:
		return refuse("a column that its metadata does not describe")
	case c.prop.Collection:
		return refuse(c.prop.Name + ", which holds a list")
	}
	switch c.prop.Kind {
	case odata.KindStream, odata.KindBinary, odata.KindComplex:
		return refuse(c.prop.Name + ", which is " + article(c.prop.Kind.String()))
	case odata.KindDuration, odata.KindOther:
		e := refuse(c.prop.Name + " in this language")
		e.Hint = "its values are " + c.prop.Type + ": write the OData filter yourself"
		return e
	}
	return nil
}

func (c *compiler) or() (*cond, phrase, *Error) {
	return c.joined(tokOr, either, joinOr, func() (*cond, phrase, *Error) {
		return c.joined(tokAnd, all, joinAnd, c.term)
	})
}

func (c *compiler) joined(kind tokenKind, build func(...*cond) *cond, how join, part func() (*cond, phrase, *Error)) (*cond, phrase, *Error) {
	var conds []*cond
	var words []phrase
	for {
		cond, phrase, err := part()
		if err != nil {
			return nil, phrase, err
		}
		conds = append(conds, cond)
		if kind == tokOr || cond.join != joinAll {
			words = append(words, phrase)
		}
		if c.tok.kind != kind {
			break
		}
		if err := c.advance(); err != nil {
			return nil, phrase, err
		}
	}
	c.contradiction(conds, kind)
	if len(words) == 0 {
		words = append(words, say("anything"))
	}
	return build(conds...), sayJoined(how, words), nil
}

// contradiction remarks that a value would have to be two at once, mostly for an & that belongs to a name, and that every
// value is another than one of two.
func (c *compiler) contradiction(conds []*cond, kind tokenKind) {
	op, text := " eq ", "nothing can be two values at once; put a text that holds & in quotes"
	if kind == tokOr {
		op, text = " ne ", "every value passes, for it is not one or not the other; to leave out both join them with &"
	}
	first := ""
	for _, part := range conds {
		if part.join != joinNone || !strings.HasPrefix(part.text, c.prop.Name+op) {
			continue
		}
		if first != "" && first != part.text {
			c.note(text)
			return
		}
		first = part.text
	}
}

func (c *compiler) term() (*cond, phrase, *Error) {
	if c.tok.kind != tokOpen {
		x, err := c.comparison()
		if err != nil {
			return nil, phrase{}, err
		}
		return c.compare(x)
	}
	open := c.tok
	if c.depth++; c.depth > deepest {
		return nil, phrase{}, &Error{Pos: open.pos, Len: 1, Text: "too many parentheses stand in each other", Hint: "write the filter flatter"}
	}
	if err := c.advance(); err != nil {
		return nil, phrase{}, err
	}
	cond, words, err := c.or()
	if err != nil {
		return nil, phrase{}, err
	}
	if c.tok.kind != tokClose {
		if c.tok.kind != tokEnd {
			return nil, phrase{}, c.unexpected()
		}
		return nil, phrase{}, &Error{Pos: open.pos, Len: 1, Text: "the parenthesis that opens here has no end", Hint: "close it with )",
			Fix: string(c.src) + ")"}
	}
	c.depth--
	return cond, words, c.advance()
}

// comparison is what stands between & and |.
type comparison struct {
	op       string // "" is =
	exact    bool   // an = was written, also behind <>
	fold     bool
	span     bool  // lo..hi
	lo, hi   value // hi only with span
	from, to bool  // lo and hi are there, with span
	pos, end int
}

func (c *compiler) comparison() (comparison, *Error) {
	x := comparison{op: "=", pos: c.tok.pos}
	for c.tok.kind == tokOp || c.tok.kind == tokFold {
		if c.tok.kind == tokFold {
			x.fold = true
		} else {
			switch {
			case x.op == "<>" && !x.exact && c.tok.text == "=": // <>='A*B': not exactly that
			case x.end > 0:
				return x, c.twoOperators(x)
			default:
				x.op = c.tok.text
			}
			x.exact, x.end = c.tok.text == "=", c.tok.end
		}
		if err := c.advance(); err != nil {
			return x, err
		}
	}
	if c.tok.kind == tokValue {
		x.lo, x.from, x.end = c.tok.value, true, c.tok.end
		if err := c.advance(); err != nil {
			return x, err
		}
	}
	if c.tok.kind == tokRange {
		if err := c.spanEnd(&x); err != nil {
			return x, err
		}
	}
	switch {
	case x.span && !x.from && !x.to:
		return x, &Error{Pos: x.pos, Len: x.end - x.pos, Text: "a range needs at least one end", Hint: "write from..to, from.. or ..to"}
	case !x.span && !x.from:
		return x, c.missing(x)
	case c.tok.kind == tokOpen && x.op == "<>":
		return x, c.unexpected()
	}
	if c.tok.kind == tokOpen || c.tok.kind == tokValue || c.tok.kind == tokOp || c.tok.kind == tokFold || c.tok.kind == tokRange {
		return x, c.unexpected()
	}
	return x, nil
}

// spanEnd reads from .. on.
func (c *compiler) spanEnd(x *comparison) *Error {
	if x.op != "=" && x.op != "<>" {
		return &Error{Pos: x.pos, Len: c.tok.end - x.pos, Text: "a range takes no " + x.op, Hint: "write from..to, or " + x.op + " and one value"}
	}
	x.span, x.end = true, c.tok.end
	if err := c.advance(); err != nil {
		return err
	}
	if c.tok.kind == tokFold {
		x.fold = true
		if err := c.advance(); err != nil {
			return err
		}
	}
	if c.tok.kind == tokValue {
		x.hi, x.to, x.end = c.tok.value, true, c.tok.end
		return c.advance()
	}
	return nil
}

func (c *compiler) twoOperators(x comparison) *Error {
	e := &Error{Pos: x.pos, Len: c.tok.end - x.pos, Text: "two operators stand side by side", Hint: "operators are = <> > >= < <="}
	pairs := map[string]string{"=>": ">=", "=<": "<=", "==": "=", "><": "<>", ">>": ">", "<<": "<", ">==": ">=", "<==": "<=", "<>": "<>", ">=": ">=", "<=": "<="}
	if op, ok := pairs[x.op+c.tok.text]; ok {
		e.Fix = c.with(x.pos, c.tok.end, op)
		e.Hint = "write " + op
	}
	return e
}

// missing says that a value is not there.
func (c *compiler) missing(x comparison) *Error {
	if c.tok.kind == tokOpen {
		return c.unexpected()
	}
	e := &Error{Pos: c.tok.pos, Len: c.tok.end - c.tok.pos, Text: "a value is missing here"}
	blank := "write '' for blank"
	if c.prop.Kind.Numeric() {
		blank = "write 0 for nothing"
	}
	switch {
	case x.end > 0:
		e.Text, e.Hint = "a value is missing after "+x.op, "write what to compare with"
		if x.op == "=" || x.op == "<>" {
			e.Hint = "write " + x.op + "'' for blank"
			fix := "''"
			if c.prop.Kind.Numeric() {
				e.Hint, fix = "write "+x.op+"0 for nothing", "0"
			}
			e.Fix = c.with(x.end, x.end, fix)
		}
	case x.fold:
		e.Text = "a text is missing after @"
		e.Hint = "@ stands before a text and makes upper and lower case alike"
	case c.tok.kind == tokClose:
		e.Hint = "put parentheses that belong to a text in quotes"
	case c.tok.kind == tokEnd:
		e.Hint = "take away the operator before it, or " + blank
		if before := strings.TrimRight(string(c.src), " "); strings.HasSuffix(before, "|") || strings.HasSuffix(before, "&") {
			e.Fix = before[:len(before)-1]
		}
	case c.tok.kind == tokOr || c.tok.kind == tokAnd:
		e.Text = "a value is missing before " + c.tok.text
		e.Hint = blank + ", or put a text that holds " + c.tok.text + " in quotes"
		if c.tok.pos == 0 {
			e.Fix = c.with(0, c.tok.end, "")
		}
		if c.tok.pos > 0 && string(c.src[c.tok.pos-1]) == c.tok.text {
			e.Hint = "one " + c.tok.text + " is enough"
			e.Fix = c.with(c.tok.pos, c.tok.end, "")
		}
	}
	return e
}

func (c *compiler) unexpected() *Error {
	e := &Error{Pos: c.tok.pos, Len: c.tok.end - c.tok.pos, Text: "an operator is missing before this", Hint: "join conditions with & (both) or | (either)",
		Fix: c.with(c.tok.pos, c.tok.pos, "&")}
	switch c.tok.kind {
	case tokRange:
		e.Text, e.Hint, e.Fix = "a second .. has no place here", "a range is from..to", ""
	case tokOpen:
		e.Text = "a parenthesis can't stand here"
		e.Hint = "parentheses stand around whole conditions: (A*|B*)&<>AX; <> stands before each value"
		e.Fix = ""
	}
	return e
}
