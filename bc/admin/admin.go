// Package admin reads what there is above the environments: which ones a tenant has, of which type and version, and for
// which tenants the app is authorised in the Business Central admin center (reference 4.1 and 4.6).
//
// Two services know the environments: the admin center API, which wants a role and an entry on a list of its own, and
// /environments, of which no document says whether an app may ask it. Survey asks both and tells what each answered.
// Requests go through bc.Host, so nothing but GET to the configured host leaves.
package admin

import (
	"context"
	"net/url"
	"strings"
	"sync"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/catalog"
)

// DefaultVersion of the admin center API: old ones go on working, and this is the first that lists the manageable
// tenants (reference 4.6).
const DefaultVersion = "v2.24"

// listVersion of /environments (reference 4.1).
const listVersion = "v1.2"

// Role is the application permission that the admin center asks for.
const Role = "AdminCenter.ReadWrite.All"

// Config says where to ask, and for whom.
type Config struct {
	API          string            // as bc.Target.API; "" stands for Business Central online
	Registration auth.Registration // its tenant and client ID lead the links of findings to the right pages
	Version      string            // of the admin center API: "v2.24"; "" stands for DefaultVersion
}

// Client asks both services. It is safe for use by several goroutines.
type Client struct {
	host   *bc.Host
	tokens bc.TokenSource
	config Config
}

// New makes a Client; nothing is sent yet. A *bc.InputError says what is wrong with the API's URL.
func New(c Config, tokens bc.TokenSource, o bc.Options) (*Client, error) {
	host, err := bc.NewHost(c.API, tokens, o)
	if err != nil {
		return nil, err
	}
	if c.Version = url.PathEscape(strings.Trim(c.Version, "/ ")); c.Version == "" {
		c.Version = DefaultVersion
	}
	return &Client{host: host, tokens: tokens, config: c}, nil
}

// Close closes idle connections of a transport that New made.
func (c *Client) Close() { c.host.Close() }

// Environments lists the environments of the tenant that the token is for, as the admin center knows them: with
// version and status. Errors are those of bc.Client, with a Meaning of the admin center's own.
func (c *Client) Environments(ctx context.Context) ([]Environment, error) {
	return c.list(ctx, AdminCenter, "/admin/"+c.config.Version+"/applications/environments", "environments (admin center)")
}

// Listing lists the environments as /environments knows them: name, type and country, no version and no status.
func (c *Client) Listing(ctx context.Context) ([]Environment, error) {
	return c.list(ctx, Listing, "/environments/"+listVersion, "environments")
}

func (c *Client) list(ctx context.Context, from Source, path, what string) ([]Environment, error) {
	var doc struct {
		Value *[]map[string]any `json:"value"`
	}
	if err := c.host.JSON(ctx, path, what, &doc); err != nil {
		return nil, c.explain(ctx, from, err)
	}
	if doc.Value == nil {
		return nil, noList(path)
	}
	list := make([]Environment, 0, len(*doc.Value))
	for _, v := range *doc.Value {
		if e := readEnvironment(v, from); e.Name != "" {
			list = append(list, e)
		}
	}
	return list, nil
}

// ManageableTenants lists the IDs of the tenants for which this app is authorised in the admin center. It is the
// positive proof that the app stands on the list "Authorized Microsoft Entra apps" (reference 4.6).
func (c *Client) ManageableTenants(ctx context.Context) ([]string, error) {
	path := "/admin/" + c.config.Version + "/authorizedAadApps/manageableTenants"
	var doc struct {
		Value *[]map[string]any `json:"value"`
	}
	if err := c.host.JSON(ctx, path, "manageable tenants (admin center)", &doc); err != nil {
		return nil, c.explain(ctx, AdminCenter, err)
	}
	if doc.Value == nil {
		return nil, noList(path)
	}
	var ids []string
	for _, v := range *doc.Value {
		if id := text(v, "entraTenantId", "aadTenantId"); id != "" {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func noList(path string) error {
	return &bc.Error{
		Kind: bc.Damaged, Status: 200, Method: "GET", URL: path, Message: "the answer holds no list of environments or tenants",
		Meaning: auth.Meaning{
			Title: "the answer holds no list", Who: auth.You,
			Cause: "What answered at " + path + " said yes (200), and sent something else than a list. Another service may stand at the API's address.",
			Steps: []string{"Check the API URL of the connection: the usual one is " + bc.DefaultAPI},
		},
	}
}

// Answer is what one source said.
type Answer struct {
	Source Source
	Count  int   // environments that it named
	Err    error // why it named none
}

// Survey is what is known of a tenant's environments, and from whom.
type Survey struct {
	Environments []Environment
	Answers      []Answer // of AdminCenter and Listing, in this order
}

// Survey asks both services side by side. It does not fail: what failed stands in Answers.
func (c *Client) Survey(ctx context.Context) Survey {
	var (
		wg    sync.WaitGroup
		lists [2][]Environment
		errs  [2]error
	)
	for i, ask := range []func(context.Context) ([]Environment, error){c.Environments, c.Listing} {
		wg.Go(func() { lists[i], errs[i] = ask(ctx) })
	}
	wg.Wait()
	var s Survey
	for i, source := range []Source{AdminCenter, Listing} {
		s.Answers = append(s.Answers, Answer{Source: source, Count: len(lists[i]), Err: errs[i]})
		s.merge(lists[i])
	}
	return s
}

// merge adds what is not there yet, and fills in what earlier sources did not tell.
func (s *Survey) merge(list []Environment) {
	for _, e := range list {
		if i := s.place(e.Name); i >= 0 {
			s.Environments[i].complete(e)
		} else {
			s.Environments = append(s.Environments, e)
		}
	}
}

func (s Survey) place(name string) int {
	near := -1
	for i, e := range s.Environments {
		if e.Name == name {
			return i
		}
		if strings.EqualFold(e.Name, name) {
			near = i
		}
	}
	return near
}

// Answer gives what a source said.
func (s Survey) Answer(from Source) (Answer, bool) {
	for _, a := range s.Answers {
		if a.Source == from {
			return a, true
		}
	}
	return Answer{}, false
}

// Known tells whether at least one source answered, so that an environment that is missing is missing.
func (s Survey) Known() bool {
	for _, a := range s.Answers {
		if a.Err == nil {
			return true
		}
	}
	return false
}

// Find gives the environment of that name; exact tells whether upper and lower case agree too.
func (s Survey) Find(name string) (e Environment, exact, ok bool) {
	i := s.place(name)
	if i < 0 {
		return Environment{}, false, false
	}
	return s.Environments[i], s.Environments[i].Name == name, true
}

// Names gives the environments' names in the order in which they were told.
func (s Survey) Names() []string {
	names := make([]string, len(s.Environments))
	for i, e := range s.Environments {
		names[i] = e.Name
	}
	return names
}

// Nearest gives the name that a mistyped one most likely stands for, or "".
func (s Survey) Nearest(typed string) string { return catalog.Nearest(typed, s.Names()) }
