package pager

import (
	"bctui/bc/odata/filter"
	"bctui/bc/rows"
)

// Misfit finds the first row that can't be what a $filter asks for, which proves that the service passed over it, and gives
// the text that shows it. Long values are not looked at.
func Misfit(d filter.Demand, b *rows.Block, from, n int) (text string, found bool) {
	columns := make(map[string]int)
	row := from
	value := func(field string) (string, bool) {
		at, known := columns[field]
		if !known {
			at = b.ColumnIndex(field)
			columns[field] = at
		}
		c := b.Cell(row, at)
		if c.Kind == rows.Missing || c.Size() > filter.MostLooked {
			return "", false
		}
		text = c.Text()
		return text, true
	}
	for ; row < from+n; row++ {
		if !d.Fits(value) {
			return text, true
		}
	}
	return "", false
}
