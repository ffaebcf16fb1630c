package query

import (
	"net/url"
	"strconv"
	"strings"

	"bctui/bc/demo/model"
)

// Order is one part of an $orderby.
type Order struct {
	Property   int
	Descending bool
}

// Expand is one link of an $expand with the options in its brackets.
type Expand struct {
	Link    int // place in Type.Navigation
	Options *Options
}

// Options are the query options of one set or record, bound to its type.
type Options struct {
	Select  []int // nil: every property
	Filter  *Filter
	OrderBy []Order
	Expand  []Expand
	Top     int // -1: none
	Skip    int
	Count   bool

	filterText, orderText string // as sent
	nested                bool
}

// Question tells apart what was asked of the rows of a set: filter, order, and how the filter was read. Row orders are
// kept under it, and paging tokens are good for it alone.
func (o *Options) Question() string {
	return o.filterText + "\x00" + o.orderText + "\x00" + strconv.FormatBool(o.nested) + strconv.FormatBool(o.Filter != nil)
}

// Target is what options are bound to.
type Target struct {
	Schema *model.Schema
	Set    *model.Set // may be nil: nothing is known of sorting
	Type   *model.Type
	Nested bool // $schemaversion=2.1
}

// Split cuts a raw query string into its options, decoded, in order. A plus sign is a blank, as the service reads it.
// A part that cannot be decoded is an error.
func Split(raw string) ([][2]string, *Error) {
	var out [][2]string
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		n, err := url.QueryUnescape(name)
		if err != nil {
			return nil, &Error{Status: 400, Code: "RequestDataInvalid", Message: "Request data is invalid."}
		}
		v, err := url.QueryUnescape(value)
		if err != nil {
			return nil, &Error{Status: 400, Code: "RequestDataInvalid", Message: "Request data is invalid."}
		}
		out = append(out, [2]string{n, v})
	}
	return out, nil
}

// Parse binds the options of a request. Unknown ones, and those that the service does not implement ($search, $apply),
// are ignored as it does (reference 5).
func Parse(options [][2]string, target Target) (*Options, *Error) {
	for _, o := range options {
		if strings.EqualFold(o[0], "$schemaversion") && o[1] == "2.1" {
			target.Nested = true
		}
	}
	out := &Options{Top: -1, nested: target.Nested}
	seen := map[string]bool{}
	for _, o := range options {
		if strings.HasPrefix(o[0], "$") && known(o[0]) {
			if seen[o[0]] {
				return nil, badRequest("Query option '%s' was specified more than once, but it must be specified at most once.", o[0])
			}
			seen[o[0]] = true
		}
		if err := out.set(o[0], strings.TrimSpace(o[1]), target, 0); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func known(name string) bool {
	switch name {
	case "$filter", "$select", "$orderby", "$expand", "$top", "$skip", "$count":
		return true
	}
	return false
}

const maxExpand = 6

func (o *Options) set(name, value string, target Target, level int) (err *Error) {
	switch name {
	case "$filter":
		o.filterText = value
		o.Filter, err = ParseFilter(value, target.Schema.Namespace, target.Type, target.Nested)
	case "$select":
		o.Select, err = parseSelect(value, target)
	case "$orderby":
		o.orderText = value
		o.OrderBy, err = parseOrder(value, target)
	case "$expand":
		o.Expand, err = parseExpand(value, target, level)
	case "$top":
		o.Top, err = number(name, value)
	case "$skip":
		o.Skip, err = number(name, value)
	case "$count":
		switch value {
		case "true":
			o.Count = true
		case "false":
			o.Count = false
		default:
			err = badRequest("Invalid value '%s' for $count query option found. Valid values are 'true' or 'false'.", value)
		}
	}
	return err
}

func number(name, value string) (int, *Error) {
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 0 {
		return 0, badRequest("Invalid value '%s' for %s query option found. The %s query option requires a non-negative integer value.", value, name, name)
	}
	return int(n), nil
}

// parseSelect gives the properties in the order of the type, which is the order the service writes them in.
func parseSelect(value string, target Target) ([]int, *Error) {
	chosen := make([]bool, len(target.Type.Properties))
	some := false
	for name := range strings.SplitSeq(value, ",") {
		name = strings.TrimSpace(name)
		if name == "*" {
			for i := range chosen {
				chosen[i] = true
			}
			some = true
			continue
		}
		i, ok := target.Type.PropertyFold(name)
		if !ok {
			if _, link := target.Type.Link(name); link {
				continue // a link in $select adds nothing by itself
			}
			if name == "" {
				return nil, badRequest("Term '%s' is not valid in a $select or $expand expression.", value)
			}
			return nil, unknownProperty(name, target.Schema.Namespace, target.Type.Name)
		}
		chosen[i], some = true, true
	}
	if !some {
		return nil, nil
	}
	out := make([]int, 0, len(chosen))
	for i, on := range chosen {
		if on {
			out = append(out, i)
		}
	}
	return out, nil
}

func parseOrder(value string, target Target) ([]Order, *Error) {
	if target.Set != nil && target.Set.NotSortable {
		return nil, notImplemented("The entity set '%s' does not support ordering.", target.Set.Name)
	}
	var out []Order
	for part := range strings.SplitSeq(value, ",") {
		words := strings.Fields(part)
		if len(words) == 0 {
			return nil, badRequest("Expression expected at position %d in '%s'.", len(value), value)
		}
		i, ok := target.Type.Property(words[0])
		if !ok {
			if strings.ContainsAny(words[0], "(/") {
				return nil, notImplemented("Ordering by an expression is not supported.")
			}
			return nil, unknownProperty(words[0], target.Schema.Namespace, target.Type.Name)
		}
		if k := target.Type.Properties[i].Kind(); k == model.Stream || k == model.JSON {
			return nil, notImplemented("Ordering by the property '%s' is not supported.", words[0])
		}
		o := Order{Property: i}
		if len(words) > 1 {
			o.Descending = words[1] == "desc"
			if len(words) > 2 || words[1] != "asc" && words[1] != "desc" {
				return nil, badRequest("Syntax error at position %d in '%s'.", strings.Index(value, words[1]), value)
			}
		}
		out = append(out, o)
	}
	return out, nil
}

// parseExpand reads a,b($select=c;$expand=d),e.
func parseExpand(value string, target Target, level int) ([]Expand, *Error) {
	if level >= maxExpand {
		return nil, badRequest("The request includes a $expand path which is too deep. The maximum depth allowed is %d.", maxExpand)
	}
	parts, ok := splitOutside(value, ',')
	if !ok {
		return nil, badRequest("Found an unbalanced bracket expression in '%s'.", value)
	}
	var out []Expand
	for _, part := range parts {
		name, inner := strings.TrimSpace(part), ""
		if open := strings.IndexByte(name, '('); open >= 0 {
			if !strings.HasSuffix(name, ")") {
				return nil, badRequest("Syntax error at position %d in '%s'.", len(name), value)
			}
			name, inner = strings.TrimSpace(name[:open]), name[open+1:len(name)-1]
		}
		if name == "" {
			return nil, badRequest("Term '%s' is not valid in a $select or $expand expression.", value)
		}
		i, ok := target.Type.Link(name)
		if !ok {
			if _, property := target.Type.Property(name); property {
				return nil, badRequest("Property '%s' on type '%s.%s' is not a navigation property or complex property. Only navigation properties can be expanded.", name, target.Schema.Namespace, target.Type.Name)
			}
			return nil, unknownProperty(name, target.Schema.Namespace, target.Type.Name)
		}
		link := &target.Type.Navigation[i]
		to := Target{Schema: target.Schema, Type: target.Schema.Type(link.Type), Set: target.Schema.SetOf(link.Type), Nested: target.Nested}
		o := &Options{Top: -1}
		settings, ok := splitOutside(inner, ';')
		if !ok {
			return nil, badRequest("Found an unbalanced bracket expression in '%s'.", value)
		}
		for _, s := range settings {
			if strings.TrimSpace(s) == "" {
				continue
			}
			key, v, _ := strings.Cut(s, "=")
			if err := o.set(strings.TrimSpace(key), strings.TrimSpace(v), to, level+1); err != nil {
				return nil, err
			}
		}
		out = append(out, Expand{Link: i, Options: o})
	}
	return out, nil
}

// splitOutside cuts at a separator that stands outside brackets and quotes.
func splitOutside(s string, separator byte) ([]string, bool) {
	var out []string
	depth, from, quoted := 0, 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return nil, false
			}
		case c == separator && depth == 0:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:]), depth == 0 && !quoted
}
