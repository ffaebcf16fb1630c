package grid_test

import (
	"fmt"
	"strconv"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/grid"
)

var (
	dark = theme.New(true)
	look = widget.Look{Theme: dark}
)

// customers is a made-up set that looks like the real one.
type customers struct{ rows int }

func (c *customers) Len() int { return c.rows }

var customerColumns = []grid.Column{
	{ID: "number", Title: "NUMBER"},
	{ID: "displayName", Title: "DISPLAY NAME"},
	{ID: "type", Title: "TYPE", Max: 10},
	{ID: "city", Title: "CITY"},
	{ID: "country", Title: "COUNTRY"},
	{ID: "balanceDue", Title: "BALANCE DUE", Align: format.Right},
	{ID: "creditLimit", Title: "CREDIT LIMIT", Align: format.Right},
	{ID: "taxLiable", Title: "TAX LIABLE", Min: 3, Max: 5},
	{ID: "blocked", Title: "BLOCKED"},
	{ID: "email", Title: "EMAIL"},
	{ID: "currencyCode", Title: "CURRENCY CODE"},
	{ID: "lastModified", Title: "LAST MODIFIED"},
	{ID: "id", Title: "ID", Min: 9, Max: 9},
}

func (c *customers) AppendCell(dst []byte, row, col int) ([]byte, theme.Tone) {
	names := []string{"Adatum Corporation", "Trey Research", "School of Fine Art", "Alpine Ski House", "Relecloud",
		"Käserei Öhringen GmbH", "東京商事株式会社", "شركة النور", "हिन्दी ट्रेडर्स", "👩‍💻 Dev & Söhne ❤️", "Evil\x1b[2J\u202eCorp"}
	cities := []string{"Atlanta", "Chicago", "Miami", "Oslo", "東京"}
	switch customerColumns[col].ID {
	case "number":
		return strconv.AppendInt(dst, int64(10000*(row+1)), 10), theme.Text
	case "displayName":
		return append(dst, names[row%len(names)]...), theme.Text
	case "type":
		return append(dst, []string{"Company", "Person"}[row%2]...), theme.Muted
	case "city":
		return append(dst, cities[row%len(cities)]...), theme.Text
	case "country":
		return append(dst, []string{"US", "US", "NO", "DE", "JP"}[row%5]...), theme.Text
	case "balanceDue":
		return fmt.Appendf(dst, "%d,%03d.%02d", row*37%90+1, row*911%1000, row*7%100), theme.Text
	case "creditLimit":
		return append(dst, "0.00"...), theme.Muted
	case "taxLiable":
		return append(dst, []string{"Yes", "·"}[row%2]...), theme.Text
	case "blocked":
		if row%6 == 4 {
			return append(dst, "All"...), theme.Bad
		}
		return dst, theme.Text
	case "email":
		return fmt.Appendf(dst, "contact%d@contoso.com", row), theme.Text
	case "lastModified":
		return append(dst, "2025-05-16 07:55"...), theme.Text
	case "id":
		return fmt.Appendf(dst, "%08x-44e3-ea11-bb43-000d3a2feca1", row*2654435761%0xffffffff), theme.Muted
	}
	return dst, theme.Text
}

func customerGrid(width, height, rows int) *grid.Model {
	m := &grid.Model{}
	m.SetColumns(customerColumns)
	m.SetSource(&customers{rows})
	m.SetSize(width, height)
	m.Freeze(1)
	return m
}
