package intake

import (
	"strings"
	"testing"
)

// check runs a table: the clean value, the worst level, and a part of one of the texts.
type check struct {
	raw, want string
	level     Level
	text      string
}

func run(t *testing.T, f func(string) (string, []Problem), table []check) {
	t.Helper()
	for _, c := range table {
		got, problems := f(c.raw)
		level, some := Worst(problems)
		texts := ""
		for _, p := range problems {
			texts += p.Text + "\n"
			if !strings.HasSuffix(p.Text, ".") && !strings.HasSuffix(p.Text, "?") {
				t.Errorf("%q: %q is no sentence", c.raw, p.Text)
			}
		}
		if got != c.want || some && level != c.level || !some && c.level != Note || !strings.Contains(texts, c.text) {
			t.Errorf("%q: got %q (level %v), want %q (level %v, %q)\n%s", clip(c.raw), got, level, c.want, c.level, c.text, texts)
		}
		if level == Error && some && got != "" {
			t.Errorf("%q: a value with an error must not be used", c.raw)
		}
	}
}

func TestTenant(t *testing.T) {
	run(t, Tenant, []check{
		{tid, tid, Note, ""},
		{strings.ToUpper(tid), strings.ToUpper(tid), Note, ""},
		{"  " + tid + "\n", tid, Note, "Blanks"},
		{"\ufeff" + tid + "\u200b", tid, Note, "2 invisible characters"},
		{"\u00a0" + tid + "\u00a0", tid, Note, "Blanks"},
		{"{" + tid + "}", tid, Note, "removed"},
		{"“" + tid + "”", tid, Note, "Quotes"},
		{"'" + tid + "',", tid, Note, "Quotes"},
		{strings.ReplaceAll(tid, "-", ""), tid, Note, "usual form"},
		{"contoso.onmicrosoft.com", "contoso.onmicrosoft.com", Note, ""},
		{"contoso.com.", "contoso.com", Note, "full stop"},
		{"xn--mller-kva.de", "xn--mller-kva.de", Note, ""},
		{"user@contoso.com", "contoso.com", Note, "e-mail"},
		{"anna_fabrikam.com#EXT#@contoso.onmicrosoft.com", "contoso.onmicrosoft.com", Note, "e-mail"},
		{"https://login.microsoftonline.com/" + tid + "/oauth2/v2.0/token", tid, Note, "URL"},
		{"https://businesscentral.dynamics.com/contoso.com/Production?company=X", "contoso.com", Note, "URL"},
		{"https://api.businesscentral.dynamics.com/v2.0/" + tid + "/Production/api/v2.0", tid, Note, "URL"},
		{"https://entra.microsoft.com/contoso.com/#view/x", "contoso.com", Note, "URL"},
		{"AZURE_TENANT_ID=" + tid, tid, Note, "after the name"},
		{"Directory (tenant) ID: " + tid, tid, Note, "after the name"},
		{"", "", Error, "missing"},
		{" \t\n", "", Error, "missing"},
		{"common", "", Error, "whichever tenant"},
		{"Organizations", "", Error, "whichever tenant"},
		{"https://login.microsoftonline.com/consumers/oauth2/v2.0/token", "", Error, "whichever tenant"},
		{"https://api.businesscentral.dynamics.com/v2.0/Production/api/v2.0/companies", "", Error, "names no tenant"},
		{"https://example.com", "", Error, "names no tenant"},
		{"contoso", "", Error, "contoso.onmicrosoft.com?"},
		{"Contoso Ltd", "", Error, "organisation's name"},
		{"<your tenant>", "", Error, "placeholder"},
		{"{{tenantId}}", "", Error, "placeholder"},
		{"your-tenant-id", "", Error, "placeholder"},
		{"00000000-0000-0000-0000-000000000000", "", Error, "empty GUID"},
		{"9188040d-6c67-4c5b-b112-36a304b66dad", "", Error, "personal"},
		{"me@gmail.com", "", Error, "personal mail"},
		{tid[:20], "", Error, "not complete"},
		{tid + "1", "", Error, "neither"},
		{"müller.de", "", Error, "special letters"},
		{"con\x00toso.com", "", Error, "control"},
		{"\xff\xfe\x00", "", Error, "control"},
		{"a\x1b[31mb.com", "", Error, "control"},
		{strings.Repeat("a", 5000), "", Error, "too long"},
		{strings.Repeat("a.", 200) + "com", "", Error, "neither"},
		{"-contoso.com", "", Error, "neither"},
		{"127.0.0.1", "", Error, "neither"},
	})
}

func TestClientID(t *testing.T) {
	run(t, func(s string) (string, []Problem) { return ClientID(s, tid) }, []check{
		{cid, cid, Note, ""},
		{" \"" + cid + "\" ", cid, Note, "Quotes"},
		{"{" + cid + "}", cid, Note, "removed"},
		{"api://" + cid, cid, Note, "usual form"},
		{"Application (client) ID: " + cid, cid, Note, "after the name"},
		{"https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/" + cid, cid, Note, "URL"},
		{"", "", Error, "missing"},
		{tid, "", Error, "tenant ID once more"},
		{strings.ToUpper(tid), "", Error, "tenant ID once more"},
		{"{" + tid + "}", "", Error, "tenant ID once more"},
		{cid[:10], "", Error, "not complete"},
		{"bctui", "", Error, "is a GUID such as"},
		{secret, "", Error, "looks like a client secret"},
		{"996def3d-b36c-4153-8607-a6fd3c01b89f", "", Error, "Business Central itself"},
		{"00000000-0000-0000-0000-000000000000", "", Error, "empty GUID"},
		{"https://example.com/", "", Error, "names no app"},
		{"<client-id>", "", Error, "placeholder"},
		{cid + "\x07", "", Error, "control"},
		{strings.Repeat("3", 9000), "", Error, "too long"},
	})
	if _, p := ClientID(cid, "contoso.com"); len(p) != 0 {
		t.Errorf("a domain as tenant: %v", p)
	}
}

func TestSecret(t *testing.T) {
	run(t, Secret, []check{
		{secret, secret, Note, ""},
		{" " + secret + "\r\n", secret, Note, "Blanks"},
		{"\"" + secret + "\"", secret, Note, "Quotes"},
		{"\u200b" + secret + "\ufeff", secret, Note, "invisible"},
		{"AZURE_CLIENT_SECRET=" + secret, secret, Note, "after the name"},
		{"Client secret: " + secret, secret, Note, "after the name"},
		{"{" + secret + "}", "{" + secret + "}", Note, ""},
		{"abc=def==ghi+jkl/mnop\"q'r", "abc=def==ghi+jkl/mnop\"q'r", Note, ""},
		{"", "", Error, "missing"},
		{"\"\"", "", Error, "missing"},
		{coid, "", Error, "the secret's ID, not its value"},
		{"{" + coid + "}", "", Error, "the secret's ID, not its value"},
		{"short", "short", Warning, "5 characters"},
		{"two words of a sentence here", "two words of a sentence here", Warning, "blank inside"},
		{strings.Repeat("x1", 100), strings.Repeat("x1", 100), Warning, "200 characters"},
		{"abc8Q%7Ex_yZ0123456789abcdefghijklmnopqr", "abc8Q%7Ex_yZ0123456789abcdefghijklmnopqr", Warning, "percent-encoded"},
		{strings.Repeat("x", 3000), "", Error, "too long"},
		{secret + "\n" + secret, "", Error, "several lines"},
		{secret + "\x00\x01", "", Error, "control"},
		{"\xde\xad\xbe\xef\xde\xad\xbe\xef", "", Error, "control"},
		{"abc******************", "", Error, "asterisks"},
		{"••••••••••••••••", "", Error, "asterisks"},
		{"-----BEGIN PRIVATE KEY-----\nabc", "", Error, "certificate or a key"},
		{"eyJ" + strings.Repeat("a", 60) + ".eyJ" + strings.Repeat("b", 60) + "." + strings.Repeat("c", 60), "", Error, "access token"},
		{"https://portal.azure.com/x", "", Error, "URL"},
		{"<your secret>", "", Error, "placeholder"},
		{"${CLIENT_SECRET}", "", Error, "placeholder"},
	})
}

func TestEnvironment(t *testing.T) {
	run(t, Environment, []check{
		{"Production", "Production", Note, ""},
		{" sandbox-1 ", "sandbox-1", Note, "Blanks"},
		{"\"UAT_2\"", "UAT_2", Note, "Quotes"},
		{"https://businesscentral.dynamics.com/contoso.com/UAT?company=X", "UAT", Note, "URL"},
		{"https://api.businesscentral.dynamics.com/v2.0/UAT/api/v2.0", "UAT", Note, "URL"},
		{"Environment: UAT", "UAT", Note, "after the name"},
		{"My Sandbox", "My Sandbox", Warning, "letters, digits and hyphens"},
		{"Prüfung", "Prüfung", Note, ""},
		{strings.Repeat("a", 31), strings.Repeat("a", 31), Warning, "30 characters"},
		{tid, tid, Warning, "GUID"},
		{"", "", Error, "missing"},
		{"a/b", "", Error, "none of"},
		{"Production?x", "", Error, "none of"},
		{"https://businesscentral.dynamics.com/contoso.com", "", Error, "names no environment"},
		{"<environment>", "", Error, "placeholder"},
		{"a\tb", "", Error, "control"},
		{strings.Repeat("a", 101), "", Error, "too long"},
		{strings.Repeat("a", 10000), "", Error, "too long"},
	})
}

func TestURL(t *testing.T) {
	run(t, URL, []check{
		{"https://login.microsoftonline.com", "https://login.microsoftonline.com", Note, ""},
		{"https://login.microsoftonline.com/", "https://login.microsoftonline.com", Note, ""},
		{"HTTPS://Login.MicrosoftOnline.com/", "https://login.microsoftonline.com", Note, ""},
		{" https://127.0.0.1:9443 ", "https://127.0.0.1:9443", Note, "Blanks"},
		{"http://localhost:8080", "http://localhost:8080", Note, ""},
		{"http://127.0.0.1:8080/base/", "http://127.0.0.1:8080/base", Note, ""},
		{"http://[::1]:8080", "http://[::1]:8080", Note, ""},
		{"login.microsoftonline.us", "https://login.microsoftonline.us", Note, "put in front"},
		{"https://login.microsoftonline.com/" + tid + "/v2.0", "https://login.microsoftonline.com", Note, "left out"},
		{"https://api.businesscentral.dynamics.com/v2.0/" + tid + "/Production", "https://api.businesscentral.dynamics.com", Note, "left out"},
		{"https://businesscentral.dynamics.com/" + tid, "https://api.businesscentral.dynamics.com", Note, "web client"},
		{"https://bc.example.com:7048/BC/v2.0/x", "https://bc.example.com:7048/BC", Note, "left out"},
		{"https://host.example.com?x=1#y", "https://host.example.com", Note, "left out"},
		{"", "", Error, "missing"},
		{"https", "", Error, "not complete"},
		{"https://", "", Error, "not a complete URL"},
		{"http://example.com", "", Error, "Use https"},
		{"ftp://example.com", "", Error, "begin with https"},
		{"https://user:pass@example.com", "", Error, "Leave it out"},
		{"https://example.com:99999", "", Error, "port"},
		{"https://exa mple.com", "", Error, "no blanks"},
		{"foo", "", Error, "not a URL"},
		{"https://\x1b[31m", "", Error, "control"},
		{"https://" + strings.Repeat("a", 3000), "", Error, "too long"},
	})
}

func TestScope(t *testing.T) {
	run(t, Scope, []check{
		{"", "", Note, ""},
		{" https://api.businesscentral.dynamics.com/.default ", "https://api.businesscentral.dynamics.com/.default", Note, "Blanks"},
		{"https://api.businesscentral.dynamics.com/API.ReadWrite.All", "https://api.businesscentral.dynamics.com/API.ReadWrite.All", Warning, "/.default"},
		{"a/.default b/.default", "a/.default b/.default", Warning, "one scope"},
		{"a\x00", "", Error, "can't be"},
	})
}

// Whoever types is not shouted at: what may still become right is marked.
func TestTypingIsNotAnError(t *testing.T) {
	typed := func(f func(string) (string, []Problem), whole string) {
		t.Helper()
		for i := 1; i < len(whole); i++ {
			_, problems := f(whole[:i])
			for _, p := range problems {
				if p.Level == Error && !p.Partial {
					t.Errorf("%q: %s", whole[:i], p.Text)
				}
			}
		}
	}
	typed(Tenant, tid)
	typed(Tenant, "contoso.onmicrosoft.com")
	typed(func(s string) (string, []Problem) { return ClientID(s, tid) }, cid)
	typed(Secret, secret)
	typed(Environment, "Sandbox-UAT")
	typed(URL, "https://login.microsoftonline.us")
	typed(URL, "http://localhost:8080")
}
