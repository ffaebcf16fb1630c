package grid_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/place"
	"bctui/ui/screen"
)

func TestTheFormShowsAllFiltersAndAddsOne(t *testing.T) {
	r := newRig(t)
	r.filter("city", "A*")
	r.do("F")
	r.has("Filters", "city", "A*", "$filter startswith(city,'A')")
	if n := strings.Count(r.view(), "$filter"); n != 1 {
		t.Errorf("$filter stands there %d times", n)
	}
	r.do("ctrl+n")
	r.typed("balanced")
	r.do("enter")
	r.has("balanceDue", "1000..2000")
	r.typed(">0")
	r.do("enter")
	if got := r.lastAsked(); got != "$filter=startswith(city,'A') and balanceDue gt 0" {
		t.Errorf("asked for %q", got)
	}
	r.do("F", "ctrl+x", "enter")
	if got := r.lastAsked(); got != "$filter=balanceDue gt 0" {
		t.Errorf("after taking a line out it asked for %q", got)
	}
}

func TestTheFormStopsAtAMistake(t *testing.T) {
	r := newRig(t)
	r.column("balanceDue")
	r.do("F")
	r.typed("x")
	r.do("enter")
	r.has("^")
	if len(r.asked()) > 0 || !r.model.Typing() {
		t.Errorf("it was sent: %q", r.asked())
	}
	r.do("esc")
	if r.model.Typing() {
		t.Error("Esc must leave the form")
	}
}

func TestODataByHand(t *testing.T) {
	r := newRig(t)
	r.filter("city", "A*")
	r.do("F", "ctrl+r")
	r.has("Filter as OData", "startswith(city,'A')")
	r.do("ctrl+r")
	r.has("Filters", "A*")
	r.do("ctrl+r", "end")
	r.typed(" and balanceDue gt 0")
	r.do("ctrl+r")
	r.heard("can't be taken apart")
	r.do("enter")
	if got := r.lastAsked(); got != "$filter=startswith(city,'A') and balanceDue gt 0" {
		t.Errorf("asked for %q", got)
	}
	if st := r.model.Status().Left; !strings.Contains(st, "$filter startswith(city,'A') and") {
		t.Errorf("the status shows %q", st)
	}
	r.do("esc")
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
		r.do("down", key)
		if got := r.lastAsked(); got != want {
			t.Errorf("%s asked for %q, not %q", key, got, want)
		}
	}
}

func TestFiltersOfCellsNarrowOneAnother(t *testing.T) {
	r := newRig(t)
	r.column("city")
	r.do("!", "!")
	if got := r.lastAsked(); got != "$filter=city ne 'Atlanta' and city ne 'Chicago'" {
		t.Errorf("two values left out: asked for %q", got)
	}
	r.do("=")
	if got := r.lastAsked(); got != "$filter=city eq 'Miami'" {
		t.Errorf("only this one: asked for %q", got)
	}
	r.do("esc")
	r.column("number")
	r.do("down", "u", "down", "down", "d")
	if got := r.lastAsked(); got != "$filter=number ge '20000' and number le '40000'" {
		t.Errorf("a range of two ends: asked for %q", got)
	}
	r.filter("number", "A|B")
	r.do("esc")
	r.filter("number", "1*|2*")
	r.do("!")
	if got := r.lastAsked(); got != "$filter=(startswith(number,'1') or startswith(number,'2')) and number ne '10000'" {
		t.Errorf("one of several left out: asked for %q", got)
	}
}

func TestEveryCellOfARowMakesAFilterThatFindsTheRow(t *testing.T) {
	for _, name := range []string{"customers", "salesInvoices"} {
		r := newRig(t, set(name, place.View{}))
		r.width = 400
		r.press("home")
		last := ""
		for {
			column := r.model.Place().View.Column
			if column == last {
				break
			}
			last = column
			said := len(r.said)
			r.do("=")
			if len(r.said) > said {
				if last := r.said[len(r.said)-1]; !strings.Contains(last, "files") && !strings.Contains(last, "structures") {
					t.Errorf("%s %s: %q", name, column, last)
				}
			} else if n := r.lines(); len(n) == 0 || strings.Contains(r.view(), "No row passes") {
				t.Errorf("%s %s: %s leaves nothing", name, column, r.lastAsked())
			}
			r.do("esc")
			r.press("right")
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
		r.do("F", "ctrl+r")
		r.model.Update(tea.PasteMsg{Content: text})
		r.has("^", want)
		r.do("enter")
		r.heard("Not sent")
		if len(r.asked()) > 0 || !r.model.Typing() {
			t.Errorf("%s was sent: %q", text, r.asked())
		}
	}
}

func TestWhatStandsOverTheGridFitsEverySize(t *testing.T) {
	r := newRig(t, set("customers", place.View{Filter: "number ne 'x'"}))
	r.filter("displayName", "A*|@b*")
	for _, keys := range [][]string{{"c"}, {"c", "p"}, {"F"}, {"F", "ctrl+n"}, {"F", "ctrl+r"}, {"F", "ctrl+r", "x", "y"}, {"W"}, {"W", "n"}, {"ctrl+f"}, {"/", "("}} {
		r.do(keys...)
		for _, size := range [][2]int{{80, 21}, {40, 9}, {200, 47}, {120, 37}, {12, 3}} {
			r.width, r.height = size[0], size[1]
			lines := strings.Split(r.view(), "\n")
			if len(lines) > r.height {
				t.Errorf("%q %v: %d lines", keys, size, len(lines))
			}
			for _, l := range lines {
				if n := len([]rune(l)); n > r.width {
					t.Errorf("%q %v: %d cells in %q", keys, size, n, l)
				}
			}
		}
		for r.model.Typing() || keys[0] == "W" && strings.Contains(r.view(), "ENTITY SET") {
			r.do("esc")
		}
		r.width, r.height = 100, 20
		r.do("esc") // marks of a search
		if !strings.Contains(r.model.Status().Left, "A*") {
			r.filter("displayName", "A*|@b*")
		}
	}
}

func TestASetThatWantsAParentOpensWithAFilter(t *testing.T) {
	r := newRig(t, set("salesInvoices", place.View{}))
	r.do("enter")
	invoice := r.sent[len(r.sent)-1].(screen.Go).Place.Key
	r.open(set("salesInvoiceLines", place.View{}))
	r.settle()
	r.hasNot("sequence")
	r.server.ForgetRequests()
	r.do("F")
	r.typed("documentid")
	r.do("enter")
	r.model.Update(tea.PasteMsg{Content: invoice})
	r.do("enter")
	if got := r.lastAsked(); got != "$filter=documentId eq "+invoice {
		t.Errorf("asked for %q", got)
	}
	r.has("sequence")
}

func TestODataThatTheServiceTakesIsSent(t *testing.T) {
	for _, text := range []string{
		"(city eq 'Oslo' or city eq 'O''Brien') and (number eq '1' or number eq '2')",
		"startswith(displayName,'A') and balanceDue gt -1.5 and lastModifiedDateTime gt 2020-01-31T08:00:00Z",
		"id ne a0b1c2d3-0000-0000-0000-000000000000 and tolower(city) eq 'x'",
	} {
		r := newRig(t)
		r.do("F", "ctrl+r")
		r.model.Update(tea.PasteMsg{Content: text})
		r.do("enter")
		if got := r.asked(); len(got) == 0 || got[0] != "$filter="+text {
			t.Errorf("asked for %q\n%s", got, r.view())
		}
	}
}

func TestAFilterFromACommandLineThatTheServiceWouldIgnoreIsHeldUp(t *testing.T) {
	r := prepare(t)
	r.open(set("customers", place.View{Filter: "number in ('10000','20000')"}))
	r.settle()
	if got := r.asked(); len(got) > 0 {
		t.Errorf("it was sent: %q", got)
	}
	r.heard("Not sent")
	r.has("Filter as OData", "^", "passes over in")
	r.do("tab", "enter")
	if got := r.lastAsked(); !strings.HasSuffix(got, "$filter=number eq '10000' or number eq '20000'") {
		t.Errorf("asked for %q", got)
	}
	r.has("20000")
	r.do("esc")
	if got := r.model.Place().View.Filter; got != "" {
		t.Errorf("after Esc the filter is %q", got)
	}
	r = newRig(t, set("customers", place.View{Filter: "startswith(number,'1') eq true"}))
	r.has("10000")
}
