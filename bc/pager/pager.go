// Package pager pages through the rows of one query and keeps them within a limit. Pages are read one after another, a
// small one first; what was seen stays in memory until the Budget is used up, then the pages that nobody has looked at
// for the longest time are dropped, and asked for again when somebody looks at them.
//
// A Pager, and the Budget that several share, belong to one goroutine: the one that draws. Reading runs beside it: Read
// and Reread give a Reading, whose Next may be called from any goroutine, and what it gives comes back by Take.
//
// Nothing is lost or doubled: a page that failed is asked for again from where it stopped, rows that the service sends
// twice at the seam of two pages count once, and pages that go round in a circle end in an error.
package pager

import (
	"slices"
	"sort"
	"weak"

	"bctui/bc"
	"bctui/bc/rows"
)

// Page sizes in rows. The first is small so that something shows at once, and large enough that most sets need no
// second one; later ones are larger because they are read while the user looks at what is there.
const (
	firstPage = 200
	nextPage  = 1000
	bulkPage  = 5000 // on a long way: to the end, or back to where the cursor was
)

// Options are what a Pager may be told besides its query.
type Options struct {
	// Key is the names of the properties that tell the rows apart. Without it nothing is known of rows that come twice.
	Key []string
	// Budget is the memory that the rows may take, shared with other pagers; nil is one of DefaultLimit for this alone.
	Budget *Budget
	// Sought is the Identity of a row that Readings look for, so that the cursor can go back to it; "": none.
	Sought string
}

// Pager is the rows of one query.
type Pager struct {
	client *bc.Client
	source bc.Source
	key    []string
	sought string
	budget *Budget

	spans []span
	rows  int
	held  int   // rows of the pages that are in memory, …
	bytes int64 // … and what they take
	count int64
	last  *bc.Page // without its rows; nil before the first
	tail  *tail    // the last rows
	empty int      // pages without rows since then
	found int

	names []string
	known map[string]bool
	seen  []string // the columns of the page that was looked at last

	from, to int // spans that are on screen
}

// span is where a page lies among the rows.
type span struct {
	page  *bc.Page    // without its rows
	block *rows.Block // nil: dropped
	start int         // rows before it
	skip  int         // rows of the block that the page before had already
	len   int
	seen  uint64 // when it was on screen last, by the budget's clock
	ends  [2]string
}

// New makes a Pager that has read nothing yet.
func New(c *bc.Client, s bc.Source, o Options) *Pager {
	if o.Budget == nil {
		o.Budget = NewBudget(DefaultLimit)
	}
	p := &Pager{client: c, source: s, key: o.Key, sought: o.Sought, budget: o.Budget, count: -1, found: -1, to: -1}
	o.Budget.add(p)
	return p
}

// Begun tells whether the first page is there.
func (p *Pager) Begun() bool { return p.last != nil }

// More tells whether there is something left to read.
func (p *Pager) More() bool { return p.last == nil || !p.last.Last() }

// Len is the number of rows that were read so far, the dropped ones included.
func (p *Pager) Len() int { return p.rows }

// Count is the number of all rows where the service told it with the pages; -1: not known.
func (p *Pager) Count() int64 { return p.count }

// Page gives the page that was read last, without its rows; nil before the first.
func (p *Pager) Page() *bc.Page { return p.last }

// Found is the row that was sought; -1: not met so far.
func (p *Pager) Found() int { return p.found }

// Columns gives the names of all properties that any row has, in the order in which they were first seen.
func (p *Pager) Columns() []string { return slices.Clip(p.names) }

// Held tells how many rows are in memory, and how many bytes they take.
func (p *Pager) Held() (rows int, bytes int64) { return p.held, p.bytes }

// at gives the span that holds a row; -1 outside.
func (p *Pager) at(row int) int {
	if row < 0 || row >= p.rows {
		return -1
	}
	return sort.Search(len(p.spans), func(i int) bool { return p.spans[i].start > row }) - 1
}

// Locate gives the block that holds a row, and the row's place in it; nil where the row was dropped, and outside.
func (p *Pager) Locate(row int) (*rows.Block, int) {
	i := p.at(row)
	if i < 0 {
		return nil, 0
	}
	s := &p.spans[i]
	at := row - s.start + s.skip
	if at >= s.block.Len() { // dropped, or the service has fewer rows there by now
		return nil, 0
	}
	return s.block, at
}

// Cell gives the value of a row's property; a Missing one where the row is not in memory.
func (p *Pager) Cell(row int, name string) rows.Cell {
	b, at := p.Locate(row)
	return b.Cell(at, b.ColumnIndex(name))
}

// Row gives a row upright; ok is false where it is not in memory.
func (p *Pager) Row(row int) (r rows.Record, ok bool) {
	b, at := p.Locate(row)
	if b == nil {
		return r, false
	}
	return b.Row(at), true
}

// Identity tells a row apart from all others; "" where its key is not known or not in memory.
func (p *Pager) Identity(row int) string {
	b, at := p.Locate(row)
	return identity(b, at, p.key)
}

// Piece is rows that lie in one block, one after another.
type Piece struct {
	Block *rows.Block
	First int // the row of the first
	Skip  int // its place in the block
	Len   int
}

// Pieces gives what is in memory, in order: for a look through all of it beside the screen.
func (p *Pager) Pieces() []Piece {
	out := make([]Piece, 0, len(p.spans))
	for _, s := range p.spans {
		if n := min(s.len, s.block.Len()-s.skip); n > 0 {
			out = append(out, Piece{s.block, s.start, s.skip, n})
		}
	}
	return out
}

// See says which rows are on screen, first ≤ row < end: they stay in memory, and count as used.
func (p *Pager) See(first, end int) {
	p.from, p.to = p.at(max(0, first)), p.at(min(end, p.rows)-1)
	if p.from < 0 {
		p.from, p.to = 0, -1
	}
	p.budget.viewer = weak.Make(p)
	now := p.budget.tick()
	for i := p.from; i <= p.to; i++ {
		p.spans[i].seen = now
	}
}

// Missing gives the first row at or after first, and before end, that was dropped; -1: none was.
func (p *Pager) Missing(first, end int) int {
	first = max(0, first)
	for i := p.at(first); i >= 0 && i < len(p.spans) && p.spans[i].start < end; i++ {
		if p.spans[i].block == nil && p.spans[i].len > 0 {
			return max(first, p.spans[i].start)
		}
	}
	return -1
}

// Take adds what a Reading brought; nothing where the Reading was begun before the Pager went on by another one.
func (p *Pager) Take(r Result) {
	switch {
	case r.Err != nil || r.page == nil:
	case r.again:
		p.takeAgain(r)
	case r.after == p.last:
		p.takeNext(r)
	}
}

func (p *Pager) takeNext(r Result) {
	b := r.page.Block
	s := span{page: r.bare, block: b, start: p.rows, skip: r.skip, len: b.Len() - r.skip, seen: p.budget.tick(), ends: r.ends}
	if r.found >= 0 && p.found < 0 {
		p.found = p.rows + r.found - r.skip
	}
	p.spans = append(p.spans, s)
	p.rows += s.len
	p.held += s.len
	p.bytes += b.Bytes()
	p.last, p.tail, p.empty = r.bare, r.tail, r.empty
	if r.page.Count >= 0 {
		p.count = r.page.Count
	}
	p.learn(b)
	p.budget.fit(p, len(p.spans)-1)
}

// learn takes up the names of columns that were not there before.
func (p *Pager) learn(b *rows.Block) {
	names := b.Columns()
	if len(names) == 0 || len(names) == len(p.seen) && &names[0] == &p.seen[0] { // pages of one shape share the list
		return
	}
	p.seen = names
	if p.known == nil {
		p.known = make(map[string]bool)
	}
	for _, name := range names {
		if !p.known[name] {
			p.known[name] = true
			p.names = append(p.names, name)
		}
	}
}

func (p *Pager) takeAgain(r Result) {
	if r.span >= len(p.spans) || p.spans[r.span].block != nil {
		return
	}
	s := &p.spans[r.span]
	s.block, s.seen = r.page.Block, p.budget.tick()
	if s.block == nil {
		s.block = noRows
	}
	p.held += s.len
	p.bytes += s.block.Bytes()
	p.learn(s.block)
	p.budget.fit(p, r.span)
}

// noRows stands for a page that has lost its rows: unlike a dropped one it is not asked for again.
var noRows = new(rows.Block)

// drop takes the rows of a page out of memory.
func (p *Pager) drop(i int) {
	p.held -= p.spans[i].len
	p.bytes -= p.spans[i].block.Bytes()
	p.spans[i].block = nil
}
