package grid_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"bctui/bc/demo"
	"bctui/bc/pager"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/story"
)

const ledger = "generalLedgerEntries"

// early is enough of the ledger for some pages.
var early = place.View{Filter: "entryNumber le 21000"}

func memory(bytes int64) option {
	return func(o *grid.Options) { o.Budget = pager.NewBudget(bytes) }
}

// number gives what the row under the cursor says in its first column.
func (r *rig) number() string {
	r.t.Helper()
	for _, l := range strings.Split(r.View(), "\n") {
		if rest, ok := strings.CutPrefix(l, "▌"); ok {
			return strings.Fields(rest)[0]
		}
	}
	r.t.Fatalf("there is no cursor:\n%s", r.View())
	return ""
}

// cell gives the text of the last column in the row under the cursor.
func (r *rig) cell() string {
	r.t.Helper()
	for _, l := range strings.Split(r.View(), "\n") {
		if rest, ok := strings.CutPrefix(l, "▌"); ok {
			words := strings.Fields(rest)
			return words[len(words)-1]
		}
	}
	return ""
}

func TestPagesThatLeftTheMemoryComeBackWhenTheyAreLookedAt(t *testing.T) {
	r := newRig(t, set(ledger, early), memory(300_000))
	first := r.lines()
	r.Do("down", "up") // counts
	total := r.model.Status().Count
	r.Do("G")
	if got := r.model.Status(); !strings.Contains(got.Right, "rows in memory") {
		t.Errorf("the status does not say that rows were dropped: %+v", got)
	}
	if last, want := r.model.Status().Count, strings.TrimSuffix(strings.TrimPrefix(total, "1 of "), " ↓"); !strings.HasPrefix(last, want+" of "+want) {
		t.Errorf("at the end the count is %s, of %s", last, want)
	}
	r.HasNot("·")
	r.Do("g")
	if again := r.lines(); strings.Join(again, "\n") != strings.Join(first, "\n") {
		t.Errorf("the first rows are others now:\n%s\nbefore:\n%s", strings.Join(again, "\n"), strings.Join(first, "\n"))
	}
	// From above through the rows: none is empty, and each is the one of its number.
	r.Height = 500
	for range 40 {
		r.Do("pgdown")
		r.HasNot("▌ ·")
		if at, _, _ := strings.Cut(r.model.Status().Count, " "); strings.ReplaceAll(at, ",", "") != r.number() {
			t.Fatalf("row %s is entry %s", at, r.number())
		}
	}
}

func TestDroppedRowsThatCantBeReadAgainSayWhyAndAreTriedAgain(t *testing.T) {
	r := newRig(t, set(ledger, early), memory(300_000))
	r.Do("G")
	r.Height = 500
	r.Do("pgup", "pgdown")
	r.server.SetFaults(demo.Fault{On: "page", Status: http.StatusBadRequest, Times: -1})
	for range 20 {
		r.Do("pgup")
	}
	r.Has("·")
	r.Heard("could not be read again")
	asked := len(r.asked())
	r.Do("up", "up")
	for _, key := range []string{"=", "y", "enter", "u"} { // nothing is made of a row that is not there
		r.Sent = nil
		r.Do(key)
		if len(r.Sent) > len(r.Said()) {
			t.Errorf("%s sent %+v", key, r.Sent)
		}
	}
	r.Heard("could not be read again")
	if len(r.asked()) != asked {
		t.Error("each key asks for the broken page again")
	}
	r.Do("E")
	r.Has("400")
	r.Do("esc")
	r.server.SetFaults()
	r.Do("r")
	r.HasNot("·")
	if r.number() == "" {
		t.Error("no row")
	}
}

func TestEscDuringTheFirstPageStopsAndStays(t *testing.T) {
	r := prepare(t)
	hold := make(chan struct{})
	r.server.SetFaults(demo.Fault{On: "page", Hold: hold})
	r.open()
	r.Until("the set", func() bool { return r.model.Place().CompanyID != "" })
	r.await("the first page", func(q demo.Request) bool { return q.Kind == "page" })
	if _, taken := r.model.Escape(); !taken {
		t.Fatal("Esc leaves the grid while its first page is loading")
	}
	r.Settle()
	r.Has("Stopped", "r tries again")
	if _, taken := r.model.Escape(); taken {
		t.Fatal("a second Esc does not leave")
	}
	close(hold)
	r.Do("r")
	r.Has("10000")
}

func TestAFailedPageShowsAllOfItselfAndIsTriedAgain(t *testing.T) {
	r := newRig(t, set(ledger, early))
	r.server.SetFaults(demo.Fault{On: "page", Status: http.StatusBadRequest, Body: `{"error":{"code":"Internal_Odd","message":"odd <1>"}}`})
	r.Do("G")
	r.Heard("The next rows did not come")
	r.Has("tries again")
	count := r.model.Status().Count
	r.Do("E")
	r.Has("odd <1>")
	r.HasNot("tries again\n")
	r.Do("esc")
	r.Has("tries again")
	if got := r.model.Status().Count; got != count {
		t.Errorf("the rows are others: %s, %s", got, count)
	}
	r.Do("r")
	r.HasNot("tries again")
	if got := r.model.Status().Count; strings.Contains(got, "↓") {
		t.Error("the way to the end does not go on:", got)
	}
	if last := r.Said()[len(r.Said())-1]; last != "" {
		t.Errorf("%q still stands", last)
	}
	r.Do("E")
	r.Heard("Nothing went wrong")
}

func TestATokenThatEndedIsGoneAroundOrReadAnew(t *testing.T) {
	r := newRig(t, set(ledger, early))
	r.server.SetFaults(demo.Fault{On: "page", Path: "$skiptoken", Status: http.StatusBadRequest, Times: -1,
		Body: `{"error":{"code":"SkipTokenIsNoLongerValid","message":"The skip token is no longer valid."}}`})
	for range 20 {
		r.Do("pgdown")
	}
	if at := r.number(); len(at) < 3 || at < "300" {
		t.Errorf("the cursor came to row %s only", at)
	}
	for _, s := range r.Said() {
		if strings.Contains(s, "did not come") {
			t.Error("rows that can be reached by number were not:", s)
		}
	}
	r.server.SetFaults(demo.Fault{On: "page", Status: http.StatusBadRequest, Times: -1,
		Body: `{"error":{"code":"SkipTokenIsNoLongerValid","message":"The skip token is no longer valid."}}`})
	r.Do("G")
	r.Heard("reads the list anew")
	r.Has("reads the list anew")
	r.server.SetFaults()
	r.Do("r")
	r.Heard("Loaded again")
	r.HasNot("reads the list anew")
}

func TestRefreshFarDownKeepsTheRecordAndAsksInLargePages(t *testing.T) {
	r := newRig(t, set(ledger, early))
	r.Do("G")
	row, at := r.number(), r.model.Status().Count
	r.server.ForgetRequests()
	r.Do("r")
	r.Heard("Loaded again")
	if r.number() != row || r.model.Status().Count != at {
		t.Errorf("the cursor was on %s (%s), is on %s (%s)", row, at, r.number(), r.model.Status().Count)
	}
	pages := 0
	for _, q := range r.server.Requests() {
		if q.Kind == "page" {
			pages++
		}
	}
	var n int
	_, _ = fmt.Sscanf(strings.ReplaceAll(at, ",", ""), "%d", &n)
	if most := n/5000 + 4; pages > most {
		t.Errorf("%d pages for %d rows", pages, n)
	}
}

func TestEscDuringARefreshFarDownKeepsTheRows(t *testing.T) {
	r := newRig(t, set(ledger, early))
	r.Do("G")
	row, at := r.number(), r.model.Status().Count
	hold := make(chan struct{})
	defer close(hold)
	r.server.SetFaults(demo.Fault{On: "page", Hold: hold, Skip: 2, Times: -1})
	r.Press("r")
	r.Until("progress", func() bool { return strings.Contains(r.model.Status().Left, "loading again") })
	r.Press("esc")
	r.Settle()
	r.Heard("the rows are as they were")
	if r.number() != row || r.model.Status().Count != at {
		t.Errorf("the cursor was on %s (%s), is on %s (%s)", row, at, r.number(), r.model.Status().Count)
	}
}

func TestAFailedRefreshKeepsTheRows(t *testing.T) {
	r := newRig(t)
	before := r.View()
	r.server.SetFaults(demo.Fault{On: "page", Status: http.StatusForbidden, Times: -1})
	r.Do("r")
	r.Heard("Not loaded again")
	if r.View() != before {
		t.Errorf("the rows are others:\n%s", r.View())
	}
	r.Do("E")
	r.Has("403")
	r.server.SetFaults()
	r.Do("r")
	r.Heard("Loaded again")
}

func TestTheNextRecordIsReadAgainWhenItLeftTheMemory(t *testing.T) {
	r := newRig(t, set(ledger, early), memory(150_000))
	r.Do("G", "g")
	for range 150 {
		r.Press("down")
	}
	r.Settle()
	for i := range 300 {
		r.Take(screen.To{Msg: screen.Sibling{Delta: 1}})
		r.Settle()
		n := story.Last[screen.Neighbour](r.Story)
		if n.Why != "" || n.Place.Row != 151+i || n.Place.Key == "" {
			t.Fatalf("neighbour %d: %+v", i, n)
		}
	}
}

func TestAPlaceFarDownIsReachedAgain(t *testing.T) {
	r := newRig(t, set(ledger, place.View{Row: 12_345}))
	if got := r.model.Status().Count; !strings.HasPrefix(got, "12,346 of ") {
		t.Error(got)
	}
}

func TestSearchGoesThroughWhatIsInMemoryOnly(t *testing.T) {
	r := newRig(t, set(ledger, early), memory(300_000))
	r.Do("G", "ctrl+f")
	r.Write("no such text at all")
	r.Do("enter")
	r.Heard("rows that are loaded")
	for _, s := range r.Said() {
		if strings.Contains(s, "in the 0 rows") || strings.Contains(s, "20,000 rows that are loaded") {
			t.Error(s)
		}
	}
}
