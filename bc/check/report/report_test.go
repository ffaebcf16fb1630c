package report_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"

	"bctui/auth"
	"bctui/bc/check"
	"bctui/bc/check/checktest"
	"bctui/bc/check/report"
	"bctui/bc/demo"
)

// Every state that the embedded tenant plays gives a report that fits its schema and reads well.
func TestReportsOfTheEmbeddedTenant(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{})
	for _, reg := range s.Registrations() {
		t.Run(reg.Name, func(t *testing.T) {
			in := checktest.Of(s, reg)
			if reg.Name == "limited" || reg.Name == "good" || reg.Name == "no-permissions" {
				in.Matrix = &check.MatrixOptions{AllCompanies: true}
			}
			r := run(t, in)
			for _, o := range []report.Options{{Version: "1.2.3"}, {Version: "1.2.3", Mask: true}} {
				md, raw, doc := written(t, r, o)
				fits(t, doc)
				readable(t, md)
				for what, text := range map[string]string{"Markdown": md, "JSON": string(raw)} {
					if strings.Contains(text, reg.Secret) || strings.Contains(text, "eyJ") {
						t.Errorf("the %s holds a secret or a token", what)
					}
					for _, id := range []string{reg.TenantID, reg.ClientID, reg.Domain} {
						if has := strings.Contains(text, id); has == o.Mask {
							t.Errorf("%s: masked is %v, and %s is there: %v", what, o.Mask, id, has)
						}
					}
				}
				f, wrong := r.First()
				title, _, _ := strings.Cut(md, "\n")
				if wrong && !strings.Contains(title, strings.Split(f.Title, " ")[0]) {
					t.Errorf("the title does not say what is wrong: %s", title)
				}
				if wrong && f.Severity == check.Failure && strings.Index(md, "## What is wrong") > strings.Index(md, "## The rungs") {
					t.Error("what is wrong does not come first")
				}
			}
		})
	}
}

func TestReportsOfFaults(t *testing.T) {
	for _, fault := range []demo.Fault{
		{On: "discovery", Drop: true, Times: -1}, {On: "discovery", HTML: true, Times: -1}, {On: "token", Status: 500, Times: -1}, {On: "token", Garbage: true, Times: -1},
		{On: "data", HTML: true, Times: -1}, {On: "companies", Cut: true, Times: -1}, {On: "companies", Redirect: "https://evil.example/", Times: -1},
		{On: "page", Status: 429, Times: -1}, {On: "metadata", Status: 404, Body: "{}", Times: -1}, {On: "page", Drop: true, Times: -1},
	} {
		t.Run(fault.On+" "+fault.String(), func(t *testing.T) {
			s := checktest.Tenant(t, demo.Options{Faults: demo.FaultPlan{fault}})
			reg, _ := s.Registration("good")
			in := checktest.Of(s, reg)
			in.Matrix = &check.MatrixOptions{}
			md, _, doc := written(t, run(t, in), report.Options{})
			fits(t, doc)
			readable(t, md)
		})
	}
}

func TestReportOfNothing(t *testing.T) {
	for name, r := range map[string]check.Result{"before it began": check.New(check.Input{}, check.Options{}).Result(), "empty input": run(t, check.Input{}), "zero": {}} {
		t.Run(name, func(t *testing.T) {
			md, _, doc := written(t, r, report.Options{Mask: true})
			fits(t, doc)
			readable(t, md)
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := check.New(check.Input{Tenant: "contoso.example", ClientID: "de300000-c11e-4000-8000-000000000001", Secret: auth.NewSecret("x")}, check.Options{}).Run(ctx, "", nil)
	md, _, doc := written(t, r, report.Options{})
	fits(t, doc)
	readable(t, md)
	if !strings.Contains(md, "cancelled") {
		t.Error("the page does not say that it was cancelled")
	}
}

// hostile is what a server, or whoever names companies and environments, may try.
const hostile = "</details><script>alert(1)</script> `` ``` ```` | \\| \\ [x](javascript:alert(1)) ![i](https://evil.example/p.png) @everyone #1 https://evil.example/login " +
	"\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07 \u202egnp.exe\u2066 \r\n\r\n# heading\n| a | b |\n|---|---|\n\x00\x7f\u0085\u200b end"

// bad answers every question with hostile text.
type bad struct{ stage string }

func (b bad) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	rec := httptest.NewRecorder()
	say := func(status int, v any) {
		rec.Header().Set("Content-Type", "application/json")
		rec.Header().Set("ms-correlation-x", hostile)
		rec.Header().Set("WWW-Authenticate", hostile)
		rec.WriteHeader(status)
		_ = json.NewEncoder(rec).Encode(v)
	}
	path := r.URL.Path
	switch {
	case strings.HasSuffix(path, "openid-configuration"):
		if b.stage == "discovery" {
			say(400, map[string]any{"error": hostile, "error_description": "AADSTS90002: " + hostile, "error_codes": []int{90002}, "correlation_id": hostile})
			break
		}
		say(200, map[string]any{"token_endpoint": "https://login.microsoftonline.com/x/oauth2/v2.0/token", "issuer": "https://login.microsoftonline.com/x/v2.0", "tenant_region_scope": hostile})
	case strings.HasSuffix(path, "/token"):
		if b.stage == "token" {
			say(400, map[string]any{"error": hostile, "error_description": "AADSTS1234567: " + hostile, "error_codes": []int{1234567}, "suberror": hostile, "trace_id": hostile})
			break
		}
		claims, _ := json.Marshal(map[string]any{"aud": "https://api.businesscentral.dynamics.com", "tid": hostile, "appid": hostile, "roles": []string{"API.ReadWrite.All", hostile}, hostile: hostile, "oid": "x"})
		say(200, map[string]any{"token_type": "Bearer", "expires_in": 3599, "access_token": "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".c2ln"})
	case strings.HasPrefix(path, "/admin"), strings.HasPrefix(path, "/environments"):
		say(200, map[string]any{"value": []map[string]any{{"name": hostile, "type": hostile, "status": hostile, "countryCode": hostile}, {"name": "Production", "status": "Active", "type": hostile}}})
	case b.stage == "companies" && strings.HasSuffix(path, "/companies"):
		say(418, map[string]any{"error": map[string]any{"code": hostile, "message": hostile}})
	case strings.HasSuffix(path, "/companies"):
		say(200, map[string]any{"value": []map[string]any{{"id": "3ab5c248-e72b-f011-9a4a-7c1e5275406f", "name": hostile, "displayName": hostile, "systemVersion": hostile}}})
	case strings.HasSuffix(path, "apicategoryroutes"):
		say(200, map[string]any{"value": []map[string]any{{"route": "v2.0"}}})
	case strings.HasSuffix(path, "$metadata"):
		rec.Header().Set("Content-Type", "application/xml")
		_, _ = rec.WriteString(`<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="N">` +
			`<EntityType Name="company"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><NavigationProperty Name="a|b` + "`" + `" Type="Collection(N.x)" ContainsTarget="true"/></EntityType>` +
			`<EntityType Name="x"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/></EntityType>` +
			`<EntityContainer Name="C"><EntitySet Name="companies" EntityType="N.company"/><EntitySet Name="a|b` + "`" + `" EntityType="N.x"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`)
	default:
		say(403, map[string]any{"error": map[string]any{"code": hostile, "message": "x (TableData 18 " + hostile + " Read: " + hostile + ")"}})
	}
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

func TestHostileText(t *testing.T) {
	for _, stage := range []string{"discovery", "token", "companies", "rest"} {
		t.Run(stage, func(t *testing.T) {
			in := check.Input{Connection: hostile, Tenant: "contoso.example", ClientID: "de300000-c11e-4000-8000-000000000001", Secret: auth.NewSecret("abc8Q~" + strings.Repeat("x", 34)),
				Environment: "Production", Matrix: &check.MatrixOptions{}}
			r := check.New(in, check.Options{Transport: bad{stage}, Sleep: nil}).Run(t.Context(), "", nil)
			for _, mask := range []bool{false, true} {
				md, raw, doc := written(t, r, report.Options{Version: hostile, Mask: mask})
				fits(t, doc)
				readable(t, md)
				for i, c := range string(raw) {
					if c != '\n' && !unicode.IsPrint(c) {
						t.Fatalf("the JSON holds %U at %d", c, i)
					}
				}
				if !mask && doc.(map[string]any)["subject"].(map[string]any)["connection"] != hostile {
					t.Error("the JSON changed a text")
				}
			}
		})
	}
}

// Whatever a server says: the page stays a page, the JSON fits its schema.
func FuzzTexts(f *testing.F) {
	for _, s := range []string{hostile, "", "`", "``", "|", "\\|", "\\", "@a", "#1", "<https://x>", "a`|`b", "https://aka.ms/x|y", "\xff\xfe", "| a |\n|---|", "https://login.microsoftonline.com/`|\\|", "GH-1", "$x$", "~~x~~"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x := check.Finding{Code: check.BCError, Rung: check.RungSetup, Severity: check.Failure, Title: "t" + s, Cause: s, Who: auth.You, Where: s, Steps: []string{s, s + s}, Link: s,
			Evidence: []check.Fact{{Label: s, Value: s}, {Label: "x", Value: s + "|" + s}}, Also: []check.Alternative{{Cause: s, Tell: s}}, Raw: s}
		r := check.Result{Subject: check.Subject{Connection: s, Tenant: "contoso.example", Environment: s}, Environments: []check.EnvironmentState{{Name: s, Type: s, Companies: -1, Text: s}},
			Rungs: []check.RungResult{{ID: check.RungSetup, Name: "Set-up", Verdict: check.Failed, Text: s, Findings: []check.Finding{x}}}}
		md, _, doc := written(t, r, report.Options{Version: s})
		fits(t, doc)
		if err := lint(md); err != nil {
			t.Errorf("%v\n%s", err, md)
		}
	})
}

// readable holds a page to what a reader of Markdown (GitHub's, in particular) makes of it: nothing but our own HTML,
// tables with as many cells in every row, no mention, no issue, no picture, no link that is not Microsoft's, and no
// character that can't be seen.
func readable(t testing.TB, md string) {
	t.Helper()
	if err := lint(md, "evil.example", "@everyone", " #1"); err != nil {
		t.Errorf("%v\n%s", err, md[:min(len(md), 1200)])
	}
}

// lint is readable without a test; names must not stand outside of code.
func lint(md string, names ...string) error {
	for i, c := range md {
		if c != '\n' && c != '\t' && !unicode.IsPrint(c) {
			return fmt.Errorf("%U at %d", c, i)
		}
	}
	if !strings.HasPrefix(md, "# ") {
		return errors.New("it does not begin with a heading")
	}
	fence, width := "", 0
	for n, l := range strings.Split(md, "\n") {
		at := func(format string, args ...any) error {
			return fmt.Errorf("line %d: %s: %s", n+1, fmt.Sprintf(format, args...), l[:min(len(l), 200)])
		}
		if fence != "" {
			if strings.TrimRight(l, " ") == fence || strings.HasPrefix(l, fence) && strings.Trim(l, "`") == "" {
				fence = ""
			}
			continue
		}
		if strings.HasPrefix(l, "```") {
			fence = l[:len(l)-len(strings.TrimLeft(l, "`"))]
			continue
		}
		if strings.HasPrefix(l, "|") {
			cells := cellsOf(l)
			if width != 0 && cells != width {
				return at("%d cells, the table has %d", cells, width)
			}
			width = cells
		} else {
			width = 0
		}
		switch l {
		case "<details><summary>What the server said</summary>", "</details>":
			continue
		}
		rest, err := withoutCode(l)
		if err != nil {
			return at("%v", err)
		}
		rest = withoutLinks(rest)
		for _, s := range append([]string{"<", "](", "!["}, names...) {
			if strings.Contains(rest, s) {
				return at("%q outside of code", s)
			}
		}
	}
	if fence != "" {
		return errors.New("a block of code has no end")
	}
	return nil
}

// cellsOf counts the cells of a table's row: a backslash takes the meaning from what follows, in code too.
func cellsOf(l string) int {
	n := -1
	for i := 0; i < len(l); i++ {
		switch l[i] {
		case '\\':
			if i+1 < len(l) && strings.IndexByte(`\|`, l[i+1]) >= 0 {
				i++
			}
		case '|':
			n++
		}
	}
	return n
}

// withoutCode takes code between backticks out, and what a backslash keeps from being Markdown.
func withoutCode(l string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(l); {
		switch {
		case l[i] == '\\' && i+1 < len(l):
			b.WriteRune('·')
			i += 2
		case l[i] == '`':
			run := len(l[i:]) - len(strings.TrimLeft(l[i:], "`"))
			end := -1
			for j := i + run; j < len(l); {
				if l[j] != '`' {
					j++
					continue
				}
				m := len(l[j:]) - len(strings.TrimLeft(l[j:], "`"))
				if m == run {
					end = j + m
					break
				}
				j += m
			}
			if end < 0 {
				return "", errors.New("a backtick without an end")
			}
			i = end
		default:
			b.WriteByte(l[i])
			i++
		}
	}
	return b.String(), nil
}

// withoutLinks takes links to Microsoft's pages out.
func withoutLinks(l string) string {
	for {
		i := strings.Index(l, "<https://")
		if i < 0 {
			return l
		}
		end := strings.IndexByte(l[i:], '>')
		if end < 0 {
			return l
		}
		host, _, _ := strings.Cut(l[i+len("<https://"):i+end], "/")
		ours := false
		for _, domain := range []string{"microsoft.com", "dynamics.com", "microsoftonline.com", "microsoftonline.us", "partner.microsoftonline.cn", "aka.ms", "cloud.microsoft"} {
			ours = ours || host == domain || strings.HasSuffix(host, "."+domain)
		}
		if !ours {
			return l
		}
		l = l[:i] + l[i+end+1:]
	}
}

func TestLintFindsFaults(t *testing.T) {
	for name, md := range map[string]string{
		"HTML": "# x\n<script>", "a picture": "# x\n![a](b)", "a link": "# x\n[a](https://evil.example)", "a mention": "# x\nsay @everyone", "a control": "# x\n\x1b[31m",
		"a foreign address": "# x\n<https://evil.example/x>", "an open block": "# x\n```\na", "a short row": "# x\n| a | b |\n| --- | --- |\n| a |", "an open code": "# x\n`a",
		"a bar in code": "# x\n| a |\n| --- |\n| `a|b` |",
	} {
		if lint(md, "evil.example", "@everyone") == nil {
			t.Errorf("%s is let through", name)
		}
	}
}
