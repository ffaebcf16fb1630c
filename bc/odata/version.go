package odata

import "strings"

// The option that tells the service which rules a request goes by, and the version that knows functions within functions
// and `in` (reference 5; page "Using filter expressions in OData URIs").
const (
	schemaVersion = "$schemaversion"
	nestedVersion = "2.1"
)

// SchemaVersion is what $schemaversion the request must carry, on every page of it; "" when it carries none. Custom comes
// first, then what the filter needs: without it the service refuses it, or passes over it without a word.
func (q Query) SchemaVersion() string {
	for name, values := range q.Custom {
		if strings.EqualFold(name, schemaVersion) && len(values) > 0 {
			return values[0]
		}
	}
	if Nested(q.Filter) {
		return nestedVersion
	}
	return ""
}

// Nested tells whether a $filter has functions within functions, such as contains(tolower(city),'oslo'), or `in`: these
// are read only where the request carries $schemaversion=2.1.
func Nested(filter string) bool {
	var calls []bool // of the parentheses that are open: whether a function stands before them
	within := 0      // how many of them are functions
	from, to := 0, 0 // the word before
	quoted := false
	for i := range len(filter) {
		switch c := filter[i]; {
		case c == '\'':
			quoted, from, to = !quoted, 0, 0
		case quoted || c == ' ' || c == '\t': // a blank may stand between a word and its parenthesis
		case c == '(':
			word := filter[from:to]
			call := isCall(word)
			if word == "in" || call && within > 0 {
				return true
			}
			if calls, from, to = append(calls, call), 0, 0; call {
				within++
			}
		case c == ')':
			if last := len(calls) - 1; last >= 0 {
				if calls[last] {
					within--
				}
				calls = calls[:last]
			}
			from, to = 0, 0
		case !nameByte(c):
			from, to = 0, 0
		case to < i || to == 0:
			from, to = i, i+1
		default:
			to = i + 1
		}
	}
	return false
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c >= 0x80
}

// isCall tells whether a word before a parenthesis is a function. Lambdas are none: the service passes over them in every
// version.
func isCall(word string) bool {
	switch strings.ToLower(word) {
	case "", "and", "or", "not", "in", "eq", "ne", "gt", "ge", "lt", "le", "any", "all":
		return false
	}
	return true
}
