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
	r.Do("t")
	r.Has("Nr.", "Adresse 2")
	r.HasNot("displayName")
	r.column("city")
	if st := r.model.Status().Left; !strings.Contains(st, "Ort (city)") {
		t.Errorf("the status names the column %q", st)
	}
	r.Do("t")
	r.Has("addressLine1", "city")
	r.Do("t")
	r.Has("Ort")
	r.open(speaks("de_AT.UTF-8", cache), set("salesInvoices", place.View{}))
	r.Settle()
	r.Has("Nr.")
	if n := definitions(r); n != 1 {
		t.Errorf("entityDefinitions was asked for %d times", n)
	}
}

func TestOptionsHaveCaptionsToo(t *testing.T) {
	r := newRig(t, speaks("de", nil))
	r.column("type")
	plain := r.View()
	r.Do("t")
	if r.View() == plain || !strings.Contains(plain, "Company") {
		t.Fatal("nothing changed")
	}
	r.HasNot("Company")
	r.Do("/")
	r.Write("Person")
	r.Has("$filter type eq 'Person'")
}

func TestCaptionsThatDoNotComeLeaveTheNames(t *testing.T) {
	r := newRig(t)
	r.server.SetFaults(demo.Fault{On: "definitions", Status: 403, Times: -1})
	r.Do("t")
	r.Heard("The names stay.")
	r.Has("displayName")
}

func TestCaptionsAreFoundInTheListOfColumns(t *testing.T) {
	r := newRig(t, speaks("de_DE", nil))
	r.Do("t", "c")
	r.Write("Ort")
	r.Do("enter")
	if got := r.model.Place().View.Column; got != "city" {
		t.Errorf("the cursor stands on %q", got)
	}
}

func TestASpaceGoesOnWithACaptionOfTwoWords(t *testing.T) {
	r := newRig(t, speaks("en", &captions.Cache{}))
	r.Do("t", "c")
	r.Write("balance due")
	r.Has("/ balance due")
	r.Do("enter")
	if got := r.model.Place().View; got.Column != "balanceDue" || len(got.Columns) > 0 {
		t.Errorf("the cursor is on %q, the columns are %q", got.Column, got.Columns)
	}
	r.Do("c")
	r.Write("balance")
	r.Do("tab", "space") // Tab leaves the line: then a space is the key again
	if got := r.model.Place().View.Columns; len(got) != 26 {
		t.Errorf("%d columns are shown", len(got))
	}
}

func TestASetWithoutCaptionsSaysSo(t *testing.T) {
	r := prepare(t)
	r.server.SetFaults(demo.Fault{On: "definitions", Status: 200, Times: -1, Body: `{"value":[{"entityName":"vendor","entitySetName":"vendors",
		"entityCaptions":[],"entitySetCaptions":[],"properties":[{"name":"number","captions":[{"languageCode":1033,"caption":"No."}]}],"actions":[],"enumMembers":[]}]}`})
	r.open(speaks("en", &captions.Cache{}))
	r.Settle()
	r.Do("t")
	r.Heard("entityDefinitions has no captions for customers")
}
