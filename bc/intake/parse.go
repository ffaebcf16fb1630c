package intake

import (
	"strings"
	"unicode"
)

// Pasted is what was found in a pasted text. Values are clean; what was not found is empty, and so is what is the
// default anyway (authority, API and scope of the public cloud).
type Pasted struct {
	Tenant, ClientID, Secret, Environment, CompanyName, CompanyID, Authority, API, Scope string
	// Found names what was found, in the words of the screens: "tenant", "client ID", "secret", …
	Found []string
	// Notes say what was left out and why. None of them quotes a secret.
	Notes []Problem
}

// String says what was found, never the values.
func (p Pasted) String() string { return "pasted: " + strings.Join(p.Found, ", ") }

// GoString is String: a dump of a test must not show the secret.
func (p Pasted) GoString() string { return p.String() }

// maxText is how much of a pasted text is read.
const maxText = 256 << 10

// Parse looks for the values of a connection in a pasted text: .env files and shell commands (NAME=value in all their
// spellings), JSON of any depth (az ad sp, app settings, Postman environments), YAML, tables, mails with the portal's
// labels in several languages, and URLs of Business Central, its API and Entra. False when the text holds none of it: a
// plain value, such as one GUID, is not a block and is left to the field it is pasted into.
func Parse(text string) (Pasted, bool) {
	c := &collector{}
	if len(text) > maxText {
		text = text[:maxText]
		c.say(warning("The text is very long; only its beginning was read."))
	}
	text, _ = visible(text)
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	rest := c.json(text)
	c.lines(rest)
	c.addresses(text)
	c.leftovers(rest)
	return c.result()
}

// candidate is a value for a field.
type candidate struct {
	value string
	weak  bool // from a URL or by its form only: a labelled one goes before it
}

type collector struct {
	tenants, clients, secrets, passwords, environments, companies, companyIDs, authorities, apis, scopes []candidate
	notes                                                                                                []Problem
	secretIDs                                                                                            int
	told                                                                                                 map[string]bool
}

// Not inlined: 4 kB of the program.
//
//go:noinline
func (c *collector) say(p Problem) {
	if c.told == nil {
		c.told = map[string]bool{}
	}
	if !c.told[p.Text] {
		c.told[p.Text] = true
		c.notes = append(c.notes, p)
	}
}

// lines reads the text line by line.
func (c *collector) lines(text string) {
	waiting := fieldNone
	for _, line := range strings.Split(text, "\n") {
		if t := strings.TrimFunc(line, unicode.IsSpace); t == "" || t == ":" {
			continue
		}
		found, label := readLine(line)
		if len(found) == 0 && label == fieldNone && waiting != fieldNone {
			c.next(waiting, line)
		}
		waiting = label
		for _, p := range found {
			c.take(p)
		}
	}
}

// next takes the line after a bare label as its value, if it looks like one.
func (c *collector) next(f field, line string) {
	v := strings.TrimFunc(line, unicode.IsSpace)
	v = strings.TrimFunc(strings.TrimLeft(v, ":=>- "), unicode.IsSpace)
	if q, ok := unquote(v); ok {
		v = q
	}
	if strings.ContainsFunc(v, unicode.IsSpace) {
		return
	}
	switch f {
	case fieldTenant, fieldMandant, fieldClient:
	case fieldSecret:
		if len(v) < 12 {
			return
		}
	default:
		return
	}
	c.take(pair{f, v, true})
}

// settle decides where a value ends that has no marked end: secrets have no blanks, so words behind one are a remark.
func settle(p pair) (string, bool) {
	v := strings.TrimFunc(p.value, unicode.IsSpace)
	if p.exact {
		return p.value, p.value != ""
	}
	switch p.field {
	case fieldSecret, fieldPassword:
		if i := strings.IndexFunc(v, unicode.IsSpace); i >= 0 {
			if i < 16 {
				return "", false // "see the other mail"
			}
			v = v[:i]
		}
	case fieldTenant, fieldClient, fieldMandant, fieldCompanyID:
		if words := strings.Fields(v); len(words) > 1 {
			w := strings.Trim(words[0], "\"'`()<>,;")
			if _, _, ok := asGUID(w); ok || p.field != fieldClient && isDomain(strings.TrimRight(w, ".")) {
				v = strings.TrimRight(w, ".")
			}
		}
		v = strings.TrimRight(v, ".;,")
	}
	return v, v != ""
}

// take checks a labelled value and keeps it.
func (c *collector) take(p pair) {
	v, ok := settle(p)
	if !ok {
		return
	}
	c.keep(p.field, v, p.exact, false)
}

func (c *collector) keep(f field, v string, exact, weak bool) {
	if f == fieldMandant {
		f = fieldCompany
		if t := strings.TrimSpace(v); isTenant(t) {
			f = fieldTenant
		}
	}
	reject := func(what string, problems []Problem) {
		for _, p := range problems {
			if p.Level == Error {
				c.say(warning("The " + what + " in the text was left out: " + p.Text))
			}
		}
	}
	switch f {
	case fieldTenant:
		t, problems := Tenant(v)
		if t == "" {
			reject("tenant", problems)
			return
		}
		c.tenants = append(c.tenants, candidate{value: t, weak: weak})
	case fieldClient:
		id, problems := ClientID(v, "")
		if id == "" {
			reject("client ID", problems)
			return
		}
		c.clients = append(c.clients, candidate{value: id, weak: weak})
	case fieldSecret, fieldPassword:
		c.secret(f, v, exact, weak)
	case fieldSecretID:
		c.secretIDs++
	case fieldEnvironment:
		if isStage(v) {
			return
		}
		e, problems := Environment(v)
		if e == "" {
			reject("environment", problems)
			return
		}
		c.environments = append(c.environments, candidate{value: e, weak: weak})
	case fieldCompany, fieldCompanyID:
		var a address
		a.company(v)
		if a.CompanyID != "" {
			c.companyIDs = append(c.companyIDs, candidate{value: a.CompanyID, weak: weak})
		} else if a.CompanyName != "" && f == fieldCompany {
			c.companies = append(c.companies, candidate{value: a.CompanyName, weak: weak})
		}
	case fieldAuthority, fieldAPI, fieldAddress:
		c.base(f, v)
	case fieldScope:
		c.scope(v)
	}
}

// secret keeps a secret's value; what is marked by quotes stays as it is.
func (c *collector) secret(f field, v string, exact, weak bool) {
	if strings.TrimSpace(v) == "" {
		return
	}
	clean, problems := Secret(v)
	if exact && !hasControl(v) {
		// Between quotes everything is the value's own, also what looks like a name or a further pair of quotes.
		clean = v
	}
	if Failed(problems) {
		if f == fieldPassword {
			return
		}
		for _, p := range problems {
			if p.Level == Error {
				c.say(warning("The secret in the text was left out: " + p.Text))
			}
		}
		return
	}
	if f == fieldPassword {
		c.passwords = append(c.passwords, candidate{value: clean, weak: weak})
		return
	}
	c.secrets = append(c.secrets, candidate{value: clean, weak: weak})
}

func (c *collector) base(f field, v string) {
	if isPlaceholder(v) {
		return
	}
	a, isURL := readAddress(v)
	if !isURL {
		return
	}
	c.address(a)
	if f == fieldAddress {
		return
	}
	if b, problems := URL(v); b != "" && !Failed(problems) {
		if f == fieldAuthority && a.API == "" {
			c.authorities = append(c.authorities, candidate{value: b})
		} else if f == fieldAPI && a.Authority == "" {
			c.apis = append(c.apis, candidate{value: b})
		}
	}
}

func (c *collector) scope(v string) {
	for _, s := range strings.Fields(strings.Trim(v, `"'`)) {
		if strings.HasSuffix(s, "/.default") && !hasControl(s) && !isPlaceholder(s) && len(s) <= 1024 {
			if !strings.Contains(s, "graph.microsoft.com") {
				c.scopes = append(c.scopes, candidate{value: s})
			}
			return
		}
	}
}

// isStage recognises values of "environment" that are none of Business Central: the Azure CLI's clouds, and what web
// frameworks call their stages.
func isStage(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "azurecloud", "azurechinacloud", "azureusgovernment", "azuregermancloud", "azurepubliccloud", "development", "local", "debug":
		return true
	}
	return false
}

// addresses reads the URLs that stand anywhere in the text.
func (c *collector) addresses(text string) {
	for at, n := 0, 0; n < 200; n++ {
		i := indexFold(text[at:], "http")
		if i < 0 {
			break
		}
		i += at
		at = i + 4
		if scheme := strings.ToLower(text[i:min(i+8, len(text))]); scheme != "https://" && !strings.HasPrefix(scheme, "http://") {
			continue
		}
		end := len(text)
		if j := strings.IndexFunc(text[i:], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"<>`|“”„»\\", r) }); j >= 0 {
			end = i + j
		}
		s := text[i:end]
		if i > 0 && text[i-1] == '\'' {
			if q := strings.LastIndexByte(s, '\''); q > 0 {
				s = s[:q]
			}
		}
		s = strings.TrimRight(s, ".,;:!?*'")
		for strings.HasSuffix(s, ")") && strings.Count(s, ")") > strings.Count(s, "(") {
			s = strings.TrimRight(s[:len(s)-1], ".,;:!?")
		}
		at = i + max(len(s), 4)
		if a, ok := readAddress(s); ok {
			c.address(a)
		}
	}
	// Without https://, a text that is one address.
	if t := strings.TrimSpace(text); !strings.ContainsAny(t, " \n\t=") && !strings.Contains(t, "://") {
		if a, ok := readAddress(t); ok {
			c.address(a)
		}
	}
}

// indexFold finds an ASCII word in lower case, whatever its case in s.
func indexFold(s, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// address keeps what a URL says, behind what is labelled.
func (c *collector) address(a address) {
	add := func(to *[]candidate, v string) {
		if v != "" {
			*to = append(*to, candidate{value: v, weak: true})
		}
	}
	if a.Tenant != "" {
		c.keep(fieldTenant, a.Tenant, true, true)
	}
	if a.Environment != "" {
		c.keep(fieldEnvironment, a.Environment, true, true)
	}
	if a.ClientID != "" {
		c.keep(fieldClient, a.ClientID, true, true)
	}
	add(&c.companies, a.CompanyName)
	add(&c.companyIDs, a.CompanyID)
	for _, b := range []struct {
		to *[]candidate
		v  string
	}{{&c.authorities, a.Authority}, {&c.apis, a.API}} {
		if b.v == "" {
			continue
		}
		if clean, problems := URL(b.v); !Failed(problems) {
			add(b.to, clean)
		}
	}
}

// leftovers finds by their form alone what no label named: a secret, a tenant's domain.
func (c *collector) leftovers(text string) {
	if len(c.secrets) == 0 && len(c.clients)+len(c.tenants) > 0 {
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("|\"'`,;=:<>()“”„", r) }) {
			if looksLikeSecret(strings.TrimRight(w, ".")) {
				c.secrets = append(c.secrets, candidate{value: strings.TrimRight(w, "."), weak: true})
				c.say(note("The secret was recognised by its form."))
				break
			}
		}
	}
	if len(c.tenants) == 0 && len(c.clients) > 0 {
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("|\"'`,;=:<>()@/", r) }) {
			w = strings.TrimRight(w, ".")
			if strings.HasSuffix(strings.ToLower(w), ".onmicrosoft.com") && isDomain(w) {
				c.tenants = append(c.tenants, candidate{value: w, weak: true})
				break
			}
		}
	}
}

// choose takes the first labelled value, else the first one.
func (c *collector) choose(what string, all []candidate) string {
	if len(all) == 0 {
		return ""
	}
	best := all[0]
	for _, k := range all {
		if best.weak && !k.weak {
			best = k
		}
	}
	for _, k := range all {
		if !strings.EqualFold(k.value, best.value) && k.weak == best.weak {
			c.say(warning("The text holds several values for the " + what + "; the first one was taken."))
			break
		}
	}
	return best.value
}

func (c *collector) result() (Pasted, bool) {
	var p Pasted
	set := func(to *string, what string, all []candidate) {
		if v := c.choose(what, all); v != "" {
			*to = v
			p.Found = append(p.Found, what)
		}
	}
	set(&p.Tenant, "tenant", c.tenants)
	set(&p.ClientID, "client ID", c.clients)
	if len(c.secrets) == 0 && p.ClientID != "" {
		c.secrets = c.passwords
	}
	set(&p.Secret, "secret", c.secrets)
	set(&p.Environment, "environment", c.environments)
	set(&p.CompanyName, "company", c.companies)
	set(&p.CompanyID, "company ID", c.companyIDs)
	standard := func(all []candidate, value string) []candidate {
		var out []candidate
		for _, k := range all {
			if k.value != value {
				out = append(out, k)
			}
		}
		return out
	}
	set(&p.Authority, "authority", standard(c.authorities, defaultAuthority))
	set(&p.API, "API", standard(c.apis, defaultAPI))
	set(&p.Scope, "scope", standard(c.scopes, defaultScope))
	if p.Secret == "" && c.secretIDs > 0 {
		c.say(warning("The text names a secret's ID, which is not the secret. Its value is in the column Value, right after the secret is made."))
	}
	if p.ClientID != "" && strings.EqualFold(p.ClientID, p.Tenant) {
		c.say(warning("Client ID and tenant are the same GUID; one of them must be another one."))
	}
	// Where secret and token go is for a person to see, not only behind "advanced".
	if p.Authority != "" {
		c.say(warning("The text names a sign-in service of its own, " + hostOf(p.Authority) + ": the secret will be sent there."))
	}
	if p.API != "" {
		c.say(warning("The text names an API of its own, " + hostOf(p.API) + ": the access token will be sent there."))
	}
	p.Notes = c.notes
	return p, len(p.Found) > 0
}
