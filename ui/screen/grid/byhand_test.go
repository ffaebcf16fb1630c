package grid_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// byHand opens the whole filter as OData and pastes a text.
func byHand(t *testing.T, text string) *rig {
	t.Helper()
	r := newRig(t)
	r.Do("F", "ctrl+r")
	r.model.Update(tea.PasteMsg{Content: text})
	return r
}

// lineWith gives the number of the first line that holds a text, and the cell where it begins.
func (r *rig) lineWith(text string) (line, cell int) {
	r.t.Helper()
	for i, l := range strings.Split(r.View(), "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			return i, len([]rune(before))
		}
	}
	r.t.Fatalf("%q is not on the screen:\n%s", text, r.View())
	return 0, 0
}

func TestAMistakeInODataIsMarkedUnderItsCharacters(t *testing.T) {
	r := byHand(t, "city eq 'Oslo' and citty ne 'x'")
	line, cell := r.lineWith("citty")
	below := []rune(strings.Split(r.View(), "\n")[line+1])
	if got := string(below[cell : cell+5]); got != "^^^^^" || strings.TrimSpace(string(below[:cell])) != "" {
		t.Errorf("the mark is %q:\n%s", got, r.View())
	}
	r.Has("✗ there is no field citty; did you mean city?")
}

func TestAMistakeInALongODataTextIsShownWithWhatIsAroundIt(t *testing.T) {
	r := byHand(t, "city eq 'Oslo' and "+strings.Repeat("number ne '1' and ", 20)+"citty ne 'x' and "+strings.Repeat("number ne '2' and ", 20)+"number ne '3'")
	line, cell := r.lineWith("citty")
	below := []rune(strings.Split(r.View(), "\n")[line+1])
	if got := string(below[cell : cell+5]); got != "^^^^^" {
		t.Errorf("the mark is %q:\n%s", got, r.View())
	}
}

func TestWhatMayBeWrongIsSentByASecondEnter(t *testing.T) {
	r := byHand(t, "contains(city,'A') eq false")
	r.Has("~", "! it is not known")
	r.Do("enter")
	r.Heard("Enter again sends it")
	if len(r.asked()) > 0 {
		t.Fatalf("it was sent at once: %q", r.asked())
	}
	r.Do("backspace", "backspace", "backspace", "backspace", "backspace")
	r.Write("false")
	r.Press("left", "enter")
	r.Settle()
	if len(r.asked()) == 0 {
		t.Errorf("the second Enter does not send it:\n%s", r.View())
	}
}

func TestTabCompletesODataByHand(t *testing.T) {
	for _, c := range []struct{ typed, tabs, want string }{
		{"balanced", "1", "balanceDue"},
		{"type eq per", "1", "type eq 'Person'"},
		{"taxLiable eq f", "1", "taxLiable eq false"},
		{"city eq 'A' and conta", "1", "city eq 'A' and contains("},
		{"lastModifiedDateTime gt tod", "1", "lastModifiedDateTime gt 20"},
		{"city = 'Oslo'", "1", "city  eq  'Oslo'"},
		{"number in ('1','2')", "1", "number eq '1' or number eq '2'"},
		{"city  ", "2", "city  ne"},
	} {
		r := byHand(t, "")
		r.Write(c.typed)
		for range c.tabs[0] - '0' {
			r.Press("tab")
		}
		r.Has("▌" + c.want)
	}
	r := byHand(t, "")
	r.Press("tab")
	r.Settle()
	r.Heard("nothing to offer")
}

func TestTabCompletesFilters(t *testing.T) {
	for _, c := range []struct{ column, typed, tabs, want string }{
		{"type", "per", "1", "$filter type eq 'Person'"},
		{"type", "", "1", "$filter type eq 'Company'"},
		{"type", "", "2", "$filter type eq 'Person'"},
		{"type", "<>comp", "1", "$filter type ne 'Company'"},
		{"taxLiable", "n", "1", "$filter taxLiable eq false"},
		{"city", "osl", "2", "$filter contains(city,'osl')"},
		{"lastModifiedDateTime", "..yes", "1", "$filter lastModifiedDateTime lt "},
		{"balanceDue", "1.234.567", "1", "$filter balanceDue eq 1234567"},
	} {
		r := newRig(t)
		r.column(c.column)
		r.Press("/")
		r.Write(c.typed)
		for range c.tabs[0] - '0' {
			r.Press("tab")
		}
		if !strings.Contains(r.View(), c.want) {
			t.Errorf("%s %q: no %q:\n%s", c.column, c.typed, c.want, r.View())
		}
	}
}

func TestTabInTheFormFinishesALineAndThenGoesOn(t *testing.T) {
	r := newRig(t)
	r.filter("city", "A*")
	r.column("type")
	r.Do("F", "ctrl+n")
	r.Write("type")
	r.Do("enter")
	r.Write("pers")
	r.Press("tab")
	r.Has("$filter type eq 'Person'")
	r.Press("tab")
	if i, _ := r.lineWith("▌city"); i < 0 {
		t.Errorf("the next Tab does not go to the other line:\n%s", r.View())
	}
	r.Press("down")
	r.lineWith("▌type")
}

func TestTheFilterLineTellsWhatCanBeTyped(t *testing.T) {
	r := newRig(t)
	r.Width, r.Height = 120, 36
	for column, want := range map[string][]string{
		"balanceDue":           {"1000..2000", "from 1000 to 2000", "<>0"},
		"city":                 {"A*", "begins with A", "@oslo", "<>''"},
		"lastModifiedDateTime": {"-30D..t", "the last 30 days", "Tab", "workdate"},
		"type":                 {"Tab", "Company", "Person"},
		"id":                   {"00000000-0000", "not set"},
	} {
		r.column(column)
		r.Do("/")
		r.Has(want...)
		r.Do("esc")
	}
}

func TestTheLengthOfAFilterIsCaughtBeforeItIsSent(t *testing.T) {
	r := byHand(t, "city ne '"+strings.Repeat("é", 1400)+"'")
	r.Has("of 8,099 characters")
	r.Do("enter")
	if len(r.asked()) > 0 || !slices.ContainsFunc(r.Said(), func(s string) bool { return strings.Contains(s, "8099") }) {
		t.Errorf("said %q, asked %q", r.Said(), r.asked())
	}
}
