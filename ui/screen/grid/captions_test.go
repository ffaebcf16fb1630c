package grid_test

import (
	"strings"
	"testing"

	"bctui/bc/captions"
	"bctui/bc/demo"
	"bctui/ui/place"
	"bctui/ui/screen/grid"
)

func speaks(language string, cache *captions.Cache) option {
	return func(o *grid.Options) { o.Language, o.Captions = language, cache }
}

func definitions(r *rig) int {
	n := 0
	for _, q := range r.server.Requests() {
		if strings.Contains(q.Path, "entityDefinitions") {
			n++
		}
	}
	return n
}

func TestCaptionsInPlaceOfNamesAreAskedForOnce(t *testing.T) {
	cache := &captions.Cache{}
	r := newRig(t, speaks("de_AT.UTF-8", cache))
	r.do("t")
	r.has("Nr.", "Ort")
	r.hasNot("displayName")
	r.column("city")
	if st := r.model.Status().Left; !strings.Contains(st, "Ort (city)") {
		t.Errorf("the status names the column %q", st)
	}
	r.do("t")
	r.has("addressLine1", "city")
	r.do("t")
	r.has("Ort")
	r.open(speaks("de_AT.UTF-8", cache), set("salesInvoices", place.View{}))
	r.settle()
	r.has("Nr.")
	if n := definitions(r); n != 1 {
		t.Errorf("entityDefinitions was asked for %d times", n)
	}
}

func TestOptionsHaveCaptionsToo(t *testing.T) {
	r := newRig(t, speaks("de", nil))
	r.column("type")
	plain := r.view()
	r.do("t")
	if r.view() == plain || !strings.Contains(plain, "Company") {
		t.Fatal("nothing changed")
	}
	r.hasNot("Company")
	r.do("/")
	r.typed("Person")
	r.has("$filter type eq 'Person'")
}

func TestCaptionsThatDoNotComeLeaveTheNames(t *testing.T) {
	r := newRig(t)
	r.server.SetFaults(demo.Fault{On: "definitions", Status: 403, Times: -1})
	r.do("t")
	r.heard("The names stay.")
	r.has("displayName")
}

func TestCaptionsAreFoundInTheListOfColumns(t *testing.T) {
	r := newRig(t, speaks("de_DE", nil))
	r.do("t", "c")
	r.typed("Ort")
	r.do("enter")
	if got := r.model.Place().View.Column; got != "city" {
		t.Errorf("the cursor stands on %q", got)
	}
}
