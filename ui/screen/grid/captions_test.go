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

func TestASpaceGoesOnWithACaptionOfTwoWords(t *testing.T) {
	r := newRig(t, speaks("en", &captions.Cache{}))
	r.do("t", "c")
	r.typed("balance due")
	r.has("/ balance due")
	r.do("enter")
	if got := r.model.Place().View; got.Column != "balanceDue" || len(got.Columns) > 0 {
		t.Errorf("the cursor is on %q, the columns are %q", got.Column, got.Columns)
	}
	r.do("c")
	r.typed("balance")
	r.do("tab", "space") // Tab leaves the line: then a space is the key again
	if got := r.model.Place().View.Columns; len(got) != 26 {
		t.Errorf("%d columns are shown", len(got))
	}
}

func TestASetWithoutCaptionsSaysSo(t *testing.T) {
	r := prepare(t)
	r.server.SetFaults(demo.Fault{On: "definitions", Status: 200, Times: -1, Body: `{"value":[{"entityName":"vendor","entitySetName":"vendors",
		"entityCaptions":[],"entitySetCaptions":[],"properties":[{"name":"number","captions":[{"languageCode":1033,"caption":"No."}]}],"actions":[],"enumMembers":[]}]}`})
	r.open(speaks("en", &captions.Cache{}))
	r.settle()
	r.do("t")
	r.heard("entityDefinitions has no captions for customers")
}
