package grid_test

import (
	"net/http"
	"strings"
	"testing"

	"bctui/bc/demo"
	"bctui/ui/place"
	"bctui/ui/screen/grid"
)

const nestedAn = "contains(tolower(displayName),'an')"

// versions gives the requests for rows and counts that carry the schema version, and those that do not.
func (r *rig) versions() (with, without int) {
	for _, q := range r.server.Requests() {
		switch {
		case q.Kind != "page" && q.Kind != "count":
		case strings.Contains(q.Query, "$schemaversion=2.1"):
			with++
		default:
			without++
		}
	}
	return with, without
}

func TestAPartOfATextWithoutRegardToCaseIsAskedOfTheService(t *testing.T) {
	r := newRig(t)
	r.column("displayName")
	r.Do("/")
	r.server.ForgetRequests()
	r.Write("@*AN*")
	r.Has("$filter "+nestedAn, "with $schemaversion=2.1", `holds "AN", ignoring case`)
	r.Do("enter")
	r.Do("down", "G")
	if with, without := r.versions(); with < 2 || without > 0 {
		t.Errorf("%d requests with the version, %d without: %q", with, without, r.asked())
	}
	if v := r.model.Place().View; v.Filter != nestedAn || strings.Contains(r.model.Status().Left, "passed over") {
		t.Errorf("%q, %q", v.Filter, r.model.Status().Left)
	}
	for _, l := range r.lines()[:8] {
		if !strings.Contains(strings.ToLower(l), "an") {
			t.Errorf("the row %q", l)
		}
	}
	// Back and forward, and the command line, need nothing more than the filter.
	seed := r.model.Seed()
	for _, open := range []option{
		set("customers", place.View{Filter: nestedAn}),
		func(o *grid.Options) { o.Seed = seed },
	} {
		r.server.ForgetRequests()
		r.open(open)
		r.Settle()
		if with, without := r.versions(); with != 1 || without > 0 || r.model.Place().View.Filter != nestedAn {
			t.Errorf("%d requests with the version, %d without, filter %q", with, without, r.model.Place().View.Filter)
		}
	}
}

func TestAServiceThatPassesOverAConditionIsFoundOut(t *testing.T) {
	for name, ways := range map[string]struct{ open, want string }{
		"typed":           {"", "displayName *an*|*An*|*AN*"},
		"on the way here": {nestedAn, "(contains(displayName,'an') or contains(displayName,'An') or contains(displayName,'AN'))"},
	} {
		t.Run(name, func(t *testing.T) {
			r := prepare(t)
			r.server.SetFaults(demo.Fault{On: "page", Times: -1, PassOver: true})
			r.open(set("customers", place.View{Filter: ways.open}))
			r.Settle()
			if ways.open == "" {
				r.filter("displayName", "@*an*")
			}
			if st := r.model.Status().Left; !strings.Contains(st, "passed over by the service") {
				t.Fatalf("the status says %q", st)
			}
			r.Heard("passed over the filter")
			r.Heard("Tab names the spellings instead: " + ways.want)
			r.server.SetFaults()
			r.server.ForgetRequests()
			r.Do("tab")
			if got := r.lastAsked(); !strings.Contains(got, "contains(displayName,'an') or contains(displayName,'An')") || strings.Contains(got, "schemaversion") {
				t.Errorf("asked for %q", got)
			}
			if st := r.model.Status().Left; strings.Contains(st, "passed over") || !strings.Contains(st, ways.want) {
				t.Errorf("the status says %q", st)
			}
			// What is known now is said before the next one is sent.
			r.column("city")
			r.Do("/")
			r.Write("@*a*")
			r.Has("at once", "*a*|*A*")
			r.Do("esc", "esc")
			if got := r.model.Place().View.Filter; ways.open != "" && odataNested(got) {
				t.Errorf("Esc leads back to %q", got)
			}
		})
	}
}

func odataNested(s string) bool { return strings.Contains(s, "tolower") }

func TestRowsOfAFewColumnsProveTheFilterToo(t *testing.T) {
	r := prepare(t)
	r.server.SetFaults(demo.Fault{On: "page", Times: -1, PassOver: true})
	r.open(set("customers", place.View{Filter: nestedAn, Columns: []string{"number", "city"}}))
	r.Settle()
	if st := r.model.Status().Left; !strings.Contains(st, "passed over by the service") {
		t.Errorf("the status says %q", st)
	}
}

func TestAServiceThatRefusesTheVersionOffersTheSpellings(t *testing.T) {
	for _, status := range []int{http.StatusBadRequest, http.StatusNotImplemented} {
		r := newRig(t)
		before := r.lines()[0]
		r.server.SetFaults(demo.Fault{Path: "schemaversion", Times: -1, Status: status})
		r.filter("displayName", "@*an*")
		r.column("number")
		if got := r.lines()[0]; got != before {
			t.Errorf("%d: the first row is %q, was %q", status, got, before)
		}
		r.Heard("The rows are as they were")
		r.Heard("Tab names the spellings instead: displayName *an*|*An*|*AN*")
		r.Do("tab")
		if got := r.model.Place().View.Filter; !strings.Contains(got, "contains(displayName,'An')") {
			t.Errorf("%d: the filter is %q", status, got)
		}
	}
	// The same with nothing on show yet.
	r := prepare(t)
	r.server.SetFaults(demo.Fault{Path: "schemaversion", Times: -1, Status: http.StatusNotImplemented})
	r.open(set("customers", place.View{Filter: nestedAn}))
	r.Settle()
	r.Do("tab")
	if got := r.model.Place().View.Filter; strings.Contains(got, "tolower") || len(r.lines()) < 5 {
		t.Errorf("the filter is %q:\n%s", got, r.View())
	}
}

func TestWrittenByHandFunctionsWithinFunctionsAreSentWithTheVersion(t *testing.T) {
	r := newRig(t)
	r.Do("F")
	if strings.Contains(r.View(), "FILTER BY") {
		r.Do("enter")
	}
	r.Do("ctrl+r")
	r.Press("ctrl+u")
	r.Write("startswith(tolower(city),'a')")
	r.Has("nothing wrong with it", "with $schemaversion=2.1")
	r.Do("enter")
	if with, without := r.versions(); with != 1 || without > 0 {
		t.Errorf("%d requests with the version, %d without: %q", with, without, r.asked())
	}
}

func TestALongFilterAndItsMeaningAreShownWhole(t *testing.T) {
	r := newRig(t)
	r.Width, r.Height = 80, 24
	r.column("lastModifiedDateTime")
	r.Do("/")
	r.Write("1.2.2025..3.4.2025|5.6.2025 8:00..")
	whole := strings.Join(strings.Fields(r.View()), " ")
	for _, text := range []string{
		"$filter (lastModifiedDateTime ge 2025-02-01T00:00:00Z and lastModifiedDateTime lt 2025-04-04T00:00:00Z) or lastModifiedDateTime ge 2025-06-05T08:00:00Z",
		"from 1 Feb 2025 up to 3 Apr 2025 or from 5 Jun 2025 08:00:00 on",
	} {
		if !strings.Contains(whole, text) {
			t.Errorf("%q is not whole on the screen:\n%s", text, r.View())
		}
	}
	r.Do("enter", "F")
	if whole = strings.Join(strings.Fields(r.View()), " "); !strings.Contains(whole, "from 1 Feb 2025 up to 3 Apr 2025 or from 5 Jun 2025 08:00:00 on") {
		t.Errorf("the form does not say it:\n%s", r.View())
	}
}
