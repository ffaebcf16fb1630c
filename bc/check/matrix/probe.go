package matrix

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/odata"
)

// Target is what a probe asks for.
type Target struct {
	Route     string // "" stands for the standard API
	CompanyID string // "" for sets above the companies
	Set       string
	Type      *odata.EntityType // nil when no schema is at hand
}

// Probe asks for one row of a set, of which only the key is sent, and for the count of all rows. It is one request, and
// a second one where the service does not take $select or $count.
func Probe(ctx context.Context, c *bc.Client, t Target) Cell {
	one := odata.N(1)
	s := bc.Source{Route: t.Route, CompanyID: t.CompanyID, Set: t.Set, PageSize: 1,
		Query: odata.Query{Top: one, Count: true, Select: keyOf(t)}}
	page, err := c.FirstPage(ctx, s)
	if refusesOptions(err) {
		s.Query = odata.Query{Top: one}
		page, err = c.FirstPage(ctx, s)
	}
	cell := classify(page, err)
	if cell.State == Readable && t.Type != nil {
		cell.key = firstKey(t.Type, page)
	}
	return cell
}

// keyOf gives the columns that are asked for: small, and there in every row.
func keyOf(t Target) []string {
	switch {
	case t.Type == nil:
		return []string{"id"}
	case len(t.Type.Key) > 0:
		return t.Type.Key
	}
	return nil // a set without a key: whatever it sends
}

// refusesOptions tells whether a request may work without $select and $count: the service did not understand it, which
// is another thing than a rule of the business that says no.
func refusesOptions(err error) bool {
	var e *bc.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Kind {
	case bc.NotImplemented:
		return true
	case bc.BadRequest:
		return !strings.HasPrefix(e.Code, "Application_")
	}
	return false
}

// wantsParent tells whether a set answered that it can't be read as a whole (reference 5, "sub-entities needing a
// parent"): such a refusal comes from the page's own code.
func wantsParent(err error) bool {
	var e *bc.Error
	return errors.As(err, &e) && e.Kind == bc.BadRequest && strings.HasPrefix(e.Code, "Application_")
}

func firstKey(t *odata.EntityType, p *bc.Page) string {
	values := map[string]string{}
	for _, name := range t.Key {
		i := p.Block.ColumnIndex(name)
		if i < 0 {
			return ""
		}
		values[name] = p.Block.Cell(0, i).Text()
	}
	key, err := odata.Key(t, values)
	if err != nil {
		return ""
	}
	return key
}

// below asks for a set below one record of its parent. One record says whether it may be read, not how many rows there
// are in all.
func below(ctx context.Context, c *bc.Client, t Target, parent, key string, link *odata.NavigationProperty) Cell {
	s := bc.Source{Route: t.Route, CompanyID: t.CompanyID, Path: parent + "(" + key + ")/" + link.Name}
	if link.Collection {
		s.PageSize, s.Query = 1, odata.Query{Top: odata.N(1), Count: true, Select: keyOf(t)}
	}
	page, err := c.FirstPage(ctx, s)
	if refusesOptions(err) && link.Collection {
		s.Query = odata.Query{Top: odata.N(1)}
		page, err = c.FirstPage(ctx, s)
	}
	cell := classify(page, err)
	cell.Via = s.Path
	switch cell.State {
	case Readable:
		cell.Note = "read below the first of " + parent
		if cell.Count >= 0 && link.Collection {
			cell.Note = fmt.Sprintf("%d below the first of %s", cell.Count, parent)
		}
		cell.Count = -1
	case Empty:
		cell.State, cell.Count = Readable, -1
		cell.Note = "may be read; the first of " + parent + " has none"
	default:
	}
	return cell
}

// classify turns an answer into a cell.
func classify(page *bc.Page, err error) Cell {
	cell := Cell{Count: -1, Err: err}
	if err == nil {
		cell.Count, cell.Elapsed, cell.Status = page.Count, page.Elapsed, page.Status
		switch {
		case page.Block.Len() > 0:
			cell.State = Readable
			if cell.Count == 0 {
				cell.Count = -1 // a row came, so that count counts something else
			}
			if page.Single {
				cell.Count = 1
			}
		case page.Count > 0:
			cell.State, cell.Note = Readable, "counted, and no row came"
		default:
			cell.State, cell.Count = Empty, 0
		}
		cell.Count = max(cell.Count, -1)
		return cell
	}
	cell.State = Failed
	var (
		service *bc.Error
		signIn  *auth.Error
	)
	switch {
	case errors.As(err, &service):
		cell.Status, cell.Code, cell.Message = service.Status, service.Code, service.Message
		cell.CorrelationID, cell.Raw, cell.Denied = service.CorrelationID, service.Raw, service.Denied
		switch {
		case service.Kind == bc.Permission && service.Denied == nil && service.Status != http.StatusForbidden:
		case service.Kind == bc.Permission:
			cell.State = Denied
		case service.Kind == bc.NotFound, service.Kind == bc.NoRoute:
			cell.State = Absent
		}
	case errors.As(err, &signIn):
		cell.Status, cell.Code, cell.Message, cell.Raw = signIn.Status, signIn.OAuth, signIn.Text, signIn.Raw
		cell.CorrelationID = signIn.CorrelationID
	default:
		cell.Message = err.Error()
	}
	return cell
}
