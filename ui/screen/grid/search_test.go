package grid_test

import (
	"strings"
	"testing"

	"bctui/ui/place"
)

func TestSearchGoesThroughWhatIsLoadedAndNamesOfColumns(t *testing.T) {
	r := newRig(t)
	r.Press("ctrl+f")
	r.Write("Trey")
	r.Settle()
	if p := r.model.Place().View; p.Column != "displayName" || p.Row != 1 {
		t.Errorf("the cursor stands on %+v", p)
	}
	r.Do("enter")
	if r.model.Typing() {
		t.Error("Enter must stay at the match")
	}
	r.Press("ctrl+f")
	r.Do("ctrl+u")
	r.Write("drive")
	r.Do("enter")
	at := r.model.Place().View
	r.Do("n")
	next := r.model.Place().View
	if next.Row == at.Row && next.Column == at.Column {
		t.Error("n did not move")
	}
	r.Do("N")
	if back := r.model.Place().View; back.Row != at.Row || back.Column != at.Column {
		t.Errorf("N went to %+v", back)
	}
	r.Press("ctrl+f")
	r.Do("ctrl+u")
	r.Write("creditlim")
	r.Settle()
	if p := r.model.Place().View; p.Column != "creditLimit" || p.Row != at.Row {
		t.Errorf("the name of a column leads to %+v", p)
	}
	r.Do("esc", "n")
	r.Heard("Nothing was searched")
	for _, q := range r.asked() {
		if strings.Contains(q, "filter") {
			t.Errorf("the service was asked: %q", q)
		}
	}
}

func TestWhatIsNotThereIsSaidAndNothingMoves(t *testing.T) {
	r := newRig(t, set("customers", place.View{Column: "city", Row: 3}))
	r.Press("ctrl+f")
	r.Write("zzzz")
	r.Settle()
	r.Heard("“zzzz” is not in the 200 rows that are loaded. G loads the rest.")
	if p := r.model.Place().View; p.Column != "city" || p.Row != 3 {
		t.Errorf("the cursor stands on %+v", p)
	}
}

func TestMatchesAreMarkedUntilEsc(t *testing.T) {
	r := newRig(t)
	plain := r.model.View(r.Width, r.Height).Content
	r.Press("ctrl+f")
	r.Write("company")
	r.Do("enter")
	if marked := r.model.View(r.Width, r.Height).Content; strings.Count(marked, "Company") < 5 || marked == plain || r.styles() < 5 {
		t.Errorf("matches look like all else:\n%s", r.View())
	}
	if _, done := r.model.Escape(); !done || r.styles() > 0 {
		t.Error("Esc must take the marks away first")
	}
	if _, done := r.model.Escape(); done {
		t.Error("nothing is left to take away")
	}
}

// styles counts the cells that are marked as matches: underlined, beside the head of the column.
func (r *rig) styles() int {
	_, body, _ := strings.Cut(r.model.View(r.Width, r.Height).Content, "\n")
	return strings.Count(body, ";4;") + strings.Count(body, "[4;") + strings.Count(body, ";4m")
}

func TestSearchFindsWhatWasSentAndTakesBackWhatItSaid(t *testing.T) {
	r := newRig(t, set("customers", place.View{Columns: []string{"number", "balanceDue"}}))
	r.column("balanceDue")
	var want string
	for range 60 {
		r.Press("down")
		if want = r.number(); strings.Contains(r.cell(), ",") {
			break
		}
	}
	sent := strings.ReplaceAll(r.cell(), ",", "")
	r.Press("g", "ctrl+f")
	r.Write("zzzz")
	r.Settle()
	r.Heard("is not in the")
	r.Press("ctrl+u")
	r.Write(sent)
	r.Settle()
	if r.number() != want {
		t.Errorf("%s was looked for and %s found instead of %s", sent, r.number(), want)
	}
	if last := r.Said()[len(r.Said())-1]; last != "" {
		t.Errorf("%q still stands", last)
	}
}
