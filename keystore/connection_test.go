package keystore

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Connections are written in clear text, so a Connection can hold where a secret is and when it expires, never what
// it is. Whoever adds a field has to decide here whether it may be in the file.
func TestAConnectionHasNoPlaceForASecret(t *testing.T) {
	allowed := map[string]bool{"Name": true, "Tenant": true, "TenantID": true, "ClientID": true, "Environment": true,
		"EnvironmentType": true, "Authority": true, "API": true, "Scope": true, "CompanyID": true, "CompanyName": true,
		"SecretIn": true, "SecretExpires": true, "LastUsed": true}
	typ := reflect.TypeFor[Connection]()
	for i := range typ.NumField() {
		if f := typ.Field(i); !allowed[f.Name] {
			t.Errorf("field %s is new: it is saved in clear text", f.Name)
		}
	}
	if typ.NumField() != len(fieldKeys()) {
		t.Errorf("Connection has %d fields, the file %d keys", typ.NumField(), len(fieldKeys()))
	}
	for _, key := range fieldKeys() {
		if isSecretKey(key) {
			t.Errorf("key %s of the file", key)
		}
	}
}

func TestConnectionsThatShareASecret(t *testing.T) {
	base := Connection{Tenant: "contoso.onmicrosoft.com", ClientID: clientGUID}
	same := []Connection{
		{Tenant: tenantGUID, ClientID: clientGUID},                          // the tenant by its GUID
		{Tenant: "fabrikam.com", ClientID: clientGUID},                      // a customer of a multi-tenant registration
		{Tenant: base.Tenant, ClientID: " " + strings.ToLower(clientGUID)},  // spelling
		{Tenant: base.Tenant, ClientID: clientGUID, Environment: "Sandbox"}, // another environment
		{ClientID: clientGUID, Authority: "https://login.microsoftonline.com/"},
		{ClientID: clientGUID, Authority: "https://LOGIN.microsoftonline.com:443"},
		{ClientID: clientGUID, Authority: "login.microsoftonline.com"},
	}
	for _, c := range same {
		if c.SecretID() != base.SecretID() {
			t.Errorf("%+v: %q, want %q", c, c.SecretID(), base.SecretID())
		}
	}
	others := []Connection{
		{Tenant: base.Tenant, ClientID: tenantGUID},
		{Tenant: base.Tenant, ClientID: clientGUID, Authority: "https://login.microsoftonline.us"},
		{Tenant: base.Tenant, ClientID: clientGUID, Authority: "http://127.0.0.1:8080"},
		{Tenant: base.Tenant, ClientID: clientGUID, Authority: "http://127.0.0.1:8081"},
		{Tenant: base.Tenant, ClientID: clientGUID, Authority: "http://127.0.0.1:8080/entra"},
	}
	seen := map[string]bool{base.SecretID(): true}
	for _, c := range others {
		if id := c.SecretID(); seen[id] {
			t.Errorf("%+v shares %q", c, id)
		}
		seen[c.SecretID()] = true
	}
	if id := others[1].SecretID(); id != strings.ToLower(clientGUID)+" at login.microsoftonline.us" {
		t.Errorf("id %q is not readable", id)
	}
}

func TestExpiry(t *testing.T) {
	oslo := time.FixedZone("", 3600)
	c := Connection{SecretExpires: Date{2027, time.January, 31}}
	for _, x := range []struct {
		now  time.Time
		want int
	}{
		{time.Date(2027, 1, 1, 23, 59, 0, 0, time.UTC), 30},
		{time.Date(2027, 1, 30, 23, 30, 0, 0, time.UTC).In(oslo), 0}, // already the 31st there
		{time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), -1},
		{time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), 365},
	} {
		if got, known := c.ExpiresIn(x.now); got != x.want || !known {
			t.Errorf("%s: %d %v, want %d", x.now, got, known, x.want)
		}
	}
	if _, known := (Connection{}).ExpiresIn(time.Now()); known {
		t.Error("an unknown date is known")
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{"2027-01-31": "2027-01-31", "": ""} {
		if d, err := ParseDate(in); err != nil || d.String() != want {
			t.Errorf("%q: %q, %v", in, d, err)
		}
	}
	for _, in := range []string{"31.01.2027", "2027-02-30", "soon", "2027-1-31"} {
		if d, err := ParseDate(in); err == nil || !strings.Contains(err.Error(), "2027-01-31") {
			t.Errorf("%q: %q, %v, want an error with an example", in, d, err)
		}
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"contoso": "contoso", "  Contoso Prod. ": "Contoso Prod.", "Müller & Söhne / 测试": "Müller & Söhne / 测试", "👩‍💻 dev": "👩‍💻 dev",
		strings.Repeat("ü", 60): strings.Repeat("ü", 60),
	} {
		if got, err := CheckName(in); got != want || err != nil {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"", " \t", "a\nb", "a\x1b[31m", "a\u202egnp", "a\u200bb", "a\u2028b", "x\u0085y", "a\xffb", "a\ufeffb", strings.Repeat("x", 61)} {
		got, err := CheckName(in)
		var invalid *InvalidError
		if !errors.As(err, &invalid) || invalid.Field != "Name" {
			t.Errorf("%q: %q, %v, want an InvalidError", in, got, err)
			continue
		}
		if strings.ContainsFunc(err.Error(), func(r rune) bool { return !fitForName(r) }) {
			t.Errorf("%q: the message shows the character: %q", in, err)
		}
	}
}

func TestSuggestedNames(t *testing.T) {
	for _, c := range []struct{ tenant, environment, taken, want string }{
		{"contoso.onmicrosoft.com", "Production", "", "contoso-production"},
		{"Contoso.com", "", "", "contoso"},
		{tenantGUID, "Sandbox", "", "7f3c9a0e-sandbox"},
		{"contoso.com", "UAT 2", "", "contoso-uat-2"},
		{"contoso.com", "Production", "contoso-production", "contoso-production-2"},
		{"contoso.com", "Production", "contoso-production contoso-production-2", "contoso-production-3"},
		{"", "", "", "connection"},
		{"\x1b[31m", "\u202e", "", "31m"},
	} {
		taken := strings.Fields(c.taken)
		got := SuggestName(c.tenant, c.environment, func(n string) bool {
			for _, x := range taken {
				if x == n {
					return true
				}
			}
			return false
		})
		if got != c.want {
			t.Errorf("%q %q: %q, want %q", c.tenant, c.environment, got, c.want)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"contoso", "a\u202eb", strings.Repeat("x", 200), "\xff", "contoso.com", tenantGUID} {
		f.Add(s, "Production")
	}
	f.Fuzz(func(t *testing.T, tenant, environment string) {
		n := 0
		name := SuggestName(tenant, environment, func(string) bool { n++; return n < 20 })
		if _, err := CheckName(name); err != nil {
			t.Errorf("suggested %q is refused: %v", name, err)
		}
		if got, err := CheckName(tenant); err == nil && (utf8.RuneCountInString(got) > MaxName || got == "") {
			t.Errorf("%q was taken as %q", tenant, got)
		}
	})
}

func TestWhatCannotBeSaved(t *testing.T) {
	b := openBook(t, t.TempDir())
	for field, edit := range map[string]func(*Connection){
		"Name":      func(c *Connection) { c.Name = "a\nb" },
		"Tenant":    func(c *Connection) { c.Tenant = " " },
		"ClientID":  func(c *Connection) { c.ClientID = "" },
		"Authority": func(c *Connection) { c.Authority = "https://user:" + canary + "@login.example" },
		"API":       func(c *Connection) { c.API = "https://" + canary + "@api.example" },
		"":          func(c *Connection) { c.CompanyName = strings.Repeat(canary, 1000) },
	} {
		c := contoso("good")
		edit(&c)
		err := b.Put(c)
		var invalid *InvalidError
		if !errors.As(err, &invalid) || invalid.Field != field {
			t.Errorf("%s: %v", field, err)
			continue
		}
		checkNoCanary(t, err.Error())
	}
	if names(b) != "" {
		t.Errorf("the book holds %s", names(b))
	}
}
