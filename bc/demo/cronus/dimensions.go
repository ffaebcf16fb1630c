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
func valueName(dim, value int) string { return dimensionList[dim].values[value].name }

var dimensionColumns = [...]column[*company]{
	{name: "code", text: func(_ *company, r int) string { return dimensionList[r].code }},
	{name: "displayName", text: func(_ *company, r int) string { return dimensionList[r].name }},
}

func (c *company) openDimensions() model.Table {
	return c.coded(dimensions, len(dimensionList), dimensionColumns[:])
}

var valueColumns = [...]column[*company]{
	{name: "code", text: func(_ *company, r int) string { return valueCode(valueAt(r)) }},
	{name: "dimensionId", value: func(c *company, r int) model.Value { dim, _ := valueAt(r); return c.id(dimensions, dim) }},
	{name: "displayName", text: func(_ *company, r int) string { return valueName(valueAt(r)) }},
	{name: "consolidationCode", text: func(_ *company, r int) string {
		if dim, value := valueAt(r); dim == dimArea {
			return "A" + valueCode(dim, value)
		}
		return ""
	}},
}

func (c *company) openDimensionValues() model.Table {
	return newRowTable(c, dimensionValues, c, valueRow(len(dimensionList), 0), valueColumns[:])
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
	c                 *company
	row, parentRow, k int
	block             *setBlock
}

func (l *setLine) value() (dim, value int) {
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
	all := sync.OnceValue(func() *strung {
		s := &strung{blocks: c.setBlocks()}
		s.starts = make([]int, len(s.blocks)+1)
		for i := range s.blocks {
			s.starts[i+1] = s.starts[i] + 2*s.blocks[i].rows
		}
		return s
	})
	at := func(row int, l *setLine) {
		s := all()
		i := len(s.blocks) - 1
		for row < s.starts[i] {
			i--
		}
		in := row - s.starts[i]
		*l = setLine{c: c, row: row, parentRow: in / 2, k: in % 2, block: &s.blocks[i]}
	}
	t := newRecordTable(c, dimensionSetLines, func() int { s := all(); return s.starts[len(s.blocks)] },
		func() any { return new(setLine) }, at, setLineParts[:])
	t.lookedUpBy("parentId", func(v model.Value) []int32 {
		s := all()
		for i := range s.blocks {
			if row, ok := c.keys[s.blocks[i].parent].row(v); ok && row < s.blocks[i].rows {
				first := s.starts[i] + 2*row
				return span(first, first+2)
			}
		}
		return nil
	})
	return t
}

var setLineParts = [...]part[*setLine]{
	{name: "code", text: func(l *setLine) string { dim, _ := l.value(); return dimensionList[dim].code }},
	{name: "parentId", value: func(l *setLine) model.Value { return l.c.id(l.block.parent, l.parentRow) }},
	{name: "parentType", value: func(l *setLine) model.Value { return model.E(l.block.parentType) }},
	{name: "displayName", text: func(l *setLine) string { dim, _ := l.value(); return dimensionList[dim].name }},
	{name: "valueId", value: func(l *setLine) model.Value { return l.c.id(dimensionValues, valueRow(l.value())) }},
	{name: "valueCode", text: func(l *setLine) string { return valueCode(l.value()) }},
	{name: "valueDisplayName", text: func(l *setLine) string { return valueName(l.value()) }},
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

// defaultLine is the default dimension of one record.
type defaultLine struct {
	c                              *company
	set                            setNo
	member                         int
	row, parent, dim, value, block int
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
	at := func(row int, l *defaultLine) {
		*l = defaultLine{c: c, row: row, parent: row}
		for l.parent >= blocks[l.block].n {
			l.parent -= blocks[l.block].n
			l.block++
		}
		b := &blocks[l.block]
		l.set, l.member = b.set, b.member
		l.dim, l.value = b.value(l.parent)
	}
	n := func() int { return c.customers + c.items + c.vendors + c.employees }
	t := newRecordTable(c, defaultDimensions, n, func() any { return new(defaultLine) }, at, defaultParts[:])
	t.since = opening
	t.lookedUpBy("parentId", func(v model.Value) []int32 {
		first := 0
		for i := range blocks {
			if row, ok := c.keys[blocks[i].set].row(v); ok && row < blocks[i].n {
				return span(first+row, first+row+1)
			}
			first += blocks[i].n
		}
		return nil
	})
	return t
}

var defaultParts = [...]part[*defaultLine]{
	{name: "parentType", value: func(l *defaultLine) model.Value { return model.E(l.member) }},
	{name: "parentId", value: func(l *defaultLine) model.Value { return l.c.id(l.set, l.parent) }},
	{name: "dimensionId", value: func(l *defaultLine) model.Value { return l.c.id(dimensions, l.dim) }},
	{name: "dimensionCode", text: func(l *defaultLine) string { return dimensionList[l.dim].code }},
	{name: "dimensionValueId", value: func(l *defaultLine) model.Value { return l.c.id(dimensionValues, valueRow(l.dim, l.value)) }},
	{name: "dimensionValueCode", text: func(l *defaultLine) string { return valueCode(l.dim, l.value) }},
	{name: "postingValidation", value: func(l *defaultLine) model.Value { return model.E([...]int{0, 2, 0, 1, 0}[l.block+1]) }},
}
