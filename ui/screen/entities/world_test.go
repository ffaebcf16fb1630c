package entities_test

import (
	"fmt"
	"strings"
	"testing"

	"bctui/bc"
	"bctui/bc/odata"
	"bctui/ui/place"
	"bctui/ui/screen"
)

// Whatever $metadata is like: every set that is listed opens and shows its rows, or says why not; and where nothing can be
// listed the screen says why. Sets are opened as a person does it, from the list.
func TestEverySetOpensOrSaysWhyNot(t *testing.T) {
	for _, d := range append(recorded(t), written()...) {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			s := &service{t: t, names: d.names, gone: map[string]bool{}}
			for _, name := range d.gone {
				s.gone[name] = true
			}
			s.answer(d.text)
			if parsed, err := odata.ParseSchema(d.text); err == nil && len(parsed.Sets) > 0 {
				s.schema = parsed
			}
			if d.names != nil {
				s.schema = nil
			}
			r := open(t, s)
			r.list()
			if d.reason != "" {
				if !strings.Contains(r.reason(), d.reason) {
					t.Fatalf("no reason %q:\n%s", d.reason, r.View())
				}
				return
			}
			if strings.Contains(d.warns+" ", "damaged ") != strings.Contains(r.View(), "$metadata is damaged") || !strings.Contains(r.View(), d.warns) {
				t.Errorf("the warning is not %q:\n%s", d.warns, r.View())
			}
			sets, listed := r.everySet()
			if d.sets >= 0 && listed != d.sets {
				t.Errorf("%d sets are listed, want %d", listed, d.sets)
			}
			ones := 0
			for _, went := range sets {
				if went.Place.Kind == place.Record {
					ones++
				}
				r.visit(went, s.gone[went.Place.Set])
			}
			if ones != d.ones {
				t.Errorf("%d single records are listed, want %d", ones, d.ones)
			}
		})
	}
}

// everySet goes down the list and opens each line; of thousands, which are all alike, the first and the last ones. listed
// is how many there are.
func (r *rig) everySet() (went []screen.Go, listed int) {
	r.t.Helper()
	count := strings.Fields(r.Screen.Status().Count)[0]
	if _, err := fmt.Sscan(strings.ReplaceAll(count, ",", ""), &listed); err != nil {
		r.t.Fatalf("%q counts nothing", r.Screen.Status().Count)
	}
	const many, some = 1000, 5
	want := listed
	if listed > many {
		r.Do("G")
		for range some {
			r.Do("enter")
			r.Do("up")
		}
		want = some
	}
	r.Do("g")
	for range want {
		r.Do("enter")
		r.Do("down")
	}
	if listed > many {
		want += some
	}
	if len(r.gone()) != want {
		r.t.Fatalf("%d of %d lines opened", len(r.gone()), want)
	}
	return r.gone(), listed
}

// visit opens a set, its first record and what is inside of it.
func (r *rig) visit(went screen.Go, gone bool) {
	r.t.Helper()
	set := went.Place.Set
	company, _ := went.Seed.(bc.Company)
	r.show(went.Place, company)
	if gone {
		if r.reason() == "" {
			r.t.Errorf("%s is not there, and nothing says so:\n%s", set, r.View())
		}
		return
	}
	if why := r.reason(); why != "" {
		r.t.Errorf("%s does not open: %s", set, why)
		return
	}
	if went.Place.Kind == place.Record {
		if !strings.Contains(r.Screen.Status().Left, "field") {
			r.t.Errorf("%s shows no record:\n%s", set, r.View())
		}
		return
	}
	rows := shapes
	if set == "companies" {
		rows = 1
	}
	if got := r.Screen.Status().Count; got != fmt.Sprintf("1 of %d", rows) {
		r.t.Errorf("%s shows %q rows:\n%s", set, got, r.View())
		return
	}
	for i := range rows {
		r.Sent = nil
		r.Do("enter")
		if len(r.gone()) != 1 || r.gone()[0].Place.Kind != place.Record {
			r.t.Errorf("Enter on a row of %s opens nothing; said was %q", set, r.Said())
			return
		}
		list := r.Screen
		to := r.gone()[0]
		r.show(to.Place, to.Seed)
		if why := r.reason(); why != "" || !strings.Contains(r.Screen.Status().Left, "field") {
			r.t.Errorf("a record of %s does not open: %s\n%s", set, why, r.View())
		}
		if i == 3 { // the row that has most in it
			r.explore(set)
		}
		r.Screen = list
		r.Do("down")
	}
}

// explore opens everything that the record on show holds, and comes back.
func (r *rig) explore(set string) {
	r.t.Helper()
	crumb := r.Screen.Crumb()
	r.Do("z") // empty fields, too
	for last := ""; r.Screen.Place().View.Column != last; r.Do("down") {
		last = r.Screen.Place().View.Column
		r.Sent = nil
		r.Do("enter")
		for _, went := range r.gone() {
			if p := went.Place; p.Set == "" || p.Path == "" && p.Key == "" && p.View.Filter == "" && p.CompanyID == "" {
				r.t.Errorf("a link of %s leads to %+v", set, p)
			}
		}
		if now := r.Screen.Crumb(); now != crumb {
			if !strings.HasPrefix(now, crumb+" ▸ ") || strings.TrimSpace(r.View()) == "" {
				r.t.Errorf("what is inside %s shows as %q:\n%s", set, now, r.View())
			}
			r.Do("esc")
		}
		if now, at := r.Screen.Crumb(), r.Screen.Place().View.Column; now != crumb || at != last {
			r.t.Fatalf("back from what is inside %s is %q at %q, not %q at %q", set, now, at, crumb, last)
		}
	}
}
