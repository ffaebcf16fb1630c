// Package session joins a saved connection, its secret, its token and its client: what is open at the moment, and what
// screens may ask of the connections that are saved.
package session

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/catalog"
	"bctui/bc/odata"
	"bctui/keystore"
	"bctui/ui/screen"
)

// Draft is a connection that is being set up: what a person has typed so far, with the secret.
type Draft struct {
	keystore.Connection
	Secret auth.Secret
}

// Session is one open connection: everything on screen below "companies" belongs to one.
type Session struct {
	Connection keystore.Connection
	Client     *bc.Client
	Tokens     *auth.Source
	Demo       bool // the embedded tenant
	Saved      bool // the connection is in the book

	mu        sync.Mutex
	companies []bc.Company
}

// Companies gives the companies of the environment: those read last, or read anew.
func (s *Session) Companies(ctx context.Context, fresh bool) ([]bc.Company, error) {
	s.mu.Lock()
	known := s.companies
	s.mu.Unlock()
	if known != nil && !fresh {
		return known, nil
	}
	list, err := s.Client.Companies(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.companies = list
	s.mu.Unlock()
	return list, nil
}

// UnknownCompany says that the environment has no such company, and which it has.
type UnknownCompany struct {
	Wanted string
	Have   []bc.Company
}

func (e *UnknownCompany) Error() string {
	names := make([]string, len(e.Have))
	for i, c := range e.Have {
		names[i] = strconv.Quote(c.Name)
	}
	if len(names) == 0 {
		return fmt.Sprintf("there is no company %q: no company of this environment answers to the registration", e.Wanted)
	}
	return fmt.Sprintf("there is no company %q in this environment; it has %s", e.Wanted, strings.Join(names, ", "))
}

// UnknownSet says that an API has no such entity set.
type UnknownSet struct {
	Wanted  string
	Nearest string // the name that was most likely meant; "" when none is near
}

func (e *UnknownSet) Error() string {
	text := fmt.Sprintf("this API has no entity set %q", e.Wanted)
	if e.Nearest != "" {
		text += fmt.Sprintf("; the nearest name is %q", e.Nearest)
	}
	return text
}

// FindSet finds an entity set of a schema. The error is an *UnknownSet.
func FindSet(s *odata.Schema, name string) (*odata.EntitySet, error) {
	if set, ok := s.Set(name); ok {
		return set, nil
	}
	names := make([]string, len(s.Sets))
	for i, set := range s.Sets {
		names[i] = set.Name
	}
	return nil, &UnknownSet{Wanted: name, Nearest: catalog.Nearest(name, names)}
}

// Company finds a company by ID or by name, in whatever case.
func (s *Session) Company(ctx context.Context, id, name string) (bc.Company, error) {
	list, err := s.Companies(ctx, false)
	if err != nil {
		return bc.Company{}, err
	}
	for _, c := range list {
		if id != "" && strings.EqualFold(c.ID, id) || id == "" && (strings.EqualFold(c.Name, name) || strings.EqualFold(c.DisplayName, name)) {
			return c, nil
		}
	}
	if id != "" {
		name = id
	}
	return bc.Company{}, &UnknownCompany{Wanted: name, Have: list}
}

// Schema gives the schema of a route as the environment of a company has it: fetched once for each version of the
// service and kept on disk.
func (s *Session) Schema(ctx context.Context, route string, c bc.Company) (*odata.Schema, error) {
	return s.Client.Schema(ctx, route, c.SystemVersion)
}

// SchemaWith gives the schema of a route and reads it anew where the one that is kept knows nothing of an entity set or
// singleton: an extension may have been installed since, and the service answers for what its old $metadata did not name.
func (s *Session) SchemaWith(ctx context.Context, route string, c bc.Company, set string) (*odata.Schema, error) {
	schema, err := s.Schema(ctx, route, c)
	if err != nil {
		return nil, err
	}
	_, known := schema.Set(set)
	if _, single := schema.Singleton(set); known || single {
		return schema, nil
	}
	s.Client.Forget(route, c.SystemVersion, false)
	return s.Schema(ctx, route, c)
}

// environmentType tells what is known of the environment's type: "Production", "Sandbox" or "". The service tells it only
// to registrations with admin rights, so without that a name is taken at its word: "Production" is what Business
// Central calls the first production environment, and names that say sandbox or test are sandboxes.
func environmentType(c keystore.Connection) string {
	if c.EnvironmentType != "" {
		return c.EnvironmentType
	}
	name := strings.ToLower(c.Environment)
	if name == "production" || name == "prod" {
		return "Production"
	}
	for _, word := range []string{"sandbox", "test", "dev", "uat", "demo", "training"} {
		if strings.Contains(name, word) {
			return "Sandbox"
		}
	}
	return ""
}

// Where is what the frame shows of a connection.
func Where(c keystore.Connection, demo bool) screen.Where {
	name := c.Name
	if name == "" {
		name = c.Tenant
	}
	return screen.Where{Connection: name, Environment: c.Environment, Type: environmentType(c), Demo: demo}
}
