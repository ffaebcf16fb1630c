package keystore

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The connections file is JSON:
//
//	{
//	  "about": "…",
//	  "version": 1,
//	  "connections": [
//	    {
//	      "name": "contoso-production",
//	      …
//	    }
//	  ]
//	}
//
// What this version does not know, another one has written: it stays, byte for byte, when the file is rewritten. A file
// with a higher version is read and not rewritten.

const (
	aboutKey       = "about"
	versionKey     = "version"
	connectionsKey = "connections"
)

const bookAbout = "Connections of bctui, which rewrites this file and keeps the keys that it does not know. " +
	"Secrets are not here but in the keyring, in " + FileName + " or for one session in memory, as secret_in says."

const bookVersion = 1

// page is the content of the connections file.
type page struct {
	entries []entry
	rest    []member // keys of the top level, known and unknown, without the connections

	warnings []string // see Book.Warnings
}

// entry is a connection and the keys it was read from.
type entry struct {
	conn Connection
	raw  []member
}

// fieldKeys gives the keys of a connection in the order in which they are written. Each stands for a field of
// Connection, and its value is text.
func fieldKeys() []string {
	return []string{"name", "tenant", "tenant_id", "client_id", "environment", "environment_type", "authority", "api",
		"scope", "company_id", "company_name", "secret_in", "secret_expires", "last_used"}
}

// textField gives the field of c that is the text of key as it is, nil for the other keys.
func (c *Connection) textField(key string) *string {
	switch key {
	case "name":
		return &c.Name
	case "tenant":
		return &c.Tenant
	case "tenant_id":
		return &c.TenantID
	case "client_id":
		return &c.ClientID
	case "environment":
		return &c.Environment
	case "environment_type":
		return &c.EnvironmentType
	case "authority":
		return &c.Authority
	case "api":
		return &c.API
	case "scope":
		return &c.Scope
	case "company_id":
		return &c.CompanyID
	case "company_name":
		return &c.CompanyName
	}
	return nil
}

// fieldText gives what is written under one of the fieldKeys, "" for nothing.
func (c *Connection) fieldText(key string) string {
	if at := c.textField(key); at != nil {
		return *at
	}
	switch {
	case key == "secret_in":
		return c.SecretIn.String()
	case key == "secret_expires":
		return c.SecretExpires.String()
	case key == "last_used" && !c.LastUsed.IsZero():
		return c.LastUsed.UTC().Format(time.RFC3339Nano)
	}
	return ""
}

// setField is the reverse of fieldText.
func (c *Connection) setField(key, text string) (err error) {
	if at := c.textField(key); at != nil {
		*at = text
		return nil
	}
	switch {
	case key == "secret_in":
		c.SecretIn, _ = parsePlace(text) // a place of a newer version: nowhere, for this one
	case key == "secret_expires":
		c.SecretExpires, err = ParseDate(text)
	case key == "last_used" && text != "":
		c.LastUsed, err = time.Parse(time.RFC3339Nano, text)
	}
	return err
}

// setFields reads the fields of c out of the keys of the file.
func (c *Connection) setFields(keys []member) error {
	for _, key := range fieldKeys() {
		var text string // and "" for null
		err := error(nil)
		if raw := find(keys, key); raw != nil && json.Unmarshal(raw, &text) != nil {
			err = errors.New("it should be text in quotes")
		}
		if err == nil {
			err = c.setField(key, text)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if c.Tenant == "" || c.ClientID == "" {
		return errors.New("tenant or client_id is missing")
	}
	return nil
}

// parsePage reads the file. It keeps what can be read, also the connections before the place where a file was cut
// off: damage says what could not be read, "" when all could.
func parsePage(data []byte) (p page, damage string) {
	count := 0
	top, damage := readBook(data, func(raw json.RawMessage) string {
		count++
		if err := p.read(raw); err != nil {
			return fmt.Sprintf("connection %d: %v", count, err)
		}
		return ""
	})
	p.rest = p.withoutSecrets(top, "the top of the file")
	return p, damage
}

// read takes a connection from a file, where a person may have left its name out or used one twice.
func (p *page) read(raw json.RawMessage) error {
	keys, err := readObject(raw)
	if err != nil {
		return err
	}
	var c Connection
	if err := c.setFields(keys); err != nil {
		return err
	}
	if name, err := CheckName(c.Name); err != nil {
		c.Name = SuggestName(c.Tenant, c.Environment, p.taken)
	} else if c.Name = name; p.taken(name) {
		c.Name = SuggestName(name, "", p.taken)
	}
	p.entries = append(p.entries, entry{c, p.withoutSecrets(keys, "connection "+c.Name)})
	return nil
}

// withoutSecrets drops what a person may have written into the file by hand in the hope that it is read, and warns
// of it: bctui does not write a secret in clear text, not even one that it found so.
func (p *page) withoutSecrets(keys []member, where string) []member {
	var kept []member
	for _, m := range keys {
		if !isSecretKey(m.key) {
			kept = append(kept, m)
			continue
		}
		p.warnings = append(p.warnings, fmt.Sprintf("%s holds a secret in clear text (%s, in %s). bctui does not use it there and "+
			"takes it out with its next change: enter it where bctui asks for it, and consider it known to others.", BookName, m.key, where))
	}
	return kept
}

func isSecretKey(key string) bool {
	bare := strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(key))
	switch bare {
	case "secret", "clientsecret", "secretvalue", "azureclientsecret", "appsecret", "password", "passphrase", "token", "accesstoken":
		return true
	}
	return false
}

// find gives the index of the connection with that name, -1 without. A name differing in capitals only counts when
// there is no exact one; two such names cannot be in one book.
func (p *page) find(name string) int {
	fold := -1
	for i := range p.entries {
		there := p.entries[i].conn.Name
		if there == name {
			return i
		}
		if strings.EqualFold(there, name) {
			fold = i
		}
	}
	return fold
}

func (p *page) taken(name string) bool { return p.find(name) >= 0 }

// format gives the text of the file.
func (p *page) format() []byte {
	var list, out bytes.Buffer
	list.WriteString("[")
	for i := range p.entries {
		startLine(&list, i, "    ")
		writeObject(&list, "    ", p.entries[i].format())
	}
	if len(p.entries) > 0 {
		list.WriteString("\n  ")
	}
	list.WriteString("]")

	top := []member{{aboutKey, quote(bookAbout)}, {versionKey, json.RawMessage(strconv.Itoa(bookVersion))}, {connectionsKey, list.Bytes()}}
	for _, m := range p.rest {
		if m.key != aboutKey && m.key != versionKey {
			top = append(top, m)
		}
	}
	writeObject(&out, "", top)
	out.WriteString("\n")
	return out.Bytes()
}

// isNewer tells whether the version of a file, a number also when it stands in quotes, is higher than this program's.
func isNewer(version json.RawMessage) bool {
	v, err := strconv.ParseFloat(strings.Trim(string(version), `"`), 64)
	return (err == nil || errors.Is(err, strconv.ErrRange)) && v > bookVersion
}

// format gives the keys of one connection: those it was read from, with what has changed since.
func (e *entry) format() []member {
	var before Connection
	wasRead := before.setFields(e.raw) == nil
	var out []member
	known := fieldKeys()
	for _, key := range known {
		text, value := e.conn.fieldText(key), find(e.raw, key)
		// What is untouched stays as it is, so that a word of a newer version ("secret_in": "…") stays too.
		if !wasRead || text != before.fieldText(key) {
			if value = nil; text != "" {
				value = quote(text)
			}
		}
		if value != nil {
			out = append(out, member{key, value})
		}
	}
	for _, m := range e.raw {
		if !slices.Contains(known, m.key) {
			out = append(out, m)
		}
	}
	return out
}
