package rows

import "math"

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
