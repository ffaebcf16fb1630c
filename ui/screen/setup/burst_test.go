package setup

import (
	"context"
	"strings"
	"testing"

	"bctui/keystore"
	"bctui/ui/session"
)

// dump sends a text as a terminal without bracketed paste does: key by key, at once. sign is how it ends lines.
func (st *tale) dump(text, sign string) *tale {
	st.t.Helper()
	st.fast.Store(true)
	for _, r := range text {
		switch r {
		case '\n':
			st.press(sign)
		case '\t':
			st.press("tab")
		default:
			st.press(string(r))
		}
		st.seesNot("cdef", "Q~d") // the secret, or a piece of it
	}
	st.fast.Store(false)
	st.Until("the end of the paste", func() bool { return !st.s.burst.waiting })
	return st
}

func TestABlockPastedKeyByKeyIsTakenApart(t *testing.T) {
	for name, text := range map[string]string{
		"variables":          "AZURE_TENANT_ID=contoso.onmicrosoft.com\nexport AZURE_CLIENT_ID=" + clientID + "\nAZURE_CLIENT_SECRET='" + aSecret + "'\n",
		"no last line break": "AZURE_TENANT_ID=contoso.onmicrosoft.com\nexport AZURE_CLIENT_ID=" + clientID + "\nAZURE_CLIENT_SECRET='" + aSecret + "'",
		"the secret first":   "AZURE_CLIENT_SECRET=" + aSecret + "\nAZURE_CLIENT_ID=" + clientID + "\nAZURE_TENANT_ID=contoso.onmicrosoft.com\n\n\nqqq",
		"JSON":               "{\n  \"appId\": \"" + clientID + "\",\n  \"displayName\": \"x\",\n  \"password\": \"" + aSecret + "\",\n  \"tenant\": \"contoso.onmicrosoft.com\"\n}\n\n",
		"a mail": "Hello Anna,\n\nhere is what you need, quickly: n y q\n\nDirectory (tenant) ID: contoso.onmicrosoft.com\nApplication (client) ID\n" + clientID +
			"\nClient secret:\t" + aSecret + "\n\nBest regards\nx q d\n",
	} {
		for _, sign := range []string{"enter", "ctrl+j"} {
			t.Run(name+" "+sign, func(t *testing.T) {
				f := &fake{status: keystore.Status{State: keystore.Available}}
				st := begin(t, f, Options{}).dump(text, sign)
				st.sees("step 4 of 4", "Taken over: ", "✓ Tenant contoso.onmicrosoft.com", "✓ Client ID "+clientID, "41 characters, ends in ZZ", "Production")
				if len(f.tried) != 0 {
					t.Error("the paste began to sign in")
				}
				st.press("enter").instead()
				if d := f.saved[0]; d.Tenant != "contoso.onmicrosoft.com" || d.ClientID != clientID || d.Secret.Reveal() != aSecret || d.Environment != "Production" {
					t.Errorf("saved %+v", d.Connection)
				}
			})
		}
	}
}

// The plain values, one a line, are what a script types, too: each goes into its field. What comes behind them as fast
// is no command.
func TestPlainValuesPastedKeyByKeyAreTyped(t *testing.T) {
	f := &fake{try: func(context.Context, session.Draft) error { return errWrong }}
	st := begin(t, f, Options{}).dump("contoso.onmicrosoft.com\n"+clientID+"\n", "enter")
	st.sees("step 3 of 4").dump(aSecret+"\nSandbox\nrrr\nqx\n", "enter")
	st.phase(failed).sees("The secret is not valid")
	if len(f.tried) != 1 || f.tried[0].Environment != "Sandbox" || f.tried[0].Secret.Reveal() != aSecret {
		t.Errorf("%d tries, the first with %+v", len(f.tried), f.tried[0].Connection)
	}
	st.press("enter") // the next key acts again
	if st.s.phase != editing {
		t.Error("the key behind the paste was lost")
	}
}

func TestASecretIsNeverDrawnInAnotherField(t *testing.T) {
	for _, text := range []string{aSecret, "AZURE_CLIENT_SECRET=mysecret-without-a-form", "contoso.comClient secret: mysecret", `"password": "mysecret`} {
		st := begin(t, &fake{}, Options{})
		st.write(text).seesNot("mysecret", "cdefgh").sees("••••", "hidden: it holds a secret")
		st.press("ctrl+a").sees("hidden: it holds a secret").seesNot("mysecret", "cdefgh")
		st.write(text).seesNot("mysecret", "cdefgh").press("ctrl+a").seesNot("mysecret", "cdefgh")
	}
	begin(t, &fake{}, Options{}).write("contoso.com").sees("contoso.com")
}

func TestAdvancedBeforeTheTenantIsTyped(t *testing.T) {
	st := begin(t, &fake{}, Options{}).press("ctrl+a")
	st.sees("Tenant not typed yet", "Scope …/.default")
	if strings.Count(st.text(), "…/.default") != 1 {
		t.Errorf("the scope's default stands elsewhere, too:\n%s", st.text())
	}
}
