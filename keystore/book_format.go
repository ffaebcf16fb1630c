package keystore

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// The connections file is TOML:
//
//	version = 1
//
//	[[connection]]
//	  client_id = "…"
//	  name = "contoso-production"
//	  …
//
// What this version does not know, a newer one has written: it stays where it is when the file is rewritten.

const bookHeader = `# Connections of bctui. bctui rewrites this file: comments do not last, and keys that it does not know do.
# Secrets are not kept here but in the keyring, in secrets.age or for one session, as secret_in says.

`

const bookVersion = 1

// page is the content of the connections file.
type page struct {
	entries []entry
	rest    map[string]any // keys of the top level, known and unknown, without the connections

	warnings []string // see Book.Warnings
}

// entry is a connection and the keys it was read from.
type entry struct {
	conn Connection
	raw  map[string]any
}

// field ties a key of the file to a field of Connection, as text.
type field struct {
	key string
	get func(*Connection) string
	set func(*Connection, string) error
}

func fields() []field {
	text := func(key string, at func(*Connection) *string) field {
		return field{key, func(c *Connection) string { return *at(c) }, func(c *Connection, s string) error { *at(c) = s; return nil }}
	}
	return []field{
		text("name", func(c *Connection) *string { return &c.Name }),
		text("tenant", func(c *Connection) *string { return &c.Tenant }),
		text("tenant_id", func(c *Connection) *string { return &c.TenantID }),
		text("client_id", func(c *Connection) *string { return &c.ClientID }),
		text("environment", func(c *Connection) *string { return &c.Environment }),
		text("environment_type", func(c *Connection) *string { return &c.EnvironmentType }),
		text("authority", func(c *Connection) *string { return &c.Authority }),
		text("api", func(c *Connection) *string { return &c.API }),
		text("scope", func(c *Connection) *string { return &c.Scope }),
		text("company_id", func(c *Connection) *string { return &c.CompanyID }),
		text("company_name", func(c *Connection) *string { return &c.CompanyName }),
		{"secret_in", func(c *Connection) string { return c.SecretIn.String() }, func(c *Connection, s string) error {
			c.SecretIn, _ = parsePlace(s) // a place of a newer version: nowhere, for this one
			return nil
		}},
		{"secret_expires", func(c *Connection) string { return c.SecretExpires.String() }, func(c *Connection, s string) (err error) {
			c.SecretExpires, err = ParseDate(s)
			return err
		}},
		{"last_used", func(c *Connection) string {
			if c.LastUsed.IsZero() {
				return ""
			}
			return c.LastUsed.UTC().Format(time.RFC3339Nano)
		}, func(c *Connection, s string) (err error) {
			if s != "" {
				c.LastUsed, err = time.Parse(time.RFC3339Nano, s)
			}
			return err
		}},
	}
}

// parsePage reads the file. It keeps what can be read: damage says what could not, "" when all could.
func parsePage(data []byte) (p page, damage string) {
	p.rest = map[string]any{}
	if _, err := toml.Decode(string(data), &p.rest); err != nil {
		line := 0
		var e toml.ParseError
		if errors.As(err, &e) {
			line = e.Position.Line // and not its text, which quotes the file
		}
		return page{rest: map[string]any{}}, fmt.Sprintf("line %d is not what a connections file holds", line)
	}
	list, ok := tables(p.rest["connection"])
	delete(p.rest, "connection")
	if !ok {
		return p, "\"connection\" is not a list of connections"
	}
	for i, raw := range list {
		c, err := connectionOf(raw)
		if err != nil {
			damage = fmt.Sprintf("connection %d of %d: %v", i+1, len(list), err)
			continue
		}
		p.add(entry{c, raw})
		p.warn(raw, "connection "+p.entries[len(p.entries)-1].conn.Name)
	}
	p.warn(p.rest, "the top of the file")
	return p, damage
}

// tables accepts both spellings of a list of tables, [[connection]] and connection = [{…}].
func tables(v any) ([]map[string]any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case []map[string]any:
		return v, true
	case []any:
		var out []map[string]any
		for _, item := range v {
			t, ok := item.(map[string]any)
			if !ok {
				return nil, false
			}
			out = append(out, t)
		}
		return out, true
	}
	return nil, false
}

func connectionOf(raw map[string]any) (Connection, error) {
	var c Connection
	for _, f := range fields() {
		s, err := textOf(raw[f.key])
		if err == nil {
			err = f.set(&c, s)
		}
		if err != nil {
			return c, fmt.Errorf("%s: %w", f.key, err)
		}
	}
	if c.Tenant == "" || c.ClientID == "" {
		return c, errors.New("tenant or client_id is missing")
	}
	return c, nil
}

// textOf also takes a date or a time that a person has written without quotes.
func textOf(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case time.Time:
		if h, m, s := v.Clock(); h == 0 && m == 0 && s == 0 {
			return v.Format(time.DateOnly), nil
		}
		return v.Format(time.RFC3339Nano), nil
	}
	return "", errors.New("it should be text in quotes")
}

// add takes a connection from a file, where a person may have left its name out or used one twice.
func (p *page) add(e entry) {
	name, err := CheckName(e.conn.Name)
	if err != nil {
		name = SuggestName(e.conn.Tenant, e.conn.Environment, p.taken)
	} else if p.taken(name) {
		name = SuggestName(name, "", p.taken)
	}
	e.conn.Name = name
	p.entries = append(p.entries, e)
}

// find gives the index of the connection with that name, -1 without. A name differing in capitals only counts when
// there is no exact one; two such names cannot be in one book.
func (p *page) find(name string) int {
	fold := -1
	for i, e := range p.entries {
		if e.conn.Name == name {
			return i
		}
		if strings.EqualFold(e.conn.Name, name) {
			fold = i
		}
	}
	return fold
}

func (p *page) taken(name string) bool { return p.find(name) >= 0 }

// format gives the text of the file.
func (p *page) format() ([]byte, error) {
	top := maps.Clone(p.rest)
	if top == nil {
		top = map[string]any{}
	}
	withoutSecrets(top)
	if v, ok := top["version"].(int64); !ok || v < bookVersion {
		top["version"] = int64(bookVersion)
	}
	list := make([]map[string]any, 0, len(p.entries))
	for _, e := range p.entries {
		list = append(list, e.format())
	}
	if len(list) > 0 {
		top["connection"] = list
	}
	var out bytes.Buffer
	out.WriteString(bookHeader)
	if err := toml.NewEncoder(&out).Encode(top); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// format gives the keys of one connection: those it was read from, with what has changed since.
func (e entry) format() map[string]any {
	out := maps.Clone(e.raw)
	if out == nil {
		out = map[string]any{}
	}
	withoutSecrets(out)
	before, err := connectionOf(e.raw)
	for _, f := range fields() {
		value := f.get(&e.conn)
		switch {
		case err == nil && value == f.get(&before):
			// Untouched, so that a word of a newer version (secret_in = "…") stays too.
		case value == "":
			delete(out, f.key)
		default:
			out[f.key] = strings.ToValidUTF8(value, "\uFFFD")
		}
	}
	return out
}

// withoutSecrets drops what a person may have written into the file by hand in the hope that it is read: bctui does
// not write a secret in clear text, not even one that it found so.
func withoutSecrets(keys map[string]any) {
	for key := range keys {
		if isSecretKey(key) {
			delete(keys, key)
		}
	}
}

func (p *page) warn(keys map[string]any, where string) {
	for key := range keys {
		if isSecretKey(key) {
			p.warnings = append(p.warnings, fmt.Sprintf("%s holds a secret in clear text (%s, in %s). bctui does not use it there and "+
				"takes it out with its next change: enter it where bctui asks for it, and consider it known to others.", BookName, key, where))
		}
	}
}

func isSecretKey(key string) bool {
	switch strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(key)) {
	case "secret", "clientsecret", "secretvalue", "azureclientsecret", "appsecret", "password", "passphrase", "token", "accesstoken":
		return true
	}
	return false
}
