package intake

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParse: whatever is pasted, nothing panics, what is found passes its own field's check, and no text quotes the
// secret.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"AZURE_TENANT_ID=" + tid + "\nAZURE_CLIENT_ID=" + cid + "\nAZURE_CLIENT_SECRET=\"" + secret + "\"\n",
		`{"appId":"` + cid + `","password":"a\"b","tenant":"contoso.com","x":[1,null,true,{"key":"tenantId","value":"` + tid + `"}]}`,
		"Application (client) ID\n:\n" + cid + "\n**Client secret:** `" + secret + "` (x)\nUmgebung: Prüfung",
		"set \"CLIENT_SECRET=a=b\"\n$env:TENANT_ID = 'a''b'; $clientId = \"`\"x\"",
		"curl -d 'client_id=x&client_secret=%zz' https://login.microsoftonline.com/" + tid + "/oauth2/v2.0/token?x=%",
		"https://businesscentral.dynamics.com/" + tid + "/Production?company=%22%0A&tenant=x",
		"https://api.businesscentral.dynamics.com/v2.0/a/api/v2.0/companies(name='O''Brien')",
		"| Client ID | " + cid + " |\tTenant\t{" + tid + "}\n<add key=\"ClientId\" value=\"&lt;\"/>",
		"az login -u a -p '\\' --tenant \"", "[[[[[[[[{\"a\":", "\ufeff\u200bsecret: \xff\xfe", "http://http://https://[::1", "a:::=>=\"'`“", `{"appId":"` + cid + `","password":"\f0"}`, "scope=a/.default b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := Parse(text)
		if ok != (len(p.Found) > 0) {
			t.Fatalf("ok %v, found %v", ok, p.Found)
		}
		passes := func(what, value string, check func(string) (string, []Problem)) {
			if value == "" {
				return
			}
			if !utf8.ValidString(value) || hasControl(value) {
				t.Errorf("%s holds control characters: %q", what, value)
			}
			if got, problems := check(value); got == "" || Failed(problems) {
				t.Errorf("%s %q does not pass its own check: %v", what, value, problems)
			}
		}
		passes("tenant", p.Tenant, Tenant)
		passes("client ID", p.ClientID, func(s string) (string, []Problem) { return ClientID(s, "") })
		passes("secret", p.Secret, Secret)
		passes("environment", p.Environment, Environment)
		passes("authority", p.Authority, URL)
		passes("API", p.API, URL)
		passes("scope", p.Scope, Scope)
		if hasControl(p.CompanyName) {
			t.Errorf("company %q", p.CompanyName)
		}
		if len(p.Secret) >= 12 {
			for _, n := range p.Notes {
				if strings.Contains(n.Text, p.Secret) {
					t.Errorf("a note quotes the secret: %q", n.Text)
				}
			}
		}
	})
}

// FuzzFields: a value that a check returns is accepted unchanged when it is entered again.
func FuzzFields(f *testing.F) {
	for _, s := range []string{tid, "{" + cid + "}", secret, "Production", "https://127.0.0.1:9443/x/v2.0", "user@contoso.com", " “a b” ", "\x00", "tenant: x", "\"\"", "<>", "{{}}", "www.x.de.,;", ",#.", "https://a,b.de", "https://[::1%25lo]:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for name, check := range map[string]func(string) (string, []Problem){
			"tenant": Tenant, "client ID": func(s string) (string, []Problem) { return ClientID(s, tid) },
			"environment": Environment, "URL": URL, "scope": Scope,
		} {
			clean, problems := check(raw)
			if clean == "" {
				continue
			}
			if Failed(problems) || hasControl(clean) {
				t.Fatalf("%s: %q became %q with %v", name, raw, clean, problems)
			}
			again, problems := check(clean)
			if again != clean || Failed(problems) {
				t.Fatalf("%s: %q became %q, and that became %q (%v)", name, raw, clean, again, problems)
			}
		}
		if clean, problems := Secret(raw); clean != "" && (Failed(problems) || hasControl(clean)) {
			t.Fatalf("secret: %q became %q with %v", raw, clean, problems)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	mail := strings.Repeat("Some line of a long mail that says: nothing = at all\n", 400) +
		"Application (client) ID: " + cid + "\nDirectory (tenant) ID: " + tid + "\nClient secret value: " + secret + "\n"
	b.SetBytes(int64(len(mail)))
	for b.Loop() {
		if p, ok := Parse(mail); !ok || p.Secret != secret {
			b.Fatal("not found")
		}
	}
}
