package bc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"bctui/auth"
	"bctui/bc/odata"
	"bctui/bc/rows"
)

// Source is what to page through.
type Source struct {
	Route     string // "" stands for DefaultRoute
	CompanyID string // GUID; "" for the sets above the company (reference 4.2)
	Set       string // entity set: "customers"
	// Path leads there instead of Set, relative to the company, not escaped: "salesOrders(…)/salesOrderLines".
	Path     string
	Query    odata.Query
	PageSize int // rows a page; 0 leaves it to the service, which sends 20,000
}

// name is the source in a few words.
func (s Source) name() string {
	if s.Path != "" {
		return s.Path
	}
	return s.Set
}

// Page is one page of rows. It never changes.
type Page struct {
	Block    *rows.Block
	NextLink string // "" on the last page
	Count    int64  // of all rows, when Source.Query.Count asked for it; -1 when not known
	Context  string // @odata.context: for show only, addresses are never made of it (reference 4.1)
	// Single is true when one record came and no list, as behind a link to one record.
	Single bool
	Source Source
	Number int // 1 for the first
	// Of the request that brought it:
	URL       string
	Status    int
	Elapsed   time.Duration
	Bytes     int64 // of the body, after decompression
	RequestID string
	Host      string

	trail *trail
	url   *url.URL
}

// Last tells whether nothing follows.
func (p *Page) Last() bool { return p.NextLink == "" }

// trail is the addresses that led to a page, newest first.
type trail struct {
	url  string
	prev *trail
}

func (t *trail) has(url string) bool {
	for ; t != nil; t = t.prev {
		if t.url == url {
			return true
		}
	}
	return false
}

// FirstPage asks for the first rows of a source.
func (c *Client) FirstPage(ctx context.Context, s Source) (*Page, error) {
	to, err := c.checkedURL(s)
	if err != nil {
		return nil, err
	}
	if n := len(to.RawQuery); n > odata.MaxQuery {
		return nil, c.tooLong(to, n)
	}
	return c.page(ctx, s, to, nil, nil)
}

// NextPage follows a page's nextLink, as it is but for a $schemaversion that the service leaves out of it (reference 5:
// every page must carry it). It can be called again for the same page when it failed: nothing is
// lost or doubled. After the last page it gives io.EOF.
func (c *Client) NextPage(ctx context.Context, p *Page) (*Page, error) {
	return c.follows(ctx, p, nil)
}

// early is what Stream wants of a page that is still being read.
type early struct {
	reader *pageReader
	// linked is told as soon as the link to the page after it was read, with a page that has all that follows needs and
	// is not complete. It may be called more than once, by several goroutines and at once, but not after the page is there.
	linked func(unfinished *Page)
}

// follows is NextPage, e may be nil.
func (c *Client) follows(ctx context.Context, p *Page, e *early) (*Page, error) {
	if p.NextLink == "" {
		return nil, io.EOF
	}
	to, err := p.url.Parse(p.NextLink)
	if err != nil {
		return nil, &Error{Kind: Damaged, Method: http.MethodGet, URL: cut(p.NextLink, 2000), Err: err,
			Message: "the link to the next page is no address", Meaning: meaningDamaged("the link to the next page is no address")}
	}
	to.Fragment, to.RawFragment = "", ""
	to = versioned(tidy(to), p.Source.Query.SchemaVersion())
	if err := sameHost(c.base, to); err != nil {
		return nil, err
	}
	if p.trail.has(to.String()) {
		return nil, Circle(p, "leads back to a page that was read before")
	}
	return c.page(ctx, p.Source, to, p, e)
}

// versioned is an address that carries a $schemaversion; one that it has stays.
func versioned(to *url.URL, version string) *url.URL {
	if version == "" {
		return to
	}
	const option = "$schemaversion"
	for part := range strings.SplitSeq(to.RawQuery, "&") {
		name, _, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(name); err == nil && strings.EqualFold(name, option) {
			return to
		}
	}
	out := *to
	if out.RawQuery != "" {
		out.RawQuery += "&"
	}
	out.RawQuery += option + "=" + odata.Escape(version)
	return &out
}

func (c *Client) page(ctx context.Context, s Source, to *url.URL, before *Page, e *early) (*Page, error) {
	page := &Page{Source: s, Number: 1, Host: to.Host, trail: &trail{url: to.String()}}
	var like *rows.Block
	if before != nil {
		page.Number, page.Count = before.Number+1, before.Count
		page.trail.prev = before.trail
		like = before.Block
	}
	prefer := ""
	if s.PageSize > 0 {
		prefer = "odata.maxpagesize=" + strconv.Itoa(s.PageSize)
	}
	var reader *pageReader
	if e != nil {
		reader = e.reader
	} else {
		reader = c.readers.Get().(*pageReader)
		defer c.readers.Put(reader)
	}
	err := c.send(ctx, ask{
		url: to, what: pageName(s.name(), page.Number), accept: "application/json", prefer: prefer,
		read: func(a *answer) error {
			o := rows.Options{Like: like}
			if e != nil {
				o.Linked = func(next string) {
					e.linked(&Page{Source: s, NextLink: next, Number: page.Number, Count: -1, trail: page.trail, url: a.url})
				}
			}
			if before != nil && a.resp.StatusCode == http.StatusNoContent {
				return &contentError{text: "the answer is empty where further rows should be"}
			}
			env, err := c.scanRows(a, reader, o)
			if err != nil {
				return err
			}
			page.NextLink, page.Context, page.Single = env.NextLink, env.Context, env.Single
			page.Count = env.Count
			if env.Count < 0 && before != nil {
				page.Count = before.Count
			}
			page.Status, page.URL, page.url = a.resp.StatusCode, redactURL(a.url), a.url
			page.done(a)
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	// The answer is read: its place at the service is free while the block is made.
	if page.Status != http.StatusNoContent {
		page.Block = reader.decoder.Block()
	}
	return page, nil
}

func pageName(name string, number int) string {
	if number == 1 {
		return name
	}
	return fmt.Sprintf("%s, page %d", name, number)
}

// done notes what is known when the body was read.
func (p *Page) done(a *answer) {
	p.RequestID, p.Elapsed = a.requestID, a.since()
	p.Bytes, _ = a.body.state()
}

// readRows decodes a page.
func (c *Client) readRows(a *answer, like *rows.Block, block **rows.Block) (rows.Envelope, error) {
	reader := c.readers.Get().(*pageReader)
	defer c.readers.Put(reader)
	env, err := c.scanRows(a, reader, rows.Options{Like: like})
	*block = nil
	if err == nil && a.resp.StatusCode != http.StatusNoContent {
		*block = reader.decoder.Block()
	}
	return env, err
}

// scanRows reads a page to its end. The block is still to be made, unless the status says that nothing is there.
func (c *Client) scanRows(a *answer, reader *pageReader, o rows.Options) (rows.Envelope, error) {
	if a.resp.StatusCode == http.StatusNoContent { // behind a link that leads to nothing
		return rows.Envelope{Count: -1, Single: true}, nil
	}
	data, err := a.data()
	if err != nil {
		return rows.Envelope{}, err
	}
	in := reader.readAhead(data, o.Linked)
	env, err := reader.decoder.Read(in, o)
	if err != nil {
		a.body.abandon()
	}
	in.wait()
	a.rows = reader.decoder.Len()
	return env, err
}

// Count asks how many rows a source has, by its filter alone. It takes /$count, and where that is not offered the count
// of an empty page.
func (c *Client) Count(ctx context.Context, s Source) (int64, error) {
	s.Query = odata.Query{Filter: s.Query.Filter, Custom: s.Query.Custom}
	to, err := c.checkedURL(s)
	if err != nil {
		return 0, err
	}
	if n := len(to.RawQuery); n > odata.MaxQuery {
		return 0, c.tooLong(to, n)
	}
	direct := setPath(to, to.EscapedPath()+"/$count")
	direct.RawQuery = to.RawQuery
	count := int64(-1)
	err = c.send(ctx, ask{url: direct, what: s.name() + ", count", accept: "text/plain, application/json;q=0.5", read: func(a *answer) error {
		text, err := io.ReadAll(io.LimitReader(a.body, 256))
		if err != nil {
			return err
		}
		n, perr := strconv.ParseInt(strings.TrimSpace(strings.TrimPrefix(string(text), "\uFEFF")), 10, 64)
		if perr != nil || n < 0 {
			return &contentError{raw: text, text: "the answer is no number"}
		}
		count = n
		return nil
	}})
	if err == nil || !countElse(err) {
		return count, err
	}
	s.Query.Top, s.Query.Count = odata.N(0), true
	if to, err = c.checkedURL(s); err != nil {
		return 0, err
	}
	err = c.send(ctx, ask{url: to, what: s.name() + ", count", accept: "application/json", read: func(a *answer) error {
		var block *rows.Block
		env, err := c.readRows(a, nil, &block)
		if err != nil {
			return err
		}
		if env.Count < 0 {
			return errors.New("the service does not tell how many rows there are")
		}
		count = env.Count
		return nil
	}})
	return count, err
}

// countElse tells whether another way to count may work where one failed.
func countElse(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Kind {
	case BadRequest, NotFound, NoRoute, NotImplemented, Disabled, Damaged, Other:
		return true
	}
	return false
}

func (c *Client) tooLong(to *url.URL, n int) error {
	e := &Error{Kind: TooLong, Method: http.MethodGet, URL: redactURL(to),
		Message: fmt.Sprintf("the query has %d characters, and the service takes %d: not sent", n, odata.MaxQuery)}
	e.Meaning = c.meaning(e, auth.Token{})
	return e
}

// checkedURL is sourceURL with what is wrong with the source as an error.
func (c *Client) checkedURL(s Source) (*url.URL, error) {
	if _, err := routePath(s.Route); err != nil {
		return nil, err
	}
	if s.CompanyID != "" {
		if _, ok := odata.GUID(s.CompanyID); !ok {
			return nil, &InputError{"company", "its ID must be a GUID"}
		}
	}
	if s.name() == "" {
		return nil, &InputError{"entity set", "missing"}
	}
	if strings.ContainsFunc(s.name(), isControl) || dotSegment(s.name()) {
		return nil, &InputError{"entity set", "it can't be part of an address"}
	}
	return c.sourceURL(s), nil
}

func dotSegment(path string) bool {
	for _, part := range splitPath(path) {
		if part == "." || part == ".." {
			return true
		}
	}
	return false
}

// sourceURL is {base}/api/{route}[/companies({id})]/{set}.
func (c *Client) sourceURL(s Source) *url.URL {
	path, err := routePath(s.Route)
	if err != nil {
		path = "/api/" + odata.EscapeSegment(s.Route)
	}
	if s.CompanyID != "" {
		path += "/companies(" + odata.EscapeSegment(s.CompanyID) + ")"
	}
	return c.at(path+"/"+escapePath(s.name()), s.Query.Encode())
}

// escapePath escapes a path whose keys may hold anything.
func escapePath(path string) string {
	parts := splitPath(path)
	for i, part := range parts {
		parts[i] = odata.EscapeSegment(part)
	}
	return strings.Join(parts, "/")
}

// splitPath splits at slashes; one within quotes belongs to the value.
func splitPath(path string) []string {
	var parts []string
	start, quoted := 0, false
	for i := range len(path) {
		switch {
		case path[i] == '\'':
			quoted = !quoted
		case path[i] == '/' && !quoted:
			parts = append(parts, path[start:i])
			start = i + 1
		}
	}
	return append(parts, path[start:])
}
