package check

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/check/checktest"
	"bctui/bc/demo"
	"bctui/keystore"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/story"
	"bctui/ui/session"
)

func TestGoodConnectionSaysSoAndLeadsToTheCompanies(t *testing.T) {
	st := checked(t, "good")
	st.Shows("✓ Input", "✓ Token", "✓ Set-up", "✓ Access", "All is well: 3 companies answer in Production.", "enter goes to the companies")
	if view := st.Text(80, 21); strings.Contains(view, "✗") || strings.Contains(view, "!") {
		t.Errorf("something is marked although all is well:\n%s", view)
	}
	st.Press("enter")
	if p := story.Asked[screen.Instead](st.Story).Place; p.Kind != place.Companies || p.Connection != "contoso" || p.Environment != "Production" {
		t.Errorf("went to %+v", p)
	}
}

func TestAfterSetupGreenGoesOnByItself(t *testing.T) {
	then := place.Place{Kind: place.Companies, Connection: "contoso"}
	st := begin(t, Options{Start: story.Check(story.Typed(t, checktest.Tenant(t, demo.Options{}), "good")), Then: then})
	st.Until("the end", func() bool { return !st.m.busy })
	if p := story.Asked[screen.Instead](st.Story).Place; p.Kind != then.Kind || p.Connection != then.Connection {
		t.Errorf("went to %+v", p)
	}
}

func TestRedStaysAfterSetup(t *testing.T) {
	st := begin(t, Options{Start: story.Check(story.Typed(t, checktest.Tenant(t, demo.Options{}), "no-consent")), Then: place.Place{Kind: place.Companies}})
	st.Until("the end", func() bool { return !st.m.busy })
	for _, msg := range st.Sent {
		if _, gone := msg.(screen.Instead); gone {
			t.Error("a red check went on")
		}
	}
}

// Each wrong set-up: which rung it stops at, who is named, and what is said below it.
func TestEachWrongSetUpStopsAtItsRung(t *testing.T) {
	for _, c := range []struct {
		registration string
		want         []string
	}{
		{"no-consent", []string{"✗ Permissions the token carries no roles", "It stops at Permissions. It takes an Entra admin.", "Where App registrations", "○ Environments not reached"}},
		{"not-set-up", []string{"✗ Set-up", "It stops at Set-up. It takes a Business Central admin.", "causes give this answer"}},
		{"disabled", []string{"✗ Set-up", "It stops at Set-up."}},
		{"sandbox-only", []string{"✗ Set-up", "Sandbox answers to the same token", "It takes a Business Central admin."}},
		{"expired-secret", []string{"✗ Token", "It stops at Token.", "○ Permissions not reached"}},
		{"no-resource", []string{"✗ Token", "It stops at Token."}},
		{"limited", []string{"✗ Access", "It stops at Access. It takes a Business Central admin.", "TableData 23 Vendor"}},
	} {
		t.Run(c.registration, func(t *testing.T) {
			st := checked(t, c.registration)
			st.Shows(c.want...)
			first, ok := st.m.result.First()
			if !ok || st.m.cursor.rung != first.Rung {
				t.Errorf("the cursor stands on %+v, the finding on %q", st.m.cursor, first.Rung)
			}
		})
	}
}

func TestFindingOpensWithStepsEvidenceRequestsAndItsPage(t *testing.T) {
	st := checked(t, "sandbox-only")
	st.Press("enter")
	st.Shows("The app is not set up in Production", "Possible 1 The app is not on the list", "Who a Business Central admin",
		"Page https://businesscentral.dynamics.com/", "Status 401", "Correlation ID", "Requests GET http://127.0.0.1", "reply of the server")
	st.Press("enter")
	if url := story.Asked[screen.Browse](st.Story).URL; !strings.Contains(url, "page=9860") {
		t.Errorf("opens %q", url)
	}
	if view := st.Text(120, 60); strings.Contains(view, `"error"`) {
		t.Error("the raw reply is there without being asked for")
	}
	st.Press("V")
	st.Shows(`"code": "Authentication_InvalidCredentials"`)
	st.Press("y")
	if text := story.Asked[screen.Copy](st.Story).Text; !strings.Contains(text, "Who: a Business Central admin") || !strings.Contains(text, "Correlation ID: ") {
		t.Errorf("copied %q", text)
	}
	st.Press("esc")
	if st.m.page != ladderPage || st.Left {
		t.Error("Esc does not lead back to the ladder")
	}
	st.Press("esc")
	if !st.Left {
		t.Error("a second Esc does not leave")
	}
}

func TestRunAgainFromARungKeepsWhatIsBelow(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{Faults: demo.FaultPlan{{On: "companies", Status: 503, Times: -1}}})
	st := begin(t, Options{Start: story.Check(story.Typed(t, s, "good"))})
	st.Until("the end", func() bool { return !st.m.busy })
	st.Shows("✗ Set-up", "○ Company not reached")
	s.SetFaults()
	s.ForgetRequests()
	st.Press("r")
	if r, _, _ := st.m.rung(check.RungToken); r.Verdict != check.OK {
		t.Error("a rung below was forgotten")
	}
	st.Until("the end", func() bool { return !st.m.busy })
	st.Shows("✓ Set-up", "✓ Company", "All is well")
	for _, r := range s.Requests() {
		if r.Kind == "token" || r.Kind == "discovery" {
			t.Errorf("%s was asked again", r.Kind)
		}
	}
	s.ForgetRequests()
	st.Press("R")
	st.Until("the end", func() bool { return !st.m.busy })
	asksEntra := false
	for _, r := range s.Requests() {
		asksEntra = asksEntra || r.Kind == "token"
	}
	if !asksEntra {
		t.Error("everything again did not ask for a token")
	}
}

func TestAgainOnARungThatWasNotReachedBeginsWhereItStopped(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{})
	st := begin(t, Options{Start: story.Check(story.Typed(t, s, "no-consent"))})
	st.Until("the end", func() bool { return !st.m.busy })
	s.ForgetRequests()
	st.Press("j")
	if st.m.cursor.rung != check.RungEnvironments {
		t.Fatalf("the cursor stands on %+v", st.m.cursor)
	}
	st.Press("r")
	st.Until("the end", func() bool { return !st.m.busy })
	asked := false
	for _, r := range s.Requests() {
		asked = asked || r.Kind == "token"
	}
	if !asked {
		t.Error("what was consented to shows in a new token only, and none was asked for")
	}
}

func TestTheMouseMovesTheCursorAndOpens(t *testing.T) {
	st := checked(t, "no-consent")
	st.m.View(80, 21)
	click := tea.MouseClickMsg{X: 10, Y: 2, Button: tea.MouseLeft}
	st.Run(st.m.Update(click))
	if st.m.cursor.rung != check.RungTenant {
		t.Fatalf("the cursor stands on %+v", st.m.cursor)
	}
	st.m.View(80, 21)
	st.Run(st.m.Update(click))
	st.Shows("✓ Tenant: ")
	st.Press("esc")
	st.m.View(80, 9)
	st.Run(st.m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown}))
	if st.m.cursor.rung != check.RungToken {
		t.Errorf("the wheel leads to %+v", st.m.cursor)
	}
}

func TestEscStopsTheRunKeepsWhatIsThereAndThenLeaves(t *testing.T) {
	hold := make(chan struct{})
	s := checktest.Tenant(t, demo.Options{Faults: demo.FaultPlan{{On: "token", Hold: hold, Times: -1}}})
	defer close(hold)
	st := begin(t, Options{Start: story.Check(story.Typed(t, s, "good"))})
	st.Until("the token to be asked for", func() bool { _, on := st.m.begun[check.RungToken]; return on })
	if !st.m.Status().Busy || !strings.Contains(st.m.Status().Left, "Esc stops") {
		t.Errorf("status %+v", st.m.Status())
	}
	st.Press("r")
	if why := story.Asked[screen.Say](st.Story).Text; !strings.Contains(why, "under way") {
		t.Errorf("a second run is refused with %q", why)
	}
	st.Press("esc")
	st.Until("the end", func() bool { return !st.m.busy })
	st.Shows("✓ Tenant", "○ Token not reached: cancelled", "Stopped. What was found so far stays.")
	if st.Left {
		t.Fatal("the first Esc left")
	}
	st.Press("esc")
	if !st.Left {
		t.Error("the second Esc did not leave")
	}
}

func TestTokenViewShowsExpectedBesideFoundAndNeverTheToken(t *testing.T) {
	st := checked(t, "automation-only")
	st.Press("c")
	st.Shows("What the token says", "minutes", "left", "CLAIM FOUND EXPECTED", "aud https://api.businesscentral.dynamics.com the same",
		"✗ roles Automation.ReadWrite.All API.ReadWrite.All", "API.ReadWrite.All is missing: data stays closed",
		"○ API.ReadWrite.All not granted. It would open data", "exp ", "in 59 minutes")
	if view := st.Text(200, 200); strings.Contains(view, "eyJ") {
		t.Error("a token is on the screen")
	}
	st.Press("G", "g", "pgdown", "esc")
	if st.m.page != ladderPage {
		t.Error("Esc does not lead back")
	}
}

func TestTheCountdownCountsDown(t *testing.T) {
	st := checked(t, "good")
	now := time.Now()
	st.m.host.Now = func() time.Time { return now }
	v := *st.m.result.Claims
	v.Ends, v.Expires, v.SkewKnown = now.Add(61*time.Second), now.Add(61*time.Second), false
	st.m.result.Claims = &v
	st.Press("c")
	st.Shows("1 minute 1 second left", "in 1 minute 1 second")
	now = now.Add(2 * time.Second)
	st.Shows("59 seconds left")
	now = now.Add(time.Hour)
	st.Shows("ended", "ago")
}

func TestEnvironmentsSayWhoAnsweredAndWhyNot(t *testing.T) {
	st := checked(t, "sandbox-only")
	st.Press("n")
	st.Shows("Production", "✗ refused", "Sandbox", "✓ answers, 3 companies", "WHO WAS ASKED", "admin center", "28.0.")
	st.Press("j", "enter")
	if p := story.Asked[screen.Go](st.Story).Place; p.Kind != place.Check || p.Environment != "Sandbox" {
		t.Errorf("went to %+v", p)
	}
	st = checked(t, "limited")
	st.Press("n")
	st.Shows("○ admin center", "○ list of environments", "401")
}

func TestReportIsSavedInTheChosenFormAndItsPathIsSaid(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{})
	r, _ := s.Registration("no-consent")
	for _, c := range []struct {
		keys         []string
		ending       string
		holds, lacks string
	}{
		{[]string{"e", "enter"}, ".md", "roles", r.ClientID},
		{[]string{"e", "j", "enter"}, ".md", r.ClientID, r.Secret},
		{[]string{"e", "j", "j", "enter"}, ".json", `"schemaVersion"`, r.ClientID},
		{[]string{"e", "G", "enter"}, ".json", r.ClientID, r.Secret},
	} {
		var name, data string
		st := begin(t, Options{Start: story.Check(story.Typed(t, s, "no-consent")), Save: func(n string, d []byte) (string, error) {
			name, data = n, string(d)
			return "/tmp/x/" + n, nil
		}})
		st.Until("the end", func() bool { return !st.m.busy })
		st.Press(c.keys...)
		said := story.Asked[screen.Say](st.Story)
		if said.Level != screen.Success || !strings.Contains(said.Text, "/tmp/x/"+name) {
			t.Errorf("%v: said %+v", c.keys, said)
		}
		if !strings.HasSuffix(name, c.ending) || !strings.Contains(data, c.holds) || strings.Contains(data, c.lacks) {
			t.Errorf("%v: %s holds\n%s", c.keys, name, data)
		}
	}
	st := begin(t, Options{Start: story.Check(story.Typed(t, s, "good")), Save: func(string, []byte) (string, error) { return "", errors.New("the disk is full") }})
	st.Until("the end", func() bool { return !st.m.busy })
	st.Press("e", "enter")
	if said := story.Asked[screen.Say](st.Story); said.Level != screen.Failure || !strings.Contains(said.Text, "the disk is full") {
		t.Errorf("said %+v", said)
	}
	st.Press("e", "esc")
	if st.m.choose.There() || st.Left {
		t.Error("Esc does not close the question")
	}
}

func TestMatrixOpensWithTheSameCheck(t *testing.T) {
	st := checked(t, "good")
	st.Press("m")
	g := story.Asked[screen.Go](st.Story)
	if c, ok := g.Seed.(*check.Check); g.Place.Kind != place.Access || !ok || c != st.m.check {
		t.Errorf("went to %+v", g)
	}
	st = checked(t, "not-set-up")
	st.Press("m")
	if why := story.Asked[screen.Say](st.Story).Text; !strings.Contains(why, "does not answer to the app") {
		t.Errorf("refused with %q", why)
	}
}

func TestAWrongSecretCanBeReplacedFromHere(t *testing.T) {
	st := checked(t, "expired-secret")
	st.Press("s")
	g := story.Asked[screen.Go](st.Story)
	if g.Place.Kind != place.Setup || g.Place.Connection != "contoso" {
		t.Errorf("went to %+v", g.Place)
	}
	if ask, ok := g.Seed.(screen.AskSecret); !ok || ask.Next.Kind != place.Check || !strings.Contains(ask.Reason, "expired") {
		t.Errorf("asks with %+v", g.Seed)
	}
}

func TestWithoutASecretItIsAskedFor(t *testing.T) {
	st := begin(t, Options{Start: func(context.Context) (*check.Check, error) {
		return nil, &session.NeedSecret{Connection: keystore.Connection{Name: "contoso"}, Err: keystore.ErrNotFound}
	}})
	st.Until("the refusal", func() bool { return st.m.trouble.There() })
	st.Shows("The secret of contoso is needed")
	st.Press("enter")
	if p := story.Asked[screen.Go](st.Story).Place; p.Kind != place.Setup {
		t.Errorf("went to %+v", p)
	}
}

func TestCursorGoesOverRungsAndFindings(t *testing.T) {
	st := checked(t, "good")
	result := st.m.result
	result.Rungs = append([]check.RungResult(nil), result.Rungs...)
	result.Rungs[7] = check.RungResult{ID: check.RungCompany, Name: "Company", Verdict: check.Failed, Text: "three things are wrong", Findings: []check.Finding{
		{Code: check.CompanyUnknown, Rung: check.RungCompany, Severity: check.Failure, Title: "one", Cause: "It is so."},
		{Code: check.CompanyDenied, Rung: check.RungCompany, Severity: check.Failure, Title: "two", Cause: strings.Repeat("A long story. ", 200)},
		{Code: check.NoCompanies, Rung: check.RungCompany, Severity: check.Caution, Title: "three"},
		{Code: check.RightMissing, Rung: check.RungCompany, Severity: check.Caution, Title: "four", Cause: "Not shown here."},
	}}
	st.Run(st.m.Update(ended{serial: st.m.serial, check: st.m.check, result: result}))
	st.Shows("✗ one", "✗ two", "! three", "! four")
	if strings.Contains(st.Text(200, 100), "Not shown here") {
		t.Error("the fourth finding lies open")
	}
	var seen []at
	st.m.View(100, 30)
	for range 30 {
		st.Press("j")
		seen = append(seen, st.m.cursor)
	}
	if last := seen[len(seen)-1]; !last.end {
		t.Errorf("down ends on %+v", last)
	}
	for _, want := range []at{{check.RungCompany, 1, false}, {check.RungCompany, 3, false}, {check.RungRights, -1, false}} {
		found := false
		for _, a := range seen {
			found = found || a == want
		}
		if !found {
			t.Errorf("down never stands on %+v", want)
		}
	}
	st.Press("g", "j", "j", "enter")
	st.Shows("✓ Tenant: ", "Request GET")
}

// Whatever a server says, and however small the window: no line is too wide, none too many, nothing acts on the terminal.
func TestHostileTextsAndEverySize(t *testing.T) {
	const evil = "\x1b[2J\x1b]52;c;aGk=\x07\u202eevil\r\n\t\u200b漢字漢字 e\u0301\u0301 \U0001F468\u200d\U0001F469\u200d\U0001F467 "
	st := checked(t, "sandbox-only")
	r := st.m.result
	r.Rungs = append([]check.RungResult(nil), r.Rungs...)
	long := strings.Repeat(evil, 12)
	for i := range r.Rungs {
		r.Rungs[i].Text, r.Rungs[i].Why = evil+long, long
		r.Rungs[i].Facts = []check.Fact{{Label: evil, Value: long}}
		r.Rungs[i].Verdict = []check.Verdict{check.Failed, check.Warning, check.NotReached, check.OK}[i%4]
		r.Rungs[i].Findings = []check.Finding{
			{Rung: r.Rungs[i].ID, Severity: check.Failure, Title: evil, Cause: long, Where: long, Steps: []string{long}, Link: "https://x/" + long, Raw: strings.Repeat("x", 1<<16),
				Also: []check.Alternative{{Cause: long, Tell: long}, {Cause: evil}}, Evidence: []check.Fact{{Label: long, Value: evil}}},
			{Rung: r.Rungs[i].ID, Severity: check.Caution, Title: long},
		}
		r.Rungs[i].Requests = []check.Exchange{{Method: evil, URL: long, Err: long}}
	}
	r.Environments = []check.EnvironmentState{{Name: evil, Type: long, Text: long, App: check.AppRefused, From: []string{long}}, {}}
	r.Sources = []check.SourceAnswer{{Source: long, Text: long}}
	r.Companies = []bc.Company{{Name: evil}}
	claims := *r.Claims
	claims.Rows = append([]check.ClaimRow{{Claim: long, Found: long, Expected: evil, Note: long, Verdict: check.ClaimWrong}}, claims.Rows...)
	claims.Roles = append([]check.RoleRow{{Role: long, Opens: long}}, claims.Roles...)
	claims.Others = []check.Fact{{Label: long, Value: long}}
	r.Claims = &claims
	st.Run(st.m.Update(ended{serial: st.m.serial, check: st.m.check, result: r}))
	st.m.host.Look.Links = true
	for _, measure := range []format.Measure{format.Graphemes, format.Wc} {
		st.m.host.Look.Measure = measure
		everyView(t, st)
	}
}

func everyView(t *testing.T, st *tale) {
	for _, keys := range [][]string{nil, {"G"}, {"g", "enter"}, {"V"}, {"esc", "c"}, {"G"}, {"esc", "n"}, {"esc", "e"}, {"esc"}} {
		st.Press(keys...)
		for _, size := range [][2]int{{80, 21}, {120, 37}, {200, 47}, {40, 9}, {20, 5}, {10, 3}, {3, 1}, {1, 1}} {
			fits(t, st, size[0], size[1])
		}
	}
}

func fits(t *testing.T, st *tale, width, height int) {
	t.Helper()
	view := st.m.View(width, height).Content
	lines := strings.Split(view, "\n")
	if len(lines) > height {
		t.Errorf("%d×%d: %d lines", width, height, len(lines))
	}
	for _, l := range lines {
		if w := st.m.host.Look.Measure.Width(ansi.Strip(l)); w > width {
			t.Errorf("%d×%d: a line of %d cells: %q", width, height, w, ansi.Strip(l))
		}
	}
	if strings.Contains(view, "\x1b[2J") || strings.Contains(view, "\x1b]52") || strings.ContainsAny(view, "\u202e\r\t") {
		t.Errorf("%d×%d: something acts on the terminal", width, height)
	}
}

func TestEverySizeInEveryState(t *testing.T) {
	for _, name := range []string{"good", "no-consent", "limited"} {
		st := checked(t, name)
		for width := 1; width < 130; width += 6 {
			for height := 1; height < 40; height += 3 {
				fits(t, st, width, height)
			}
		}
	}
}

func TestAPressAtAnyMomentDoesNoHarm(t *testing.T) {
	st := begin(t, Options{Start: story.Check(story.Typed(t, checktest.Tenant(t, demo.Options{}), "limited"))})
	try := func() {
		for _, a := range st.m.Actions() {
			if a.Refusal() == "" && a.ID != "check.all" && a.ID != "check.again" {
				a.Run()
			}
			st.m.View(80, 21)
			st.m.Status()
			if st.m.page != ladderPage || st.m.choose.There() {
				st.m.Escape()
			}
		}
	}
	try()
	for st.m.busy {
		st.Next()
		try()
	}
	try()
}

func BenchmarkView(b *testing.B) {
	m := benchModel(b)
	for b.Loop() {
		m.View(120, 37)
	}
}

func benchModel(b *testing.B) *Model {
	c, err := story.Check(story.Typed(b, checktest.Tenant(b, demo.Options{}), "limited"))(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	r := c.Run(context.Background(), "", nil)
	m := New(story.Host(b, time.Now), Options{Place: here()})
	m.serial = 1
	m.Update(ended{serial: 1, check: c, result: r})
	return m
}
