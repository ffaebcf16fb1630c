package cronus

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"bctui/bc/demo/model"
)

// TestThreeCompanies in each environment: a full one, an empty one, and one with awkward names.
func TestThreeCompanies(t *testing.T) {
	d := New()
	if got := d.Companies("Nowhere"); got != nil {
		t.Errorf("an unknown environment has companies: %v", got)
	}
	ids := map[string]bool{}
	for _, environment := range []string{"Production", "Sandbox"} {
		list := d.Companies(environment)
		if len(list) != 3 || list[0].Name != "CRONUS USA, Inc." || list[1].Name != "My Company" || list[1].DisplayName != "" {
			t.Fatalf("%s: %+v", environment, list)
		}
		for _, mark := range []string{"'", `"`, "&", "/", "ö"} {
			if !strings.Contains(list[2].Name, mark) {
				t.Errorf("%s: %q has no %s", environment, list[2].Name, mark)
			}
		}
		for _, c := range list {
			if _, ok := model.ParseGUID(c.ID); !ok || c.ID != strings.ToLower(c.ID) || ids[c.ID] {
				t.Errorf("%s: the id %q is no GUID of its own in lower case", c.Name, c.ID)
			}
			ids[c.ID] = true
			if n := utf8.RuneCountInString(c.Name); n > 30 || !strings.HasPrefix(c.SystemVersion, "27.") && !strings.HasPrefix(c.SystemVersion, "28.") {
				t.Errorf("%q has %d characters and version %s", c.Name, n, c.SystemVersion)
			}
			if c.ModifiedAt.Before(c.CreatedAt) || c.Timestamp <= 0 {
				t.Errorf("%s: made %s, changed %s, timestamp %d", c.Name, c.CreatedAt, c.ModifiedAt, c.Timestamp)
			}
		}
	}
}

func TestEmptyCompanyIsEmpty(t *testing.T) {
	d := New()
	c := d.Companies("Production")[1]
	for _, set := range setNames {
		table, ok := d.Table("Production", c.ID, set)
		if want := set == "companyInformation"; ok != want || ok && table.Len() != 1 {
			t.Errorf("%s: %v", set, ok)
		}
	}
}

func TestUnknownTables(t *testing.T) {
	d := New()
	id := d.Companies("Production")[0].ID
	for _, x := range [][3]string{
		{"Production", id, "nothings"}, {"Production", "", "customers"}, {"Sandbox", id, "customers"}, {"Test", id, "customers"},
		{"Production", strings.ToUpper(id), "customers"}, {"Production", id, "companies"},
	} {
		if _, ok := d.Table(x[0], x[1], x[2]); ok {
			t.Errorf("%v has records", x)
		}
	}
}

// TestHazardsAreThere: everything that has broken a client somewhere is in the third company.
func TestHazardsAreThere(t *testing.T) {
	c := tenant().companies[2]
	var names []string
	collect := func(set, property string) {
		v := look(t, c, set)
		for row := range v.table.Len() {
			names = append(names, v.text(row, property))
		}
	}
	collect("customers", "displayName")
	collect("customers", "addressLine1")
	collect("customers", "number")
	collect("vendors", "displayName")
	collect("items", "displayName")
	collect("items", "number")
	collect("employees", "displayName")
	collect("generalLedgerEntries", "description")
	has := func(what string, f func(s string) bool) {
		t.Helper()
		if !slices.ContainsFunc(names, f) {
			t.Errorf("no name holds %s", what)
		}
	}
	in := func(table *unicode.RangeTable) func(string) bool {
		return func(s string) bool { return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(table, r) }) }
	}
	contains := func(part string) func(string) bool {
		return func(s string) bool { return strings.Contains(s, part) }
	}
	starts := func(part string) func(string) bool {
		return func(s string) bool { return strings.HasPrefix(s, part) }
	}
	for what, table := range map[string]*unicode.RangeTable{
		"Han": unicode.Han, "kana": unicode.Katakana, "Hangul": unicode.Hangul, "Arabic": unicode.Arabic, "Hebrew": unicode.Hebrew,
		"Hindi": unicode.Devanagari, "Thai": unicode.Thai, "Greek": unicode.Greek, "Cyrillic": unicode.Cyrillic, "a combining mark": unicode.Mn,
	} {
		has(what, in(table))
	}
	for what, part := range map[string]string{
		"a colour sequence": "\x1b[31m", "OSC 52": "\x1b]52;c;", "OSC 8": "\x1b]8;;http", "a title sequence": "\x1b]0;", "C1": "\u009b",
		"bidi override": "\u202e", "bidi isolate": "\u2067", "CRLF": "\r\n", "tab": "\t", "NUL": "\x00", "DEL": "\x7f", "backspace": "\b",
		"a joined emoji": "\u200d👩", "a skin tone": "👍🏽", "a flag": "🇩🇪", "a presentation selector": "\ufe0f", "a zero-width space": "\u200b",
		"a line separator": "\u2028", "a wide blank": "\u3000", "percent": "%", "slash": "/", "a double quote": `"`, "a single quote": "'",
		"a backslash": `\`, "a comma": ",", "a semicolon": ";", "markup": "<script>", "an ampersand": "&", "a hash": "#",
	} {
		has(what, contains(part))
	}
	for _, formula := range []string{"=", "+", "-", "@", "\t="} {
		has("a formula with "+formula, starts(formula))
	}
	has("blanks around", func(s string) bool { return s != strings.TrimSpace(s) && !strings.Contains(s, "\t") })
	has("10,000 characters", func(s string) bool { return utf8.RuneCountInString(s) == 10_000 })
	has("exactly 100 characters", func(s string) bool { return utf8.RuneCountInString(s) == 100 })
}

// TestFullCompanyIsClean: the first company looks like anybody's.
func TestFullCompanyIsClean(t *testing.T) {
	for _, c := range []*company{tenant().companies[0], tenant().companies[3]} {
		for _, name := range setNames {
			v := look(t, c, name)
			v.rows(3_000, func(row int) {
				for i := range v.typ.Properties {
					s := v.table.Value(row, i).S
					if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) || s != strings.TrimSpace(s) {
						t.Fatalf("%s.%s row %d: %q", name, v.typ.Properties[i].Name, row, s)
					}
				}
			})
		}
	}
}

// TestSourceIsSafeToRead: the file that holds the awkward names can be shown in a terminal.
func TestSourceIsSafeToRead(t *testing.T) {
	raw, err := os.ReadFile("awkward.go")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range string(raw) {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f {
			t.Errorf("byte %d is %U", i, r)
		}
	}
}
