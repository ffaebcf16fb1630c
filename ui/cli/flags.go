package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/intake"
	"bctui/keystore"
	"bctui/ui/place"
	"bctui/ui/session"
)

// connectionFlags choose a saved connection or give one for this run only, and say where in it to begin. A secret is
// never a flag's value: other people on the machine can read the process list.
type connectionFlags struct {
	connection, tenant, clientID, environment string
	authority, api, scope                     string
	secretStdin                               bool

	company, route, set, path, key string
	filter, orderBy, columns       string

	look look
}

// look is what concerns the screen and no connection.
type look struct{ mouse, theme, locale, memory string }

// add gives a command the flags of a connection; addPlace those that say where in it to begin.
func (f *connectionFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVarP(&f.connection, "connection", "c", "", "saved connection to open (default: the one used last)")
	fl.StringVar(&f.tenant, "tenant", "", "tenant: GUID or domain, for this run (or AZURE_TENANT_ID)")
	fl.StringVar(&f.clientID, "client-id", "", "client ID of the app registration (or AZURE_CLIENT_ID)")
	fl.StringVar(&f.environment, "environment", "", "environment (default: Production)")
	fl.BoolVar(&f.secretStdin, "secret-stdin", false, "read the secret from standard input (or AZURE_CLIENT_SECRET)")
	fl.StringVar(&f.authority, "authority", "", "authority URL (default: "+auth.DefaultAuthority+")")
	fl.StringVar(&f.api, "api", "", "API URL (default: https://api.businesscentral.dynamics.com)")
	fl.StringVar(&f.scope, "scope", "", "scope (default: "+auth.DefaultScope+")")
}

func (f *connectionFlags) addPlace(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.company, "company", "", "company: name or ID")
	fl.StringVar(&f.route, "route", "", "API route (default: "+place.DefaultRoute+")")
	fl.StringVar(&f.set, "set", "", "entity set, for example customers; needs --company")
	fl.StringVar(&f.path, "path", "", "where a link leads, as the program prints it; --set says what is there")
	fl.StringVar(&f.filter, "filter", "", "OData $filter for --set")
	fl.StringVar(&f.orderBy, "order-by", "", "order for --set, for example \"displayName,balanceDue desc\"")
	fl.StringVar(&f.columns, "select", "", "columns for --set, separated by commas")
	fl.StringVar(&f.key, "key", "", "one record of --set, by its key")
}

func (l *look) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.mouse, "mouse", "on", "mouse in the program: on or off (off: the terminal selects text)")
	cmd.Flags().StringVar(&l.theme, "theme", "auto", "colours: auto, dark or light (NO_COLOR=1: none)")
	l.addHabits(cmd)
}

// addHabits gives a command the flags that concern reading and writing rows.
func (l *look) addHabits(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.locale, "locale", "", "how dates and numbers are written and typed: de-DE, en-US, …, or iso (or BCTUI_LOCALE; default: the system's)")
	cmd.Flags().StringVar(&l.memory, "memory", "", "how much the program may take; rows over it are dropped and read again when needed (or BCTUI_MEMORY; default: 512MB)")
}

// forThisRun tells whether the flags describe a connection of their own.
func (f *connectionFlags) forThisRun() bool {
	return f.tenant != "" || f.clientID != "" || f.secretStdin || f.authority != "" || f.api != "" || f.scope != ""
}

// rootName is the path of the command that shows the screen.
const rootName = "bctui"

// place gives where to begin in a connection. The company may be a name or an ID; the screen needs one to show a set.
func (f *connectionFlags) place(cmdPath string) (place.Place, error) {
	p := place.Place{Kind: place.Companies, Connection: f.connection, Route: f.route, Set: f.set, Path: f.path, Key: f.key,
		View: place.View{Filter: f.filter, OrderBy: list(f.orderBy), Columns: list(f.columns)}}
	if p.Route == "" {
		p.Route = place.DefaultRoute
	}
	if isGUID(f.company) {
		p.CompanyID = f.company
	} else {
		p.CompanyName = f.company
	}
	for _, o := range p.View.OrderBy {
		if words := strings.Fields(o); len(words) > 2 || len(words) == 2 && !strings.EqualFold(words[1], "asc") && !strings.EqualFold(words[1], "desc") {
			return p, &usageError{text: fmt.Sprintf("--order-by takes a column, and asc or desc behind it, not “%s”.", o),
				hint: "For example: --order-by \"displayName,balanceDue desc\""}
		}
	}
	switch {
	case f.set == "" && (f.path != "" || f.key != "" || f.filter != "" || f.orderBy != "" || f.columns != ""):
		return p, &usageError{text: "--filter, --order-by, --select, --path and --key belong to an entity set: add --set.",
			hint: "For example: " + cmdPath + " --company \"CRONUS USA, Inc.\" --set customers --key …"}
	case f.set != "" && f.company == "" && cmdPath == rootName:
		return p, &usageError{text: "--set needs --company: an entity set belongs to a company.",
			hint: "`" + cmdPath + "` alone shows the companies."}
	case f.key != "":
		p.Kind = place.Record
	case f.set != "":
		p.Kind = place.Grid
	case f.company != "":
		p.Kind = place.Entities
	}
	return p, nil
}

func list(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, r := range s {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (r == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return false
		}
	}
	return true
}

// saved finds the saved connection that the flags agree with, the one used last if there are several. The environment may
// be another one: the registration's connection is then opened there. Flags that bring a secret of their own mean another
// one.
func (f *connectionFlags) saved(all []keystore.Connection) (found keystore.Connection, ok bool) {
	if f.secretStdin {
		return found, false
	}
	exact := false
	for _, c := range all {
		with := c
		if f.connection != "" && c.Name != f.connection || f.overlay(&with) != nil {
			continue
		}
		here := strings.EqualFold(with.Environment, c.Environment)
		with.Environment = c.Environment
		switch {
		case !sameTarget(with, c), exact && !here: // of one registration the connection to that very environment
		case !ok, here && !exact, c.LastUsed.After(found.LastUsed):
			found, ok, exact = c, true, here
		}
	}
	return found, ok
}

// sameTarget tells whether two connections sign in as the same registration to the same environment.
func sameTarget(a, b keystore.Connection) bool {
	same := func(x, y, standard string) bool {
		trim := func(s string) string {
			if s = strings.TrimRight(strings.TrimSpace(s), "/"); s == "" {
				s = standard
			}
			return s
		}
		return strings.EqualFold(trim(x), trim(y))
	}
	return (same(a.Tenant, b.Tenant, "") || same(a.Tenant, b.TenantID, "-")) && same(a.ClientID, b.ClientID, "") &&
		same(a.Environment, b.Environment, "") && same(a.Authority, b.Authority, auth.DefaultAuthority) &&
		same(a.API, b.API, bc.DefaultAPI) && same(a.Scope, b.Scope, auth.DefaultScope)
}

// overlay puts the flags' values over a connection, cleaned and checked; it reports the first that can't be right.
func (f *connectionFlags) overlay(c *keystore.Connection) error {
	type value struct {
		flag, raw string
		to        *string
		check     func(string) (string, []intake.Problem)
	}
	for _, v := range []value{
		{"--tenant", f.tenant, &c.Tenant, intake.Tenant},
		{"--client-id", f.clientID, &c.ClientID, func(s string) (string, []intake.Problem) { return intake.ClientID(s, c.Tenant) }},
		{"--environment", f.environment, &c.Environment, intake.Environment},
		{"--authority", f.authority, &c.Authority, intake.URL},
		{"--api", f.api, &c.API, intake.URL},
		{"--scope", f.scope, &c.Scope, func(s string) (string, []intake.Problem) { return strings.TrimSpace(s), nil }},
	} {
		if v.raw == "" {
			continue
		}
		clean, problems := v.check(v.raw)
		for _, p := range problems {
			if p.Level == intake.Error {
				return &usageError{text: v.flag + ": " + p.Text, hint: "`bctui` without flags asks for the values one by one."}
			}
		}
		*v.to = clean
	}
	return nil
}

// fromEnvironment gives a draft from the variables that Azure's own tools use.
func (a *App) fromEnvironment() session.Draft {
	return session.Draft{
		Connection: keystore.Connection{
			Tenant:   strings.TrimSpace(a.Getenv("AZURE_TENANT_ID")),
			ClientID: strings.TrimSpace(a.Getenv("AZURE_CLIENT_ID")),
		},
		Secret: auth.NewSecret(a.Getenv("AZURE_CLIENT_SECRET")),
	}
}

// maxSecret is far above any real secret (about 40 characters), so that a file sent by mistake is noticed.
const maxSecret = 8 << 10

// readSecret reads the secret from standard input: one line, without its line break.
func (a *App) readSecret() (auth.Secret, error) {
	if a.IsTerminal(a.Stdin) {
		return auth.Secret{}, &usageError{text: "--secret-stdin reads the secret from a pipe, and standard input is a terminal.",
			hint: "For example: pass show bc-secret | bctui --secret-stdin …, or leave the flag out and type it in the program."}
	}
	data, err := io.ReadAll(io.LimitReader(a.Stdin, maxSecret+1))
	if err != nil {
		return auth.Secret{}, fmt.Errorf("the secret could not be read from standard input: %w", err)
	}
	if len(data) > maxSecret {
		return auth.Secret{}, &usageError{text: fmt.Sprintf("Standard input holds more than %d bytes: that is no secret.", maxSecret),
			hint: "Send the secret's value alone."}
	}
	data = bytes.TrimRight(data, "\r\n")
	if len(bytes.TrimSpace(data)) == 0 {
		return auth.Secret{}, &usageError{text: "Standard input is empty: no secret arrived.", hint: "Is the command before the pipe right?"}
	}
	clean, problems := intake.Secret(string(data))
	for _, p := range problems {
		if p.Level == intake.Error {
			return auth.Secret{}, &usageError{text: "The secret from standard input: " + p.Text, hint: "Nothing was sent."}
		}
	}
	return auth.NewSecret(clean), nil
}
