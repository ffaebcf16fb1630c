package keystore

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// defaultAuthority is the host that a connection without an authority signs in to (Microsoft Learn, "Microsoft
// Entra authentication endpoints", global service).
const defaultAuthority = "login.microsoftonline.com"

// Connection is a saved tenant + client ID + environment. It has no field for a secret, and none must be added:
// everything here is written to a file in clear text.
type Connection struct {
	Name            string // unique in the book, see CheckName
	Tenant          string // as the user gave it: a domain or a GUID
	TenantID        string // the tenant's GUID, once it is known
	ClientID        string
	Environment     string // "Production"
	EnvironmentType string // "Production" or "Sandbox", once it is known
	Authority       string // "" for the default
	API             string // "" for the default
	Scope           string // "" for the default
	CompanyID       string // the company opened last
	CompanyName     string
	SecretIn        Place // which vault holds the secret
	SecretExpires   Date  // as the user gave it; zero when unknown
	LastUsed        time.Time
}

// SecretID gives the name under which the vaults keep the secret: the client ID, and the host of the authority when
// it is not the default one. A secret belongs to the app registration, and a client ID is unique in its cloud, so
// all connections with one client ID share one secret: in every environment, and in every tenant that a
// multi-tenant registration is used in. The text is readable because keyring programs show it to their users.
func (c Connection) SecretID() string { return c.secretID() }

func (c *Connection) secretID() string {
	id := strings.ToLower(strings.TrimSpace(c.ClientID))
	if host := authorityHost(c.Authority); host != defaultAuthority {
		return id + " at " + host
	}
	return id
}

// ExpiresIn gives the whole days from now (in now's time zone) to the day on which the secret expires: 0 on that
// day, negative after it. known is false when no date was given.
func (c Connection) ExpiresIn(now time.Time) (days int, known bool) {
	if c.SecretExpires.IsZero() {
		return 0, false
	}
	return c.SecretExpires.daysSince(DateOf(now)), true
}

// authorityHost gives host, port and path of an authority in one spelling, so that a trailing slash or capital
// letters do not make another registration of it.
func authorityHost(raw string) string {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return defaultAuthority
	}
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return strings.ToLower(raw)
	}
	host := strings.ToLower(u.Host)
	if (u.Scheme == "https" && u.Port() == "443") || (u.Scheme == "http" && u.Port() == "80") {
		host = strings.TrimSuffix(host, ":"+u.Port())
	}
	return host + strings.TrimSuffix(u.Path, "/")
}

// InvalidError is a connection that cannot be saved as it is.
type InvalidError struct {
	Field string // name of the field of Connection
	Text  string // what is wrong and what to do
}

// Error gives the text.
func (e *InvalidError) Error() string { return e.Text }

// check refuses what must not reach the file.
func (c *Connection) check() error {
	if _, err := CheckName(c.Name); err != nil {
		return err
	}
	for _, f := range []struct{ field, label, value string }{
		{"Tenant", "tenant", c.Tenant}, {"ClientID", "client ID", c.ClientID},
	} {
		if strings.TrimSpace(f.value) == "" {
			return &InvalidError{f.field, "A connection needs a " + f.label + ": fill it in and save again."}
		}
	}
	for _, f := range []struct{ field, value string }{
		{"Authority", c.Authority}, {"API", c.API}, {"Scope", c.Scope},
	} {
		u, err := url.Parse(f.value)
		if err == nil && u.User != nil {
			return &InvalidError{f.field, fmt.Sprintf("The %s holds a user name or password before the @: "+
				"take it out. Connections are saved in clear text.", strings.ToLower(f.field))}
		}
	}
	for _, s := range []string{c.Tenant, c.TenantID, c.ClientID, c.Environment, c.EnvironmentType, c.Authority, c.API,
		c.Scope, c.CompanyID, c.CompanyName} {
		if len(s) > maxField {
			return &InvalidError{"", fmt.Sprintf("A value of this connection has %d characters; %d are allowed. "+
				"Something else was pasted: correct it and save again.", len(s), maxField)}
		}
	}
	return nil
}

// maxField is far above anything real (a company name has 100 characters at most), and keeps a mis-pasted document
// out of the file.
const maxField = 4096
