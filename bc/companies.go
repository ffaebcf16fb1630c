package bc

import (
	"context"
	"strings"

	"bctui/bc/odata"
	"bctui/bc/rows"
)

// Company is one company of the environment.
type Company struct {
	ID            string // GUID
	Name          string // unique; up to 30 characters
	DisplayName   string // for people; often ""
	SystemVersion string // of the environment: "26.0.30643.32100"
	// BusinessProfileID and the rest are as the service sends them; "" when it does not.
	BusinessProfileID string
	Created, Modified string      // points in time
	Record            rows.Record // all that was sent
}

// Label is what to call the company: its display name, else its name.
func (c Company) Label() string {
	if s := strings.TrimSpace(c.DisplayName); s != "" {
		return s
	}
	if c.Name != "" {
		return c.Name
	}
	return c.ID
}

// Companies lists the companies that the app may see. It is the best first request: it needs hardly a right, and each of
// its failures tells something (reference 4.1).
func (c *Client) Companies(ctx context.Context) ([]Company, error) {
	store, err := c.all(ctx, Source{Set: "companies"})
	if err != nil {
		return nil, err
	}
	companies := make([]Company, store.Len())
	for i := range companies {
		text := func(name string) string { return store.Cell(i, name).Text() }
		companies[i] = Company{
			ID: text("id"), Name: text("name"), DisplayName: text("displayName"),
			SystemVersion: text("systemVersion"), BusinessProfileID: text("businessProfileId"),
			Created: text("systemCreatedAt"), Modified: text("systemModifiedAt"), Record: store.Row(i),
		}
	}
	return companies, nil
}

// Route is one API that the environment serves.
type Route struct {
	Route     string // as in addresses: "v2.0", "microsoft/automation/v2.0"
	Publisher string
	Group     string
	Version   string
}

// Routes lists the APIs of the environment, extensions' own among them (reference 4.3).
func (c *Client) Routes(ctx context.Context) ([]Route, error) {
	store, err := c.all(ctx, Source{Set: "apicategoryroutes"})
	if err != nil {
		return nil, err
	}
	routes := make([]Route, 0, store.Len())
	for i := range store.Len() {
		text := func(name string) string { return store.Cell(i, name).Text() }
		r := Route{Route: strings.Trim(text("route"), "/"), Publisher: text("publisher"), Group: text("group"), Version: text("version")}
		if r.Route == "" {
			r.Route = strings.Trim(strings.Join([]string{r.Publisher, r.Group, r.Version}, "/"), "/")
		}
		if r.Route != "" {
			routes = append(routes, r)
		}
	}
	return routes, nil
}

// ServiceEntry is one line of a service document.
type ServiceEntry struct {
	Name string // "customers"
	Kind string // "EntitySet", "Singleton", "FunctionImport"; "" stands for the first
	URL  string // as sent, relative as a rule
}

// ServiceDocument lists what a route offers, without the types: it is small where $metadata is large (reference 4.2).
func (c *Client) ServiceDocument(ctx context.Context, route string) ([]ServiceEntry, error) {
	path, err := routePath(route)
	if err != nil {
		return nil, err
	}
	var entries []ServiceEntry
	err = c.send(ctx, ask{url: c.at(path+"/", ""), what: "what " + orElse(route, DefaultRoute) + " offers", accept: "application/json",
		read: func(a *answer) error {
			var block *rows.Block
			if _, err := c.readRows(a, nil, &block); err != nil {
				return err
			}
			entries = make([]ServiceEntry, block.Len())
			for i := range entries {
				text := func(name string) string { return block.Cell(i, block.ColumnIndex(name)).Text() }
				entries[i] = ServiceEntry{Name: text("name"), Kind: text("kind"), URL: text("url")}
			}
			return nil
		}})
	return entries, err
}

// all reads a short list to its end.
func (c *Client) all(ctx context.Context, s Source) (*rows.Store, error) {
	store := new(rows.Store)
	page, err := c.FirstPage(ctx, s)
	for {
		if err != nil {
			return nil, err
		}
		store.Append(page.Block)
		if page.Last() {
			return store, nil
		}
		page, err = c.NextPage(ctx, page)
	}
}

// RecordRef addresses one record.
type RecordRef struct {
	Route     string // "" stands for DefaultRoute
	CompanyID string // "" for the sets above the company
	Set       string
	// Path leads there instead of Set, as Source.Path does.
	Path string
	// Key is the key predicate without parentheses, not escaped (odata.Key makes it). "" where Path leads to one record
	// by itself.
	Key   string
	Query odata.Query // Select and Expand
}

// Record asks for one record by its key.
func (c *Client) Record(ctx context.Context, ref RecordRef) (rows.Record, error) {
	s := Source{Route: ref.Route, CompanyID: ref.CompanyID, Set: ref.Set, Path: ref.Path, Query: ref.Query}
	name := s.name()
	if ref.Key != "" {
		s.Path = name + "(" + ref.Key + ")"
	}
	to, err := c.checkedURL(s)
	if err != nil {
		return rows.Record{}, err
	}
	var rec rows.Record
	err = c.send(ctx, ask{url: to, what: name + ", one record", accept: "application/json", read: func(a *answer) error {
		data, err := a.data()
		if err != nil {
			return err
		}
		rec, err = rows.DecodeRecord(data)
		if err != nil {
			a.body.abandon()
			return err
		}
		a.rows = 1
		return nil
	}})
	return rec, err
}
