package grid_test

import (
	"slices"
	"strings"
	"testing"

	"bctui/bc/demo"
	"bctui/ui/place"
)

func TestSortGoesUpDownAndOff(t *testing.T) {
	r := newRig(t)
	first := r.lines()[0]
	r.column("displayName")
	r.Do("down", "down", "s")
	if got := r.asked(); len(got) == 0 || !strings.Contains(got[len(got)-1], "$orderby=displayName") {
		t.Errorf("asked for %q", got)
	}
	r.Has("displayName ▲")
	if p := r.model.Place(); !slices.Equal(p.View.OrderBy, []string{"displayName"}) || p.View.Row != 0 {
		t.Errorf("the place has %+v", p.View)
	}
	up := r.lines()[0]
	r.Do("s")
	r.Has("displayName ▼")
	if down := r.lines()[0]; down == up {
		t.Errorf("descending begins with the same row %q", down)
	}
	r.Do("s")
	if got := r.lines()[0]; got != first || strings.ContainsAny(r.View(), "▲▼") {
		t.Errorf("off begins with %q, not with %q:\n%s", got, first, r.View())
	}
}

func TestASecondColumnAddsToTheOrder(t *testing.T) {
	r := newRig(t)
	r.Width = 300
	r.column("city")
	r.Do("s")
	r.column("displayName")
	r.Do("S", "S")
	if got := r.asked(); got[len(got)-1] != "$orderby=city,displayName desc" {
		t.Errorf("asked for %q", got)
	}
	r.Has("city ▲1", "displayName ▼2")
	r.Do("S")
	r.Has("city ▲")
	r.column("displayName")
	r.Do("s")
	if got := r.model.Place().View.OrderBy; !slices.Equal(got, []string{"displayName"}) {
		t.Errorf("s alone must order by this column alone, not by %q", got)
	}
}

func TestEscKeepsTheOldOrderWhileTheNewOneLoads(t *testing.T) {
	r := newRig(t)
	r.column("displayName")
	old := r.lines()
	hold := make(chan struct{})
	defer close(hold)
	r.server.SetFaults(demo.Fault{On: "page", Hold: hold, Times: -1})
	r.Press("s")
	r.Has("displayName ▲")
	if got := r.lines(); !slices.Equal(got, old) {
		t.Errorf("the old rows are gone while the new ones load:\n%s", r.View())
	}
	if st := r.model.Status(); !st.Busy || !strings.Contains(st.Left, "sorting by displayName ▲") {
		t.Errorf("the status does not say what goes on: %+v", st)
	}
	r.await("the request", func(q demo.Request) bool { return q.Kind == "page" })
	r.Press("down", "esc")
	r.HasNot("▲")
	if st := r.model.Status(); st.Busy {
		t.Error("the request is still under way")
	}
	r.await("the end of the request", func(q demo.Request) bool { return q.Cancelled })
	r.Settle()
	r.Heard("the rows are as they were")
	if v := r.model.Place().View; len(v.OrderBy) > 0 || v.Row != 1 {
		t.Errorf("the place has %+v", v)
	}
}

func TestAFailedSortLeavesEverythingAsItWas(t *testing.T) {
	r := newRig(t)
	r.column("displayName")
	old := r.lines()
	r.server.SetFaults(demo.Fault{On: "page", Status: 400})
	r.Do("s")
	if got := r.lines(); !slices.Equal(got, old) || len(r.model.Place().View.OrderBy) > 0 {
		t.Errorf("order %q:\n%s", r.model.Place().View.OrderBy, r.View())
	}
	r.Heard("The rows are as they were.")
	r.Do("s")
	r.Has("displayName ▲")
}

func TestWhatCantBeSortedSaysWhy(t *testing.T) {
	r := newRig(t, set("customerSales", place.View{}))
	r.Do("s")
	r.Heard("customerSales")
	if len(r.asked()) > 0 {
		t.Errorf("a request was sent all the same: %q", r.asked())
	}
	r = newRig(t, set("salesInvoices", place.View{}))
	before := len(r.Said())
	r.column("id")
	r.Do("s")
	if len(r.Said()) != before {
		t.Errorf("id can be sorted by, but %q", r.Said())
	}
}
