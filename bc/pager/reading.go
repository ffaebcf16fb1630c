package pager

import (
	"context"
	"hash/maphash"
	"strconv"
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
	empty  int   // pages without rows since the last row
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
	empty int
	ends  [2]string
	found int
	again bool
	span  int
}

// Page gives the page, nil with an error.
func (r Result) Page() *bc.Page { return r.page }

// Rows gives the page's rows for who needs no Pager to keep them: those from first on are new, the ones before had come
// with the page before.
func (r Result) Rows() (b *rows.Block, first int) {
	if r.page == nil {
		return nil, 0
	}
	return r.page.Block, r.skip
}

// Read reads on until goal rows are there, and at least one page; -1: until the last row. It is nil when all were read.
func (p *Pager) Read(goal int) *Reading {
	if !p.More() {
		return nil
	}
	return &Reading{client: p.client, source: p.source, key: p.key, sought: p.sought, last: p.last, tail: p.tail, rows: p.rows, empty: p.empty,
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
		if src.PageSize == 0 {
			src.PageSize = firstPage
		}
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

// emptyLimit is how many pages in a row may be empty and have one after them. A service that filters after it has cut the
// pages sends some; one that does so for ever would be asked again and again, as fast as it answers.
const emptyLimit = 100

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
	switch {
	case page.Last():
	case b.Len() == 0:
		if out.empty = r.empty + 1; out.empty == emptyLimit {
			return Result{Err: bc.Circle(page, "is one of "+strconv.Itoa(emptyLimit)+" in a row that hold nothing and lead on"), Done: true}
		}
	case out.skip == b.Len() || out.skip == 0 && r.tail.round(b):
		return Result{Err: bc.Circle(page, "brought only rows that were there already"), Done: true}
	}
	r.empty = out.empty
	if r.sought != "" {
		out.found = newKeys(b, r.key).find(r.sought, b.Len())
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
	src.Query.Skip = odata.N(r.skipped() + r.rows - 1)
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

// skipped is how many rows the query itself passes over.
func (r *Reading) skipped() int {
	if r.source.Query.Skip == nil {
		return 0
	}
	return *r.source.Query.Skip
}

// reread reads a dropped page again; where the service no longer knows its address, by the number of its first row.
func (r *Reading) reread(ctx context.Context) Result {
	out := Result{again: true, span: r.again, Done: true, found: -1}
	page, err := r.client.Reread(ctx, r.span.page)
	if bc.Expired(err) {
		src := r.source
		src.Query.Skip = odata.N(r.skipped() + r.span.start - r.span.skip)
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

// tail is what is remembered of the pages so far, which may be dropped.
type tail struct {
	key    []string
	id     string   // the identity of the last row
	last   uint64   // all of the last row
	ids    []uint64 // the identities of the last rows, newest first
	pages  *seen
	weight int64 // bytes that a row of the last page takes
}

// seen is what tells a page apart, newest first: who meets one of them again goes round in a circle.
type seen struct {
	head, last uint64
	rows       int
	prev       *seen
}

// overlapLimit is how many rows may come twice at the seam of two pages before they are taken for new ones.
const overlapLimit = 50

func newTail(b *rows.Block, key []string, before *tail) *tail {
	end := b.Len() - 1
	t := &tail{key: key, id: identity(b, end, key), last: whole(b, end), weight: b.Bytes() / int64(b.Len())}
	t.pages = &seen{head: whole(b, 0), last: t.last, rows: b.Len()}
	if before != nil {
		t.pages.prev = before.pages
	}
	keys := newKeys(b, key)
	for i := range min(overlapLimit, b.Len()) {
		t.ids = append(t.ids, maphash.Bytes(seed, keys.at(end-i)))
	}
	return t
}

// overlap gives how many of the first rows of a page were the last of the one before. The service's own cursors do not
// send rows twice, paging by number behind some of them does when rows are added meanwhile.
func (t *tail) overlap(b *rows.Block) int {
	if t == nil || t.id == "" {
		return 0
	}
	keys := newKeys(b, t.key)
	at := keys.find(t.id, len(t.ids))
	// The same key is not enough: some sets have keys that tell nothing apart. To compare one row as a whole is, and all
	// of them would take a tenth of the way to the end.
	if at < 0 || whole(b, at) != t.last {
		return 0
	}
	for i := range at {
		if maphash.Bytes(seed, keys.at(i)) != t.ids[at-i] {
			return 0
		}
	}
	return at + 1
}

// round tells whether a page was there before: whatever its address, and however many pages lie between. The first page
// is smaller than later ones, and the size that is asked for may change: so the way back to the first page, or to the
// last, shows by how it begins alone.
func (t *tail) round(b *rows.Block) bool {
	if t == nil || identity(b, 0, t.key) == "" {
		return false
	}
	head, last := whole(b, 0), whole(b, b.Len()-1)
	for s := t.pages; s != nil; s = s.prev {
		if s.head == head && (s == t.pages || s.prev == nil || s.last == last && s.rows == b.Len()) {
			return true
		}
	}
	return false
}

var seed = maphash.MakeSeed()

// whole tells a row by all that it holds, without a copy: values may have megabytes.
func whole(b *rows.Block, row int) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for i, name := range b.Columns() {
		if cell := b.Cell(row, i); cell.Kind != rows.Missing {
			_, _ = h.WriteString(name)
			_ = h.WriteByte(0)
			cell.Hash(&h)
			_ = h.WriteByte(0)
		}
	}
	return h.Sum64()
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

// keys gives the identities of many rows of a block.
type keys struct {
	block   *rows.Block
	columns []int
	buf     []byte
}

func newKeys(b *rows.Block, key []string) *keys {
	k := &keys{block: b, columns: make([]int, len(key))}
	for i, name := range key {
		k.columns[i] = b.ColumnIndex(name)
	}
	return k
}

// at gives the identity of a row; it is good until the next call.
func (k *keys) at(row int) []byte {
	k.buf = k.buf[:0]
	for _, at := range k.columns {
		k.buf = append(k.block.Cell(row, at).AppendRaw(k.buf), 0)
	}
	return k.buf
}

// find gives the first of n rows that has an identity; -1: none.
func (k *keys) find(id string, n int) int {
	for row := range min(n, k.block.Len()) {
		if string(k.at(row)) == id {
			return row
		}
	}
	return -1
}

// ends gives what a page's first and last row are told by.
func ends(b *rows.Block, key []string) [2]string {
	return [2]string{identity(b, 0, key), identity(b, b.Len()-1, key)}
}
