package grid_test

import (
	"net/http"
	"strings"
	"testing"

	"bctui/bc/demo"
	"bctui/ui/place"
)

func TestAListThatEndsBeforeItsCountSaysSo(t *testing.T) {
	r := newRig(t, set(ledger, early))
	r.server.SetFaults(demo.Fault{On: "page", Skip: 2, Status: http.StatusOK, Body: `{"value":[{"id":"0b0c5c3e-0000-4000-8000-000000000001","entryNumber":5}]}`})
	r.Do("down", "G")
	r.Heard("the service had counted 21,000")
	r.Has("end of the list · the service had counted 21,000 rows: r reads it anew")
	r.Do("r")
	r.Do("G")
	r.Has("end of the list")
	r.HasNot("had counted")
}

func TestAListThatGoesOnBehindItsCountSaysSo(t *testing.T) {
	r := newRig(t, set(ledger, early))
	r.server.SetFaults(demo.Fault{On: "count", Status: http.StatusOK, Body: "300", Times: -1})
	r.Do("down")
	if got := r.model.Status().Count; !strings.HasPrefix(got, "2 of 300") {
		t.Errorf("the count is %q", got)
	}
	r.Do("pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
	if got := r.model.Status().Count; !strings.Contains(got, " of 1,200+") {
		t.Errorf("the count is %q", got)
	}
	r.Do("G")
	r.Has("end of the list · the service had counted 300 rows: r reads it anew")
}

func TestAnEmptyAnswerIsNoPage(t *testing.T) {
	r := newRig(t, set(ledger, early))
	r.server.SetFaults(demo.Fault{On: "page", Status: http.StatusNoContent, Times: -1})
	r.Do("G")
	r.Heard("The next rows did not come")
	r.server.SetFaults()
	r.Do("r")
	r.Has("end of the list")
	r.HasNot("had counted")
}

func TestSlipsInColumnsAndOrdersAreSaidAndNotSent(t *testing.T) {
	r := newRig(t, set("customers", place.View{Columns: []string{"number", "ciy"}, OrderBy: []string{"dispayName desc", "city"}}))
	r.Heard("There is no column ciy: did you mean city?")
	r.Heard("There is no column dispayName: did you mean displayName?")
	r.Has("number", "10000")
	if got := r.model.Place().View.OrderBy; len(got) != 1 || got[0] != "city" {
		t.Errorf("the order is %q", got)
	}
}
