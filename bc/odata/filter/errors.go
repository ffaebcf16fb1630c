package filter

import (
	"fmt"

	"bctui/bc/odata"
)

// Error says what is wrong with an expression, and where.
type Error struct {
	Pos, Len int    // runes of the expression; Len may be 0 at the end, where something is missing
	Text     string // what is wrong, in a sentence without a full stop
	Hint     string // what to write instead, or why; may be ""
	// Fix is an expression that Parse accepts and that is, or comes near to, what was meant; "" when none is known. Where
	// it is not quite the same the Hint says so.
	Fix string
}

func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Text
	}
	return e.Text + "; " + e.Hint
}

// TooLong says that a query string is longer than the service takes (reference 5: beyond it there is a 414).
type TooLong struct {
	Length, Limit int // characters of the query string, percent-encoded
}

func (e *TooLong) Error() string {
	return fmt.Sprintf("the query string has %d characters, and Business Central takes %d: filter by a range or a wildcard instead of a long list, or in several steps", e.Length, e.Limit)
}

// Length is how many characters a filter takes in a query string: with its name, percent-encoded.
func Length(filter string) int {
	if filter == "" {
		return 0
	}
	return len("$filter=") + len(odata.Escape(filter))
}

// CheckLength gives a *TooLong when the service would refuse a query for its length.
func CheckLength(q odata.Query) error {
	if n := len(q.Encode()); n > odata.MaxQuery {
		return &TooLong{Length: n, Limit: odata.MaxQuery}
	}
	return nil
}
