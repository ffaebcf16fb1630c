package grid_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/place"
)

// click clicks at a cell of the screen and lets go.
func (r *rig) click(x, y int, mod tea.KeyMod) {
	r.t.Helper()
	r.View()
	r.Run(r.model.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft, Mod: mod}))
	r.Run(r.model.Update(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft, Mod: mod}))
	r.Settle()
}

// head gives the first cell of a column's title.
func (r *rig) head(title string) int {
	r.t.Helper()
	before, _, ok := strings.Cut(strings.Split(r.View(), "\n")[0], title)
	if !ok {
		r.t.Fatalf("no head %s:\n%s", title, r.View())
	}
	return len([]rune(before))
}

func TestAClickOnAHeadSorts(t *testing.T) {
	r := newRig(t)
	r.Width = 200
	for _, want := range []string{"$orderby=displayName", "$orderby=displayName desc", ""} {
		r.click(r.head("displayName"), 0, 0)
		if got := r.lastAsked(); got != want {
			t.Errorf("asked for %q, want %q", got, want)
		}
	}
	r.click(r.head("city"), 0, 0)
	for _, mod := range []tea.KeyMod{tea.ModShift, tea.ModCtrl, tea.ModAlt} {
		r.click(r.head("displayName"), 0, mod)
	}
	asked := strings.Join(r.asked(), " ; ")
	if want := "$orderby=city ; $orderby=city,displayName ; $orderby=city,displayName desc ; $orderby=city"; !strings.HasSuffix(asked, want) {
		t.Errorf("asked for %q, want %q at the end", asked, want)
	}
	r.click(r.head("displayName")+2, 3, 0)
	if row := r.model.Place().View.Row; row != 2 || len(r.Sent) > len(r.Said()) {
		t.Errorf("a click on a row: row %d, sent %v", row, r.Sent)
	}
}

func TestAClickOnAHeadThatCanNotBeSortedSaysWhy(t *testing.T) {
	r := newRig(t, set("customerSales", place.View{}))
	r.click(r.head("name"), 0, 0)
	r.Heard("does not sort")
	if got := r.asked(); len(got) > 0 {
		t.Errorf("asked for %q", got)
	}
}

func TestEdgesOfColumnsAreDraggedAndFitted(t *testing.T) {
	r := newRig(t)
	r.Width = 200
	city, state := r.head("city"), r.head("state")
	edge := state - 2
	r.View()
	r.model.Update(tea.MouseClickMsg{X: edge, Y: 0, Button: tea.MouseLeft})
	r.model.Update(tea.MouseMotionMsg{X: edge + 7, Y: 0, Button: tea.MouseLeft})
	r.Run(r.model.Update(tea.MouseReleaseMsg{X: edge + 7, Y: 0}))
	r.Settle()
	if got := r.head("state"); got != state+7 {
		t.Errorf("after a drag by 7 the next column moved by %d", got-state)
	}
	if len(r.asked()) > 0 {
		t.Errorf("dragging sorted: %q", r.asked())
	}
	now := r.head("state") - 2
	r.click(now, 0, 0)
	r.click(now, 0, 0)
	fitted := 0
	for _, l := range strings.Split(r.View(), "\n")[1:] {
		if cells := []rune(l); len(cells) > city {
			fitted = max(fitted, len([]rune(strings.TrimRight(string(cells[city:min(len(cells), r.head("state")-1)]), " "))))
		}
	}
	if got := r.head("state") - 2 - city; got != fitted {
		t.Errorf("the fitted column has %d cells, its widest value %d:\n%s", got, fitted, r.View())
	}
}
