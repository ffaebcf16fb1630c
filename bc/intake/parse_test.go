package intake

import (
	"slices"
	"strings"
	"testing"
)

const (
	tid    = "7f3c9a0e-1b2d-4c5e-8f90-a1b2c3d4e5f6"
	cid    = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
	secret = "Abc8Q~x_yZ0123456789.-abcdefghijklmnopqr"
	coid   = "11112222-3333-4444-5555-666677778888"
)

// full is what most of the texts below hold.
func full() Pasted { return Pasted{Tenant: tid, ClientID: cid, Secret: secret} }

func TestParseFindsTheValuesInWhatPeoplePaste(t *testing.T) {
	with := func(change func(*Pasted)) Pasted { p := full(); change(&p); return p }
	production := with(func(p *Pasted) { p.Environment = "Production" })
	for _, c := range []struct {
		name, text string
		want       Pasted
	}{
		{"env file", "AZURE_TENANT_ID=" + tid + "\nAZURE_CLIENT_ID=" + cid + "\nAZURE_CLIENT_SECRET=" + secret + "\n", full()},
		{"env file, Windows line ends and BOM", "\ufeffAZURE_TENANT_ID=" + tid + "\r\nAZURE_CLIENT_ID=" + cid + "\r\nAZURE_CLIENT_SECRET=" + secret + "\r\n", full()},
		{"env file with quotes, blanks and remarks", "# test\nAZURE_TENANT_ID = \"" + tid + "\"  # the tenant\nAZURE_CLIENT_ID='" + cid + "'\nAZURE_CLIENT_SECRET=\"" + secret + "\"\n#AZURE_CLIENT_ID=00000000-1111-2222-3333-444444444444", full()},
		{"export", "export ARM_TENANT_ID=" + tid + ";\nexport ARM_CLIENT_ID=" + cid + ";\nexport ARM_CLIENT_SECRET='" + secret + "';", full()},
		{"one line before a command", "AZURE_TENANT_ID=" + tid + " AZURE_CLIENT_ID=" + cid + " AZURE_CLIENT_SECRET=" + secret + " ./run", full()},
		{"cmd", "set TENANT_ID=" + tid + "\nset CLIENT_ID=" + cid + "\nset \"CLIENT_SECRET=" + secret + "\"", full()},
		{"setx", "setx AZURE_TENANT_ID " + tid + "\nsetx AZURE_CLIENT_ID \"" + cid + "\"\nsetx AZURE_CLIENT_SECRET \"" + secret + "\"", full()},
		{"PowerShell", "$env:AZURE_TENANT_ID = \"" + tid + "\"\n$env:AZURE_CLIENT_ID='" + cid + "'\n$env:AZURE_CLIENT_SECRET = \"" + secret + "\"", full()},
		{"PowerShell variables", "$tenantId = \"" + tid + "\"; $clientId = \"" + cid + "\"; $clientSecret = \"" + secret + "\"", full()},
		{"PowerShell parameters", "New-BcAuthContext -tenantID '" + tid + "' -clientID " + cid + " -clientSecret \"" + secret + "\"", full()},
		{"BC names", "BC_TENANT_ID=" + tid + "\nBC_CLIENT_ID=" + cid + "\nBC_CLIENT_SECRET=" + secret + "\nBC_ENVIRONMENT=Production\nBC_COMPANY=CRONUS USA, Inc.",
			with(func(p *Pasted) { p.Environment, p.CompanyName = "Production", "CRONUS USA, Inc." })},
		{"dockerfile and compose", "ENV AZURE_TENANT_ID " + tid + "\n      - AZURE_CLIENT_ID=" + cid + "\n      AZURE_CLIENT_SECRET: " + secret, full()},
		{"docker run", "docker run -e AZURE_TENANT_ID=" + tid + " -e AZURE_CLIENT_ID=" + cid + " -e 'AZURE_CLIENT_SECRET=" + secret + "' image", full()},
		{"az login", "az login --service-principal -u " + cid + " -p " + secret + " --tenant " + tid, full()},
		{"az ad sp", `{
  "appId": "` + cid + `",
  "displayName": "bctui",
  "password": "` + secret + `",
  "tenant": "` + tid + `"
}`, full()},
		{"az sdk-auth", `{"clientId":"` + cid + `","clientSecret":"` + secret + `","subscriptionId":"aaaa0000-bbbb-1111-cccc-2222dddd3333","tenantId":"` + tid + `","activeDirectoryEndpointUrl":"https://login.microsoftonline.com","resourceManagerEndpointUrl":"https://management.azure.com/"}`, full()},
		{"appsettings", `{"Logging":{"Level":"x"},"AzureAd":{"Instance":"https://login.microsoftonline.com/","TenantId":"` + tid + `","ClientId":"` + cid + `","ClientSecret":"` + secret + `"}}`, full()},
		{"app settings list", `[{"name":"AZURE_TENANT_ID","value":"` + tid + `","slotSetting":false},{"name":"AZURE_CLIENT_ID","value":"` + cid + `"},{"name":"AZURE_CLIENT_SECRET","value":"` + secret + `"}]`, full()},
		{"Postman environment", `{"id":"x","name":"BC","values":[{"key":"tenantId","value":"` + tid + `","enabled":true},{"key":"client_id","value":"` + cid + `","type":"default","enabled":true},{"key":"client_secret","value":"` + secret + `","enabled":true},{"key":"environment","value":"Production","enabled":true},{"key":"clientId","value":"00000000-1111-2222-3333-444444444444","enabled":false}],"_postman_variable_scope":"environment"}`, production},
		{"nested JSON", `{"a":[{"b":{"tenant":{"id":"` + tid + `"},"app":{"client_id":"` + cid + `","client_secret":{"value":"` + secret + `"}},"environment":{"name":"Production"}}}]}`, production},
		{"JSON in a mail", "Hi,\nhere it is:\n```json\n{\"tenantId\": \"" + tid + "\", \"clientId\": \"" + cid + "\", \"clientSecret\": \"" + secret + "\"}\n```\nBye", full()},
		{"JSON with remarks and a comma too many", "{\n  // the app\n  \"tenantId\": \"" + tid + "\",\n  \"clientId\": \"" + cid + "\",\n  \"clientSecret\": \"" + secret + "\",\n}", full()},
		{"YAML", "azure:\n  tenant_id: " + tid + "\n  client_id: \"" + cid + "\"\n  client_secret: '" + secret + "' # ours\nbc:\n  environment: Production\n", production},
		{"Terraform", "tenant_id       = \"" + tid + "\"\nclient_id       = \"" + cid + "\"\nclient_secret   = \"" + secret + "\"", full()},
		{"C#", "const string TenantId = \"" + tid + "\";\nvar clientId = \"" + cid + "\";\nstring clientSecret = \"" + secret + "\";", full()},
		{"web.config", "<add key=\"TenantId\" value=\"" + tid + "\"/>\n<add key=\"ClientId\" value=\"" + cid + "\" />\n<ClientSecret>" + secret + "</ClientSecret>", full()},
		{"token request", "grant_type=client_credentials&client_id=" + cid + "&client_secret=" + strings.ReplaceAll(secret, "~", "%7E") + "&scope=https%3A%2F%2Fapi.businesscentral.dynamics.com%2F.default\nhttps://login.microsoftonline.com/" + tid + "/oauth2/v2.0/token", full()},
		{"curl", "curl -X POST https://login.microsoftonline.com/" + tid + "/oauth2/v2.0/token -d grant_type=client_credentials -d client_id=" + cid + " --data-urlencode 'client_secret=" + secret + "' -d 'scope=https://api.businesscentral.dynamics.com/.default'", full()},
		{"mail with the portal's labels", "Hi Anna,\n\nthe registration is done:\n\nApplication (client) ID: " + cid + "\nDirectory (tenant) ID: " + tid + "\nClient secret value: " + secret + "\nSecret ID: aaaabbbb-0000-1111-2222-333344445555\n\nEnvironment: Production\n\nRegards", production},
		{"mail, quoted, with bullets", "> * Application (client) ID:   " + cid + "\n> * Directory (tenant) ID:   " + tid + "\n> * Client secret: " + secret + " (expires 2027-01-01)\n", full()},
		{"labels and values on lines of their own", "Display name\nbctui\nApplication (client) ID\n:\n" + cid + "\nObject ID\naaaabbbb-0000-1111-2222-333344445555\nDirectory (tenant) ID\n" + tid + "\n\nClient secret\n\n" + secret, full()},
		{"Markdown", "**Client ID:** `" + cid + "`  \n**Tenant ID**: `" + tid + "`\n- **Client Secret:** `" + secret + "`", full()},
		{"Markdown table", "| Setting | Value |\n|---|---|\n| Tenant ID | " + tid + " |\n| Client ID | `" + cid + "` |\n| Client secret | " + secret + " |", full()},
		{"spreadsheet", "Tenant ID\t" + tid + "\nClient ID\t" + cid + "\nClient secret\t" + secret, full()},
		{"secrets table of the portal", "Client ID: " + cid + "\nTenant ID: " + tid + "\nDescription\tExpires\tValue\tSecret ID\nbctui\t5/5/2027\t" + secret + "\taaaabbbb-0000-1111-2222-333344445555", full()},
		{"prose", "The tenant ID is " + tid + " and your client ID is " + cid + ". The client secret is " + secret + ".", full()},
		{"one line with commas", "Tenant ID: " + tid + ", Client ID: " + cid + ", Secret: " + secret, full()},
		{"German", "Anwendungs-ID (Client): " + cid + "\nVerzeichnis-ID (Mandant): " + tid + "\nGeheimer Clientschlüssel: " + secret + "\nUmgebung: Production\nMandant: CRONUS AG",
			with(func(p *Pasted) { p.Environment, p.CompanyName = "Production", "CRONUS AG" })},
		{"Danish", "Program-id (klient): " + cid + "\nMappe-id (lejer): " + tid + "\nKlienthemmelighed: " + secret + "\nMiljø: Production", production},
		{"Dutch", "Toepassings-id (client): " + cid + "\nMap-id (tenant): " + tid + "\nWaarde clientgeheim: " + secret + "\nOmgeving: Production", production},
		{"French", "ID d’application (client) : " + cid + "\nID de l’annuaire (locataire) : " + tid + "\nValeur du secret client : " + secret + "\nEnvironnement : Production", production},
		{"Spanish", "Id. de aplicación (cliente): " + cid + "\nId. de directorio (inquilino): " + tid + "\nValor del secreto: " + secret + "\nEntorno: Production", production},
		{"domain for tenant", "Tenant: contoso.onmicrosoft.com\nClient ID: " + cid + "\nSecret: " + secret, with(func(p *Pasted) { p.Tenant = "contoso.onmicrosoft.com" })},
		{"tenant only in a mail address", "Client ID: " + cid + "\nSecret: " + secret + "\nAsk admin@contoso.onmicrosoft.com", with(func(p *Pasted) { p.Tenant = "contoso.onmicrosoft.com" })},
		{"other cloud and test server", "TENANT_ID=" + tid + "\nCLIENT_ID=" + cid + "\nCLIENT_SECRET=" + secret + "\nAUTHORITY=https://127.0.0.1:9443\nBC_API_URL=https://localhost:9444\nSCOPE=https://other.example/.default",
			with(func(p *Pasted) {
				p.Authority, p.API, p.Scope = "https://127.0.0.1:9443", "https://localhost:9444", "https://other.example/.default"
			})},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := Parse(c.text)
			if !ok {
				t.Fatalf("nothing found")
			}
			if got.Secret != c.want.Secret {
				t.Errorf("secret: got %d characters, want %d", len(got.Secret), len(c.want.Secret))
			}
			got.Found, got.Notes, got.Secret, c.want.Secret = nil, nil, "", ""
			if !same(got, c.want) {
				t.Errorf("\n got %s\nwant %s", show(got), show(c.want))
			}
		})
	}
}

func same(a, b Pasted) bool { return show(a) == show(b) }

func show(p Pasted) string {
	return strings.Join([]string{p.Tenant, p.ClientID, p.Secret, p.Environment, p.CompanyName, p.CompanyID, p.Authority, p.API, p.Scope}, " | ")
}

func TestParseReadsURLs(t *testing.T) {
	for _, c := range []struct {
		text string
		want Pasted
	}{
		{"https://businesscentral.dynamics.com/" + tid + "/Production?company=CRONUS%20USA%2C%20Inc.&page=22", Pasted{Tenant: tid, Environment: "Production", CompanyName: "CRONUS USA, Inc."}},
		{"https://businesscentral.dynamics.com/contoso.onmicrosoft.com/Sandbox-1/?company=My+Company", Pasted{Tenant: "contoso.onmicrosoft.com", Environment: "Sandbox-1", CompanyName: "My Company"}},
		{"https://businesscentral.dynamics.com/Sandbox?company=CRONUS", Pasted{Environment: "Sandbox", CompanyName: "CRONUS"}},
		{"https://businesscentral.dynamics.com/" + tid, Pasted{Tenant: tid}},
		{"https://businesscentral.dynamics.com/" + tid + "/admin", Pasted{Tenant: tid}},
		{"businesscentral.dynamics.com/" + tid + "/Production", Pasted{Tenant: tid, Environment: "Production"}},
		{"https://api.businesscentral.dynamics.com/v2.0/" + tid + "/Production/api/v2.0/companies(" + coid + ")/customers?$top=5", Pasted{Tenant: tid, Environment: "Production", CompanyID: coid}},
		{"https://api.businesscentral.dynamics.com/v2.0/Production/api/v2.0/companies", Pasted{Environment: "Production"}},
		{"https://api.businesscentral.dynamics.com/v2.0/contoso.com/Sandbox/ODataV4/Company('CRONUS%20International')/Customers", Pasted{Tenant: "contoso.com", Environment: "Sandbox", CompanyName: "CRONUS International"}},
		{"https://api.businesscentral.dynamics.com/v2.0/contoso.com/Sandbox/ODataV4/Company(Id=" + coid + ")/x", Pasted{Tenant: "contoso.com", Environment: "Sandbox", CompanyID: coid}},
		{"https://api.businesscentral.dynamics.com/v2.0/P/ODataV4/Company('O%27%27Brien')", Pasted{Environment: "P", CompanyName: "O'Brien"}},
		{"https://127.0.0.1:9443/v2.0/" + tid + "/Production/api/v2.0/companies", Pasted{Tenant: tid, Environment: "Production", API: "https://127.0.0.1:9443"}},
		{"https://login.microsoftonline.com/" + tid + "/oauth2/v2.0/token", Pasted{Tenant: tid}},
		{"https://login.microsoftonline.us/contoso.com/v2.0/.well-known/openid-configuration", Pasted{Tenant: "contoso.com", Authority: "https://login.microsoftonline.us"}},
		{"https://127.0.0.1:9443/" + tid + "/oauth2/v2.0/token", Pasted{Tenant: tid, Authority: "https://127.0.0.1:9443"}},
		{"https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/" + cid + "/isMSAApp~/false", Pasted{ClientID: cid}},
		{"Have a look: <https://businesscentral.dynamics.com/" + tid + "/Production>.", Pasted{Tenant: tid, Environment: "Production"}},
		{"(see https://api.businesscentral.dynamics.com/v2.0/" + tid + "/Production/api/v2.0/companies(" + coid + "))", Pasted{Tenant: tid, Environment: "Production", CompanyID: coid}},
	} {
		got, ok := Parse(c.text)
		got.Found, got.Notes = nil, nil
		if !ok || !same(got, c.want) {
			t.Errorf("%s\n got %s\nwant %s", c.text, show(got), show(c.want))
		}
	}
}

func TestParseLeavesPlainValuesToTheirFields(t *testing.T) {
	for _, text := range []string{
		"", " \n ", tid, "{" + tid + "}", "\"" + tid + "\"", "contoso.onmicrosoft.com", "user@contoso.com", secret, "a=b", "Production",
		"https://example.com/", "https://shop.example/?company=Foo", "https://accounts.example/o/oauth2/auth", "BASE_URL=https://shop.example", "LOGIN_URL=https://shop.example/login", "ENVIRONMENT=development", "hello world", "{}", "[]", "{\"a\":1}", "x: y", "https://login.microsoftonline.com/common", "Client ID:", "AZURE_CLIENT_SECRET=",
	} {
		if p, ok := Parse(text); ok {
			t.Errorf("%q: found %v", text, p.Found)
		}
	}
}

func TestASecretSurvivesExactly(t *testing.T) {
	for _, s := range []string{
		secret, "abc=def==ghi+jkl/mnopq", `ab"cd"efghijklmnopq`, `it's'a'secret-0123456789`, "a'b\"c`d=e&f?g:h*i@j", "ends-with-equals-0123456789==",
		"-starts-with-a-hyphen-0123456789", "has#hash#0123456789abcdef", "semi;colon;0123456789abcdef", "back\\slash\\0123456789abc", "[brackets]:0123456789abcdef]", "comma,inside,0123456789abc",
		`a",b"c0123456789abcdefghij`,
	} {
		jsonQuoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
		shellSingle := strings.ReplaceAll(s, "'", `'\''`)
		psDouble := strings.NewReplacer("`", "``", `"`, "`\"").Replace(s)
		psSingle := strings.ReplaceAll(s, "'", "''")
		texts := map[string]string{
			"env":          "CLIENT_ID=" + cid + "\nAZURE_CLIENT_SECRET=" + s + "\n",
			"env, double":  "CLIENT_ID=" + cid + "\nAZURE_CLIENT_SECRET=\"" + jsonQuoted + "\"\n",
			"sh, single":   "export AZURE_CLIENT_SECRET='" + shellSingle + "'\n",
			"JSON":         `{"clientId":"` + cid + `","clientSecret":"` + jsonQuoted + `"}`,
			"JSON line":    `"clientSecret": "` + jsonQuoted + `",`,
			"PowerShell":   "$env:AZURE_CLIENT_SECRET = \"" + psDouble + "\"",
			"PowerShell '": "$env:AZURE_CLIENT_SECRET = '" + psSingle + "'",
			"cmd":          "set AZURE_CLIENT_SECRET=" + s,
			"cmd, quoted":  "set \"AZURE_CLIENT_SECRET=" + s + "\"",
			"mail":         "Client secret value: " + s,
		}
		for name, text := range texts {
			if name == "env" && (strings.HasPrefix(s, "'") || strings.HasPrefix(s, `"`)) {
				continue
			}
			p, ok := Parse(text)
			if !ok || p.Secret != s {
				t.Errorf("%s: %s\n got %q", name, text, p.Secret)
			}
		}
		if got, problems := Secret(s); got != s {
			t.Errorf("field: %q became %q (%v)", s, got, problems)
		}
	}
}

func TestParseSaysWhatItLeftOut(t *testing.T) {
	has := func(p Pasted, part string) bool {
		return slices.ContainsFunc(p.Notes, func(n Problem) bool { return strings.Contains(n.Text, part) })
	}
	for _, c := range []struct{ name, text, note string }{
		{"secret's ID", "Client ID: " + cid + "\nClient secret: " + coid, "the secret's ID, not its value"},
		{"only the secret's ID", "Client ID: " + cid + "\nSecret ID: " + coid, "names a secret's ID"},
		{"two apps", "Client ID: " + cid + "\nClient ID: " + coid, "several values for the client ID"},
		{"common", "TENANT_ID=common\nCLIENT_ID=" + cid, "common"},
		{"placeholder", "TENANT_ID=<your-tenant-id>\nCLIENT_ID=" + cid, "placeholder"},
		{"hidden secret", "CLIENT_ID=" + cid + "\nClient secret: abc****************************", "asterisks"},
		{"another authority", "CLIENT_ID=" + cid + "\nAUTHORITY=https://evil.example", "the secret will be sent there"},
		{"another API", "CLIENT_ID=" + cid + "\nBC_API_URL=https://evil.example", "the access token will be sent there"},
		{"same GUID twice", "TENANT_ID=" + cid + "\nCLIENT_ID=" + cid, "the same GUID"},
	} {
		p, ok := Parse(c.text)
		if !ok || !has(p, c.note) {
			t.Errorf("%s: notes %v", c.name, p.Notes)
		}
	}
}

func TestParseTakesAPasswordOnlyBesideAClientID(t *testing.T) {
	if p, ok := Parse("DB_HOST=x\nPASSWORD=hunter2hunter2hunter2"); ok {
		t.Errorf("found %v", p.Found)
	}
	if p, _ := Parse(`{"appId":"` + cid + `","password":"` + secret + `"}`); p.Secret != secret {
		t.Error("az's password was not taken")
	}
}

func TestNothingQuotesTheSecret(t *testing.T) {
	bad := []string{secret + " and more", strings.Repeat(secret, 50), secret + "\x00", secret + "\n" + secret, "https://" + secret, "xy%7E" + secret}
	for _, s := range bad {
		_, problems := Secret(s)
		p, _ := Parse("CLIENT_ID=" + cid + "\nCLIENT_SECRET=\"" + s + "\"")
		for _, q := range append(problems, p.Notes...) {
			if strings.Contains(q.Text, secret) {
				t.Errorf("%q quotes the secret", q.Text)
			}
		}
	}
	p := full()
	if strings.Contains(p.String()+p.GoString(), secret) {
		t.Error("printing a Pasted shows the secret")
	}
}
