// Package export writes rows out, as CSV, TSV, JSON or JSON Lines, page by page as they come: how many there are does not
// matter for the memory that it takes.
//
// Values come out as the service sent them: numbers of any length with all their digits, texts with all their characters,
// nested values as JSON. In JSON null stays null and what a row does not have is left out. In CSV null and what is missing
// is nothing between the commas, and an empty text is "" (as PostgreSQL's COPY has it); in TSV they are \N and nothing.
package export

import (
	"context"
	"slices"

	"bctui/bc"
	"bctui/bc/pager"
	"bctui/bc/rows"
)

// Sink takes rows in order. What it was given counts as Written once it has left for wherever the rows go.
type Sink interface {
	// Rows takes n rows of a block, from one on.
	Rows(b *rows.Block, from, n int) error
	// End writes what closes the whole. It is not called for rows that broke off: they must not pass for complete.
	End() error
	// Written is how many rows have left so far. It may be asked by another goroutine.
	Written() int64
}

// WriteError says that rows could not be written: the disk is full, the reader of the pipe has gone.
type WriteError struct{ Err error }

func (e *WriteError) Error() string { return "the rows could not be written: " + e.Err.Error() }

// Unwrap gives the reason.
func (e *WriteError) Unwrap() error { return e.Err }

// Copy hands the rows of a reading to a sink: all of them, or the first limit ones where that is not negative. page is told
// of every page after its rows were taken. The error is the sink's, that of the page that did not come, or ctx's. The rows
// that came before it were taken, and nothing is lost or doubled.
func Copy(ctx context.Context, r *pager.Reading, to Sink, limit int64, page func(*bc.Page)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // the page that is being read ahead is not wanted any more
	for left := limit; left != 0; {
		result := r.Next(ctx)
		if result.Err != nil {
			return result.Err
		}
		b, from := result.Rows()
		n := int64(b.Len() - from)
		if limit >= 0 {
			n = min(n, left)
			left -= n
		}
		if err := to.Rows(b, from, int(n)); err != nil {
			return err
		}
		page(result.Page())
		if result.Done {
			break
		}
	}
	return to.End()
}

// Columns gives the names of the columns in the order in which they are written: those that were chosen, else those of
// $metadata and behind them what else the rows have.
func Columns(chosen, known, found []string) []string {
	if len(chosen) > 0 {
		return chosen
	}
	out := slices.Clone(known)
	for _, name := range found {
		if !slices.Contains(known, name) {
			out = append(out, name)
		}
	}
	return out
}
