package grid_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/demo"
	"bctui/ui/place"
)

func (r *rig) lastAsked() string {
	r.t.Helper()
	got := r.asked()
	if len(got) == 0 {
		r.t.Fatal("nothing was asked for")
	}
	return got[len(got)-1]
}

func (r *rig) filter(column, text string) {
	r.t.Helper()
	r.column(column)
	r.Press("/", "ctrl+u")
	r.Write(text)
	r.Do("enter")
}

func TestAFilterShowsWhatItBecomesAndAsksTheService(t *testing.T) {
	r := newRig(t)
	r.column("city")
	r.Do("/")
	r.Has("Filter city", "text, up to 30", "*chair*")
	r.Write("A*|B*")
	r.Has("$filter startswith(city,'A') or startswith(city,'B')", `begins with "A"`)
	if len(r.asked()) > 0 {
		t.Errorf("typing alone asked for %q", r.asked())
	}
	r.Do("down", "enter")
	if got := r.lastAsked(); !strings.Contains(got, "startswith(city,'A') or startswith(city,'B')") {
		t.Errorf("asked for %q", got)
	}
	if st := r.model.Status(); !strings.Contains(st.Left, "city A*|B*") {
		t.Errorf("the status shows %q", st.Left)
	}
	for _, l := range r.lines()[:5] {
		if !strings.Contains(l, " A") && !strings.Contains(l, " B") {
			t.Errorf("the row %q", l)
		}
	}
}

func TestFiltersOfSeveralColumnsCombineAndEscTakesThemAway(t *testing.T) {
	r := newRig(t)
	r.column("city")
	before := r.lines()[0]
	r.filter("city", "A*")
	r.filter("balanceDue", ">=0")
	got := r.lastAsked()
	if got != "$filter=startswith(city,'A') and balanceDue ge 0" {
		t.Errorf("asked for %q", got)
	}
	if p := r.model.Place().View; "$filter="+p.Filter != got {
		t.Errorf("the place has %q", p.Filter)
	}
	r.column("city")
	r.Do("/")
	r.Has("A*")
	r.Do("esc")
	if !strings.Contains(r.model.Status().Left, "city A*   balanceDue >=0") {
		t.Errorf("leaving the line changed the filters: %q", r.model.Status().Left)
	}
	r.filter("city", "")
	if got := r.lastAsked(); got != "$filter=balanceDue ge 0" {
		t.Errorf("an empty line must take the filter away: %q", got)
	}
	r.Do("esc")
	r.column("city")
	if got := r.lines()[0]; got != before || r.model.Place().View.Filter != "" {
		t.Errorf("Esc must clear the filters: %q, first row %q", r.model.Place().View.Filter, got)
	}
	if _, done := r.model.Escape(); done {
		t.Error("the next Esc must lead back")
	}
}

func TestAFilteredColumnIsMarkedInItsHead(t *testing.T) {
	r := newRig(t)
	r.Width = 160
	r.filter("city", "A*")
	r.Has("city *")
	r.filter("number", "C*")
	r.Has("number *", "city *")
	r.column("city")
	r.filter("city", "")
	r.Has("number *")
	r.HasNot("city *")
	r.Do("esc")
	r.HasNot("*")
}

func TestAMistakePointsAtTheCharacterAndSendsNothing(t *testing.T) {
	r := newRig(t)
	r.column("balanceDue")
	r.Do("/")
	r.Write("12x")
	view := strings.Split(r.View(), "\n")
	i := slices.IndexFunc(view, func(l string) bool { return strings.Contains(l, "balanceDue 12x") })
	if i < 0 || !strings.Contains(view[i+1], "^") {
		t.Fatalf("no mark below the line:\n%s", r.View())
	}
	r.Do("enter")
	if !r.model.Typing() || len(r.asked()) > 0 {
		t.Errorf("the mistake was sent: %q", r.asked())
	}
	r.Do("esc")
	if r.model.Typing() {
		t.Error("Esc must leave the line")
	}
}

func TestOptionsAreOffered(t *testing.T) {
	r := newRig(t)
	r.column("type")
	r.Do("/")
	r.Has("Person")
	r.Write("per")
	r.Do("tab")
	r.Has("$filter type eq 'Person'")
	r.Do("enter")
	if got := r.lastAsked(); got != "$filter=type eq 'Person'" {
		t.Errorf("asked for %q", got)
	}
}

func TestTheFilterThatAPlaceCameWithStays(t *testing.T) {
	r := newRig(t, set("customers", place.View{Filter: "type eq 'Person' or type eq 'Company'"}))
	r.filter("city", "A*")
	if got := r.lastAsked(); got != "$filter=(type eq 'Person' or type eq 'Company') and startswith(city,'A')" {
		t.Errorf("asked for %q", got)
	}
	r.Do("esc")
	if got := r.model.Place().View.Filter; got != "type eq 'Person' or type eq 'Company'" {
		t.Errorf("after Esc the filter is %q", got)
	}
	if _, done := r.model.Escape(); done {
		t.Error("the filter that the place came with is no rung of the ladder")
	}
}

func TestNoRowThatPassesSaysWhichFilter(t *testing.T) {
	r := newRig(t)
	r.filter("city", "zzzz")
	r.Has("No row passes the filter: city zzzz", "Esc takes it away")
	r.Do("esc")
	r.Has("Hill Road")
}

func TestEscDuringAFilterKeepsTheRowsAndTheOldFilter(t *testing.T) {
	r := newRig(t)
	r.filter("city", "A*")
	old := r.lines()
	hold := make(chan struct{})
	defer close(hold)
	r.server.SetFaults(demo.Fault{On: "page", Hold: hold, Times: -1})
	r.column("city")
	r.Press("/", "ctrl+u", "B", "enter")
	r.Press("esc")
	if got := r.lines(); !slices.Equal(got, old) || !strings.Contains(r.model.Status().Left, "city A*") {
		t.Errorf("status %q, rows:\n%s", r.model.Status().Left, r.View())
	}
}

func TestSortAndFilterWorkTogether(t *testing.T) {
	r := newRig(t)
	r.filter("city", "A*")
	r.column("displayName")
	r.Do("s")
	if got := r.lastAsked(); got != "$filter=startswith(city,'A')&$orderby=displayName" {
		t.Errorf("asked for %q", got)
	}
}

func TestTheFilterLineFitsEverySize(t *testing.T) {
	r := newRig(t)
	r.column("balanceDue")
	r.Do("/")
	r.Write("1..2|x")
	for _, size := range [][2]int{{80, 21}, {40, 9}, {200, 47}, {20, 5}} {
		r.Width, r.Height = size[0], size[1]
		lines := strings.Split(r.View(), "\n")
		if len(lines) != r.Height {
			t.Errorf("%v: %d lines", size, len(lines))
		}
		for _, l := range lines {
			if n := len([]rune(l)); n > r.Width {
				t.Errorf("%v: %d cells in %q", size, n, l)
			}
		}
	}
}

func TestALongPasteIsTakenUpToWhatTheServiceTakes(t *testing.T) {
	r := newRig(t)
	r.column("number")
	r.Do("/")
	list := func(n int) string { return strings.Repeat("100000|", n-1) + "100001" }
	r.model.Update(tea.PasteMsg{Content: list(310)}) // more than 2,000 characters
	r.HasNot("✗")
	r.Do("enter")
	if got := r.asked(); len(got) > 0 {
		t.Errorf("what comes to more than 8,099 characters was sent: %d", len(got[0]))
	}
	r.Heard("Business Central takes 8099")
	r.Do("ctrl+u")
	r.Run(r.model.Update(tea.PasteMsg{Content: list(4000)}))
	r.Settle()
	r.Heard("That paste has 27,999 characters; the service takes 8,099")
	r.model.Update(tea.PasteMsg{Content: list(200)})
	r.Do("enter")
	if got := r.asked(); len(got) != 1 || strings.Count(got[0], "number eq") != 200 {
		t.Errorf("asked for %q", got)
	}
}
