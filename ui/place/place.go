// Package place says where the user is, as plain data: which connection, environment, company, entity set, record and
// view. Screens never hold one another; going somewhere is a message with a Place, so Back restores everything and the
// same value prints as a command line.
package place

import "strings"

// Kind names a screen.
type Kind string

// The screens of the program.
const (
	Welcome     Kind = "welcome"
	Setup       Kind = "setup"
	Connections Kind = "connections"
	Companies   Kind = "companies"
	Entities    Kind = "entities"
	Grid        Kind = "grid"
	Record      Kind = "record"
	Requests    Kind = "requests"
	Check       Kind = "check"
	Access      Kind = "access"
)

// DefaultRoute is the API that every Business Central environment serves.
const DefaultRoute = "v2.0"

// Place is one destination. Fields that a screen does not need stay empty.
type Place struct {
	Kind        Kind
	Connection  string // name of a saved connection, empty for one that lives for this run only
	Environment string
	CompanyID   string // GUID
	CompanyName string // for people: crumbs and command lines
	Route       string // API route, for example "v2.0"
	Set         string // entity set
	Path        string // where a link leads, relative to the company: "salesOrders(…)/salesOrderLines"; empty: Set itself
	Key         string // key predicate of a record without parentheses
	Row         int    // row of the record in the grid that it was opened from, for next and previous
	View        View
	Then        Kind // where a check goes on to by itself when all is well; empty: nowhere
}

// View is what a grid shows of an entity set.
type View struct {
	Filter  string   // OData $filter
	OrderBy []string // "displayName", "balanceDue desc"
	Columns []string // names in order; empty: all
	Frozen  int      // how many first columns stay when scrolling sideways
	Row     int      // cursor
	Column  string
}

// With gives a copy changed by f, so that callers can derive one place from another in an expression.
func (p Place) With(f func(*Place)) Place {
	f(&p)
	return p
}

// Parent is the place one step up: where Esc leads when the program began right here. False at the top.
func (p Place) Parent() (Place, bool) {
	switch p.Kind {
	case Record:
		p.Kind, p.Key, p.Row = Grid, "", 0
	case Grid:
		p.Kind, p.View, p.Path = Entities, View{}, ""
		if p.CompanyID == "" { // the company was never found: its entity sets are no place to go
			p.Kind, p.CompanyName, p.Set = Companies, "", ""
		}
	case Entities:
		p.Kind, p.Set, p.CompanyName = Companies, "", ""
	default:
		return p, false
	}
	return p, true
}

// CommandLine gives the words after `bctui` that open this place again: ["--connection", "contoso", …]. Values are not
// quoted for any shell; String does that for a POSIX one.
func (p Place) CommandLine() []string {
	var args []string
	add := func(flag, value string) {
		if value != "" {
			args = append(args, flag, value)
		}
	}
	add("--connection", p.Connection)
	add("--environment", p.Environment)
	add("--company", p.CompanyName)
	if p.Route != DefaultRoute {
		add("--route", p.Route)
	}
	add("--set", p.Set)
	add("--path", p.Path)
	add("--filter", p.View.Filter)
	add("--order-by", strings.Join(p.View.OrderBy, ","))
	add("--select", strings.Join(p.View.Columns, ","))
	add("--key", p.Key)
	return args
}

// String is the command line as one would type it in a POSIX shell.
func (p Place) String() string {
	return Shell(p.CommandLine())
}

// Shell is a command line with these words behind the program's name, as one would type it in a POSIX shell.
func Shell(args []string) string {
	words := []string{"bctui"}
	for _, a := range args {
		words = append(words, quote(a))
	}
	return strings.Join(words, " ")
}

func quote(s string) string {
	plain := s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,@%+", r))
	}) < 0
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
