package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bctui/bc/demo"
	"bctui/ui/cli"
)

// script runs a command line without a terminal and gives what it printed.
func script(t *testing.T, env map[string]string, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	app := &cli.App{
		Build: cli.Build{Version: "1.2.3", Commit: "abc", Date: "2026-11-23"}, Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr,
		Getenv: func(name string) string { return env[name] }, Now: time.Now, IsTerminal: func(any) bool { return false },
	}
	code = app.Run(t.Context(), args)
	return code, stdout.String(), stderr.String()
}

// ownFolders keeps a test away from the user's files.
func ownFolders(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("BCTUI_CONFIG_DIR", dir)
	return dir
}

func TestWrongCommandLinesSayWhatToDo(t *testing.T) {
	ownFolders(t)
	for _, c := range []struct {
		args string
		want string // in the message
	}{
		{"nonsense", "no command"},
		{"connectons", "Did you mean `bctui connections`?"},
		{"--nope", "nope"},
		{"--tenant", "tenant"},
		{"connections lst", "Did you mean `bctui connections list`?"},
		{"connections rename one", "the name and the new name"},
		{"connections remove nobody", "There is no connection"},
		{"connections forget", "--yes"},
		{"connections secret x", "--secret-stdin"},
		{"demo extra", "demo"},
		{"--set customers", "--company"},
		{"--filter x", "--set"},
		{"--tenant common --client-id 11111111-2222-3333-4444-555555555555", "common"},
		{"--client-id not-a-guid --tenant contoso.com", "--client-id"},
		{"--authority http://example.com --tenant contoso.com", "--authority"},
		{"-c nobody", "There is no connection"},
		{"demo --registration nobody", "no-consent"},
		{"demo --listen 8.8.8.8:80", "--listen"},
		{"demo --listen nonsense", "--listen"},
	} {
		code, out, errs := script(t, nil, "", strings.Fields(c.args)...)
		if c.args == "demo --registration nobody" && strings.Contains(errs, "draws on a terminal") {
			continue
		}
		if code != 2 || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("bctui %s: exit code %d, %q on standard output, and\n%s", c.args, code, out, errs)
		}
		if strings.Count(strings.TrimSpace(errs), "\n") < 1 {
			t.Errorf("bctui %s: no next step in %q", c.args, errs)
		}
	}
}

func TestWithoutATerminalTheProgramSaysSo(t *testing.T) {
	ownFolders(t)
	for _, args := range [][]string{nil, {"demo"}} {
		if code, _, errs := script(t, nil, "", args...); code != 2 || !strings.Contains(errs, "terminal") {
			t.Errorf("%q: exit code %d, %s", args, code, errs)
		}
	}
}

func TestSecretsFromAPipe(t *testing.T) {
	ownFolders(t)
	for name, c := range map[string]struct{ stdin, want string }{
		"nothing":       {"", "empty"},
		"blanks":        {"  \n", "empty"},
		"a whole file":  {strings.Repeat("x", 100_000), "no secret"},
		"the secret ID": {"11111111-2222-3333-4444-555555555555\n", "secret"},
		"binary":        {"\x00\x01\x02secret", ""},
	} {
		code, _, errs := script(t, nil, c.stdin, "--secret-stdin", "--tenant", "contoso.com", "--client-id", "11111111-2222-3333-4444-555555555555")
		if code != 2 || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit code %d, %s", name, code, errs)
		}
		if strings.Contains(errs, strings.TrimSpace(c.stdin)) && len(strings.TrimSpace(c.stdin)) > 5 {
			t.Errorf("%s: what came from the pipe is in the message", name)
		}
	}
}

func TestVersionHelpKeysAndManualPage(t *testing.T) {
	ownFolders(t)
	for arg, want := range map[string]string{"--version": "1.2.3 (abc", "--help": "demo", "keys": "grid.open", "man": ".TH"} {
		if code, out, errs := script(t, nil, "", arg); code != 0 || !strings.Contains(out, want) || errs != "" {
			t.Errorf("bctui %s: exit code %d\n%s\n%s", arg, code, out, errs)
		}
	}
}

func TestConnectionsWithoutTheScreen(t *testing.T) {
	dir := ownFolders(t)
	if code, out, _ := script(t, nil, "", "connections", "list"); code != 0 || !strings.Contains(out, "No connection is saved yet") {
		t.Errorf("exit code %d, %s", code, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "connections.json"), []byte("{ this is no JSON"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := script(t, nil, "", "connections", "list")
	if code != 0 || !strings.Contains(errs, "damaged") && !strings.Contains(errs, "could not be read") {
		t.Errorf("a damaged file: exit code %d, %s", code, errs)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "connections*")); len(files) < 2 {
		t.Errorf("the damaged file was not copied: %q", files)
	}
}

func TestAFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BCTUI_CONFIG_DIR", filepath.Join(file, "below"))
	if code, _, errs := script(t, nil, "", "connections", "rename", "a", "b"); code == 0 || errs == "" {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

// Names of connections come from files that others may have written.
func TestHostileNamesAreHarmlessOnAPlainTerminal(t *testing.T) {
	dir := ownFolders(t)
	book := `{"version": 1, "connections": [{"name": "a\u001b]52;c;AAAA\u0007", "tenant": "x\u001b[31m.com", "client_id": "11111111-2222-3333-4444-555555555555", "environment": "P"}]}`
	if err := os.WriteFile(filepath.Join(dir, "connections.json"), []byte(book), 0o600); err != nil {
		t.Fatal(err)
	}
	_, out, errs := script(t, nil, "", "connections", "list")
	if strings.ContainsAny(out+errs, "\x1b\x07") {
		t.Errorf("a control byte was printed: %q", out+errs)
	}
}

func TestTheServedTenantEndsWithItsContext(t *testing.T) {
	ownFolders(t)
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	var buf bytes.Buffer
	if err := demo.Describe(&buf, server); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{server.URL(), "no-consent", "curl"} {
		if !strings.Contains(buf.String(), want) {
			t.Errorf("%q is not printed", want)
		}
	}
}
