package bc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// WithoutRows gives the page without its rows: what is needed to ask for it again (Reread) and for the one after it.
func (p *Page) WithoutRows() *Page {
	bare := *p
	bare.Block = p.Block.Like()
	return &bare
}

// Reread asks for a page that was read before, by the address that led to it. The service may have other rows there by
// now, and it may not know the address any more (Expired).
func (c *Client) Reread(ctx context.Context, p *Page) (*Page, error) {
	to, err := url.Parse(p.trail.url)
	if err != nil {
		return nil, err
	}
	return c.page(ctx, p.Source, to, &Page{Number: p.Number - 1, Count: p.Count, trail: p.trail.prev, Block: p.Block}, nil)
}

// Expired tells whether the service no longer takes the address of a page: its paging token has ended (reference 3.4,
// SkipTokenIsNoLongerValid).
func Expired(err error) bool {
	var e *Error
	return errors.As(err, &e) && (strings.EqualFold(e.Code, "SkipTokenIsNoLongerValid") || e.Status == 410)
}

// errCircle is the cause of the error that says that pages lead back.
var errCircle = errors.New("the pages go round in a circle")

// Circle is the error for a page whose nextLink leads nowhere new; what says how it shows: "leads back to a page that was
// read before".
func Circle(p *Page, what string) error {
	text := fmt.Sprintf("page %d %s: the service goes round in a circle", p.Number, what)
	at := cut(p.NextLink, 2000)
	if to, err := p.url.Parse(p.NextLink); err == nil {
		at = redactURL(to)
	}
	return &Error{Kind: Damaged, Method: http.MethodGet, URL: at, Message: text,
		Meaning: meaningDamaged(text), Err: errCircle}
}

// DeadEnd tells whether asking for the same page again can't help: the list must be read anew from its beginning.
func DeadEnd(err error) bool {
	var e *Error
	return Expired(err) || errors.Is(err, errCircle) || errors.As(err, &e) && e.Kind == ForeignHost
}
