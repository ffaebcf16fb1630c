package rows

import "sort"

// Store is the pages of a list that is small enough to be kept whole, one after another: companies, routes. Rows of entity
// sets are kept by bc/pager, within a limit. It belongs to one goroutine; its blocks may be shared. The zero value is empty.
type Store struct {
	blocks []*Block
	starts []int // of each block: how many rows come before
	rows   int
	bytes  int64
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
}

// Len is the number of rows.
func (s *Store) Len() int { return s.rows }

// Bytes is the memory that the pages keep.
func (s *Store) Bytes() int64 { return s.bytes }

// locate gives the block that holds a row, and the row's place in it; nil outside of the store.
func (s *Store) locate(row int) (*Block, int) {
	if row < 0 || row >= s.rows {
		return nil, 0
	}
	i := sort.Search(len(s.starts), func(i int) bool { return s.starts[i] > row }) - 1
	return s.blocks[i], row - s.starts[i]
}

// Cell gives the value of a row's property; Missing outside of the store.
func (s *Store) Cell(row int, name string) Cell {
	b, at := s.locate(row)
	return b.Cell(at, b.ColumnIndex(name))
}

// Row gives a row upright.
func (s *Store) Row(row int) Record {
	b, at := s.locate(row)
	return b.Row(at)
}
