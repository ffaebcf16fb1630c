package rows

import (
	"slices"
	"sort"
)

// Store is the pages of one query, one after another. It belongs to one goroutine; its blocks may be shared. The zero
// value is empty.
type Store struct {
	blocks []*Block
	starts []int // of each block: how many rows come before
	rows   int
	bytes  int64
	names  []string
	known  map[string]bool
	last   *layout
}

// Append adds a page at the end.
func (s *Store) Append(b *Block) {
	if b == nil {
		return
	}
	s.blocks = append(s.blocks, b)
	s.starts = append(s.starts, s.rows)
	s.rows += b.rows
	s.bytes += b.bytes
	if b.layout == s.last {
		return
	}
	s.last = b.layout
	if s.known == nil {
		s.known = make(map[string]bool)
	}
	for _, name := range b.layout.visible {
		if !s.known[name] {
			s.known[name] = true
			s.names = append(s.names, name)
		}
	}
}

// Len is the number of rows.
func (s *Store) Len() int { return s.rows }

// Bytes is the memory that the pages keep.
func (s *Store) Bytes() int64 { return s.bytes }

// Columns gives the names of all properties that any row has, in the order in which they were first seen. The caller
// must not change it.
func (s *Store) Columns() []string { return slices.Clip(s.names) }

// Blocks gives the pages in order. The caller must not change the list.
func (s *Store) Blocks() []*Block { return slices.Clip(s.blocks) }

// Last gives the page that was added last, nil in an empty store: the one to read the next page like (Options.Like).
func (s *Store) Last() *Block {
	if len(s.blocks) == 0 {
		return nil
	}
	return s.blocks[len(s.blocks)-1]
}

// Locate gives the block that holds a row, and the row's place in it; nil outside of the store. Whoever draws many cells
// asks once a row and looks columns up once a block.
func (s *Store) Locate(row int) (*Block, int) {
	if row < 0 || row >= s.rows {
		return nil, 0
	}
	i := sort.Search(len(s.starts), func(i int) bool { return s.starts[i] > row }) - 1
	return s.blocks[i], row - s.starts[i]
}

// Cell gives the value of a row's property; Missing outside of the store.
func (s *Store) Cell(row int, name string) Cell {
	b, at := s.Locate(row)
	return b.Cell(at, b.ColumnIndex(name))
}

// Row gives a row upright.
func (s *Store) Row(row int) Record {
	b, at := s.Locate(row)
	return b.Row(at)
}

// ETag gives a row's `@odata.etag`.
func (s *Store) ETag(row int) string {
	b, at := s.Locate(row)
	return b.ETag(at)
}

// Reset forgets everything.
func (s *Store) Reset() { *s = Store{} }
