package setup

import (
	"context"
	"strings"
	"testing"

	"bctui/keystore"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/session"
)

func TestFromNothingToCompanies(t *testing.T) {
	f := &fake{status: keystore.Status{State: keystore.Available, Backend: "Secret Service"}}
	st := begin(t, f, Options{})
	st.sees("Connect to Business Central", "step 1 of 4", "Tenant", "Where to find it", "○ Client ID")
	st.write("contoso.onmicrosoft.com").sees("✓ a domain").press("enter")
	st.sees("✓ Tenant contoso.onmicrosoft.com", "App registrations ▸ your app ▸ Overview ▸ Application (client) ID")
	st.write(clientID).sees("✓ a client ID").press("enter")
	st.sees("Client secret", "column Value", "Credentials/appId")
	st.paste(aSecret).sees("✓ 41 characters, ends in ZZ").seesNot("defghi").press("enter")
	st.sees("step 4 of 4", "Production, unless you type another", "contoso-production").press("enter")
	to := st.instead()
	if to.Place.Kind != place.Check || to.Place.Then != place.Companies || to.Place.Connection != "contoso-production" || to.Place.Environment != "Production" {
		t.Errorf("goes to %+v", to.Place)
	}
	d := f.saved[0]
	if d.Tenant != "contoso.onmicrosoft.com" || d.ClientID != clientID || d.Secret.Reveal() != aSecret || d.Environment != "Production" ||
		d.Authority != "" || d.API != "" || d.Scope != "" {
		t.Errorf("saved %+v", d.Connection)
	}
	if f.places[0] != keystore.InKeyring || len(f.tried) != 1 {
		t.Errorf("kept in %v after %d tries", f.places[0], len(f.tried))
	}
	if !said(st, "Secret Service") {
		t.Error("nobody says where the secret went")
	}
}

func said(st *tale, part string) bool {
	st.Until("a note", func() bool {
		for _, m := range st.Sent {
			if s, ok := m.(screen.Say); ok && strings.Contains(s.Text, part) {
				return true
			}
		}
		return false
	})
	return true
}

func TestWrongValuesAreCaughtInPlaceWithTheNextStep(t *testing.T) {
	for _, c := range []struct{ tenant, client, secret, want string }{
		{tenant: "", want: "✗ type or paste the tenant"},
		{tenant: "Contoso Ltd", want: "✗ This looks like the organisation's name"},
		{tenant: "common", want: "must name its tenant"},
		{tenant: "contoso", want: "Did you mean contoso.onmicrosoft.com?"},
		{tenant: tenantID, client: "", want: "✗ type or paste the Application (client) ID"},
		{tenant: tenantID, client: "my app", want: "✗ A client ID is a GUID"},
		{tenant: tenantID, client: tenantID, want: "✗ This is the tenant ID once more"},
		{tenant: tenantID, client: aSecret, want: "✗ This looks like a client secret"},
		{tenant: tenantID, client: clientID, secret: "", want: "✗ type or paste the value of a client secret"},
		{tenant: tenantID, client: clientID, secret: "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d", want: "the secret's ID, not its value"},
		{tenant: tenantID, client: clientID, secret: "abc••••••••••••••", want: "dots or asterisks"},
	} {
		st := begin(t, &fake{}, Options{})
		st.paste(c.tenant).press("enter")
		if st.s.at > 0 {
			st.paste(c.client).press("enter")
		}
		if st.s.at > 1 {
			st.paste(c.secret).press("enter")
		}
		st.sees(c.want)
		if len(st.f.tried) > 0 {
			t.Errorf("%+v was tried", c)
		}
	}
}

func TestBlanksQuotesAndLineBreaksAreTakenOffAndSaid(t *testing.T) {
	st := begin(t, &fake{}, Options{})
	st.paste("  \"contoso.onmicrosoft.com\" \r\n").sees("were removed").press("enter")
	st.sees("✓ Tenant contoso.onmicrosoft.com")
	st.paste("\t{" + strings.ToUpper(clientID) + "}\n").press("enter").sees("✓ Client ID " + strings.ToUpper(clientID))
	st.paste(aSecret + "\r\n").press("enter")
	if got := st.s.draft().Secret.Reveal(); got != aSecret {
		t.Errorf("the secret has %d characters", len(got))
	}
}

func TestBinaryAndHugePastesDoNoHarm(t *testing.T) {
	st := begin(t, &fake{}, Options{})
	st.write("contoso.com").paste(strings.Repeat("\x00\x01\xff\xfe", 1<<16)).sees("nothing was pasted")
	if st.s.form.Value(Tenant) != "contoso.com" {
		t.Errorf("the field holds %q", st.s.form.Value(Tenant))
	}
	st.press("ctrl+u").paste("\x1b]52;c;aGk=\x07\x00con\xfftoso.com").sees("were left out")
	for _, c := range st.text() {
		if c < ' ' && c != '\n' {
			t.Fatalf("a control character is on screen: %q", st.text())
		}
	}
}

func TestAPastedBlockFillsEverything(t *testing.T) {
	for name, block := range map[string]string{
		"variables": "export AZURE_TENANT_ID=" + tenantID + "\nexport AZURE_CLIENT_ID='" + clientID + "'\nexport AZURE_CLIENT_SECRET=\"" + aSecret + "\"\n",
		"json":      `{"tenant":"` + tenantID + `","appId":"` + clientID + `","password":"` + aSecret + `"}`,
		"mail":      "Hello,\r\n\r\nTenant ID: " + tenantID + "\r\nClient ID: " + clientID + "\r\nClient secret: " + aSecret + "\r\n\r\nRegards",
	} {
		st := begin(t, &fake{}, Options{})
		st.paste(block)
		d := st.s.draft()
		if d.Tenant != tenantID || d.ClientID != clientID || d.Secret.Reveal() != aSecret {
			t.Errorf("%s: got %q %q, secret of %d characters", name, d.Tenant, d.ClientID, d.Secret.Len())
			continue
		}
		st.sees("step 4 of 4", "✓ Taken over:", "✓ Secret 41 characters, ends in ZZ").seesNot("defghi")
	}
}

func TestABlockTypedByATerminalWithoutBracketedPasteWorks(t *testing.T) {
	st := begin(t, &fake{}, Options{})
	st.write("AZURE_TENANT_ID=" + tenantID).press("enter").write("AZURE_CLIENT_ID=" + clientID).press("enter")
	st.write("AZURE_CLIENT_SECRET=" + aSecret).press("enter")
	d := st.s.draft()
	if d.Tenant != tenantID || d.ClientID != clientID || d.Secret.Reveal() != aSecret {
		t.Errorf("got %q %q, secret of %d characters", d.Tenant, d.ClientID, d.Secret.Len())
	}
	st.sees("step 4 of 4")
}

func TestABusinessCentralAddressGivesTenantAndEnvironment(t *testing.T) {
	st := begin(t, &fake{}, Options{})
	st.paste("https://businesscentral.dynamics.com/" + tenantID + "/Sandbox2?company=CRONUS%20USA%2C%20Inc.&page=22")
	st.sees("Taken over", "step 2 of 4", "✓ Tenant "+tenantID)
	st.write(clientID).press("enter").paste(aSecret).press("enter").sees("Sandbox2", "pasted").press("enter")
	st.Until("the try", func() bool { st.f.mu.Lock(); defer st.f.mu.Unlock(); return len(st.f.tried) > 0 })
	if d := st.f.tried[0]; d.Environment != "Sandbox2" || d.CompanyName != "CRONUS USA, Inc." {
		t.Errorf("tried %q, %q", d.Environment, d.CompanyName)
	}
}

func TestEscGoesOneRungBackAndLosesNothing(t *testing.T) {
	var kept session.Draft
	st := begin(t, &fake{}, Options{Keep: func(d session.Draft) { kept = d }})
	st.three().press("tab").press("ctrl+u").write("my name").press("ctrl+a").write("https://login.example.com")
	st.press("esc").sees("step 4 of 4", "https://login.example.com")
	if st.s.advanced {
		t.Fatal("the first Esc must fold the advanced fields")
	}
	st.press("esc").sees("step 3 of 4", "•••••", "○ Environment").seesNot("defghi")
	st.press("esc").sees("step 2 of 4", "▌ "+clientID)
	st.press("esc").sees("step 1 of 4", "▌ contoso.onmicrosoft.com")
	st.press("esc")
	if !st.Left {
		t.Fatal("Esc at the first step must leave")
	}
	if kept.ClientID != clientID || kept.Secret.Reveal() != aSecret || kept.Name != "my name" || kept.Authority != "https://login.example.com" {
		t.Errorf("what was typed is lost: %+v", kept.Connection)
	}
	back := begin(t, &fake{}, Options{Draft: kept})
	back.sees("step 4 of 4", "✓ Secret 41 characters", "my name", "https://login.example.com")
}

func TestWrongTextsAreKeptToo(t *testing.T) {
	var kept session.Draft
	st := begin(t, &fake{}, Options{Keep: func(d session.Draft) { kept = d }})
	st.write("contoso.com").press("enter").write("half a client").press("esc", "esc")
	begin(t, &fake{}, Options{Draft: kept}).sees("step 2 of 4", "half a client")
}

func TestGoingBackAndChangingOneValueComesStraightForwardAgain(t *testing.T) {
	st := begin(t, &fake{}, Options{})
	st.three().press("esc", "esc", "esc").press("ctrl+u").write("fabrikam.com").press("enter")
	st.sees("step 4 of 4", "✓ Tenant fabrikam.com", "fabrikam-production")
}

func TestVariablesPrefillAndSayWhereTheyCameFrom(t *testing.T) {
	st := begin(t, &fake{}, Options{
		Draft:   session.Draft{Connection: keystore.Connection{Tenant: tenantID, ClientID: clientID}, Secret: newSecret(aSecret)},
		Origins: map[string]string{Tenant: "from AZURE_TENANT_ID", ClientID: "from AZURE_CLIENT_ID", Secret: "from AZURE_CLIENT_SECRET"},
	})
	st.sees("step 4 of 4", "from AZURE_TENANT_ID", "from AZURE_CLIENT_ID", "41 characters, ends in ZZ from AZURE_CLIENT_SECRET")
	st.press("esc", "backspace").seesNot("from AZURE_CLIENT_SECRET")
}

func TestAWrongPrefilledValueIsWhereItBegins(t *testing.T) {
	st := begin(t, &fake{}, Options{Draft: session.Draft{Connection: keystore.Connection{Tenant: tenantID, ClientID: "not a GUID"}}})
	st.sees("step 2 of 4", "not a GUID", "A client ID is a GUID")
}

func TestNameAndExpiryAreOptionalAndReachedByTab(t *testing.T) {
	st := begin(t, &fake{taken: []keystore.Connection{{Name: "contoso"}}}, Options{})
	st.write("contoso.com").press("enter").write(clientID).press("enter").paste(aSecret)
	st.sees("Expires optional, Tab to enter it").press("tab").write("31.5.2027").sees("✓ 31 May 2027, in 189 days").press("enter")
	st.sees("✓ Secret 41 characters, ends in ZZ, expires 31 May 2027")
	st.write("Sandbox").sees("contoso-sandbox-2").press("tab").write("contoso").press("enter").sees("has this name already")
	st.press("ctrl+u").write("mine").press("enter").instead()
	if d := st.f.saved[0]; d.Name != "mine" || d.SecretExpires.String() != "2027-05-31" || d.Environment != "Sandbox" {
		t.Errorf("saved %+v", d.Connection)
	}
}

func TestAdvancedValues(t *testing.T) {
	st := begin(t, &fake{}, Options{})
	st.three().press("ctrl+a").sees("Advanced", "empty: https://login.microsoftonline.com", "API host", "Scope")
	st.write("http://login.example.com").press("enter").sees("✗")
	st.press("ctrl+u").write("http://127.0.0.1:8080").press("enter").write("http://127.0.0.1:8080/").press("enter")
	st.write("https://api.businesscentral.dynamics.com/.default").press("ctrl+a").sees("API host http://127.0.0.1:8080")
	st.press("enter").instead()
	d := st.f.saved[0]
	if d.Authority != "http://127.0.0.1:8080" || !strings.HasPrefix(d.API, "http://127.0.0.1:8080") || d.Scope != "" {
		t.Errorf("saved %q %q %q", d.Authority, d.API, d.Scope)
	}
}

func TestTabAndArrowsMoveAndLettersAreText(t *testing.T) {
	st := begin(t, &fake{}, Options{})
	st.write("rVoy?q:x.com").sees("rVoy?q:x.com")
	st.press("ctrl+u").write("contoso.com").press("down").sees("step 2 of 4").press("up").sees("step 1 of 4").press("tab").press("shift+tab").sees("step 1 of 4")
}

func TestOpenPageFillsInTheClientID(t *testing.T) {
	st := begin(t, &fake{}, Options{})
	st.write("contoso.com").press("enter").write(clientID).press("enter").press("ctrl+l")
	st.Until("the browser", func() bool {
		for _, m := range st.Sent {
			if b, ok := m.(screen.Browse); ok {
				return strings.HasSuffix(b.URL, "/~/Credentials/appId/"+clientID)
			}
		}
		return false
	})
}

func TestPasteFromTheClipboardByKey(t *testing.T) {
	st := begin(t, &fake{}, Options{ReadClipboard: func() (string, error) { return "contoso.com", nil }})
	st.press("ctrl+v").Until("the paste", func() bool { return st.s.form.Value(Tenant) == "contoso.com" })
	none := begin(t, &fake{}, Options{ReadClipboard: func() (string, error) { return "", context.DeadlineExceeded }})
	none.press("ctrl+v")
	said(none, "Ctrl-Shift-V")
}

// Connections of one registration share its secret: it is not asked for a second time.
func TestASecretThatIsStoredNeedNotBeTypedAgain(t *testing.T) {
	f := &fake{stored: true, status: keystore.Status{State: keystore.Available, Backend: "Secret Service"}}
	st := begin(t, f, Options{})
	st.write("contoso.onmicrosoft.com").press("enter")
	st.write(clientID).press("enter")
	st.sees("step 4 of 4", "Secret the saved one of this client ID").press("esc")
	st.sees("Client secret", "the saved secret of this client ID is used").press("enter")
	st.sees("step 4 of 4").press("enter")
	if to := st.instead(); to.Place.Connection == "" {
		t.Errorf("goes to %+v", to.Place)
	}
	if f.saved[0].Secret.Len() != 0 || f.places[0] != keystore.InKeyring {
		t.Errorf("saved in %v a secret of %d characters", f.places[0], f.saved[0].Secret.Len())
	}
}
