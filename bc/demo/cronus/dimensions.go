package cronus

import (
	"sync"

	"bctui/bc/demo/model"
)

// valueRow is the row in dimensionValues of a value of a dimension (a place in dimensionList and one in its values).
func valueRow(dim, value int) int {
	row := value
	for i := range dim {
		row += len(dimensionList[i].values)
	}
	return row
}

// valueAt is the way back.
func valueAt(row int) (dim, value int) {
	for row >= len(dimensionList[dim].values) {
		row -= len(dimensionList[dim].values)
		dim++
	}
	return dim, row
}

func valueCode(dim, value int) string { return dimensionList[dim].values[value].code }

func (c *company) openDimensions() model.Table {
	return listTable(c, dimensions, dimensionList[:], map[string]func(dimension) model.Value{
		"code":              func(x dimension) model.Value { return model.T(x.code) },
		"displayName":       func(x dimension) model.Value { return model.T(x.name) },
		"consolidationCode": func(dimension) model.Value { return model.T("") },
	})
}

func (c *company) openDimensionValues() model.Table {
	n := 0
	for i := range dimensionList {
		n += len(dimensionList[i].values)
	}
	of := func(f func(dim, value int) model.Value) func(int) model.Value {
		return func(row int) model.Value { return f(valueAt(row)) }
	}
	return c.rowTable(dimensionValues, n, columns[int]{
		"code":        of(func(dim, value int) model.Value { return model.T(valueCode(dim, value)) }),
		"dimensionId": of(func(dim, _ int) model.Value { return c.id(dimensions, dim) }),
		"displayName": of(func(dim, value int) model.Value { return model.T(dimensionList[dim].values[value].name) }),
		"consolidationCode": of(func(dim, value int) model.Value {
			if dim == dimArea {
				return model.T("A" + valueCode(dim, value))
			}
			return model.T("")
		}),
		"lastModifiedDateTime": c.modified(dimensionValues, func(int) int { return opening - 30 }),
	})
}

// setBlock is a set whose records each carry two dimensions.
type setBlock struct {
	parent     setNo
	parentType int // place in the enum dimensionSetEntryBufferParentType
	rows       int
	// values of a record: pairs of a dimension and one of its values.
	values func(row int) [2][2]int
}

// setLine is one dimension of one record.
type setLine struct {
	row, parentRow, k int
	block             *setBlock
}

func (l setLine) value() (dim, value int) {
	v := l.block.values(l.parentRow)[l.k]
	return v[0], v[1]
}

// openDimensionSetLines strings the dimensions of all documents, their lines and the ledger together: two each, so that
// the line of a record is found by counting.
func (c *company) openDimensionSetLines() model.Table {
	type strung struct {
		blocks []setBlock
		starts []int
	}
	all := sync.OnceValue(func() strung {
		s := strung{blocks: c.setBlocks()}
		s.starts = make([]int, len(s.blocks)+1)
		for i := range s.blocks {
			s.starts[i+1] = s.starts[i] + 2*s.blocks[i].rows
		}
		return s
	})
	at := func(row int) setLine {
		s := all()
		i := len(s.blocks) - 1
		for row < s.starts[i] {
			i--
		}
		in := row - s.starts[i]
		return setLine{row: row, parentRow: in / 2, k: in % 2, block: &s.blocks[i]}
	}
	return newTable(c.typeOf(dimensionSetLines), source[setLine]{
		rows: func() int { s := all(); return s.starts[len(s.blocks)] }, at: at, key: &c.keys[dimensionSetLines],
		lookups: map[string]func(model.Value) []int32{"parentId": func(v model.Value) []int32 {
			s := all()
			for i := range s.blocks {
				if row, ok := c.keys[s.blocks[i].parent].row(v); ok && row < s.blocks[i].rows {
					first := s.starts[i] + 2*row
					return span(first, first+2)
				}
			}
			return nil
		}},
		cols: columns[setLine]{
			"id":         func(l setLine) model.Value { return c.id(dimensionSetLines, l.row) },
			"code":       func(l setLine) model.Value { dim, _ := l.value(); return model.T(dimensionList[dim].code) },
			"parentId":   func(l setLine) model.Value { return c.id(l.block.parent, l.parentRow) },
			"parentType": func(l setLine) model.Value { return model.E(l.block.parentType) },
			"displayName": func(l setLine) model.Value {
				dim, _ := l.value()
				return model.T(dimensionList[dim].name)
			},
			"valueId":   func(l setLine) model.Value { return c.id(dimensionValues, valueRow(l.value())) },
			"valueCode": func(l setLine) model.Value { return model.T(valueCode(l.value())) },
			"valueDisplayName": func(l setLine) model.Value {
				dim, value := l.value()
				return model.T(dimensionList[dim].values[value].name)
			},
		},
	})
}

func (c *company) setBlocks() []setBlock {
	var blocks []setBlock
	headers := func(b *books, parentType int) {
		blocks = append(blocks, setBlock{parent: b.set, parentType: parentType, rows: b.len(), values: b.dimensions})
	}
	lines := func(b *books, parentType int) {
		blocks = append(blocks, setBlock{
			parent: b.lineSet, parentType: parentType, rows: b.lineCount(),
			values: func(row int) [2][2]int { return b.dimensions(int(b.docOf[row])) },
		})
	}
	sales, purchases, ledger := c.sales(), c.purchases(), c.ledger()
	headers(&sales.orders, 2)
	lines(&sales.orders, 3)
	headers(&sales.invoices, 8)
	lines(&sales.invoices, 9)
	headers(&purchases.invoices, 10)
	lines(&purchases.invoices, 11)
	headers(&purchases.orders, 18)
	lines(&purchases.orders, 19)
	return append(blocks, setBlock{parent: generalLedgerEntries, parentType: 12, rows: ledger.n, values: ledger.dimensions})
}

// defaultBlock is a set whose records each have one default dimension.
type defaultBlock struct {
	set    setNo
	member int // place in the enum defaultDimensionParentType
	n      int
	value  func(row int) (dim, value int)
}

func (c *company) openDefaultDimensions() model.Table {
	buyers, sellers, g := c.parties(customers), c.parties(vendors), c.goods()
	staff := c.seeds[employees]
	blocks := [...]defaultBlock{
		{customers, 1, c.customers, func(row int) (int, int) { return dimCustomerGroup, buyers.group(row) }},
		{items, 2, c.items, func(row int) (int, int) { return dimBusinessGroup, g.d.below(row, fieldGroup, 3) }},
		{vendors, 3, c.vendors, func(row int) (int, int) { return dimDepartment, sellers.d.below(row, fieldDepartment, 2) }},
		{employees, 4, c.employees, func(row int) (int, int) { return dimDepartment, staff.below(row, fieldDepartment, 4) }},
	}
	type entry struct{ row, parent, dim, value, block int }
	at := func(row int) entry {
		e := entry{row: row, parent: row}
		for e.parent >= blocks[e.block].n {
			e.parent -= blocks[e.block].n
			e.block++
		}
		e.dim, e.value = blocks[e.block].value(e.parent)
		return e
	}
	modified := c.modified(defaultDimensions, func(int) int { return opening })
	return newTable(c.typeOf(defaultDimensions), source[entry]{
		rows: func() int { return c.customers + c.items + c.vendors + c.employees }, at: at, key: &c.keys[defaultDimensions],
		lookups: map[string]func(model.Value) []int32{"parentId": func(v model.Value) []int32 {
			first := 0
			for i := range blocks {
				if row, ok := c.keys[blocks[i].set].row(v); ok && row < blocks[i].n {
					return span(first+row, first+row+1)
				}
				first += blocks[i].n
			}
			return nil
		}},
		cols: columns[entry]{
			"id":                   func(e entry) model.Value { return c.id(defaultDimensions, e.row) },
			"parentType":           func(e entry) model.Value { return model.E(blocks[e.block].member) },
			"parentId":             func(e entry) model.Value { return c.id(blocks[e.block].set, e.parent) },
			"dimensionId":          func(e entry) model.Value { return c.id(dimensions, e.dim) },
			"dimensionCode":        func(e entry) model.Value { return model.T(dimensionList[e.dim].code) },
			"dimensionValueId":     func(e entry) model.Value { return c.id(dimensionValues, valueRow(e.dim, e.value)) },
			"dimensionValueCode":   func(e entry) model.Value { return model.T(valueCode(e.dim, e.value)) },
			"postingValidation":    func(e entry) model.Value { return model.E([...]int{0, 2, 0, 1, 0}[e.block+1]) },
			"lastModifiedDateTime": func(e entry) model.Value { return modified(e.row) },
		},
	})
}
