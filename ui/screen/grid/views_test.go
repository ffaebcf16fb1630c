package grid_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"bctui/ui/place"
	"bctui/ui/prefs"
	"bctui/ui/screen"
	"bctui/ui/screen/grid"
	"bctui/ui/screen/story"
)

// name gives the present view a name.
func (r *rig) name(text string) {
	r.t.Helper()
	r.Do("W", "n")
	r.Write(text)
	r.Do("enter")
	r.Do("esc")
}

func TestAViewIsNamedAndOpenedAgain(t *testing.T) {
	folder := t.TempDir()
	r := newRig(t, with(prefs.Open(folder)))
	r.filter("city", "A*")
	r.column("displayName")
	r.Do("s", "-")
	r.name("a cities")
	r.Heard("Saved as a cities.")
	if r.model.Typing() {
		t.Fatal("the list is still open")
	}
	r.open(with(prefs.Open(folder)))
	r.Settle()
	r.Do("C")
	r.server.ForgetRequests()
	r.Do("W")
	r.Has("a cities", "customers", "city A* · displayName ▲")
	r.Do("down", "enter")
	r.follow(with(prefs.Open(folder)))
	if got := r.model.Crumb(); got != "customers · a cities" {
		t.Errorf("the crumb is %q", got)
	}
	if got := r.lastAsked(); got != "$filter=startswith(city,'A')&$orderby=displayName" {
		t.Errorf("asked for %q", got)
	}
	v := r.model.Place().View
	if slices.Contains(v.Columns, "displayName") || !strings.Contains(r.model.Status().Left, "city A*") {
		t.Errorf("columns %q, status %q", v.Columns, r.model.Status().Left)
	}
	r.Do("esc")
	if got := r.model.Crumb(); got != "customers" {
		t.Errorf("other rows are on show, and the crumb is %q", got)
	}
}

// follow opens where the screen wants to go, as the program does.
func (r *rig) follow(options ...option) {
	r.t.Helper()
	to := story.Last[screen.Go](r.Story)
	r.open(append(options, at(to.Place), func(o *grid.Options) { o.Seed = to.Seed })...)
	r.Settle()
}

func TestAViewOfAllColumnsShowsThemWhateverIsRemembered(t *testing.T) {
	store := prefs.Open("")
	r := newRig(t, with(store))
	r.name("all")
	r.column("displayName")
	r.Do("-", "f", "f", "W", "down", "enter")
	if v := r.model.Place().View; len(v.Columns) == 0 {
		t.Fatalf("nothing is hidden: %+v", v)
	}
	r.follow(with(store))
	if v := r.model.Place().View; v.Columns != nil || v.Frozen != 1 {
		t.Errorf("columns %q, %d frozen", v.Columns, v.Frozen)
	}
}

func TestAViewOfAnotherSetOpensThere(t *testing.T) {
	store := prefs.Open("")
	r := newRig(t, with(store), set("items", place.View{}))
	r.name("all items")
	r.open(with(store))
	r.Settle()
	r.Do("W", "down", "enter")
	if g := story.Last[screen.Go](r.Story); g.Place.Set != "items" || g.Place.Kind != place.Grid {
		t.Errorf("sent %+v", r.Sent)
	}
}

func TestViewsAreRenamedRemovedBroughtBackAndShared(t *testing.T) {
	r := newRig(t)
	r.filter("city", "O'*")
	r.name("one")
	r.Do("W", "down", "R", "ctrl+u")
	r.Write("two")
	r.Do("enter")
	r.Has("two")
	r.HasNot("one ")
	r.Do("y")
	c := story.Last[screen.Copy](r.Story)
	if !strings.HasPrefix(c.Text, "bctui --connection contoso") || !strings.Contains(c.Text, "--set customers --filter 'startswith(city,") {
		t.Errorf("copied %+v", r.Sent)
	}
	r.Do("d")
	r.HasNot("two")
	r.Heard("two is removed")
	r.Do("u")
	r.Has("two")
	r.Do("home", "R")
	r.Heard("it has no name yet")
}

func TestTheLineOfAViewStandsOnTheScreen(t *testing.T) {
	r := newRig(t)
	r.filter("city", "A*")
	r.column("displayName")
	r.Do("s", "W")
	r.Has("bctui --connection contoso", "--set customers", `--filter 'startswith(city,'\''A'\'')'`, "--order-by displayName", "`bctui get …`, with the same behind it, prints the rows")
	r.Height = 5
	r.HasNot("--connection")
}

func TestAViewOfAnotherSetReadsItsFiltersAnew(t *testing.T) {
	store := prefs.Open("")
	r := newRig(t, with(store), set("salesOrders", place.View{}))
	r.filter("orderDate", "-30D..t")
	r.name("lately")
	saved := store.Views("contoso")[0]
	saved.Place.View.Filter = "orderDate ge 1999-01-01" // as it was named long ago
	store.PutView(saved)
	r.open(with(store))
	r.Settle()
	r.Do("W")
	r.Write("j")
	r.Do("enter")
	go1 := story.Last[screen.Go](r.Story)
	if go1.Place.Set != "salesOrders" {
		t.Fatalf("sent %+v", r.Sent)
	}
	view, _ := go1.Seed.(prefs.View)
	r.server.ForgetRequests()
	r.open(with(store), at(go1.Place), func(o *grid.Options) { o.Seed = view })
	r.Settle()
	if got := r.asked(); len(got) != 1 || strings.Contains(got[0], "1999") || !strings.Contains(got[0], "orderDate ge ") {
		t.Errorf("asked for %q", got)
	}
	if st := r.model.Status().Left; !strings.Contains(st, "orderDate -30D..t") {
		t.Errorf("the status is %q", st)
	}
	r.Do("esc")
	if got := r.model.Place().View.Filter; got != "" {
		t.Errorf("Esc leaves the filter %q", got)
	}
	view.Filters[0].Column = "gone"
	r.server.ForgetRequests()
	r.open(with(store), at(go1.Place), func(o *grid.Options) { o.Seed = view })
	r.Settle()
	r.Heard("gone, which is not here any more")
	if got := r.asked(); len(got) != 1 || !strings.Contains(got[0], "1999") {
		t.Errorf("asked for %q", got)
	}
}

func TestANameThatIsTakenKeepsTheViewOfBefore(t *testing.T) {
	r := newRig(t, with(prefs.Open("")))
	r.filter("city", "A*")
	r.name("mine")
	r.filter("city", "B*")
	r.Do("W", "n")
	r.Write("mine")
	r.Do("enter")
	r.Heard("in place of what had that name")
	r.Has("city B*")
	r.Do("u")
	r.Has("city A*")
}

func TestAPlaceThatWasLeftComesBackWithItsFilters(t *testing.T) {
	base := place.View{Filter: "type eq 'Company'", Columns: []string{"number", "city", "balanceDue"}}
	r := newRig(t, set("customers", base))
	r.filter("city", "A*")
	r.column("balanceDue")
	r.Do("s", ">", ">", "down", "down")
	want, seed := r.model.Place(), r.model.Seed()
	r.server.ForgetRequests()
	r.open(at(want), func(o *grid.Options) { o.Seed = seed })
	r.Settle()
	if got := r.asked(); len(got) != 1 || !strings.Contains(got[0], "type eq 'Company' and startswith(city,'A')") {
		t.Errorf("asked for %q", got)
	}
	if got := r.model.Place(); !reflect.DeepEqual(got, want) {
		t.Errorf("the place is\n%+v, was\n%+v", got, want)
	}
	r.column("city")
	r.Do("/")
	r.Has("city A*")
	r.Do("esc", "esc")
	if got := r.model.Place().View.Filter; got != base.Filter {
		t.Errorf("Esc must lead back to the filter that the place came with: %q", got)
	}
}
