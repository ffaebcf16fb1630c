package odata

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// MaxQuery is how many characters of a query string the service takes; a longer one gives 414 (reference 5, measured).
const MaxQuery = 8099

// Order is one sort field.
type Order struct {
	Property   string
	Descending bool
}

// String is the order as $orderby has it.
func (o Order) String() string {
	if o.Descending {
		return o.Property + " desc"
	}
	return o.Property
}

// ParseOrder reads "name", "name asc" or "name desc".
func ParseOrder(s string) Order {
	name, direction, _ := strings.Cut(strings.TrimSpace(s), " ")
	return Order{Property: name, Descending: strings.EqualFold(strings.TrimSpace(direction), "desc")}
}

// Query is the system query options of a request. The zero value asks for everything in the service's own order.
type Query struct {
	Select  []string
	Filter  string // OData, not escaped: displayName eq 'O''Brien'
	OrderBy []Order
	Expand  []string // may hold options of their own: "salesOrderLines($select=id)"
	// Top and Skip are for single looks. Never page with them: the service leaves out the nextLink (reference 5).
	Top, Skip *int
	Count     bool // ask for @odata.count
	Custom    url.Values
}

// N gives a pointer for Top and Skip.
func N(n int) *int { return &n }

// Encode gives the query string without the question mark, in an order that does not change. Blanks become %20 (a + is
// no blank in OData), and +, &, # and quotes in values are escaped. It holds the SchemaVersion that the filter needs.
func (q Query) Encode() string {
	var parts []string
	versioned := false
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, Escape(name)+"="+Escape(value))
		}
	}
	add("$select", strings.Join(q.Select, ","))
	add("$filter", strings.TrimSpace(q.Filter))
	orders := make([]string, len(q.OrderBy))
	for i, o := range q.OrderBy {
		orders[i] = o.String()
	}
	add("$orderby", strings.Join(orders, ","))
	add("$expand", strings.Join(q.Expand, ","))
	if q.Top != nil {
		add("$top", strconv.Itoa(*q.Top))
	}
	if q.Skip != nil {
		add("$skip", strconv.Itoa(*q.Skip))
	}
	if q.Count {
		add("$count", "true")
	}
	names := make([]string, 0, len(q.Custom))
	for name := range q.Custom {
		names = append(names, name)
		versioned = versioned || strings.EqualFold(name, schemaVersion)
	}
	if !versioned {
		add(schemaVersion, q.SchemaVersion())
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range q.Custom[name] {
			add(name, value)
		}
	}
	return strings.Join(parts, "&")
}

// Askable tells whether a name can stand in $select, $orderby and $filter: it has letters, digits and underscores, with
// the slashes, dots and signs of a path (OData URL Conventions, 5.1). Rows and odd schemas hold others.
func Askable(name string) bool {
	return name != "" && strings.IndexFunc(name, func(c rune) bool {
		return c <= '~' && c != '_' && c != '/' && c != '.' && c != '@' && c != '$' && c != '-' && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
	}) < 0
}

// Escape percent-encodes text for a query string. Letters, digits and -._~ stay, and so do $ , ( ) * / : @ which OData
// uses and RFC 3986 allows there; all else, the plus sign and the quote among them, becomes %XX.
func Escape(s string) string { return escape(s, "-._~$,()*/:@") }

// EscapeSegment percent-encodes a path segment: a slash in a value must not open a new one.
func EscapeSegment(s string) string { return escape(s, "-._~$,()*:@=") }

func escape(s, keep string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte(keep, c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&0xF])
		}
	}
	return b.String()
}
