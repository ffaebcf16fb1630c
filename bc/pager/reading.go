package pager

import (
	"context"
	"hash/maphash"
	"sync"

	"bctui/bc"
	"bctui/bc/odata"
	"bctui/bc/rows"
)

// Reading is a way through pages. It is made by Read or Reread and used by one goroutine at a time, which need not be the
// Pager's.
type Reading struct {
	client *bc.Client
	source bc.Source
	key    []string
	sought string
	last   *bc.Page // without its rows
	tail   *tail
	rows   int
	goal   int   // rows that must be there; -1: all
	limit  int64 // bytes that all pages may take
	seam   bool  // the page that was read begins with the row before it, as was asked for
	again  int   // the span to read anew; -1: go on behind the last page
	span   span

	once    sync.Once
	results chan Result
}

// Result is what one page brought.
type Result struct {
	Err error
	// Done says that the Reading has reached its goal, the end or an error: there is nothing more to come of it.
	Done bool
	// Changed says that a page that was read again does not hold the rows that it held before.
	Changed bool

	page  *bc.Page
	bare  *bc.Page
	after *bc.Page
	tail  *tail
	skip  int
	ends  [2]string
	found int
	again bool
	span  int
}

// Page gives the page, nil with an error.
func (r Result) Page() *bc.Page { return r.page }

// Read reads on until goal rows are there, and at least one page; -1: until the last row. It is nil when all were read.
func (p *Pager) Read(goal int) *Reading {
	if !p.More() {
		return nil
	}
	return &Reading{client: p.client, source: p.source, key: p.key, sought: p.sought, last: p.last, tail: p.tail, rows: p.rows,
		goal: goal, limit: p.budget.limit, again: -1}
}

// Reread reads the page that holds a row once more; nil where the row is in memory, or was never there.
func (p *Pager) Reread(row int) *Reading {
	i := p.at(row)
	if i < 0 || p.spans[i].block != nil {
		return nil
	}
	return &Reading{client: p.client, source: p.source, key: p.key, again: i, span: p.spans[i]}
}

// Next gives the next page. While it is looked at, the one after it is being read already. It ends with ctx, with which
// all calls on a Reading must come.
func (r *Reading) Next(ctx context.Context) Result {
	if r.again >= 0 {
		return r.reread(ctx)
	}
	r.once.Do(func() {
		r.results = make(chan Result)
		go r.run(ctx)
	})
	select {
	case out := <-r.results:
		return out
	case <-ctx.Done():
		return Result{Err: ctx.Err(), Done: true}
	}
}

// run reads until there is nothing more to give.
func (r *Reading) run(ctx context.Context) {
	if r.last == nil {
		src := r.source
		src.PageSize = firstPage
		if page, err := r.client.FirstPage(ctx, src); !r.give(ctx, page, err) {
			return
		}
	}
	for {
		if r.goal >= 0 && r.goal-r.rows <= 2*nextPage {
			if page, err := r.client.NextPage(ctx, r.sized(nextPage)); !r.give(ctx, page, err) {
				return
			}
			continue
		}
		for page, err := range r.client.Stream(ctx, r.sized(bulkPage)) {
			if !r.give(ctx, page, err) {
				return
			}
			if err != nil {
				break // went on by number: the stream begins anew behind that page
			}
		}
	}
}

// sized gives the last page, with how many rows the next one should have.
func (r *Reading) sized(rows int) *bc.Page {
	last := *r.last
	last.Source.PageSize = min(rows, r.most())
	return &last
}

// most gives how many rows a page may have: with a small budget large pages would push each other out.
func (r *Reading) most() int {
	const share = 8 // pages that should fit
	if r.tail == nil || r.tail.weight == 0 {
		return nextPage
	}
	return int(max(50, min(bulkPage, r.limit/share/r.tail.weight)))
}

// give hands out what a page brought and tells whether to read on.
func (r *Reading) give(ctx context.Context, page *bc.Page, err error) bool {
	if bc.Expired(err) && r.tail != nil && r.tail.id != "" {
		page, err = r.resume(ctx, err)
	}
	var out Result
	if err != nil {
		out = Result{Err: err, Done: true}
	} else {
		out = r.result(page)
	}
	select {
	case r.results <- out:
		return !out.Done
	case <-ctx.Done():
		return false
	}
}

// result looks a page over.
func (r *Reading) result(page *bc.Page) Result {
	b := page.Block
	out := Result{page: page, bare: page.WithoutRows(), after: r.last, tail: r.tail, found: -1, ends: ends(b, r.key)}
	if out.skip = r.tail.overlap(b); r.seam {
		out.skip, r.seam = 1, false
	}
	if !page.Last() && b.Len() > 0 && (out.skip == b.Len() || out.skip == 0 && r.tail.round(b)) {
		return Result{Err: bc.Circle(page, "brought only rows that were there already"), Done: true}
	}
	if r.sought != "" {
		out.found = find(b, r.key, r.sought)
	}
	if b.Len() > 0 {
		out.tail = newTail(b, r.key, r.tail)
	}
	r.last, r.tail = out.bare, out.tail
	r.rows += b.Len() - out.skip
	out.Done = page.Last() || r.goal >= 0 && r.rows >= r.goal || out.found >= 0
	return out
}

// resume goes on by number where the service no longer knows how far it was: it skips all rows that are there but the
// last, which must come first again. Else rows have come or gone in between, and the list has to be read anew.
func (r *Reading) resume(ctx context.Context, expired error) (*bc.Page, error) {
	src := r.source
	src.PageSize = min(nextPage, r.most())
	src.Query.Skip = odata.N(r.rows - 1)
	page, err := r.client.FirstPage(ctx, src)
	if err != nil || page.Block.Len() == 0 || identity(page.Block, 0, r.key) != r.tail.id {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, expired
	}
	page.Number = r.last.Number + 1
	r.seam = true
	return page, nil
}

// reread reads a dropped page again; where the service no longer knows its address, by the number of its first row.
func (r *Reading) reread(ctx context.Context) Result {
	out := Result{again: true, span: r.again, Done: true, found: -1}
	page, err := r.client.Reread(ctx, r.span.page)
	if bc.Expired(err) {
		src := r.source
		src.Query.Skip = odata.N(r.span.start - r.span.skip)
		src.PageSize = r.span.len + r.span.skip
		page, err = r.client.FirstPage(ctx, src)
	}
	if err != nil {
		out.Err = err
		return out
	}
	out.page = page
	out.Changed = page.Block.Len() != r.span.len+r.span.skip || ends(page.Block, r.key) != r.span.ends
	return out
}

// tail is what is remembered of the last page, which may be dropped: its last rows, newest first.
type tail struct {
	key  []string
	id   string
	rows []uint64
	// The first rows of the first page and of the last one: who meets one of them again goes round in a circle.
	first, head uint64
	weight      int64 // bytes that a row of the last page takes
}

// overlapLimit is how many rows may come twice at the seam of two pages before they are taken for new ones.
const overlapLimit = 50

func newTail(b *rows.Block, key []string, before *tail) *tail {
	last := b.Len() - 1
	t := &tail{key: key, id: identity(b, last, key), head: whole(b, 0), weight: b.Bytes() / int64(b.Len())}
	t.first = t.head
	if before != nil {
		t.first = before.first
	}
	for i := range min(overlapLimit, b.Len()) {
		t.rows = append(t.rows, whole(b, last-i))
	}
	return t
}

// overlap gives how many of the first rows of a page were the last of the one before. The service's own cursors do not
// send rows twice, paging by number behind some of them does when rows are added meanwhile.
func (t *tail) overlap(b *rows.Block) int {
	if t == nil || t.id == "" {
		return 0
	}
	at := find(b, t.key, t.id)
	if at < 0 || at >= len(t.rows) {
		return 0
	}
	// The same key is not enough: some sets have keys that tell nothing apart.
	for i := 0; i <= at; i++ {
		if whole(b, i) != t.rows[at-i] {
			return 0
		}
	}
	return at + 1
}

// round tells whether a page begins as an earlier one did.
func (t *tail) round(b *rows.Block) bool {
	if t == nil || identity(b, 0, t.key) == "" {
		return false
	}
	head := whole(b, 0)
	return head == t.first || head == t.head
}

var seed = maphash.MakeSeed()

// whole tells a row by all that it holds: values may have megabytes, so these are not kept.
func whole(b *rows.Block, row int) uint64 {
	var out []byte
	for i, name := range b.Columns() {
		if cell := b.Cell(row, i); cell.Kind != rows.Missing {
			out = append(append(out, name...), 0)
			out = append(cell.AppendRaw(out), 0)
		}
	}
	return maphash.Bytes(seed, out)
}

// identity gives the values of a row's key; "" where one is missing.
func identity(b *rows.Block, row int, key []string) string {
	var buf [128]byte
	out := buf[:0]
	for _, name := range key {
		cell := b.Cell(row, b.ColumnIndex(name))
		if cell.Kind == rows.Missing || cell.Kind == rows.Null {
			return ""
		}
		out = append(cell.AppendRaw(out), 0)
	}
	return string(out)
}

// find gives the first row with an identity; -1: none.
func find(b *rows.Block, key []string, id string) int {
	var buf []byte
	index := make([]int, len(key))
	for i, name := range key {
		index[i] = b.ColumnIndex(name)
	}
	for row := range b.Len() {
		buf = buf[:0]
		for _, at := range index {
			buf = append(b.Cell(row, at).AppendRaw(buf), 0)
		}
		if string(buf) == id {
			return row
		}
	}
	return -1
}

// ends gives what a page's first and last row are told by.
func ends(b *rows.Block, key []string) [2]string {
	return [2]string{identity(b, 0, key), identity(b, b.Len()-1, key)}
}
