package grid_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bctui/bc/demo"
	"bctui/ui/place"
	"bctui/ui/prefs"
	"bctui/ui/screen"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/story"
)

func with(store *prefs.Store) option { return func(o *grid.Options) { o.Prefs = store } }

func TestAHiddenColumnLeavesATraceAndIsRememberedForTheNextTime(t *testing.T) {
	folder := t.TempDir()
	r := newRig(t, with(prefs.Open(folder)))
	r.column("displayName")
	r.Do("-")
	r.HasNot("displayName")
	r.Has("⋮")
	if len(r.asked()) > 0 {
		t.Errorf("hiding a column cost %q", r.asked())
	}
	if got := r.model.Place().View.Columns; slices.Contains(got, "displayName") || !slices.Contains(got, "number") {
		t.Errorf("the place has the columns %q", got)
	}
	r.column("type")
	r.Do(",", ">", ">")
	r.open(with(prefs.Open(folder)))
	r.Settle()
	r.HasNot("displayName")
	if head := strings.Fields(r.View()); head[0] != "type" {
		t.Errorf("the order is not remembered: %q", head[:4])
	}
	r.Do("C")
	r.Has("displayName")
	r.Heard("forgotten")
	r.open(with(prefs.Open(folder)))
	r.Settle()
	r.Has("displayName")
}

func TestTheLastColumnStays(t *testing.T) {
	r := newRig(t, set("customers", place.View{Columns: []string{"number"}}))
	r.Do("-")
	r.Heard("the last column")
	r.Has("number")
}

func TestFewColumnsAreAskedForAlone(t *testing.T) {
	r := prepare(t)
	r.open(set("customers", place.View{Columns: []string{"number", "city"}}))
	r.Settle()
	if got := r.asked(); len(got) != 1 || got[0] != "$select=number,city,id" {
		t.Errorf("asked for %q", got)
	}
	if st := r.model.Status().Left; !strings.Contains(st, "2 of ") || !strings.Contains(st, "asked for") {
		t.Errorf("the status does not say it: %q", st)
	}
	r.Do("down", "enter")
	if last := story.Last[screen.Go](r.Story); last.Seed != nil || last.Place.Key == "" {
		t.Errorf("a record must not be opened with a part of its fields: %+v", r.Sent)
	}
	r.server.ForgetRequests()
	r.model.Update(screen.Sibling{Delta: 1})
	r.Do("c", "p", "h", "o", "n", "e", "enter")
	r.Has("phoneNumber")
	if got := r.asked(); len(got) != 1 || !strings.Contains(got[0], "phoneNumber") {
		t.Errorf("asked for %q", got)
	}
	if p := r.model.Place().View; p.Column != "phoneNumber" || p.Row != 2 {
		t.Errorf("the cursor stands on %+v", p)
	}
}

func TestTheNextRecordOfARowWithFewColumnsIsWhole(t *testing.T) {
	r := newRig(t, set("customers", place.View{Columns: []string{"number"}}))
	r.Run(r.model.Update(screen.Sibling{Delta: 1}))
	r.Settle()
	if n := story.Last[screen.Neighbour](r.Story); len(n.Record.Fields) < 10 {
		t.Errorf("sent %+v", r.Sent)
	}
}

func TestTheChooserFindsShowsHidesAndMoves(t *testing.T) {
	r := newRig(t)
	r.Do("c")
	r.Has("COLUMN", "TYPE", "displayName", "text, up to")
	r.Write("phone")
	r.HasNot("city")
	r.Do("space")
	if got := r.model.Place().View.Columns; slices.Contains(got, "phoneNumber") {
		t.Errorf("Space did not hide it: %q", got)
	}
	r.Do("space", "esc")
	r.Has("city")
	if !r.model.Typing() {
		t.Error("the first Esc must clear what was typed and stay")
	}
	r.Do("esc")
	if r.model.Typing() {
		t.Error("the second Esc must close the list")
	}
	r.column("number")
	r.Do("c", ">", "ctrl+n", "enter")
	if got := r.model.Place().View.Columns; !slices.Equal(got, []string{"number"}) {
		t.Errorf("only this column must be on show: %q", got)
	}
	r.Do("c", "ctrl+a", "esc")
	if got := r.model.Place().View.Columns; len(got) < 10 || got[1] != "number" {
		t.Errorf("all must be on show, with number second: %q", got)
	}
}

func TestEscHidesAColumnWhoseRowsWereGivenUp(t *testing.T) {
	r := newRig(t, set("customers", place.View{Columns: []string{"number", "city"}}))
	hold := make(chan struct{})
	defer close(hold)
	r.server.SetFaults(demo.Fault{On: "page", Hold: hold, Times: -1})
	r.Press("c")
	r.Write("phone")
	r.Press("enter")
	r.Has("phoneNumber")
	r.Press("esc")
	r.HasNot("phoneNumber")
	if got := r.model.Place().View.Columns; !slices.Equal(got, []string{"number", "city"}) {
		t.Errorf("the place has %q", got)
	}
}

func TestADamagedFileOfColumnsIsSaid(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, prefs.FileName), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, with(prefs.Open(folder)))
	r.Heard("damaged")
	r.Has("displayName")
}

func TestOpeningASetCostsOnePage(t *testing.T) {
	r := prepare(t)
	r.open(with(prefs.Open(t.TempDir())))
	r.Settle()
	var kinds []string
	for _, q := range r.server.Requests() {
		kinds = append(kinds, q.Kind)
	}
	if got := strings.Join(kinds, " "); got != "discovery token companies metadata page" {
		t.Errorf("asked for %s", got)
	}
}

func TestTheStatusTellsHowManyColumnsAreFrozen(t *testing.T) {
	r := newRig(t)
	if st := r.model.Status().Left; strings.Contains(st, "frozen") {
		t.Errorf("one frozen column is the rule and needs no words: %q", st)
	}
	r.column("type")
	r.Do("f")
	r.View()
	if st := r.model.Status().Left; !strings.Contains(st, "3 frozen") {
		t.Errorf("the status is %q", st)
	}
	r.column("city")
	r.Do("f")
	r.Width = 60
	r.View()
	if st := r.model.Status().Left; !strings.Contains(st, "of 6 frozen columns ") {
		t.Errorf("in a narrow window the status is %q", st)
	}
}

func TestTheListOfColumnsTellsThatTheChoiceIsRemembered(t *testing.T) {
	r := newRig(t, with(prefs.Open("")))
	r.Do("c")
	if st := r.model.Status().Left; strings.Contains(st, "remembered") {
		t.Errorf("nothing was chosen yet, but: %q", st)
	}
	r.Write("phone")
	r.Do("space")
	if st := r.model.Status().Left; !strings.Contains(st, "26 of 27") || !strings.Contains(st, "C forgets it") {
		t.Errorf("the status is %q", st)
	}
}

func TestHiddenColumnsOfAChoiceLeaveTheirTraces(t *testing.T) {
	r := newRig(t, set("customers", place.View{Columns: []string{"displayName", "city", "balanceDue"}}))
	if head := strings.Split(r.View(), "\n")[0]; strings.Count(head, "⋮") != 4 {
		t.Errorf("columns are hidden before, between and behind the three: %q", head)
	}
	r.Do("C")
	for _, want := range []string{"Company", "668 Hill Road"} { // columns that the rows before did not have
		r.Has(want)
	}
}
