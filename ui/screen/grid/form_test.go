package grid_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/story"
)

func TestTheFormShowsAllFiltersAndAddsOne(t *testing.T) {
	r := newRig(t)
	r.filter("city", "A*")
	r.Do("F")
	r.Has("Filters", "city", "A*", "$filter startswith(city,'A')")
	if n := strings.Count(r.View(), "$filter"); n != 1 {
		t.Errorf("$filter stands there %d times", n)
	}
	r.Do("ctrl+n")
	r.Write("balanced")
	r.Do("enter")
	r.Has("balanceDue", "1000..2000")
	r.Write(">0")
	r.Do("enter")
	if got := r.lastAsked(); got != "$filter=startswith(city,'A') and balanceDue gt 0" {
		t.Errorf("asked for %q", got)
	}
	r.Do("F", "ctrl+x", "enter")
	if got := r.lastAsked(); got != "$filter=balanceDue gt 0" {
		t.Errorf("after taking a line out it asked for %q", got)
	}
}

func TestTheFormStopsAtAMistake(t *testing.T) {
	r := newRig(t)
	r.column("balanceDue")
	r.Do("F")
	r.Write("x")
	r.Do("enter")
	r.Has("^")
	if len(r.asked()) > 0 || !r.model.Typing() {
		t.Errorf("it was sent: %q", r.asked())
	}
	r.Do("esc")
	if r.model.Typing() {
		t.Error("Esc must leave the form")
	}
}

func TestODataByHand(t *testing.T) {
	r := newRig(t)
	r.filter("city", "A*")
	r.Do("F", "ctrl+r")
	r.Has("Filter as OData", "startswith(city,'A')")
	r.Do("ctrl+r")
	r.Has("Filters", "A*")
	r.Do("ctrl+r", "end")
	r.Write(" and balanceDue gt 0")
	r.Do("ctrl+r")
	r.Heard("can't be taken apart")
	r.Do("enter")
	if got := r.lastAsked(); got != "$filter=startswith(city,'A') and balanceDue gt 0" {
		t.Errorf("asked for %q", got)
	}
	if st := r.model.Status().Left; !strings.Contains(st, "$filter startswith(city,'A') and") {
		t.Errorf("the status shows %q", st)
	}
	r.Do("esc")
	if got := r.model.Place().View.Filter; got != "" {
		t.Errorf("Esc must take it away: %q", got)
	}
}

func TestTheCellUnderTheCursorMakesAFilter(t *testing.T) {
	for key, want := range map[string]string{
		"=": "$filter=city eq 'Chicago'", "!": "$filter=city ne 'Chicago'",
		"u": "$filter=city ge 'Chicago'", "d": "$filter=city le 'Chicago'",
	} {
		r := newRig(t)
		r.column("city")
		r.Do("down", key)
		if got := r.lastAsked(); got != want {
			t.Errorf("%s asked for %q, not %q", key, got, want)
		}
	}
}

func TestFiltersOfCellsNarrowOneAnother(t *testing.T) {
	r := newRig(t)
	r.column("city")
	r.Do("!", "!")
	if got := r.lastAsked(); got != "$filter=city ne 'Atlanta' and city ne 'Chicago'" {
		t.Errorf("two values left out: asked for %q", got)
	}
	r.Do("=")
	if got := r.lastAsked(); got != "$filter=city eq 'Miami'" {
		t.Errorf("only this one: asked for %q", got)
	}
	r.Do("esc")
	r.column("number")
	r.Do("down", "u", "down", "down", "d")
	if got := r.lastAsked(); got != "$filter=number ge '20000' and number le '40000'" {
		t.Errorf("a range of two ends: asked for %q", got)
	}
	r.filter("number", "A|B")
	r.Do("esc")
	r.filter("number", "1*|2*")
	r.Do("!")
	if got := r.lastAsked(); got != "$filter=(startswith(number,'1') or startswith(number,'2')) and number ne '10000'" {
		t.Errorf("one of several left out: asked for %q", got)
	}
}

func TestEveryCellOfARowMakesAFilterThatFindsTheRow(t *testing.T) {
	for _, name := range []string{"customers", "salesInvoices"} {
		r := newRig(t, set(name, place.View{}))
		r.Width = 400
		r.Press("home")
		last := ""
		for {
			column := r.model.Place().View.Column
			if column == last {
				break
			}
			last = column
			said := len(r.Said())
			r.Do("=")
			if len(r.Said()) > said {
				if last := r.Said()[len(r.Said())-1]; !strings.Contains(last, "files") && !strings.Contains(last, "structures") {
					t.Errorf("%s %s: %q", name, column, last)
				}
			} else if n := r.lines(); len(n) == 0 || strings.Contains(r.View(), "No row passes") {
				t.Errorf("%s %s: %s leaves nothing", name, column, r.lastAsked())
			}
			r.Do("esc")
			r.Press("right")
		}
	}
}

func TestODataThatTheServiceWouldIgnoreOrRefuseIsNotSent(t *testing.T) {
	for text, want := range map[string]string{
		"citty eq 'Oslo'":                 "citty",
		"number in ('10000','20000')":     "in",
		"city eq 'Oslo' or number eq '1'": "or",
		"(city eq 'Oslo'":                 "has no end",
		"$search=Oslo":                    "passes over $search",
		"displayName eq citty":            "stands in quotes",
		"not (city eq 'Oslo')":            "knows no not",
		"balanceDue gt 1.000,50":          "numbers have a point",
		"blocked eq 'Allx'":               "is no value of blocked",
		"citi/any(x:x eq 1)":              "any",
		"city eq 'Oslo":                   "quote",
	} {
		r := newRig(t)
		r.Do("F", "ctrl+r")
		r.model.Update(tea.PasteMsg{Content: text})
		r.Has("^", want)
		r.Do("enter")
		r.Heard("Not sent")
		if len(r.asked()) > 0 || !r.model.Typing() {
			t.Errorf("%s was sent: %q", text, r.asked())
		}
	}
}

func TestWhatStandsOverTheGridFitsEverySize(t *testing.T) {
	r := newRig(t, set("customers", place.View{Filter: "number ne 'x'"}))
	r.filter("displayName", "A*|@b*")
	for _, keys := range [][]string{{"c"}, {"c", "p"}, {"F"}, {"F", "ctrl+n"}, {"F", "ctrl+r"}, {"F", "ctrl+r", "x", "y"}, {"W"}, {"W", "n"}, {"ctrl+f"}, {"/", "("}} {
		r.Do(keys...)
		for _, size := range [][2]int{{80, 21}, {40, 9}, {200, 47}, {120, 37}, {12, 3}} {
			r.Width, r.Height = size[0], size[1]
			lines := strings.Split(r.View(), "\n")
			if len(lines) > r.Height {
				t.Errorf("%q %v: %d lines", keys, size, len(lines))
			}
			for _, l := range lines {
				if n := len([]rune(l)); n > r.Width {
					t.Errorf("%q %v: %d cells in %q", keys, size, n, l)
				}
			}
		}
		for r.model.Typing() || keys[0] == "W" && strings.Contains(r.View(), "ENTITY SET") {
			r.Do("esc")
		}
		r.Width, r.Height = 100, 20
		r.Do("esc") // marks of a search
		if !strings.Contains(r.model.Status().Left, "A*") {
			r.filter("displayName", "A*|@b*")
		}
	}
}

func TestASetThatWantsAParentOpensWithAFilter(t *testing.T) {
	r := newRig(t, set("salesInvoices", place.View{}))
	r.Do("enter")
	invoice := story.Last[screen.Go](r.Story).Place.Key
	r.open(set("salesInvoiceLines", place.View{}))
	r.Settle()
	r.HasNot("sequence")
	r.server.ForgetRequests()
	r.Do("F")
	r.Write("documentid")
	r.Do("enter")
	r.model.Update(tea.PasteMsg{Content: invoice})
	r.Do("enter")
	if got := r.lastAsked(); got != "$filter=documentId eq "+invoice {
		t.Errorf("asked for %q", got)
	}
	r.Has("sequence")
}

func TestODataThatTheServiceTakesIsSent(t *testing.T) {
	for _, text := range []string{
		"(city eq 'Oslo' or city eq 'O''Brien') and (number eq '1' or number eq '2')",
		"startswith(displayName,'A') and balanceDue gt -1.5 and lastModifiedDateTime gt 2020-01-31T08:00:00Z",
		"id ne a0b1c2d3-0000-0000-0000-000000000000 and tolower(city) eq 'x'",
	} {
		r := newRig(t)
		r.Do("F", "ctrl+r")
		r.model.Update(tea.PasteMsg{Content: text})
		r.Do("enter")
		if got := r.asked(); len(got) == 0 || got[0] != "$filter="+text {
			t.Errorf("asked for %q\n%s", got, r.View())
		}
	}
}

func TestAFilterFromACommandLineThatTheServiceWouldIgnoreIsHeldUp(t *testing.T) {
	r := prepare(t)
	r.open(set("customers", place.View{Filter: "number in ('10000','20000')"}))
	r.Settle()
	if got := r.asked(); len(got) > 0 {
		t.Errorf("it was sent: %q", got)
	}
	r.Heard("Not sent")
	r.Has("Filter as OData", "^", "passes over in")
	r.Do("tab", "enter")
	if got := r.lastAsked(); !strings.HasSuffix(got, "$filter=number eq '10000' or number eq '20000'") {
		t.Errorf("asked for %q", got)
	}
	r.Has("20000")
	r.Do("esc")
	if got := r.model.Place().View.Filter; got != "" {
		t.Errorf("after Esc the filter is %q", got)
	}
	r = newRig(t, set("customers", place.View{Filter: "startswith(number,'1') eq true"}))
	r.Has("10000")
}
