package grid

import (
	"context"

	"bctui/bc"
	"bctui/bc/rows"
)

// Page sizes in rows. The first is small so that something shows at once, and large enough that most sets need no
// second one; later ones are larger because they are fetched while the user reads.
const (
	firstPage = 200
	nextPage  = 1000
	bulkPage  = 5000 // on the way to the end
)

// reader pages through one query and keeps what it read.
type reader struct {
	store rows.Store
	page  *bc.Page // the page read last; nil before the first
}

// more tells whether the service has further rows.
func (r *reader) more() bool { return r.page == nil || r.page.NextLink != "" }

func (r *reader) take(p *bc.Page) {
	r.store.Append(p.Block)
	r.page = p
}

// fetch reads the page after the one read last, or the first.
func fetch(ctx context.Context, c *bc.Client, src bc.Source, last *bc.Page, size int) (*bc.Page, error) {
	if last == nil {
		src.PageSize = firstPage
		return c.FirstPage(ctx, src)
	}
	p := *last
	p.Source.PageSize = size
	return c.NextPage(ctx, &p)
}
