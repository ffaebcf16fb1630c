package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bctui/bc/demo"
	"bctui/ui/cli"
	"bctui/ui/place"
	"bctui/ui/prefs"
)

const cronus = "CRONUS USA, Inc."

// demoGet runs bctui get in a company of the embedded tenant.
func demoGet(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	return script(t, nil, "", append([]string{"get", "--connection", "demo", "--company", cronus}, args...)...)
}

// tenant is a tenant that a test can make fail, and the flags that lead a get to its customers.
func tenant(t *testing.T) (*demo.Server, demo.Registration, []string) {
	t.Helper()
	server, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	good, _ := server.Registration("good")
	return server, good, []string{"get", "--authority", server.URL(), "--api", server.URL(), "--tenant", good.TenantID, "--client-id", good.ClientID,
		"--secret-stdin", "--company", cronus, "--set", "customers"}
}

func TestGetPrintsRowsInEveryFormat(t *testing.T) {
	ownFolders(t)
	for format, want := range map[string]string{
		"csv":   "number,displayName,balanceDue\r\n10000,Adatum Corporation,36411.82\r\n20000,Trey Research,14268.9\r\n",
		"tsv":   "number\tdisplayName\tbalanceDue\n10000\tAdatum Corporation\t36411.82\n20000\tTrey Research\t14268.9\n",
		"jsonl": `{"number":"10000","displayName":"Adatum Corporation","balanceDue":36411.82}` + "\n" + `{"number":"20000","displayName":"Trey Research","balanceDue":14268.9}` + "\n",
		"json": "[\n" + `{"number":"10000","displayName":"Adatum Corporation","balanceDue":36411.82},` + "\n" +
			`{"number":"20000","displayName":"Trey Research","balanceDue":14268.9}` + "\n]\n",
		"table": "number  displayName         balanceDue\n10000   Adatum Corporation   36,411.82\n20000   Trey Research        14,268.90\n",
	} {
		code, out, errs := demoGet(t, "--set", "customers", "--select", "number,DISPLAYNAME,balanceDue", "--filter", "number eq '10000' or number eq '20000'", "--format", format)
		if code != 0 || out != want || errs != "bctui: 2 rows.\n" {
			t.Errorf("%s: exit code %d, %q, %q", format, code, out, errs)
		}
	}
	if code, out, errs := demoGet(t, "--set", "customers", "--limit", "3", "--quiet"); code != 0 || strings.Count(out, "\n") != 3 || !strings.HasPrefix(out, `{"id":`) || errs != "" {
		t.Errorf("in a pipe: exit code %d, %q, %q", code, out, errs)
	}
}

func TestGetOfOneRecordOfCountsAndOfWhatIsAboveTheCompany(t *testing.T) {
	ownFolders(t)
	_, out, _ := demoGet(t, "--set", "customers", "--filter", "number eq '20000'", "--select", "id")
	var row struct{ ID string }
	if err := json.Unmarshal([]byte(out), &row); err != nil {
		t.Fatal(err)
	}
	code, out, errs := demoGet(t, "--set", "customers", "--key", row.ID, "--select", "number", "--format", "json")
	if code != 0 || out != "{\"number\":\"20000\"}\n" {
		t.Errorf("one record: exit code %d, %q, %q", code, out, errs)
	}
	if code, out, errs := demoGet(t, "--set", "customers", "--count"); code != 0 || out != "5000\n" || errs != "" {
		t.Errorf("count: exit code %d, %q, %q", code, out, errs)
	}
	if code, out, errs := demoGet(t, "--set", "customers", "--where", "number=10000..20000", "--where", "city=@*LANT*", "--count"); code != 0 || out != "1\n" {
		t.Errorf("count with filters: exit code %d, %q, %q", code, out, errs)
	}
	if code, out, _ := demoGet(t, "--set", "customers", "--skip", "4998", "--select", "number", "--format", "csv", "--no-header"); code != 0 || strings.Count(out, "\n") != 2 {
		t.Errorf("the last two: exit code %d, %q", code, out)
	}
	code, out, errs = script(t, nil, "", "get", "--connection", "demo", "--set", "companies", "--select", "name")
	if code != 0 || !strings.Contains(out, `{"name":"CRONUS USA, Inc."}`) {
		t.Errorf("companies: exit code %d, %q, %q", code, out, errs)
	}
}

func TestGetSaysWhatIsWrongWithACommandLine(t *testing.T) {
	ownFolders(t)
	at := []string{"--connection", "demo", "--company", cronus}
	customers := append(slices.Clone(at), "--set", "customers")
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "--set"},
		{[]string{"customers"}, "--set customers"},
		{[]string{"--fliter", "x"}, "Did you mean --filter?"},
		{[]string{"--set", "customers"}, "--connection demo"},
		{[]string{"--connection", "demo", "--set", "customers"}, "CRONUS USA, Inc. · My Company"},
		{[]string{"--connection", "demo", "--company", "CRONUS US", "--set", "customers"}, `Did you mean "CRONUS USA, Inc."?`},
		{append(slices.Clone(at), "--set", "custmers"), `"customers"`},
		{append(slices.Clone(customers), "--select", "nmber"), "Did you mean number?"},
		{append(slices.Clone(customers), "--order-by", "ctiy desc"), "Did you mean city?"},
		{append(slices.Clone(customers), "--order-by", "city up"), "asc or desc"},
		{append(slices.Clone(customers), "--filter", "cty eq 'Oslo'"), "city eq 'Oslo'"},
		{append(slices.Clone(customers), "--filter", "$search=x"), "passes over"},
		{append(slices.Clone(customers), "--where", "city"), "COLUMN=FILTER"},
		{append(slices.Clone(customers), "--where", "ctiy=x"), "Did you mean city?"},
		{append(slices.Clone(customers), "--where", "balanceDue=>abc"), "^"},
		{append(slices.Clone(customers), "--view", "mine"), "has no view"},
		{append(slices.Clone(customers), "--format", "xls"), "csv, tsv, json, jsonl, table"},
		{append(slices.Clone(customers), "--limit", "-3"), "numbers of rows"},
		{append(slices.Clone(customers), "--limit", "ten"), `--limit takes a whole number such as 100, not "ten".`},
		{append(slices.Clone(customers), "--count=ten"), `--count takes true or false, not "ten".`},
		{append(slices.Clone(customers), "--count", "--limit", "3"), "--count"},
		{append(slices.Clone(customers), "--force"), "--output"},
		{append(slices.Clone(customers), "--memory", "1MB"), "64MB"},
		{append(slices.Clone(customers), "--output", dir), "folder"},
		{append(slices.Clone(customers), "--output", filepath.Join(dir, "none", "x.csv")), "folder"},
		{[]string{"--tenant", "contoso.com", "--company", "A", "--set", "customers"}, "AZURE_CLIENT_SECRET"},
		{[]string{"--connection", "nobody", "--company", "A", "--set", "customers"}, "There is no connection"},
	} {
		code, out, errs := script(t, nil, "", append([]string{"get"}, c.args...)...)
		if code != 2 || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("bctui get %q: exit code %d, %q on standard output, and\n%s", c.args, code, out, errs)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("files were left: %v", left)
	}
}

func TestAFileGetsItsNameWhenItIsWhole(t *testing.T) {
	ownFolders(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "customers.csv")
	args := []string{"--set", "customers", "--limit", "1000", "--output", path}
	code, out, errs := demoGet(t, args...)
	if code != 0 || out != "" || !strings.Contains(errs, "1000 rows in "+path) || !strings.Contains(errs, "--raw-cells") {
		t.Fatalf("exit code %d, %q, %q", code, out, errs)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if lines, err := csv.NewReader(bytes.NewReader(first)).ReadAll(); err != nil || len(lines) != 1001 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	if code, _, errs := demoGet(t, args...); code != 2 || !strings.Contains(errs, "--force") {
		t.Errorf("a file that is there: exit code %d, %q", code, errs)
	}
	if again, _ := os.ReadFile(path); !bytes.Equal(first, again) {
		t.Error("the file that was there is another")
	}
	if code, _, errs := demoGet(t, append(args, "--force", "--format", "jsonl", "--limit", "2")...); code != 0 {
		t.Errorf("--force: exit code %d, %q", code, errs)
	}
	if again, _ := os.ReadFile(path); bytes.Count(again, []byte("\n")) != 2 {
		t.Errorf("--force wrote %q", again)
	}
	if all, _ := os.ReadDir(dir); len(all) != 1 {
		t.Errorf("beside it lies %v", all)
	}
}

func TestRowsThatBreakOffAreCountedAndCanBeGoneOnWith(t *testing.T) {
	ownFolders(t)
	server, good, args := tenant(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "rows.jsonl")
	server.SetFaults(demo.Fault{On: "page", Skip: 1, Times: -1, Status: 403})
	code, out, errs := script(t, nil, good.Secret, append(args, "--output", path)...)
	if code != 4 || out != "" || !strings.Contains(errs, "200 rows are in "+path+".part-") || !strings.Contains(errs, "--skip 200") || !strings.Contains(errs, "Who") {
		t.Errorf("exit code %d, %q\n%s", code, out, errs)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("what is not whole has the name of what is")
	}
	parts, _ := filepath.Glob(path + ".part-*")
	if len(parts) != 1 {
		t.Fatalf("parts: %v", parts)
	}
	begun, _ := os.ReadFile(parts[0])
	server.SetFaults()
	code, rest, errs := script(t, nil, good.Secret, append(args, "--skip", "200")...)
	if code != 0 || !strings.Contains(errs, "4800 rows") {
		t.Fatalf("exit code %d\n%s", code, errs)
	}
	_, whole, _ := script(t, nil, good.Secret, args...)
	if string(begun)+rest != whole {
		t.Error("what broke off and what came behind it are not the whole")
	}

	server.SetFaults(demo.Fault{On: "page", Times: -1, Status: 403})
	if code, _, errs := script(t, nil, good.Secret, append(args, "--output", filepath.Join(dir, "none.csv"))...); code != 4 || strings.Contains(errs, "rows") {
		t.Errorf("no row at all: exit code %d\n%s", code, errs)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "none*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func TestGetTriesAgainAndSaysSo(t *testing.T) {
	ownFolders(t)
	server, good, args := tenant(t)
	server.SetFaults(demo.Fault{On: "page", Skip: 1, Status: 429, RetryAfter: "0"}, demo.Fault{On: "page", Skip: 2, Drop: true}, demo.Fault{On: "page", Skip: 3, Cut: true})
	code, out, errs := script(t, nil, good.Secret, append(args, "--select", "number")...)
	if code != 0 || strings.Count(out, "\n") != 5000 || !strings.Contains(errs, "429") || !strings.Contains(errs, "5000 rows") {
		t.Errorf("exit code %d, %d rows\n%s", code, strings.Count(out, "\n"), errs)
	}
	if strings.Contains(out+errs, good.Secret) || strings.Contains(out+errs, "eyJ") {
		t.Error("the secret or a token was printed")
	}
}

// A list that ends early does not pass for whole.
func TestAListThatEndsBeforeItsCountIsAFailure(t *testing.T) {
	ownFolders(t)
	server, good, args := tenant(t)
	path := filepath.Join(t.TempDir(), "rows.csv")
	server.SetFaults(demo.Fault{On: "page", Skip: 1, Status: 200, Body: `{"value":[]}`})
	code, _, errs := script(t, nil, good.Secret, append(args, "--output", path)...)
	if code != 1 || !strings.Contains(errs, "ended after 200 rows, and the service counts 5000") || !strings.Contains(errs, "--skip 200") {
		t.Errorf("exit code %d\n%s", code, errs)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("what is not whole has the name of what is")
	}
}

func TestExitCodesOfGet(t *testing.T) {
	ownFolders(t)
	server, good, args := tenant(t)
	expired, _ := server.Registration("expired-secret")
	of := func(r demo.Registration) []string {
		out := slices.Clone(args)
		out[slices.Index(out, good.ClientID)] = r.ClientID
		return out
	}
	closed := slices.Clone(args)
	for i := range closed {
		if closed[i] == server.URL() {
			closed[i] = "http://127.0.0.1:1"
		}
	}
	for _, c := range []struct {
		name   string
		args   []string
		secret string
		code   int
		want   string
	}{
		{"a secret that has ended", of(expired), expired.Secret, 3, "AADSTS7000222"},
		{"no network", closed, good.Secret, 5, "127.0.0.1"},
		{"an environment that is not there", append(slices.Clone(args), "--environment", "Nowhere"), good.Secret, 1, "Environment does not exist"},
		{"a key that is not there", append(slices.Clone(args), "--key", "11111111-2222-3333-4444-555555555555"), good.Secret, 1, "404"},
	} {
		code, out, errs := script(t, nil, c.secret, c.args...)
		if code != c.code || out != "" || !strings.Contains(errs, c.want) || strings.Contains(errs, c.secret) {
			t.Errorf("%s: exit code %d, %q\n%s", c.name, code, out, errs)
		}
	}
}

// closing is a reader that goes after so many writes, or never takes one.
type closing struct {
	bytes.Buffer
	err   error
	after int
	wrote func()
}

func (c *closing) Write(p []byte) (int, error) {
	if c.after--; c.after < 0 {
		return 0, c.err
	}
	if c.wrote != nil {
		c.wrote()
	}
	return c.Buffer.Write(p)
}

func getInto(ctx context.Context, t *testing.T, out *closing, secret string, args []string) (int, string) {
	t.Helper()
	var errs bytes.Buffer
	app := &cli.App{Stdin: strings.NewReader(secret), Stdout: out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now,
		IsTerminal: func(any) bool { return false }}
	return app.Run(ctx, args), errs.String()
}

func TestWhenNobodyReadsTheRows(t *testing.T) {
	ownFolders(t)
	_, good, args := tenant(t)
	full := &closing{err: syscall.ENOSPC, after: 1}
	if code, errs := getInto(t.Context(), t, full, good.Secret, args); code != 1 || !strings.Contains(errs, "no space") ||
		!strings.Contains(errs, "--skip "+strconv.Itoa(strings.Count(full.String(), "\n"))+" ") {
		t.Errorf("a full disk: exit code %d\n%s", code, errs)
	}
	if code, errs := getInto(t.Context(), t, &closing{err: &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}, after: 1}, good.Secret, args); code != 1 || errs != "" {
		t.Errorf("a reader that has gone: exit code %d, %q", code, errs)
	}
	ctx, cancel := context.WithCancel(t.Context())
	out := &closing{after: 1000, wrote: cancel}
	code, errs := getInto(ctx, t, out, good.Secret, args)
	if code != 130 || !strings.Contains(errs, "interrupted. 200 rows were written.") || strings.Count(out.String(), "\n") != 200 {
		t.Errorf("interrupted: exit code %d, %d rows\n%s", code, strings.Count(out.String(), "\n"), errs)
	}
}

// A reader that has stopped reading must not keep the program from ending.
func TestAnInterruptEndsAWriteThatHangs(t *testing.T) {
	ownFolders(t)
	_, good, args := tenant(t)
	ctx, cancel := context.WithCancel(t.Context())
	hang := make(chan struct{})
	defer close(hang)
	code, errs := getInto(ctx, t, &closing{after: 1000, wrote: func() { cancel(); <-hang }}, good.Secret, args)
	if code != 130 || errs != "" {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

func TestOnATerminalValuesShowAsSymbols(t *testing.T) {
	ownFolders(t)
	var out, errs bytes.Buffer
	app := &cli.App{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now,
		IsTerminal: func(any) bool { return true }}
	_, piped, _ := script(t, nil, "", "get", "--connection", "demo", "--company", `"O'Brien" & Söhne / Test GmbH`, "--set", "customers", "--format", "csv", "--select", "displayName")
	for _, format := range []string{"", "csv", "jsonl"} {
		out.Reset()
		code := app.Run(t.Context(), []string{"get", "--connection", "demo", "--company", `"O'Brien" & Söhne / Test GmbH`, "--set", "customers", "--select", "displayName", "--format", format})
		if code != 0 || out.Len() == 0 {
			t.Fatalf("%s: exit code %d\n%s", format, code, errs.String())
		}
		if strings.ContainsAny(out.String(), "\x1b\u202e\u200f\r") {
			t.Errorf("%s: something that acts on the terminal got through:\n%q", format, out.String())
		}
	}
	if !strings.ContainsAny(piped, "\x1b\u202e\u200f") {
		t.Errorf("in a pipe nothing is left to be made visible:\n%s", piped)
	}
}

func TestAViewByItsName(t *testing.T) {
	dir := ownFolders(t)
	store := prefs.Open(dir)
	store.PutView(prefs.View{Name: "south", Raw: "city eq 'Atlanta'", Filters: []prefs.Filter{{Column: "number", Text: "10000..30000"}},
		Place: place.Place{Kind: place.Grid, Connection: "demo", Environment: "Production", CompanyName: cronus, Route: place.DefaultRoute, Set: "customers",
			View: place.View{Filter: "old", OrderBy: []string{"number desc"}, Columns: []string{"number", "city"}}}})
	if err := store.Flush(); err != nil {
		t.Fatal(err)
	}
	code, out, errs := script(t, nil, "", "get", "--connection", "demo", "--view", "south", "--format", "csv")
	if code != 0 || out != "number,city\r\n10000,Atlanta\r\n" {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	code, out, errs = script(t, nil, "", "get", "--connection", "demo", "--view", "south", "--format", "csv", "--filter", "number le '20000'", "--select", "number")
	if code != 0 || out != "number\r\n20000\r\n10000\r\n" {
		t.Errorf("with flags: exit code %d, %q, %q", code, out, errs)
	}
	if code, _, errs := script(t, nil, "", "get", "--connection", "demo", "--view", "suoth"); code != 2 || !strings.Contains(errs, `Did you mean "south"?`) {
		t.Errorf("exit code %d, %q", code, errs)
	}
	if code, _, errs := script(t, nil, "", "get", "--connection", "demo", "--view", "south", "--set", "vendors"); code != 2 || !strings.Contains(errs, "customers") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}
