package rows

import (
	"bytes"
	"math"
	"slices"
	"strings"
)

// plan is what a column will look like, and how many bytes that takes.
type plan struct {
	column column
	size   int
	text   int      // bytes of the values
	giants uint32   // how many giants of the block are in front of the column's
	fix    affix    // of a direct column: what is left out of each value
	forms  []meta   // of each entry as it will be kept
	sizes  []uint32 // of each entry as it will be kept
	order  []uint32 // entry of each row

	spareForms []meta // the second look works on a copy
	spareSizes []uint32
}

// planned chooses the shape of a column. The rows are complete: those after the last value are missing.
func (c *builder) planned(rows int, p *plan) {
	for len(c.refs) < rows {
		c.refs = append(c.refs, missingRef)
	}
	if c.filled < rows {
		none := uint32(len(c.entries))
		c.entries = append(c.entries, entry{at: uint32(len(c.arena))})
		for i, ref := range c.refs {
			if ref == missingRef {
				c.refs[i] = none
			}
		}
	}
	n := len(c.entries)
	p.order = c.refs
	p.forms = slices.Grow(p.forms[:0], n)[:n]
	p.sizes = slices.Grow(p.sizes[:0], n)[:n]
	listText := 0
	for i := range c.entries {
		p.forms[i], p.sizes[i] = c.kept(i)
		listText += int(p.sizes[i])
	}
	if n == 1 {
		p.column = column{shape: same, meta: p.forms[0], count: p.sizes[0]}
		p.text, p.size = listText, listText
		return
	}
	list := column{shape: listed, width: 4, count: uint32(n)}
	switch {
	case n <= 1<<8:
		list.width = 1
	case n <= 1<<16:
		list.width = 2
	}
	list.wide = listText > math.MaxUint16
	listSize := rows*int(list.width) + n*3 + listText
	if list.wide {
		listSize += 2 * n
	}

	p.fix = affix{}
	forms, sizes := p.forms, p.sizes
	p.spareForms, p.spareSizes = append(p.spareForms[:0], forms...), append(p.spareSizes[:0], sizes...)
	p.forms, p.sizes, p.spareForms, p.spareSizes = p.spareForms, p.spareSizes, forms, sizes
	straight, straightText, straightSize := c.straight(rows, p)
	if straightSize < listSize {
		p.column, p.text, p.size = straight, straightText, straightSize
		return
	}
	p.column, p.text, p.size, p.fix = list, listText, listSize, affix{}
	p.forms, p.sizes, p.spareForms, p.spareSizes = p.spareForms, p.spareSizes, p.forms, p.sizes
}

// kept tells how an entry will be kept, and how long it is then.
func (c *builder) kept(i int) (meta, uint32) {
	e := &c.entries[i]
	if e.size >= giant {
		if e.meta.form() == escaped {
			return metaOf(e.meta.kind(), giantEscaped), giantSize
		}
		return metaOf(e.meta.kind(), giantPlain), giantSize
	}
	text := c.arena[e.at : e.at+e.size]
	switch {
	case e.meta.kind() != String && e.meta.kind() != Number || e.meta.form() == escaped:
		return e.meta, e.size
	case e.meta.kind() == String && isGUID(text):
		return metaOf(String, guid), 16
	case packable(text):
		return metaOf(e.meta.kind(), packed), uint32(packedSize(len(text)))
	default:
		return e.meta, e.size
	}
}

// straight gives the direct shape of a column.
func (c *builder) straight(rows int, p *plan) (col column, text, size int) {
	if c.unpackPays(rows, p) {
		for i := range p.forms {
			if p.forms[i].form() == packed {
				p.forms[i], p.sizes[i] = c.entries[i].meta, c.entries[i].size
			}
		}
	}
	size += c.strip(rows, p)
	first := c.refs[0]
	m, width, longest := p.forms[first], p.sizes[first], uint32(0)
	alikeMeta, alikeSize := true, true
	for _, ref := range c.refs {
		n := p.sizes[ref]
		text += int(n)
		longest = max(longest, n)
		alikeSize = alikeSize && n == width
		alikeMeta = alikeMeta && p.forms[ref] == m
	}
	col = column{shape: direct, meta: m}
	if !alikeMeta {
		col.meta = metaVaries
		size += rows
	}
	switch {
	case alikeSize && width > 0 && width <= math.MaxUint8:
		col.width = uint8(width)
	case longest <= math.MaxUint8:
		size += rows + 4*((rows+checkpoint-1)/checkpoint)
	default:
		col.wide = true
		size += 4 * rows
	}
	return col, text, size + text
}

// unpackPays tells whether a column in which only some values can be packed is smaller with none packed: then all are
// kept alike, and the byte a row that says how is saved.
func (c *builder) unpackPays(rows int, p *plan) bool {
	saved, mixed := 0, false
	common := metaVaries
	for _, ref := range c.refs {
		m := p.forms[ref]
		if m.form() == packed {
			saved += int(c.entries[ref].size - p.sizes[ref])
			m = c.entries[ref].meta
		} else {
			mixed = true
		}
		if common == metaVaries {
			common = m
		}
		if m != common {
			return false
		}
	}
	return mixed && saved < rows
}

// strip finds what all values of a column begin and end with ("PS-INV", a base address) and leaves it out of each, when
// that is worth it. It gives the bytes that the column needs for it.
func (c *builder) strip(rows int, p *plan) int {
	first := c.refs[0]
	m := p.forms[first]
	if m.form() != plain && m.form() != escaped || m.kind() != String && m.kind() != Number {
		return 0
	}
	start := c.text(first)
	prefix, suffix, shortest := len(start), len(start), len(start)
	for _, ref := range c.refs {
		if p.forms[ref] != m {
			return 0
		}
		text := c.text(ref)
		shortest = min(shortest, len(text))
		if !bytes.HasPrefix(text, start[:prefix]) {
			prefix = commonPrefix(start[:prefix], text)
		}
		if !bytes.HasSuffix(text, start[len(start)-suffix:]) {
			suffix = commonSuffix(start[len(start)-suffix:], text)
		}
		if prefix+suffix == 0 {
			return 0
		}
	}
	prefix = min(prefix, shortest)
	suffix = min(suffix, shortest-prefix)
	const cost = 64 // the affix itself
	if (prefix+suffix)*rows <= cost+prefix+suffix {
		return 0
	}
	inner := plain
	for i, f := range []form{guid, packed} {
		all := true
		for _, ref := range c.refs {
			text := c.text(ref)
			text = text[prefix : len(text)-suffix]
			if all = i == 0 && isGUID(text) || i == 1 && packable(text); !all {
				break
			}
		}
		if all {
			inner = f
			break
		}
	}
	p.fix = affix{
		prefix:  string(start[:prefix]),
		suffix:  string(start[len(start)-suffix:]),
		inner:   inner,
		escaped: m.form() == escaped,
	}
	for i := range c.entries {
		n := max(int(c.entries[i].size)-prefix-suffix, 0) // an entry that no row uses may be shorter
		switch inner {
		case guid:
			n = 16
		case packed:
			n = packedSize(n)
		}
		p.sizes[i] = uint32(n)
	}
	return cost + prefix + suffix
}

func (c *builder) text(ref uint32) []byte {
	e := &c.entries[ref]
	return c.arena[e.at : e.at+e.size]
}

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

func commonSuffix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[len(a)-1-i] != b[len(b)-1-i] {
			return i
		}
	}
	return n
}

// write appends the column to the block's data and gives the column with its places filled in.
func (c *builder) write(out *strings.Builder, p *plan, scratch []byte) (column, []byte) {
	col := p.column
	at := func() uint32 { return uint32(out.Len()) }
	switch col.shape {
	case same:
		col.text = at()
		scratch = c.appendKept(scratch[:0], p, 0)
	case listed:
		col.refs = at()
		scratch = scratch[:0]
		for _, ref := range p.order {
			switch col.width {
			case 1:
				scratch = append(scratch, byte(ref))
			case 2:
				scratch = appendUint16(scratch, ref)
			default:
				scratch = appendUint32(scratch, ref)
			}
		}
		out.Write(scratch)
		col.ends = at()
		scratch = scratch[:0]
		end := uint32(0)
		for _, n := range p.sizes {
			if end += n; col.wide {
				scratch = appendUint32(scratch, end)
			} else {
				scratch = appendUint16(scratch, end)
			}
		}
		for _, m := range p.forms {
			scratch = append(scratch, byte(m))
		}
		out.Write(scratch)
		col.text = at()
		scratch = scratch[:0]
		for i := range c.entries {
			scratch = c.appendKept(scratch, p, i)
		}
	default:
		col.refs = at()
		scratch = scratch[:0]
		if col.meta == metaVaries {
			for _, ref := range p.order {
				scratch = append(scratch, byte(p.forms[ref]))
			}
			out.Write(scratch)
			scratch = scratch[:0]
		}
		col.ends = at()
		switch {
		case col.width > 0:
		case col.wide:
			end := uint32(0)
			for _, ref := range p.order {
				end += p.sizes[ref]
				scratch = appendUint32(scratch, end)
			}
		default:
			end := uint32(0)
			for row, ref := range p.order {
				if row%checkpoint == 0 {
					scratch = appendUint32(scratch, end)
				}
				end += p.sizes[ref]
			}
			for _, ref := range p.order {
				scratch = append(scratch, byte(p.sizes[ref]))
			}
		}
		out.Write(scratch)
		col.text = at()
		scratch = scratch[:0]
		for _, ref := range p.order {
			scratch = c.appendKept(scratch, p, int(ref))
		}
	}
	out.Write(scratch)
	return col, scratch
}

func (c *builder) appendKept(dst []byte, p *plan, i int) []byte {
	f := p.forms[i].form()
	if f == giantPlain || f == giantEscaped {
		return appendUint32(dst, p.giants+c.entries[i].at)
	}
	text := c.text(uint32(i))
	if p.column.shape == direct && p.fixed() {
		text = text[len(p.fix.prefix) : len(text)-len(p.fix.suffix)]
		f = p.fix.inner
	}
	switch f {
	case packed:
		return pack(dst, text)
	case guid:
		return packGUID(dst, text)
	default:
		return append(dst, text...)
	}
}

func (p *plan) fixed() bool { return len(p.fix.prefix)+len(p.fix.suffix) > 0 }
