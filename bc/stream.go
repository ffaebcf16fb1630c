package bc

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"

	"bctui/bc/rows"
)

// streamAhead is how many pages are asked for before they are handed out: one that is being decoded, and the one whose
// download goes on meanwhile. More would only hold places at the service that other requests need.
const streamAhead = 2

// Stream reads the pages after one, to the last, in order and each of them complete: like NextPage again and again, but
// the request for a page is sent as soon as the link to it was read, while the page before is still being decoded, and
// up to two pages are read ahead of the one at hand.
//
// An error is the last thing that comes, with no page. The pages before it are good, and Stream can be called again with
// the last of them: nothing is lost or doubled. The end of ctx ends all requests, and so does leaving the loop; both
// come back when the requests have ended. Where the page has no NextLink there is nothing to read.
//
// The errors are those of NextPage.
func (c *Client) Stream(ctx context.Context, after *Page) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		if after.Last() {
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		s := &stream{client: c, ctx: ctx, places: make(chan *pageReader, streamAhead)}
		var readers [streamAhead]*pageReader
		for i := range readers {
			readers[i] = c.readers.Get().(*pageReader)
			s.places <- readers[i]
		}
		defer func() {
			for _, r := range readers {
				c.readers.Put(r)
			}
		}()
		s.like.Store(after.Block.Like())
		defer s.running.Wait()
		defer cancel()
		before := after
		for f := s.ask(after); f != nil; {
			<-f.done
			if f.err != nil {
				yield(nil, f.err)
				return
			}
			page, next := f.page, f.next
			if next != nil && next.link != page.NextLink { // of an attempt that failed
				s.drop(next)
				next = nil
			}
			if next == nil && !page.Last() {
				next = s.ask(page)
			}
			if page.Count < 0 {
				page.Count = before.Count
			}
			s.places <- f.reader
			if !yield(page, nil) {
				return
			}
			before, f = page, next
		}
	}
}

// stream is one run of Stream.
type stream struct {
	client  *Client
	ctx     context.Context
	places  chan *pageReader // one is held by each page from its request until it is handed out
	running sync.WaitGroup
	like    atomic.Pointer[rows.Block] // of the page that was complete last, without its rows
}

// flight is a page under way.
type flight struct {
	link   string // that leads to it
	cancel context.CancelFunc
	done   chan struct{} // closed when the rest is final
	reader *pageReader   // its place, nil while it waits for one
	page   *Page
	err    error

	mu   sync.Mutex
	next *flight // nil where no link was found
}

// ask begins to read the page that follows p. Of p only what leads there counts: it need not be complete.
func (s *stream) ask(p *Page) *flight {
	ctx, cancel := context.WithCancel(s.ctx)
	f := &flight{link: p.NextLink, cancel: cancel, done: make(chan struct{})}
	s.running.Go(func() {
		defer cancel()
		defer close(f.done)
		select {
		case f.reader = <-s.places:
		case <-ctx.Done():
			f.err = canceled(ctx, ctx.Err(), s.client.base.Host)
			return
		}
		before := *p
		before.Block = s.like.Load()
		f.page, f.err = s.client.follows(ctx, &before, &early{f.reader, func(unfinished *Page) { s.linked(f, unfinished) }})
		if f.err == nil {
			s.like.Store(f.page.Block.Like())
		}
	})
	return f
}

// linked begins to read the page that follows f's, unless that was done before.
func (s *stream) linked(f *flight, unfinished *Page) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil {
		if f.next.link == unfinished.NextLink {
			return
		}
		s.drop(f.next) // an earlier attempt was led elsewhere
	}
	f.next = s.ask(unfinished)
}

// drop ends a page that turned out not to be wanted, and those after it.
func (s *stream) drop(f *flight) {
	f.cancel()
	s.running.Go(func() {
		<-f.done
		if f.reader != nil {
			s.places <- f.reader
		}
		if f.next != nil {
			s.drop(f.next)
		}
	})
}
