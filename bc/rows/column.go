package rows

import (
	"bytes"
	"math"
	"slices"
	"strings"
)

// A column of a block is a section of the block's one string. Which shape it takes is chosen when the page is complete,
// by size:
//
//	same    all rows hold the same value: it is kept once and costs nothing a row
//	listed  the different values once, and 1, 2 or 4 bytes a row that say which
//	direct  the values one after another, without what all of them begin and end with; when they are not equally long a
//	        byte a row for the length, with a checkpoint every 16 rows (4 bytes a row where one is longer than 255 bytes)
//
// All offsets are 32 bits: Decoder refuses pages that would not fit.
type column struct {
	shape shape
	meta  meta   // of all values of a direct column, metaVaries when each row has its own
	width uint8  // listed: bytes a row; direct: bytes a value, 0 when they differ
	wide  bool   // listed: ends of 4 bytes and not 2; direct and lengths differ: 4 bytes a row
	fix   uint16 // 1 + place in Block.fixes, 0: none
	refs  uint32 // listed: where the rows begin; direct: where metas begin
	ends  uint32 // listed: where the ends of the values begin; direct: where lengths begin
	text  uint32 // where the bytes of the values begin
	count uint32 // listed: how many values
}

type shape uint8

const (
	same shape = iota // of the zero column: Missing
	listed
	direct
)

// meta is kind and form of a value in one byte.
type meta uint8

const metaVaries meta = 0xFF

func metaOf(k Kind, f form) meta { return meta(k) | meta(f)<<4 }

func (m meta) kind() Kind { return Kind(m & 0x0F) }
func (m meta) form() form { return form(m >> 4) }

const checkpoint = 16

func (b *Block) cell(row, at int) Cell {
	if row < 0 || row >= b.rows {
		return Cell{}
	}
	c := &b.columns[at]
	switch c.shape {
	case same:
		return b.made(c, c.meta, b.data[c.text:c.text+c.count])
	case listed:
		var ref uint32
		switch p := c.refs + uint32(row)*uint32(c.width); c.width {
		case 1:
			ref = uint32(b.data[p])
		case 2:
			ref = b.uint16(p)
		default:
			ref = b.uint32(p)
		}
		var start, end uint32
		metas := c.ends + 2*c.count
		if c.wide {
			metas += 2 * c.count
			if ref > 0 {
				start = b.uint32(c.ends + 4*(ref-1))
			}
			end = b.uint32(c.ends + 4*ref)
		} else {
			if ref > 0 {
				start = b.uint16(c.ends + 2*(ref-1))
			}
			end = b.uint16(c.ends + 2*ref)
		}
		return b.made(c, meta(b.data[metas+ref]), b.data[c.text+start:c.text+end])
	default:
		m := c.meta
		if m == metaVaries {
			m = meta(b.data[c.refs+uint32(row)])
		}
		start, end := b.span(c, uint32(row))
		return b.made(c, m, b.data[start:end])
	}
}

func (b *Block) made(c *column, m meta, data string) Cell {
	cell := Cell{Kind: m.kind(), form: m.form(), data: data}
	if c.fix > 0 {
		cell.form, cell.fix = affixed, &b.fixes[c.fix-1]
	}
	return cell
}

// span gives where the value of a row of a direct column stands.
func (b *Block) span(c *column, row uint32) (start, end uint32) {
	if c.width > 0 {
		start = c.text + row*uint32(c.width)
		return start, start + uint32(c.width)
	}
	if c.wide {
		if row > 0 {
			start = b.uint32(c.ends + 4*(row-1))
		}
		return c.text + start, c.text + b.uint32(c.ends+4*row)
	}
	marks := uint32(b.rows+checkpoint-1) / checkpoint
	start = c.text + b.uint32(c.ends+4*(row/checkpoint))
	lengths := c.ends + 4*marks
	for i := row - row%checkpoint; i < row; i++ {
		start += uint32(b.data[lengths+i])
	}
	return start, start + uint32(b.data[lengths+row])
}

func (b *Block) uint32(at uint32) uint32 {
	s := b.data[at : at+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func (b *Block) uint16(at uint32) uint32 {
	s := b.data[at : at+2]
	return uint32(s[0]) | uint32(s[1])<<8
}

func appendUint16(dst []byte, v uint32) []byte { return append(dst, byte(v), byte(v>>8)) }

func appendUint32(dst []byte, v uint32) []byte {
	return append(dst, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

// entry is a value while a page is read: what was sent, without the quotes of a string.
type entry struct {
	at, size uint32
	meta     meta
}

// builder collects the values of one column.
type builder struct {
	refs    []uint32 // one a row: which entry
	entries []entry
	arena   []byte
	table   []uint32 // open addressing over entries: 1 + place; nil when looking for equals was given up
	filled  int      // rows that have a value
}

const (
	missingRef = math.MaxUint32
	firstTable = 64 // a power of two
)

func (c *builder) reset() {
	c.refs, c.entries, c.arena, c.filled = c.refs[:0], c.entries[:0], c.arena[:0], 0
	if cap(c.table) >= firstTable {
		c.table = c.table[:firstTable]
		clear(c.table)
	} else {
		c.table = make([]uint32, firstTable)
	}
}

// add notes the value of a row, and tells false when that row had one already (it is replaced).
func (c *builder) add(row int, m meta, text []byte) (first bool) {
	first = len(c.refs) <= row
	if !first {
		c.refs = c.refs[:row]
		c.filled--
	}
	for len(c.refs) < row {
		c.refs = append(c.refs, missingRef)
	}
	c.filled++
	if row > 0 {
		// Neighbours are often equal, and to see that is cheaper than a hash.
		if last := c.refs[row-1]; last != missingRef && c.equal(last, m, text) {
			c.refs = append(c.refs, last)
			return first
		}
	}
	c.refs = append(c.refs, c.entry(m, text))
	return first
}

func (c *builder) equal(ref uint32, m meta, text []byte) bool {
	e := &c.entries[ref]
	return e.meta == m && int(e.size) == len(text) && string(c.arena[e.at:e.at+e.size]) == string(text)
}

func (c *builder) entry(m meta, text []byte) uint32 {
	slot := -1
	if c.table != nil {
		mask := len(c.table) - 1
		for i := int(hash(m, text)) & mask; ; i = (i + 1) & mask {
			at := c.table[i]
			if at == 0 {
				slot = i
				break
			}
			if c.equal(at-1, m, text) {
				return at - 1
			}
		}
	}
	ref := uint32(len(c.entries))
	c.entries = append(c.entries, entry{at: uint32(len(c.arena)), size: uint32(len(text)), meta: m})
	c.arena = append(c.arena, text...)
	if slot >= 0 {
		c.table[slot] = ref + 1
		if n := len(c.entries); n*4 > len(c.table)*3 {
			if n > c.filled/2+firstTable/2 {
				c.table = nil // hardly anything repeats: an id, a number, an amount
			} else {
				c.grow()
			}
		}
	}
	return ref
}

func (c *builder) grow() {
	c.table = make([]uint32, 2*len(c.table))
	mask := len(c.table) - 1
	for ref, e := range c.entries {
		i := int(hash(e.meta, c.arena[e.at:e.at+e.size])) & mask
		for c.table[i] != 0 {
			i = (i + 1) & mask
		}
		c.table[i] = uint32(ref) + 1
	}
}

// hash is FNV-1a over the last bytes, the length and the kind: values of a column begin alike and end differently.
func hash(m meta, text []byte) uint32 {
	h := uint32(2166136261) ^ uint32(m) ^ uint32(len(text))<<8
	tail := text
	if len(tail) > 24 {
		tail = tail[len(tail)-24:]
	}
	for _, b := range tail {
		h = (h ^ uint32(b)) * 16777619
	}
	return h ^ h>>15
}

// plan is what a column will look like, and how many bytes that takes.
type plan struct {
	column column
	size   int
	text   int      // bytes of the values
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
	p.forms, p.sizes = append(p.spareForms[:0], forms...), append(p.spareSizes[:0], sizes...)
	p.spareForms, p.spareSizes = forms, sizes
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
	common := meta(metaVaries)
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
	text := c.text(uint32(i))
	f := p.forms[i].form()
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
