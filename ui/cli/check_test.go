package cli_test

import (
	"encoding/json"
	"strings"
	"testing"

	"bctui/bc/demo"
)

// checkArgs are the flags that lead a check to a registration of the embedded tenant.
func checkArgs(t *testing.T, s *demo.Server, registration string, more ...string) (args []string, secret string) {
	t.Helper()
	r, ok := s.Registration(registration)
	if !ok {
		t.Fatalf("no registration %q", registration)
	}
	args = append([]string{"check", "--authority", s.URL(), "--api", s.URL(), "--tenant", r.TenantID, "--client-id", r.ClientID, "--secret-stdin"}, more...)
	return args, r.Secret
}

func TestCheckTellsWhatFailsByItsExitCodeAndItsWords(t *testing.T) {
	ownFolders(t)
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for registration, want := range map[string]struct {
		code int
		text string
	}{
		"good":           {0, "✓ Access"},
		"no-consent":     {3, "an Entra admin"},
		"not-set-up":     {3, "page=9860"},
		"expired-secret": {3, "AADSTS7000222"},
		"no-permissions": {4, "a Business Central admin"},
	} {
		args, secret := checkArgs(t, server, registration)
		code, out, errs := script(t, nil, secret+"\n", args...)
		if code != want.code || !strings.Contains(out, want.text) || errs != "" {
			t.Errorf("%s: exit code %d, %s\n%s", registration, code, errs, out)
		}
		if strings.Contains(out, secret) || strings.Contains(out, "eyJ") {
			t.Errorf("%s: the secret or a token was printed", registration)
		}
		for _, rung := range []string{"Input", "Authority", "Tenant", "Token", "Access"} {
			if strings.Count(out, " "+rung+" ") < 1 {
				t.Errorf("%s: no line for %s", registration, rung)
			}
		}
	}
}

func TestCheckForScriptsAndForTickets(t *testing.T) {
	ownFolders(t)
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for _, registration := range []string{"good", "no-consent", "wrong-cloud"} {
		args, secret := checkArgs(t, server, registration, "--json")
		_, out, _ := script(t, nil, secret, args...)
		var doc struct{ SchemaVersion, Kind string }
		if err := json.Unmarshal([]byte(out), &doc); err != nil || doc.SchemaVersion == "" || doc.Kind == "" {
			t.Errorf("%s: %v\n%s", registration, err, out)
		}
		args, secret = checkArgs(t, server, registration, "--markdown", "--mask")
		_, out, _ = script(t, nil, secret, args...)
		if !strings.HasPrefix(out, "#") || strings.Contains(out, args[6]) || strings.Contains(out, args[8]) {
			t.Errorf("%s: no masked page:\n%s", registration, out)
		}
	}
	args, secret := checkArgs(t, server, "good", "--matrix", "--company", "My Company")
	code, out, errs := script(t, nil, secret, args...)
	if code != 0 || !strings.Contains(out, "entity sets in 1 compan") {
		t.Errorf("matrix: exit code %d, %s\n%s", code, errs, out)
	}
}

// What others wrote is shown as a symbol where it would act on the terminal, and left as it is where it does not.
func TestCheckShowsNamesAsTheyAre(t *testing.T) {
	ownFolders(t)
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	args, secret := checkArgs(t, server, "good", "--company", "Étoile 👩\u200d👩\u200d👧 \x1b[31m\u202e")
	_, out, _ := script(t, nil, secret, args...)
	for _, bad := range []string{"\x1b", "\u202e", `\x1b`, `\u20`} {
		if strings.Contains(out, bad) {
			t.Errorf("%q is in\n%s", bad, out)
		}
	}
	if !strings.Contains(out, "Étoile 👩") || !strings.Contains(out, "␛[31m⟨RLO⟩") {
		t.Errorf("the name is not there as it is:\n%s", out)
	}
}

func TestCheckWithoutAnythingToCheck(t *testing.T) {
	ownFolders(t)
	if code, _, errs := script(t, nil, "", "check"); code != 2 || !strings.Contains(errs, "--tenant") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	if code, _, errs := script(t, nil, "", "check", "--json", "--markdown"); code != 2 || errs == "" {
		t.Errorf("exit code %d, %s", code, errs)
	}
	code, out, _ := script(t, nil, "some-secret-of-mine", "check", "--authority", "http://127.0.0.1:1", "--api", "http://127.0.0.1:1",
		"--tenant", "contoso.com", "--client-id", "11111111-2222-3333-4444-555555555555", "--secret-stdin")
	if code != 5 || !strings.Contains(out, "✗ Authority") {
		t.Errorf("a closed port: exit code %d\n%s", code, out)
	}
}

func TestCheckOfTheDemoTenantByTheNameThatItsPlacesPrint(t *testing.T) {
	ownFolders(t)
	code, out, errs := script(t, nil, "", "check", "--connection", "demo")
	if code != 0 || !strings.Contains(out, "✓ Access") || errs != "" {
		t.Errorf("exit code %d, %s\n%s", code, errs, out)
	}
}
