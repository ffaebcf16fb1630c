package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "bctui"

// The house has floors, and imports run one way: ui → bc → auth, ui → keystore. These tests hold that up, because a
// single import the wrong way is easy to write and hard to take out later.

// inside tells whether a package is floor or lies in it; floor is relative to the module.
func inside(pkg, floor string) bool {
	return pkg == module+"/"+floor || strings.HasPrefix(pkg, module+"/"+floor+"/")
}

func insideAny(pkg string, floors ...string) bool {
	return slices.ContainsFunc(floors, func(f string) bool { return inside(pkg, f) })
}

func ours(pkg string) bool { return pkg == module || strings.HasPrefix(pkg, module+"/") }

// part gives the package directly below a floor that pkg belongs to: "bctui/ui/screen/grid" for "ui/screen".
func part(pkg, floor string) string {
	rest, ok := strings.CutPrefix(pkg, module+"/"+floor+"/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return module + "/" + floor + "/" + first
}

// forbidden tells why from must not import to, or gives "".
func forbidden(from, to string) string {
	switch {
	case to == "github.com/zalando/go-keyring" || strings.HasPrefix(to, "github.com/zalando/go-keyring/"):
		if !inside(from, "keystore") {
			return "the keyring is reached through keystore alone, behind its guard"
		}
	case strings.HasPrefix(to, "github.com/AzureAD/"):
		if !inside(from, "auth") {
			return "MSAL is used in auth alone"
		}
	}
	if !ours(to) {
		return ""
	}
	tui, screen := part(to, "ui/tui") != "" || inside(to, "ui/tui"), part(to, "ui/screen")
	switch {
	case from == module && !inside(to, "ui/cli"):
		return "main knows ui/cli alone"
	case insideAny(from, "auth", "keystore") && !inside(to, strings.Split(strings.TrimPrefix(from, module+"/"), "/")[0]):
		return "auth and keystore know nobody"
	case inside(from, "bc/odata/filter") && inside(to, "bc/catalog"):
		return "" // words and nearest names: catalog knows nobody either
	case insideAny(from, "bc/odata", "bc/rows", "bc/intake", "bc/catalog") && !inside(to, strings.TrimPrefix(part(from, "bc"), module+"/")):
		return "bc/odata, bc/rows, bc/intake and bc/catalog are pure and know nobody"
	case inside(from, "bc/demo") && !inside(to, "bc/demo"):
		return "the demo tenant is an independent witness: it shares no code with what it tests"
	case inside(from, "bc") && (inside(to, "ui") || inside(to, "keystore")):
		return "Business Central's floor does not know the screen or the keyring"
	case insideAny(from, "ui/theme", "ui/keymap", "ui/place") && insideAny(to, "bc", "auth", "keystore"):
		return "theme, keys and places know nothing of Business Central"
	case inside(from, "ui/format") && insideAny(to, "bc", "auth", "keystore") && !insideAny(to, "bc/odata", "bc/rows"):
		return "format knows values and their kinds, nothing else of Business Central"
	case inside(from, "ui/widget") && insideAny(to, "bc", "auth", "keystore", "ui/screen", "ui/tui", "ui/session", "ui/cli"):
		return "widgets know theme and keys, nothing of Business Central or of screens"
	case tui && !insideAny(from, "ui/tui", "ui/cli"):
		return "only ui/cli puts the parts together"
	case screen != "" && part(from, "ui/screen") != screen && part(from, "ui/screen") != "":
		return "screens never import screens: going somewhere is a message that names a place"
	case screen != "" && part(from, "ui/screen") != screen && !inside(from, "ui/cli"):
		return "only ui/cli puts the parts together"
	case inside(to, "ui/cli") && from != module && !inside(from, "ui/cli"):
		return "nothing stands above ui/cli but main"
	case inside(to, "ui/termtest") && !inside(from, "ui/termtest"):
		return "the test terminal stays out of the product"
	case inside(to, "ui/screen/story"), inside(to, "bc/check/checktest") && !inside(from, "ui/screen/story"):
		return "what only tests need stays out of the product"
	}
	return ""
}

// forbiddenInTests is the same for test files, which may use more: what only puts parts together for a test is fine.
func forbiddenInTests(from, to string) string {
	switch {
	case insideAny(from, "auth", "keystore", "bc") && inside(to, "ui") && !inside(to, "ui/termtest"):
		return "tests of the lower floors do not need the upper ones"
	case inside(from, "bc/demo") && ours(to) && !inside(to, "bc/demo"):
		return "the demo tenant is an independent witness: it shares no code with what it tests"
	case inside(from, "ui/widget") && insideAny(to, "bc", "auth", "keystore", "ui/screen", "ui/tui", "ui/session") && !insideAny(to, "bc/odata", "bc/rows"):
		return "widgets are tested without Business Central"
	}
	return ""
}

// impure tells why a pure package must not depend on dep, directly or through others.
func impure(pkg, dep string) string {
	if !insideAny(pkg, "bc/odata", "bc/rows", "bc/intake", "bc/demo/model", "bc/demo/query") {
		return ""
	}
	switch dep {
	case "net/http", "os/exec", "os/signal":
		return "it is pure: bytes in, values out"
	}
	if strings.HasPrefix(dep, "charm.land/") {
		return "it is pure: it knows no screen"
	}
	return ""
}

type listed struct {
	ImportPath                               string
	Imports, TestImports, XTestImports, Deps []string
	Standard                                 bool
}

func list(t *testing.T) []listed {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command here")
	}
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=ImportPath,Imports,TestImports,XTestImports,Deps,Standard", module+"/...")
	var out, msg bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &msg
	if err := cmd.Run(); err != nil {
		t.Fatalf("go list: %v\n%s", err, msg.Bytes())
	}
	var pkgs []listed
	for dec := json.NewDecoder(&out); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs
		}
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		if ours(p.ImportPath) {
			pkgs = append(pkgs, p)
		}
	}
}

func TestImportsRunOneWay(t *testing.T) {
	pkgs := list(t)
	if len(pkgs) < 5 {
		t.Fatalf("go list gives only %d packages of ours", len(pkgs))
	}
	for _, p := range pkgs {
		check := func(kind string, to []string, rule func(from, to string) string) {
			for _, dep := range to {
				if why := rule(p.ImportPath, dep); why != "" {
					t.Errorf("%s %s %s: %s", p.ImportPath, kind, dep, why)
				}
			}
		}
		check("imports", p.Imports, forbidden)
		check("depends on", p.Deps, impure)
		check("(tests) imports", p.TestImports, forbiddenInTests)
		check("(tests) imports", p.XTestImports, forbiddenInTests)
	}
}

func TestImportRulesTellRightFromWrong(t *testing.T) {
	edge := func(s string) (from, to string) {
		from, to, _ = strings.Cut(s, " > ")
		complete := func(p string) string {
			if strings.Contains(p, ".") || !strings.ContainsAny(p, "/") && !slices.Contains([]string{"auth", "bc", "keystore"}, p) {
				return p
			}
			for _, floor := range []string{"auth", "bc", "keystore", "ui"} {
				if p == floor || strings.HasPrefix(p, floor+"/") {
					return module + "/" + p
				}
			}
			return p
		}
		return complete(from), complete(to)
	}
	for _, s := range []string{
		"bctui > ui/tui", "bctui > bc", "bctui > auth",
		"auth > bc", "auth > keystore", "auth > ui/format", "auth > bc/intake", "keystore > auth", "keystore > bctui",
		"bc/odata > bc", "bc/rows > bc/odata", "bc/intake > auth", "bc/odata > ui/format",
		"bc > keystore", "bc > ui/session", "bc/check > ui/explain", "bc/export > keystore",
		"bc/demo > bc", "bc/demo > auth", "bc/demo/query > bc/odata", "bc/demo/cronus > bc/rows",
		"ui/theme > bc", "ui/keymap > auth", "ui/place > bc/odata", "ui/format > bc", "ui/format > auth",
		"ui/widget > bc", "ui/widget/grid > bc/rows", "ui/widget/form > auth", "ui/widget/list > keystore", "ui/widget/grid > ui/screen",
		"ui/widget/help > ui/tui", "ui/widget/toast > ui/session", "ui/widget/grid > ui/screen/grid",
		"ui/screen/grid > ui/screen/record", "ui/screen/companies > ui/screen/entities", "ui/screen/grid > ui/tui",
		"ui/session > ui/tui", "ui/explain > ui/screen/grid", "ui/tui > ui/screen/grid", "ui/tui > ui/cli", "ui/screen/setup > ui/cli",
		"ui/cli > ui/termtest", "bc > ui/termtest", "ui/cli > ui/screen/story", "ui/screen/check > ui/screen/story", "ui/session > bc/check/checktest",
		"ui/session > github.com/zalando/go-keyring", "auth > github.com/zalando/go-keyring",
		"bc > github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential",
		"ui/cli > github.com/AzureAD/microsoft-authentication-library-for-go/apps/errors",
	} {
		if from, to := edge(s); forbidden(from, to) == "" {
			t.Errorf("%s is let through", s)
		}
	}
	for _, s := range []string{
		"bctui > ui/cli", "bctui > os", "auth > auth/internal", "keystore > github.com/zalando/go-keyring",
		"auth > github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential", "auth > net/http",
		"bc > auth", "bc > bc/odata", "bc > bc/rows", "bc/check > bc", "bc/odata > bc/odata/filter", "bc/odata > encoding/xml",
		"bc/demo > bc/demo/query", "bc/demo/cronus > bc/demo/model", "bc/demo > net/http",
		"ui/format > bc/odata", "ui/format > bc/rows", "ui/widget/grid > ui/theme", "ui/widget/grid > ui/format", "ui/widget/help > ui/keymap",
		"ui/widget/form > ui/widget/input", "ui/screen/grid > ui/screen", "ui/screen/grid > ui/widget/grid", "ui/screen/grid > bc",
		"ui/screen/grid > ui/screen/grid/menu", "ui/session > auth", "ui/session > keystore", "ui/explain > bc", "ui/session > ui/screen",
		"ui/cli > ui/tui", "ui/cli > ui/screen/grid", "ui/cli > bc/demo", "ui/cli > keystore", "ui/termtest/shoot > ui/termtest",
		"ui/tui > ui/screen", "ui/screen > ui/widget",
	} {
		from, to := edge(s)
		if why := forbidden(from, to); why != "" {
			t.Errorf("%s is refused: %s", s, why)
		}
	}
	for s, want := range map[string]bool{
		"bc/odata > net/http": false, "bc/rows > os/signal": false, "bc/intake > net": true, "bc/intake > os/exec": false, "bc/rows > charm.land/lipgloss/v2": false,
		"bc/odata > net/url": true, "bc/rows > io": true, "bc > net/http": true, "ui/format > charm.land/lipgloss/v2": true,
	} {
		if from, to := edge(s); (impure(from, to) == "") != want {
			t.Errorf("%s: let through is %v", s, !want)
		}
	}
	for s, want := range map[string]bool{
		"auth > ui/explain": false, "bc > ui/tui": false, "bc/demo > bc": false, "ui/widget/grid > bc": false,
		"ui/widget/grid > bc/rows": true, "auth > bc/demo": true, "bc > bc/demo": true, "keystore > ui/termtest": true, "ui/cli > ui/termtest": true, "ui/screen/grid > bc/demo": true,
	} {
		if from, to := edge(s); (forbiddenInTests(from, to) == "") != want {
			t.Errorf("test of %s: let through is %v", s, !want)
		}
	}
}

// misplaced names the entries of the top level that have no place there.
func misplaced(files []string) []string {
	var wrong []string
	for _, f := range files {
		top, _, _ := strings.Cut(filepath.ToSlash(f), "/")
		switch top {
		case "", "go.mod", "go.sum", "main.go", "ui", "bc", "auth", "keystore", "README.md", "LICENSE":
		default:
			if !strings.HasPrefix(top, ".") && !slices.Contains(wrong, top) {
				wrong = append(wrong, top)
			}
		}
	}
	return wrong
}

func TestTopLevelHoldsTheFloorsAlone(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "git", "ls-files")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil || len(out) == 0 {
		t.Skipf("no git, or not in a work tree of git: %v", err)
	}
	if wrong := misplaced(strings.Split(string(out), "\n")); len(wrong) > 0 {
		t.Errorf("these have no place at the top level: %s", strings.Join(wrong, ", "))
	}
	made := []string{"main.go", "ui/cli/cli.go", ".ci/run", ".gitignore", "cmd/x.go", "docs/a.md", "main_test.go", "cmd/y.go"}
	if got, want := fmt.Sprint(misplaced(made)), "[cmd docs main_test.go]"; got != want {
		t.Errorf("misplaced gives %s, want %s", got, want)
	}
}
