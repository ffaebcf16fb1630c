package setup

import (
	"strings"

	"bctui/auth"
	"bctui/bc/intake"
	"bctui/keystore"
	"bctui/ui/session"
	"bctui/ui/widget"
	"bctui/ui/widget/form"
)

// The fields, as Options.Origins names them.
const (
	Tenant      = "tenant"
	ClientID    = "client"
	Secret      = "secret"
	Expires     = "expires"
	Environment = "environment"
	Name        = "name"
	Authority   = "authority"
	API         = "api"
	Scope       = "scope"
)

// defaultEnvironment is what Business Central calls the first environment of every tenant.
const defaultEnvironment = "Production"

// step is one step of the way; its first field must be filled (or has a default), the others may stay empty.
type step struct {
	label  string
	fields []string
}

// wizard are the steps to a new connection.
func wizard() []step {
	return []step{
		{"Tenant", []string{Tenant}},
		{"Client ID", []string{ClientID}},
		{"Secret", []string{Secret, Expires}},
		{"Environment", []string{Environment, Name}},
	}
}

// replacing are the steps to a new secret.
func replacing() []step { return []step{{"New secret", []string{Secret, Expires}}} }

func advancedFields() []string { return []string{Authority, API, Scope} }

func isAdvanced(id string) bool { return id == Authority || id == API || id == Scope }

// longestSecret is far above what Entra gives out (about 40 characters) and what a keyring takes on any system.
const longestSecret = 1024

func (s *Screen) newForm() form.Model {
	const id, url = 300, 2000
	fields := []form.Field{
		{ID: Tenant, Label: "Tenant", Ghost: "for example contoso.onmicrosoft.com, or the tenant ID", Limit: url, Check: s.checkTenant},
		{ID: ClientID, Label: "Client ID", Ghost: "a GUID, such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301", Limit: url, Check: s.checkClient},
		{ID: Secret, Label: "Client secret", Ghost: "the value, not the ID", Secret: true, Limit: longestSecret, Check: s.checkSecret},
		{ID: Expires, Label: "Expires", Note: "optional", Ghost: "for example 2027-05-31, or 24 months", Limit: id, Check: s.checkExpires},
		{ID: Environment, Label: "Environment", Ghost: defaultEnvironment + ", unless you type another", Limit: url, Check: s.checkEnvironment},
		{ID: Name, Label: "Name of this connection", Note: "optional", Limit: id, Check: s.checkName},
		{ID: Authority, Label: "Authority", Ghost: "empty: " + auth.DefaultAuthority, Limit: url, Check: checkURL},
		{ID: API, Label: "API host", Ghost: "empty: " + defaultAPI, Limit: url, Check: checkURL},
		{ID: Scope, Label: "Scope", Ghost: "empty: " + auth.DefaultScope, Limit: url, Check: checkScope},
	}
	for i := range fields {
		if fields[i].ID != Secret {
			fields[i].Hide, fields[i].Check = intake.HoldsSecret, tellHidden(fields[i].Check)
		}
	}
	return form.New(fields...)
}

// tellHidden says why a value shows as dots.
func tellHidden(check func(string) []form.Verdict) func(string) []form.Verdict {
	return func(v string) []form.Verdict {
		out := check(v)
		if intake.HoldsSecret(v) {
			out = append(out, form.Verdict{Level: widget.Note, Text: "hidden: it holds a secret"})
		}
		return out
	}
}

// defaultAPI is the host of Business Central online (reference 1.2).
const defaultAPI = "https://api.businesscentral.dynamics.com"

func verdicts(problems []intake.Problem, good string) []form.Verdict {
	var out []form.Verdict
	bad := false
	for _, p := range problems {
		out = append(out, form.Verdict{Level: levelOf(p.Level), Text: p.Text, Partial: p.Partial})
		bad = bad || p.Level != intake.Note
	}
	if !bad && good != "" {
		out = append(out, form.Verdict{Level: widget.Success, Text: good})
	}
	return out
}

func (s *Screen) checkTenant(v string) []form.Verdict {
	if strings.TrimSpace(v) == "" {
		return nil
	}
	clean, problems := intake.Tenant(v)
	if isGUID(clean) {
		return verdicts(problems, "a tenant ID")
	}
	return verdicts(problems, "a domain; its tenant ID is looked up")
}

func (s *Screen) checkClient(v string) []form.Verdict {
	if strings.TrimSpace(v) == "" {
		return nil
	}
	tenant, _ := intake.Tenant(s.form.Value(Tenant))
	_, problems := intake.ClientID(v, tenant)
	return verdicts(problems, "a client ID")
}

func (s *Screen) checkSecret(v string) []form.Verdict {
	if v == "" {
		if _, ok := s.stored(); ok {
			return []form.Verdict{{Level: widget.Success, Text: "the saved secret of this client ID is used; type another one to replace it"}}
		}
		return nil
	}
	clean, problems := intake.Secret(v)
	return verdicts(problems, auth.NewSecret(clean).Hint())
}

func (s *Screen) checkExpires(v string) []form.Verdict {
	if strings.TrimSpace(v) == "" {
		return nil
	}
	d, said := readDate(v, s.host.Now())
	if d.IsZero() {
		return []form.Verdict{{Level: widget.Failure, Text: said}}
	}
	c := keystore.Connection{SecretExpires: d}
	days, _ := c.ExpiresIn(s.host.Now())
	out := []form.Verdict{{Level: widget.Success, Text: longDate(d) + ", " + inDays(days)}}
	if days < 0 {
		out[0] = form.Verdict{Level: widget.Warning, Text: longDate(d) + " is past: Entra will refuse this secret"}
	}
	if said != "" {
		out = append(out, form.Verdict{Level: widget.Warning, Text: said})
	}
	return out
}

func (s *Screen) checkEnvironment(v string) []form.Verdict {
	if strings.TrimSpace(v) == "" {
		return nil
	}
	_, problems := intake.Environment(v)
	return verdicts(problems, "")
}

func (s *Screen) checkName(v string) []form.Verdict {
	if strings.TrimSpace(v) == "" {
		return nil
	}
	name, err := keystore.CheckName(v)
	if err != nil {
		return []form.Verdict{{Level: widget.Failure, Text: err.Error()}}
	}
	for _, c := range s.conn.Connections() {
		if c.Name == name {
			return []form.Verdict{{Level: widget.Failure, Text: "A connection has this name already: choose another."}}
		}
	}
	return nil
}

func checkURL(v string) []form.Verdict {
	if strings.TrimSpace(v) == "" {
		return nil
	}
	_, problems := intake.URL(v)
	return verdicts(problems, "")
}

func checkScope(v string) []form.Verdict {
	v = strings.TrimSpace(v)
	if v == "" || strings.HasSuffix(v, "/.default") {
		return nil
	}
	return []form.Verdict{{Level: widget.Warning, Text: "Entra accepts a scope that ends in /.default only."}}
}

func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range s {
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
				return false
			}
		}
	}
	return true
}

// fill puts a draft into the fields.
func (s *Screen) fill(d session.Draft, origins map[string]string) {
	set := func(id, value string) {
		if value != "" {
			s.form.Set(id, value, origins[id])
		}
	}
	set(Tenant, d.Tenant)
	set(ClientID, d.ClientID)
	set(Secret, d.Secret.Reveal())
	set(Environment, d.Environment)
	set(Authority, d.Authority)
	set(API, d.API)
	set(Scope, d.Scope)
	if !s.opts.Replace {
		set(Name, d.Name)
		set(Expires, d.SecretExpires.String())
	}
	s.changed()
}

// draft makes a draft of what the fields hold.
func (s *Screen) draft() session.Draft {
	d := s.opts.Draft
	d.Tenant, _ = intake.Tenant(s.form.Value(Tenant))
	d.ClientID, _ = intake.ClientID(s.form.Value(ClientID), d.Tenant)
	secret, _ := intake.Secret(s.form.Value(Secret))
	d.Secret = auth.NewSecret(secret)
	d.Environment, _ = intake.Environment(s.form.Value(Environment))
	if strings.TrimSpace(d.Environment) == "" {
		d.Environment = defaultEnvironment
	}
	if d.Environment != s.opts.Draft.Environment {
		d.EnvironmentType = ""
	}
	if d.Tenant != s.opts.Draft.Tenant {
		d.TenantID = ""
	}
	d.SecretExpires, _ = readDate(s.form.Value(Expires), s.host.Now())
	d.Authority = urlOf(s.form.Value(Authority), auth.DefaultAuthority)
	d.API = urlOf(s.form.Value(API), defaultAPI)
	if d.Scope = strings.TrimSpace(s.form.Value(Scope)); d.Scope == auth.DefaultScope {
		d.Scope = ""
	}
	if !s.opts.Replace {
		d.Name = strings.TrimSpace(s.form.Value(Name))
	}
	return d
}

// unfinished is the draft with the texts as they stand, right or wrong: what is begun must not be lost.
func (s *Screen) unfinished() session.Draft {
	d := s.draft()
	for id, value := range map[string]*string{Tenant: &d.Tenant, ClientID: &d.ClientID, Environment: &d.Environment,
		Authority: &d.Authority, API: &d.API, Scope: &d.Scope} {
		*value = s.form.Value(id)
	}
	d.Secret = auth.NewSecret(s.form.Value(Secret))
	return d
}

// urlOf cleans an address; the default is kept as "", so that a saved connection follows it.
func urlOf(raw, standard string) string {
	if strings.TrimSpace(raw) == "" {
		return ""
	}
	clean, _ := intake.URL(raw)
	if strings.TrimRight(clean, "/") == standard {
		return ""
	}
	return clean
}

// changed follows a change: what one field says depends on others.
func (s *Screen) changed() {
	d := s.draft()
	name := ""
	if d.Tenant != "" {
		d.Name = ""
		name = s.conn.Suggest(d) + ", unless you type another"
	}
	s.form.SetGhost(Name, name)
	s.form.Recheck()
}

// stored tells where a saved connection keeps the secret of the client ID at hand: then none need be typed again.
func (s *Screen) stored() (keystore.Place, bool) {
	if s.opts.Replace || s.form.Value(Secret) != "" || s.form.Value(ClientID) == "" {
		return keystore.Nowhere, false
	}
	return s.conn.StoredIn(s.draft().Connection)
}

// fits tells whether a step needs nothing more.
func (s *Screen) fits(i int) bool {
	for n, id := range s.steps[i].fields {
		if n == 0 && id != Environment && strings.TrimSpace(s.form.Value(id)) == "" {
			if _, ok := s.stored(); id != Secret || !ok {
				return false
			}
		}
		if s.form.Worst(id) == widget.Failure {
			return false
		}
	}
	return true
}

// toFirstGap goes to the first step that is not complete, or to the last one.
func (s *Screen) toFirstGap() {
	for i := range s.steps {
		if !s.fits(i) || i == len(s.steps)-1 {
			s.goTo(i)
			return
		}
	}
}

func (s *Screen) goTo(i int) {
	s.at = i
	s.form.Focus(s.steps[i].fields[0])
}
