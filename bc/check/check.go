package check

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/admin"
	"bctui/bc/check/matrix"
)

// Want says what the caller relies on beyond reading data: what is missing of it is a failure and no news.
type Want struct {
	Automation bool     // the automation API
	Admin      bool     // the admin center API
	Sets       []string // entity sets of API v2.0 that must be readable: "customers"
}

// MatrixOptions ask for the access matrix.
type MatrixOptions struct {
	// AllCompanies asks in every company. Without it, and without Input.Companies, the first five are taken.
	AllCompanies bool
	Routes       []string      // only these APIs; nil stands for all that the environment names
	Budget       matrix.Budget // zero stands for matrix.DefaultBudget
}

// Input is what is checked, as it was typed.
type Input struct {
	Connection       string // name of a saved connection, for reports
	Tenant, ClientID string
	Secret           auth.Secret
	SecretExpires    time.Time // the day on which the secret expires, as noted by the user; zero when not known
	Authority        string    // "" stands for auth.DefaultAuthority
	API              string    // "" stands for bc.DefaultAPI
	Scope            string    // "" stands for auth.DefaultScope
	Environment      string    // "" takes the one that the tenant has
	// KnownEnvironments are further names to ask when this one refuses the app: those of other connections.
	KnownEnvironments []string
	Companies         []string // names or IDs; none takes the first that answers
	Want              Want
	Matrix            *MatrixOptions // nil asks for no matrix
	AdminVersion      string         // of the admin center API; "" stands for admin.DefaultVersion
}

// Options are the outside world. The zero value is ready to use.
type Options struct {
	Transport      http.RoundTripper // nil means bc.NewTransport's
	UserAgent      string
	AcceptLanguage string
	CacheDir       string      // of $metadata, for the matrix; "" keeps it in memory
	Cache          *auth.Cache // openid-configuration; a check drops the tenant's document first, so that it proves today's
	Now            func() time.Time
	Sleep          func(ctx context.Context, d time.Duration) error
	Jitter         func() float64
	Timeout        time.Duration // of one request; 0 stands for 30 s
	// Observe is told of every request, for the list of requests; Notice of every repetition, for the status line.
	Observe func(bc.Exchange)
	Notice  func(string)
}

// Check climbs the ladder for one input. Run may be called again; results of rungs that are not climbed again are kept.
type Check struct {
	in      Input
	o       Options
	v       values
	witness *witness
	running sync.Mutex // one run at a time

	mu      sync.Mutex
	results map[RungID]*RungResult
	facts   map[string]*kept
	clients map[string]*bc.Client
	source  *auth.Source
	admin   *admin.Client
	board   board
}

// board is what rungs tell each other.
type board struct {
	claims     *ClaimsView // of RungClaims
	noAPI      bool        // of RungClaims: the token surely does not open data
	automation bool        // of RungClaims: it opens, or may open, the automation API
	adminRole  bool        // of RungClaims
	sources    []SourceAnswer
	list       []admin.Environment
	apps       map[string]EnvironmentState // of RungSetup, by environment in lower case
	companies  []bc.Company                // of RungSetup
	chosen     []bc.Company                // of RungCompany
	matrix     *matrix.Matrix              // of RungAccess
}

// New makes a Check; nothing is sent before Run.
func New(in Input, o Options) *Check {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Transport == nil {
		o.Transport = bc.NewTransport(bc.TransportOptions{})
	}
	if o.Cache == nil {
		o.Cache = auth.NewCache()
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.UserAgent == "" {
		o.UserAgent = "bctui"
	}
	c := &Check{
		in: in, o: o, v: clean(in), witness: newWitness(o.Transport, o.Now),
		results: map[RungID]*RungResult{}, facts: map[string]*kept{}, clients: map[string]*bc.Client{},
	}
	c.board.apps = map[string]EnvironmentState{}
	return c
}

// authOptions are those of every request to the authority.
func (c *Check) authOptions() auth.Options {
	return auth.Options{
		Transport: c.witness, Now: c.o.Now, Sleep: c.o.Sleep, Jitter: c.o.Jitter, UserAgent: c.o.UserAgent, Timeout: c.o.Timeout,
		Cache: c.o.Cache, Proxy: c.witness.proxy(),
		Observe: func(e auth.Exchange) {
			if c.o.Observe != nil {
				c.o.Observe(bc.Exchange{Started: e.Started, Method: e.Method, URL: e.URL, What: "sign-in", Status: e.Status,
					Elapsed: e.Elapsed, Bytes: e.Bytes, Attempt: e.Attempt, RequestID: e.RequestID, Err: e.Err, Proto: e.Proto})
			}
		},
		Notice: func(n auth.Notice) {
			what := "the connection to " + n.Host + " was dropped"
			if n.Status != 0 {
				what = n.Host + " answered " + http.StatusText(n.Status)
			}
			c.notice(what + ": again in " + n.Wait.Round(100*time.Millisecond).String())
		},
	}
}

func (c *Check) notice(s string) {
	if c.o.Notice != nil {
		c.o.Notice(line(s, 200))
	}
}

// bcOptions are those of every request to Business Central. A check asks a busy service three times at most: the
// answer that it is busy is a result too.
func (c *Check) bcOptions(attempts int) bc.Options {
	return bc.Options{
		Transport: c.witness, UserAgent: c.o.UserAgent, AcceptLanguage: c.o.AcceptLanguage, CacheDir: c.o.CacheDir,
		Now: c.o.Now, Sleep: c.o.Sleep, Jitter: c.o.Jitter, Observe: c.o.Observe,
		Notice:        func(n bc.Notice) { c.notice(n.String()) },
		HeaderTimeout: c.o.Timeout, MaxAttempts: attempts,
	}
}

// ladderAttempts is how often a request of the ladder is sent.
const ladderAttempts = 3

// target is an environment of the checked tenant. Once Entra has told the tenant's GUID that is what addresses use.
func (c *Check) target(environment string) bc.Target {
	return bc.Target{API: c.v.api, Tenant: c.v.tenant, Environment: environment}
}

// tokens is the source of tokens, made once: it keeps the token between runs.
func (c *Check) tokens() (*auth.Source, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.source != nil {
		return c.source, nil
	}
	s, err := auth.NewSource(c.v.registration(), c.v.secret, c.authOptions())
	if err != nil {
		return nil, err
	}
	c.source = s
	return s, nil
}

// client is the client of one environment.
func (c *Check) client(environment string) (*bc.Client, error) {
	tokens, err := c.tokens()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if have := c.clients[environment]; have != nil {
		return have, nil
	}
	made, err := bc.New(c.target(environment), tokens, c.bcOptions(ladderAttempts))
	if err != nil {
		return nil, err
	}
	c.clients[environment] = made
	return made, nil
}

func (c *Check) adminClient() (*admin.Client, error) {
	tokens, err := c.tokens()
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.admin != nil {
		return c.admin, nil
	}
	made, err := admin.New(admin.Config{API: c.v.api, Registration: c.v.registration(), Version: c.in.AdminVersion}, tokens, c.bcOptions(ladderAttempts))
	if err != nil {
		return nil, err
	}
	c.admin = made
	return made, nil
}

// preconnect opens the way to the API while Entra is asked.
func (c *Check) preconnect(ctx context.Context) {
	api := orElse(c.v.api, bc.DefaultAPI)
	if u, err := url.Parse(strings.TrimSpace(api)); err == nil && u.Host != "" {
		c.witness.Preconnect(ctx, u)
	}
}
