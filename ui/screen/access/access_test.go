package access

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"bctui/auth"
	"bctui/bc"
	"bctui/bc/check"
	"bctui/bc/check/checktest"
	"bctui/bc/check/matrix"
	"bctui/bc/demo"
	"bctui/bc/demo/cronus"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/story"
)

// row gives the line of an entity set.
func (st *tale) row(set string) string {
	st.t.Helper()
	for l := range strings.SplitSeq(st.Text(200, 200), "\n") {
		if f := strings.Fields(strings.TrimLeft(l, "▌ ")); len(f) > 0 && f[0] == set {
			return strings.Join(f, " ")
		}
	}
	st.t.Fatalf("no row of %s:\n%s", set, st.Text(120, 40))
	return ""
}

// goTo puts the cursor on a set and a company.
func (st *tale) goTo(set string, column int) {
	st.t.Helper()
	for i, r := range st.m.cells.order {
		if st.m.cells.sets[r].Name == set {
			st.m.grid.MoveTo(i, column)
			return
		}
	}
	st.t.Fatalf("%s is not on show", set)
}

func TestMatrixSaysInWordsWhatMayBeRead(t *testing.T) {
	st := checked(t, "limited")
	if got := st.row("customers"); got != "customers │ 5,000 empty 120" {
		t.Errorf("%q", got)
	}
	if got := st.row("vendors"); got != "vendors │ ✗ denied ✗ denied ✗ denied" {
		t.Errorf("%q", got)
	}
	st.Shows("CRONUS USA, Inc.", "My Company", "✗ 21 denied", "automation · ")
	if got := st.m.Status().Left; !strings.Contains(got, "v2.0 customers in CRONUS USA, Inc.: 5,000 rows") {
		t.Errorf("status %q", got)
	}
}

func TestEnterOnReadableRowsGoesThereAndOnDeniedTellsWhy(t *testing.T) {
	st := checked(t, "limited")
	st.goTo("customers", 3)
	st.Press("enter")
	g := story.Asked[screen.Go](st.Story)
	c, ok := g.Seed.(bc.Company)
	if p := g.Place; p.Kind != place.Grid || p.Set != "customers" || p.Route != "v2.0" || !strings.Contains(p.CompanyName, "Söhne") ||
		!ok || c.ID != p.CompanyID || c.SystemVersion == "" {
		t.Errorf("went to %+v with %+v", g.Place, g.Seed)
	}
	st.goTo("vendors", 2)
	if got := st.m.Status().Left; !strings.Contains(got, "Read on TableData 23 Vendor") {
		t.Errorf("status %q", got)
	}
	st.Press("enter")
	st.Shows("✗ vendors: denied in My Company", "do not hold Read on TableData 23 Vendor", "Who a Business Central admin", "Permission", "Company My Company", "reply of the server")
	st.Press("V")
	st.Shows(`"code": "Internal_ServerError"`)
	st.Press("esc", "y")
	if text := story.Asked[screen.Copy](st.Story).Text; !strings.Contains(text, "TableData 23 Vendor") {
		t.Errorf("copied %q", text)
	}
	st.goTo("items", 1)
	st.Press("v")
	st.Shows("items: readable in CRONUS USA, Inc.", "912 rows.", "Status 200")
}

// Lines of a document are opened below the document that proved them.
func TestSetsBelowAParentOpenBelowIt(t *testing.T) {
	st := checked(t, "good")
	st.goTo("salesInvoiceLines", 1)
	st.Press("enter")
	if p := story.Asked[screen.Go](st.Story).Place; !strings.HasPrefix(p.Path, "salesInvoices(") || !strings.HasSuffix(p.Path, "/salesInvoiceLines") {
		t.Errorf("went to %+v", p)
	}
}

func TestEscCancelsKeepsWhatIsThereAndAgainAsksAnew(t *testing.T) {
	hold := make(chan struct{})
	s := checktest.Tenant(t, demo.Options{Faults: demo.FaultPlan{{On: "page", Skip: 30, Hold: hold, Times: -1}}})
	st := begin(t, Options{Check: story.Check(story.Typed(t, s, "good"))})
	st.Until("some cells", func() bool { return st.m.now.Done >= 20 })
	if !st.m.Status().Busy {
		t.Error("the frame does not show that it runs")
	}
	st.Shows("of ", "at once")
	st.Press("r")
	if why := story.Asked[screen.Say](st.Story).Text; !strings.Contains(why, "Esc stops it") {
		t.Errorf("refused with %q", why)
	}
	done := st.m.now.Done
	st.Press("esc")
	st.Until("the end", func() bool { return !st.m.busy })
	if st.Left || st.m.now.Done < done {
		t.Errorf("left %v; %d cells of %d stay", st.Left, st.m.now.Done, done)
	}
	st.Shows("! stopped at " + strconv.Itoa(st.m.now.Done) + " of ")
	close(hold)
	s.SetFaults()
	st.Press("r")
	st.Until("the end", func() bool { return !st.m.busy })
	if st.m.now.Done <= done || st.m.matrix.Cancelled() {
		t.Errorf("asked again: %+v", st.m.now)
	}
	st.Press("esc")
	if !st.Left {
		t.Error("Esc does not leave")
	}
}

func TestWhatIsKnownIsNotAskedAgain(t *testing.T) {
	s := checktest.Tenant(t, demo.Options{})
	c, _ := story.Check(story.Typed(t, s, "good"))(context.Background())
	same := func(context.Context) (*check.Check, error) { return c, nil }
	st := begin(t, Options{Check: same})
	st.Until("the end", func() bool { return !st.m.busy })
	s.ForgetRequests()
	st = begin(t, Options{Check: same})
	st.Until("the matrix", func() bool { return !st.m.busy })
	if n := len(s.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
	if got := st.row("customers"); !strings.Contains(got, "5,000") {
		t.Errorf("%q", got)
	}
}

func TestSortAndFilterKeepTheCursorOnItsSet(t *testing.T) {
	st := checked(t, "limited")
	names := func() (out []string) {
		for _, r := range st.m.cells.order {
			out = append(out, st.m.cells.labels[r])
		}
		return out
	}
	listed := names()
	st.goTo("vendors", 1)
	st.Press("s")
	st.Shows("trouble first")
	if c, _, _ := st.m.cell(); c.State != matrix.Denied {
		t.Error("the cursor left its set")
	}
	first := st.m.matrix.At(st.m.cells.order[0], 0)
	if trouble(first.State) > trouble(matrix.Denied) {
		t.Errorf("first comes %v", first.State)
	}
	st.Press("s")
	if n := st.m.matrix.At(st.m.cells.order[0], 0).Count; n < st.m.matrix.At(st.m.cells.order[1], 0).Count || n < 5000 {
		t.Errorf("first come %d rows", n)
	}
	st.Press("s")
	if got := names(); strings.Join(got, " ") != strings.Join(listed, " ") {
		t.Error("the third press does not lead back")
	}
	st.goTo("vendors", 0)
	st.Press("s")
	if got := names(); got[0] != "accounts" {
		t.Errorf("by name: %v", got[:3])
	}
	st.Press("/", "o", "r", "d", "e", "r", "enter")
	for _, n := range names() {
		if !strings.Contains(strings.ToLower(n), "order") {
			t.Errorf("%s is on show", n)
		}
	}
	if got := st.m.Status().Count; !strings.Contains(got, " of ") {
		t.Errorf("count %q", got)
	}
	st.Press("esc")
	st.Press("f", "j", "enter")
	st.Shows("denied (only these rows)")
	if got := names(); len(got) != 7 {
		t.Errorf("only denied: %v", got)
	}
	st.Press("esc")
	if len(names()) != len(listed) || st.Left {
		t.Error("Esc does not clear the filter")
	}
}

func TestRowsKeepTheirPlacesWhileTheRunIsUnderWay(t *testing.T) {
	st := checked(t, "limited")
	st.goTo("customers", 1)
	st.Press("s")
	before := append([]int(nil), st.m.cells.order...)
	st.m.busy = true
	slicesSwap(st.m.cells.order)
	swapped := append([]int(nil), st.m.cells.order...)
	st.m.fill(st.m.matrix, st.m.now)
	for i, r := range st.m.cells.order {
		if r != swapped[i] {
			t.Fatal("rows moved while the run was under way")
		}
	}
	st.m.busy = false
	st.m.arrange(true)
	for i, r := range st.m.cells.order {
		if r != before[i] {
			t.Fatal("rows are not sorted at the end")
		}
	}
}

func slicesSwap(s []int) { s[0], s[len(s)-1] = s[len(s)-1], s[0] }

func TestCompaniesAreChosen(t *testing.T) {
	in := []string{"CRONUS USA, Inc."}
	s := checktest.Tenant(t, demo.Options{})
	input := story.Typed(t, s, "good")
	input.Companies = in
	st := begin(t, Options{Check: story.Check(input)})
	st.Until("the end", func() bool { return !st.m.busy })
	if n := len(st.m.cells.companies); n != 1 {
		t.Fatalf("%d companies", n)
	}
	st.Shows("1 of 3 companies")
	st.Press("c")
	st.Shows("[x] CRONUS USA, Inc.", "[ ] My Company")
	st.Press("space", "enter")
	if why := story.Asked[screen.Say](st.Story).Text; !strings.Contains(why, "Mark a company first") {
		t.Errorf("refused with %q", why)
	}
	st.Press("a", "enter")
	st.Until("the end", func() bool { return !st.m.busy })
	if n := len(st.m.cells.companies); n != 3 {
		t.Errorf("%d companies", n)
	}
}

func TestWhereNothingCanBeAskedTheFindingStands(t *testing.T) {
	st := checked(t, "not-set-up")
	st.Shows("The app is set up in no environment", "Who a Business Central admin")
	st.Press("r")
	st.Until("the end", func() bool { return !st.m.busy })
	st.Shows("The app is set up in no environment")
}

func TestAHoldAndASlowerPaceAreSaid(t *testing.T) {
	st := checked(t, "good")
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	st.m.host.Now = func() time.Time { return now }
	st.m.busy = true
	st.m.now = matrix.Progress{Done: 87, Total: 261, Planned: true, By: map[matrix.State]int{matrix.Denied: 3}, Rate: 48.2, Left: 4 * time.Second, AtOnce: 4}
	st.Shows("87 of 261 · 4 s left · 48 a second · 4 at once · ✗ 3 denied")
	st.m.now.AtOnce, st.m.now.Throttled, st.m.now.HeldUntil = 1, 1, now.Add(12*time.Second)
	st.Shows("! the service asks to wait (429): on in 12 s", "1 at once since a 429")
	st.m.now.Planned = false
	st.Shows("87 of 261 so far")
}

func TestReportHoldsTheMatrix(t *testing.T) {
	var name, data string
	st := begin(t, Options{Check: story.Check(story.Typed(t, checktest.Tenant(t, demo.Options{}), "limited")), Save: func(n string, d []byte) (string, error) {
		name, data = n, string(d)
		return "/tmp/" + n, nil
	}})
	st.Until("the end", func() bool { return !st.m.busy })
	st.Press("e", "j", "j", "enter")
	if said := story.Asked[screen.Say](st.Story); !strings.Contains(said.Text, "/tmp/"+name) || !strings.Contains(data, "generalLedgerEntries") {
		t.Errorf("said %+v; %d bytes", said, len(data))
	}
}

func TestEverySizeInEveryState(t *testing.T) {
	const evil = "\x1b[2J\x1b]52;c;aGk=\x07\u202eevil\r\n\t漢字漢字 e\u0301"
	st := checked(t, "limited")
	for i := range st.m.cells.labels {
		if i%3 == 0 {
			st.m.cells.labels[i] = strings.Repeat(evil, 20)
		}
	}
	st.m.cells.companies[0].Name = strings.Repeat(evil, 20)
	st.m.grid.SetColumns(columns(st.m.cells.companies))
	for i := range st.m.result.Companies {
		st.m.result.Companies[i].Name = evil
	}
	for _, keys := range [][]string{nil, {"G"}, {"g", "j", "enter"}, {"esc", "f"}, {"esc", "c"}, {"esc", "e"}, {"esc", "/", "x", "y"}} {
		st.Press(keys...)
		for width := 1; width < 130; width += 7 {
			for _, height := range []int{1, 2, 3, 9, 21, 37} {
				fits(t, st, width, height)
			}
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
		if w := ansi.StringWidthWc(l); w > width {
			t.Errorf("%d×%d: a line of %d cells: %q", width, height, w, ansi.Strip(l))
		}
	}
	if strings.Contains(view, "\x1b[2J") || strings.Contains(view, "\x1b]52") || strings.ContainsAny(view, "\u202e\r\t") {
		t.Errorf("%d×%d: something acts on the terminal", width, height)
	}
}

func TestAPressAtAnyMomentDoesNoHarm(t *testing.T) {
	st := begin(t, Options{Check: story.Check(story.Typed(t, checktest.Tenant(t, demo.Options{}), "limited"))})
	try := func() {
		for _, a := range st.m.Actions() {
			if a.Refusal() == "" && a.ID != "access.again" {
				a.Run()
			}
			st.m.View(80, 21)
			st.m.Status()
			for st.m.page != matrixPage || st.m.choose.There() || st.m.typing {
				st.m.Escape()
			}
		}
	}
	try()
	for n := 0; st.m.busy; n++ {
		st.Next()
		if n%5 == 0 {
			try()
		}
	}
	try()
}

// big is a matrix of two APIs' sets in ten companies: more than 87 × 10 cells.
func big(b *testing.B) *matrix.Matrix {
	s := checktest.Tenant(b, demo.Options{Routes: []demo.Route{{Publisher: "contoso", Group: "app1", Version: "v1.0", Data: cronus.New()}}})
	r, _ := s.Registration("good")
	transport := bc.NewTransport(bc.TransportOptions{})
	tokens, err := auth.NewSource(auth.Registration{Tenant: r.Domain, ClientID: r.ClientID, Authority: s.URL()}, auth.NewSecret(r.Secret), auth.Options{Transport: transport})
	if err != nil {
		b.Fatal(err)
	}
	target := bc.Target{API: s.URL(), Tenant: r.Domain, Environment: "Production"}
	client, err := bc.New(target, tokens, bc.Options{Transport: transport})
	if err != nil {
		b.Fatal(err)
	}
	all, err := client.Companies(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	var columns []matrix.Company
	for i := range 10 {
		columns = append(columns, matrix.Company{ID: all[i%len(all)].ID, Name: "Company " + strconv.Itoa(i)})
	}
	p, err := matrix.New(target, tokens, bc.Options{Transport: transport})
	if err != nil {
		b.Fatal(err)
	}
	return p.Run(context.Background(), matrix.Options{Companies: columns})
}

func BenchmarkView(b *testing.B) {
	x := big(b)
	m := New(story.Host(b, time.Now), Options{Place: here()})
	m.fill(x, x.Progress())
	if n := len(m.cells.sets); n < 87 {
		b.Fatalf("%d sets", n)
	}
	b.Run("still", func(b *testing.B) {
		for b.Loop() {
			m.View(200, 47)
		}
	})
	// A cell came in: everything on show is drawn anew.
	b.Run("filling", func(b *testing.B) {
		m.busy = true
		for b.Loop() {
			m.fill(x, x.Progress())
			m.View(200, 47)
		}
	})
}
