package rows

import (
	"encoding/binary"
	"hash/maphash"
	"math"
)

// entry is a value while a page is read: what was sent, without the quotes of a string.
type entry struct {
	at, size uint32 // in the arena; of a giant at is its place among giants
	hash     uint32 // 0 where nobody looks for equals
	meta     meta
}

// builder collects the values of one column.
type builder struct {
	refs    []uint32 // one a row: which entry
	entries []entry
	arena   []byte
	giants  []string // values that are kept apart
	table   []uint32 // open addressing over entries: 1 + place
	unique  bool     // looking for equals in table was given up
	filled  int      // rows that have a value
}

// giant is from how many bytes a value is kept apart: it is copied once, out of the body, and the block refers to it.
// Together with others it would be copied whenever the arena grows, and into the block once more.
const giant = 256 << 10

const (
	missingRef = math.MaxUint32
	firstTable = 64 // a power of two
	// maxProbes ends looking for equals where hashes meet too often.
	maxProbes = 64
)

func (c *builder) reset() {
	c.refs, c.entries, c.arena, c.filled, c.unique = c.refs[:0], c.entries[:0], c.arena[:0], 0, false
	c.giants = nil
	c.clear(firstTable)
}

// clear makes an empty table of n places.
func (c *builder) clear(n int) {
	if cap(c.table) < n {
		c.table = make([]uint32, n)
		return
	}
	c.table = c.table[:n]
	clear(c.table)
}

// add notes the value of a row, and tells false when that row had one already: nothing is noted then.
func (c *builder) add(seed maphash.Seed, row int, m meta, text []byte) (first bool) {
	if len(c.refs) > row {
		return false
	}
	for len(c.refs) < row {
		c.refs = append(c.refs, missingRef)
	}
	c.filled++
	if row > 0 {
		// Neighbours are often equal, and to see that is cheaper than a hash.
		if last := c.refs[row-1]; last != missingRef && c.equal(&c.entries[last], m, text) {
			c.refs = append(c.refs, last)
			return true
		}
	}
	if c.unique {
		c.refs = append(c.refs, uint32(len(c.entries)))
		c.append(0, m, text)
	} else {
		c.refs = append(c.refs, c.entry(uint32(maphash.Bytes(seed, text)), m, text))
	}
	return true
}

func (c *builder) equal(e *entry, m meta, text []byte) bool {
	n := len(text)
	if e.meta != m || int(e.size) != n {
		return false
	}
	if n >= giant {
		return c.giants[e.at] == string(text)
	}
	had := c.arena[e.at : int(e.at)+n]
	// Values of a column begin alike and end differently.
	if n >= 8 && binary.LittleEndian.Uint64(had[n-8:]) != binary.LittleEndian.Uint64(text[n-8:]) {
		return false
	}
	return string(had) == string(text)
}

func (c *builder) append(hash uint32, m meta, text []byte) {
	if len(text) >= giant {
		c.entries = append(c.entries, entry{at: uint32(len(c.giants)), size: uint32(len(text)), hash: hash, meta: m})
		c.giants = append(c.giants, string(text))
		return
	}
	c.entries = append(c.entries, entry{at: uint32(len(c.arena)), size: uint32(len(text)), hash: hash, meta: m})
	c.arena = append(c.arena, text...)
}

// entry gives the entry of a value, an equal one if there is one.
func (c *builder) entry(hash uint32, m meta, text []byte) uint32 {
	ref := uint32(len(c.entries))
	mask := len(c.table) - 1
	i, probes := int(hash)&mask, 0
	for ; c.table[i] != 0; i = (i + 1) & mask {
		at := c.table[i] - 1
		if e := &c.entries[at]; e.hash == hash && c.equal(e, m, text) {
			return at
		}
		if probes++; probes == maxProbes {
			c.unique = true
			break
		}
	}
	c.append(hash, m, text)
	if c.unique {
		return ref
	}
	c.table[i] = ref + 1
	if n := len(c.entries); n*4 > len(c.table)*3 {
		if n > c.filled/2+firstTable/2 {
			c.unique = true // hardly anything repeats: an id, a number, an amount
		} else {
			c.grow()
		}
	}
	return ref
}

func (c *builder) grow() {
	c.clear(2 * len(c.table))
	mask := len(c.table) - 1
	for ref := range c.entries {
		i := int(c.entries[ref].hash) & mask
		for c.table[i] != 0 {
			i = (i + 1) & mask
		}
		c.table[i] = uint32(ref) + 1
	}
}
