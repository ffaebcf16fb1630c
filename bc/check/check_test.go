package check_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/check/matrix"
	"bctui/bc/demo"
)

func TestGoodSetUp(t *testing.T) {
	w := newWorld()
	r := w.run(t, input())
	if r.Verdict() != check.OK || r.Class() != check.ClassOK || r.Class().ExitCode() != 0 || len(r.Findings()) != 0 {
		t.Errorf("verdict %s, class %s, %d findings\n%s", r.Verdict(), r.Class(), len(r.Findings()), show(r))
	}
	if n := len(w.sent()); n > 8 || r.Requests != n {
		t.Errorf("%d requests (%d counted):\n%s", n, r.Requests, strings.Join(w.sent(), "\n"))
	}
	if got := len(slices.DeleteFunc(w.sent(), func(s string) bool { return !strings.Contains(s, "openid-configuration") })); got != 1 {
		t.Errorf("openid-configuration was fetched %d times", got)
	}
	for _, s := range w.sent() {
		if !strings.HasPrefix(s, "GET ") && !strings.HasSuffix(s, "/oauth2/v2.0/token") {
			t.Errorf("sent %s", s)
		}
	}
	s := r.Subject
	if s.TenantID != tenantID || s.Environment != "Production" || s.SecretShape != "40 characters" {
		t.Errorf("subject %+v", s)
	}
	if len(r.Companies) != 2 || len(r.Chosen) != 1 || r.Chosen[0].Name != "CRONUS" {
		t.Errorf("companies %v, chosen %v", r.Companies, r.Chosen)
	}
	if len(r.Environments) != 2 || !r.Environments[0].Chosen || r.Environments[0].App != check.AppAnswers || r.Environments[0].Version != "27.2.1.0" || r.Environments[1].App != check.AppUnknown {
		t.Errorf("environments %+v", r.Environments)
	}
	for _, x := range r.Rungs {
		if x.Text == "" {
			t.Errorf("%s says nothing", x.ID)
		}
	}
}

// A warning is no failure, except to those who say so.
func TestStrictClass(t *testing.T) {
	w := newWorld()
	w.environments, w.manage = says(403, ""), says(403, "")
	if r := w.run(t, input()); r.Class() != check.ClassOK || r.StrictClass() != check.ClassPermission {
		t.Errorf("class %s, strictly %s\n%s", r.Class(), r.StrictClass(), show(r))
	}
	w.clock = noon.Add(time.Hour) // a warning below must not hide the failure above
	w.companies = map[string]http.HandlerFunc{"Production": notOnList()}
	if r := w.run(t, input()); r.Class() != check.ClassSignIn || r.StrictClass() != check.ClassSignIn {
		t.Errorf("class %s, strictly %s\n%s", r.Class(), r.StrictClass(), show(r))
	}
}

func TestClaimsView(t *testing.T) {
	w := newWorld()
	w.claims["roles"] = []string{"API.ReadWrite.All", "Something.Else"}
	w.claims["idtyp"] = "app"
	v := w.run(t, input()).Claims
	for claim, want := range map[string][2]string{"aud": {resource, resource}, "tid": {tenantID, tenantID}, "appid": {clientID, clientID}, "idtyp": {"app", "app"}} {
		r, ok := v.Row(claim)
		if !ok || r.Expected != want[0] || r.Found != want[1] || r.Verdict != check.ClaimOK {
			t.Errorf("%s: %+v", claim, r)
		}
	}
	granted := map[string]bool{}
	for _, r := range v.Roles {
		granted[r.Role] = r.Granted
		if r.Opens == "" {
			t.Errorf("what %s opens is not said", r.Role)
		}
	}
	if !granted["API.ReadWrite.All"] || granted["AdminCenter.ReadWrite.All"] || !granted["Something.Else"] {
		t.Errorf("roles %v", granted)
	}
	if left := v.Left(noon.Add(10 * time.Minute)); left != 3599*time.Second-10*time.Minute {
		t.Errorf("%s left", left)
	}
}

// Events come in pairs, one at a time, and a rung ends before what needs it begins.
func TestEvents(t *testing.T) {
	w := newWorld()
	ended := map[check.RungID]bool{}
	begun := map[check.RungID]int{}
	check.New(input(), w.options()).Run(t.Context(), "", func(e check.Event) {
		switch e.Kind {
		case check.RungStarted:
			begun[e.Rung]++
			for _, i := range check.Ladder() {
				for _, need := range i.Needs {
					if i.ID == e.Rung && !ended[need] {
						t.Errorf("%s began before %s ended", e.Rung, need)
					}
				}
			}
		case check.RungFinished:
			ended[e.Rung] = true
			if e.Result.ID != e.Rung || e.Result.Verdict == check.Pending {
				t.Errorf("%s ended with %+v", e.Rung, e.Result)
			}
		}
	})
	for _, i := range check.Ladder() {
		if begun[i.ID] != 1 || !ended[i.ID] {
			t.Errorf("%s began %d times, ended %v", i.ID, begun[i.ID], ended[i.ID])
		}
	}
}

// Environments, set-up and automation need the token alone: they are asked side by side.
func TestIndependentRungsRunSideBySide(t *testing.T) {
	w := newWorld()
	var mu sync.Mutex
	waiting, all := 0, make(chan struct{})
	w.before = func(r *http.Request) {
		if r.URL.Host != api || strings.Contains(r.URL.Path, "companies(") {
			return
		}
		mu.Lock()
		if waiting++; waiting == 4 { // companies, admin center, list, automation
			close(all)
		}
		mu.Unlock()
		select {
		case <-all:
		case <-r.Context().Done():
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if r := check.New(input(), w.options()).Run(ctx, "", nil); r.Verdict() != check.OK {
		t.Errorf("they wait for each other:\n%s", show(r))
	}
}

// A secret in the form of a GUID is doubted until Entra takes it.
func TestSecretThatLooksLikeAnID(t *testing.T) {
	w, in := newWorld(), input()
	w.secret = "5ec15ec1-aaaa-4bbb-8ccc-ddddeeeeffff"
	in.Secret = auth.NewSecret(w.secret)
	var verdicts []check.Verdict
	r := check.New(in, w.options()).Run(t.Context(), "", func(e check.Event) {
		if e.Kind == check.RungFinished && e.Rung == check.RungInput {
			verdicts = append(verdicts, e.Result.Verdict)
		}
	})
	if !slices.Equal(verdicts, []check.Verdict{check.Failed, check.OK}) || r.Verdict() != check.OK {
		t.Errorf("input went %v\n%s", verdicts, show(r))
	}
}

func TestRunAgain(t *testing.T) {
	w := newWorld()
	delete(w.claims, "roles")
	c := check.New(input(), w.options())
	if r := c.Run(t.Context(), "", nil); !slices.Equal(rungs(r, check.Failed), []check.RungID{check.RungClaims}) {
		t.Fatal(show(r))
	}
	// Consent is given: it shows in a new token.
	w.claims["roles"] = []string{"API.ReadWrite.All", "Automation.ReadWrite.All", "AdminCenter.ReadWrite.All"}
	before := len(w.sent())
	if r := c.Run(t.Context(), check.RungClaims, nil); r.Verdict() != check.OK {
		t.Fatal(show(r))
	}
	for _, s := range w.sent()[before:] {
		if strings.Contains(s, "openid-configuration") {
			t.Error("what lies below was asked again:", s)
		}
	}
	// From the set-up on: token and environments are kept.
	before = len(w.sent())
	w.companies = map[string]http.HandlerFunc{"Production": notOnList()}
	r := c.Run(t.Context(), check.RungSetup, nil)
	if f, _ := r.First(); f.Code != check.NotSetUpHere {
		t.Error(show(r))
	}
	for _, s := range w.sent()[before:] {
		if strings.Contains(s, "/token") || strings.Contains(s, "/admin/") {
			t.Error("what lies below was asked again:", s)
		}
	}
	// From the ground.
	w.companies = nil
	before = len(w.sent())
	if r := c.Run(t.Context(), "", nil); r.Verdict() != check.OK || len(w.sent())-before > 8 {
		t.Errorf("%d requests\n%s", len(w.sent())-before, show(r))
	}
}

func TestCancel(t *testing.T) {
	for _, where := range []string{"openid-configuration", "/token", "/companies", "/admin/", "customers"} {
		t.Run(where, func(t *testing.T) {
			w := newWorld()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w.before = func(r *http.Request) {
				if strings.Contains(r.URL.Path, where) {
					cancel()
					<-r.Context().Done()
				}
			}
			c := check.New(input(), w.options())
			r := c.Run(ctx, "", nil)
			if !r.Cancelled || r.Class() != check.ClassInterrupted || r.Class().ExitCode() != 130 {
				t.Errorf("cancelled %v, class %s\n%s", r.Cancelled, r.Class(), show(r))
			}
			if got := rungs(r, check.Failed); len(got) > 0 {
				t.Errorf("%v are red", got)
			}
			// What was cut off is asked again, whatever rung is asked for.
			w.before = nil
			if r := c.Run(t.Context(), check.RungRights, nil); r.Verdict() != check.OK || r.Cancelled {
				t.Errorf("after the cancel:\n%s", show(r))
			}
		})
	}
}

// A red rung says who fixes it; its finding holds the server's own words, and never the secret or the token, even if
// the server sends them back.
func TestNothingLeaks(t *testing.T) {
	w := newWorld()
	jwt := w.jwt()
	echo := func(rw http.ResponseWriter, r *http.Request) {
		body := fmt.Sprintf(`{"error":"invalid_client","error_description":"AADSTS7000215: %s %s","error_codes":[7000215],"access_token":"%s"}`, secretValue, r.Form.Encode(), jwt)
		says(401, body)(rw, r)
	}
	echoBC := func(rw http.ResponseWriter, r *http.Request) {
		refuse(rw, 401, "Authentication_InvalidCredentials", r.Header.Get("Authorization"))
	}
	for name, change := range map[string]func(*world){
		"token": func(w *world) { w.token = echo }, "companies": func(w *world) { w.companies = map[string]http.HandlerFunc{"Production": echoBC, "Sandbox": echoBC} },
		"admin": func(w *world) { w.environments, w.listing, w.manage = echoBC, echoBC, echoBC }, "good": func(*world) {},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			change(w)
			var all bytes.Buffer
			r := check.New(input(), w.options()).Run(t.Context(), "", func(e check.Event) { fmt.Fprintf(&all, "%+v\n", e) })
			fmt.Fprintf(&all, "%+v %#v", r, r)
			b, _ := json.Marshal(r)
			all.Write(b)
			for _, f := range r.Findings() {
				fmt.Fprintf(&all, "%+v %s", f, f.Raw)
			}
			for what, s := range map[string]string{"secret": secretValue, "token": jwt, "signature": "c2lnbmF0dXJl"} {
				if bytes.Contains(all.Bytes(), []byte(s)) {
					t.Errorf("the %s shows", what)
				}
			}
		})
	}
}

// Every number that has words has a code, and codes are whole.
func TestCodes(t *testing.T) {
	seen := map[check.Code]bool{}
	for _, i := range check.Codes() {
		if seen[i.Code] || i.Means == "" || strings.ToLower(string(i.Code)) != string(i.Code) {
			t.Errorf("code %q", i.Code)
		}
		seen[i.Code] = true
	}
	for _, n := range auth.Codes() {
		m, _ := auth.Lookup(n)
		f, ok := check.Explain(&auth.Error{AADSTS: n, Status: 400, Meaning: m})
		if !ok || f.Code == check.EntraUnknown || !seen[f.Code] {
			t.Errorf("AADSTS%d has the code %q", n, f.Code)
		}
	}
	for _, kind := range []bc.Kind{bc.Other, bc.SignIn, bc.NotSetUp, bc.Permission, bc.NoEnvironment, bc.NoCompany, bc.NoRoute, bc.NotFound, bc.Throttled, bc.Unavailable,
		bc.Timeout, bc.BadRequest, bc.Conflict, bc.TooLong, bc.NotImplemented, bc.Proxy, bc.ForeignHost, bc.Damaged, bc.Disabled} {
		if f, ok := check.Explain(&bc.Error{Kind: kind, Status: 400, Code: "x"}); !ok || !seen[f.Code] {
			t.Errorf("kind %s has the code %q", kind, f.Code)
		}
	}
	if _, ok := check.Explain(nil); ok {
		t.Error("no error has a finding")
	}
}

func TestExplainNetwork(t *testing.T) {
	for kind, want := range map[auth.NetworkKind]check.Code{auth.KindDNS: check.NetworkDNS, auth.KindRefused: check.NetworkRefused, auth.KindUnreachable: check.NetworkNoRoute,
		auth.KindTimeout: check.NetworkTimeout, auth.KindReset: check.NetworkDropped, auth.KindProxy: check.NetworkProxy, auth.KindOther: check.NetworkFailed} {
		if f, _ := check.Explain(&auth.NetworkError{Kind: kind}); f.Code != want || f.Code.Class() != check.ClassNetwork {
			t.Errorf("%s: %s", kind, f.Code)
		}
	}
	for problem, want := range map[auth.TLSProblem]check.Code{auth.TLSUnknownAuthority: check.TLSUntrusted, auth.TLSExpired: check.TLSExpired, auth.TLSNotYetValid: check.TLSNotYetValid,
		auth.TLSWrongHost: check.TLSWrongHost, auth.TLSNotTLS: check.TLSNone, auth.TLSOther: check.TLSFailed} {
		f, _ := check.Explain(&auth.NetworkError{Kind: auth.KindTLS, TLS: problem, Certificate: &auth.Certificate{Issuer: "Contoso Proxy CA"}})
		if f.Code != want || !strings.Contains(fmt.Sprint(f.Evidence), "Contoso Proxy CA") {
			t.Errorf("%d: %s %v", problem, f.Code, f.Evidence)
		}
	}
	if f, _ := check.Explain(&auth.NetworkError{Kind: auth.KindProxy, ProxyStatus: 407}); f.Code != check.ProxySignIn {
		t.Errorf("407: %s", f.Code)
	}
}

func TestSecretExpiry(t *testing.T) {
	for days, want := range map[int]string{31: "", 30: "in 30 days", 8: "in 8 days", 7: "in 7 days", 1: "in 1 day", 0: "today", -1: "1 day ago"} {
		f, ok := check.SecretExpiry(noon.AddDate(0, 0, days), noon)
		if ok != (want != "") || !strings.Contains(f.Title, want) {
			t.Errorf("%d days: %q", days, f.Title)
		}
	}
	if _, ok := check.SecretExpiry(time.Time{}, noon); ok {
		t.Error("a date that is not known expires")
	}
}

func TestEnvironmentIsChosen(t *testing.T) {
	for _, x := range []struct {
		name   string
		change func(*world)
		want   string
	}{
		{"Production among several", func(w *world) { w.names = []string{"Alpha", "Production", "Sandbox"} }, "Production"},
		{"the only one", func(w *world) { w.names = []string{"Test"} }, "Test"},
		{"no list is open", func(w *world) { w.environments, w.listing = says(403, ""), notOnList() }, "Production"},
	} {
		w, in := newWorld(), input()
		in.Environment = ""
		x.change(w)
		r := w.run(t, in)
		if r.Subject.Environment != x.want || len(rungs(r, check.Failed)) > 0 {
			t.Errorf("%s: %q\n%s", x.name, r.Subject.Environment, show(r))
		}
	}
}

func TestMatrixAfterTheLadder(t *testing.T) {
	d, err := demo.Start(demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	r, _ := d.Registration("limited")
	c := check.New(check.Input{Tenant: r.Domain, ClientID: r.ClientID, Secret: auth.NewSecret(r.Secret), Authority: d.URL(), API: d.URL(), Environment: "Production"}, check.Options{})
	if got := c.Run(t.Context(), "", nil); got.Matrix != nil || got.Verdict() != check.Failed || got.Class() != check.ClassPermission {
		t.Fatal(show(got))
	}
	d.ForgetRequests()
	cells := 0
	got := c.Matrix(t.Context(), check.MatrixOptions{AllCompanies: true}, nil, func(e check.Event) {
		if e.Kind == check.MatrixMoved && e.Matrix.Cell != nil {
			cells++
		}
	})
	if got.Matrix == nil || cells != got.Matrix.Progress().Total || cells < 100 {
		t.Fatalf("%d cells", cells)
	}
	for _, q := range d.Requests() {
		if q.Kind == "token" || q.Kind == "discovery" {
			t.Error("asked again for", q.Kind)
		}
	}
	f, ok := finding(got, check.RightMissing)
	if !ok || !strings.Contains(fmt.Sprint(f.Evidence), "TableData 23 Vendor") || !strings.Contains(fmt.Sprint(f.Evidence), "TableData 5200 Employee") {
		t.Errorf("%+v", f)
	}
	if d.MaxInFlight() > 4 {
		t.Errorf("%d requests at once", d.MaxInFlight())
	}
	if x, _ := got.Rung(check.RungAccess); x.Verdict != check.Failed {
		t.Errorf("access: %s %s", x.Verdict, x.Text)
	}
	if n := got.Matrix.Progress().By[matrix.Denied]; n == 0 {
		t.Error("nothing is denied")
	}
	// A plain run after it is a plain one.
	if again := c.Run(t.Context(), "", nil); again.Matrix != nil || again.Requests > 20 {
		t.Errorf("%d requests, matrix %v", again.Requests, again.Matrix != nil)
	}
}

// A right that is there in one company and not in another is a matter of the column Company.
func TestRightInOneCompanyOnly(t *testing.T) {
	w, in := newWorld(), input()
	w.set = func(rw http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "companies("+company+")") {
			denied("18 Customer Read: Base Application")(rw, r)
			return
		}
		says(200, `{"@odata.count":1,"value":[{"id":"x"}]}`)(rw, r)
	}
	w.companies = map[string]http.HandlerFunc{"Production": func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "$metadata"):
			rw.Header().Set("Content-Type", "application/xml")
			fmt.Fprint(rw, `<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="N">`+
				`<EntityType Name="company"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><NavigationProperty Name="customers" Type="Collection(N.customer)" ContainsTarget="true"/></EntityType>`+
				`<EntityType Name="customer"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/></EntityType>`+
				`<EntityContainer Name="C"><EntitySet Name="companies" EntityType="N.company"/><EntitySet Name="customers" EntityType="N.customer"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`)
		case strings.HasSuffix(r.URL.Path, "apicategoryroutes"):
			says(200, `{"value":[{"route":"v2.0"}]}`)(rw, r)
		case strings.Contains(r.URL.Path, "companies("):
			w.set(rw, r)
		default:
			says(200, `{"value":[{"id":"`+company+`","name":"CRONUS"},{"id":"`+otherID+`","name":"Other"}]}`)(rw, r)
		}
	}}
	in.Matrix = &check.MatrixOptions{AllCompanies: true}
	r := w.run(t, in)
	f, ok := finding(r, check.RightMissing)
	if !ok || !strings.Contains(f.Cause, "In Other the same may be read") || !strings.Contains(f.Cause, "CRONUS") {
		t.Errorf("%+v\n%s", f, show(r))
	}
}
