package filter_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"bctui/bc/demo/model"
	"bctui/bc/odata"
	"bctui/bc/odata/filter"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

func mustParse(t *testing.T, expr, prop, habits string) filter.Filter {
	t.Helper()
	f, err := filter.Parse(expr, property(t, prop), envs()[habits])
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	return f
}

func TestExplainSaysItInWords(t *testing.T) {
	for _, c := range []struct{ prop, expr, want string }{
		{"day", ">-30D&..t", "after 21 Oct 2026 (30 days ago) and up to 20 Nov 2026 (today)"},
		{"day", "-30D..t", "from 21 Oct 2026 (30 days ago) up to 20 Nov 2026 (today)"},
		{"day", "CM", "on 30 Nov 2026 (the end of this month)"},
		{"day", "-CM+1M", "on 1 Dec 2026 (the start of this month, then 1 month on)"},
		{"day", "31.12.2025-10D", "on 21 Dec 2025 (10 days before 31 Dec 2025)"},
		{"day", "WD4", "on 26 Nov 2026 (the next Thursday)"},
		{"day", "week", "in this week (16 Nov 2026 to 22 Nov 2026)"},
		{"day", "''|>t", "is blank or after 20 Nov 2026 (today)"},
		{"day", "mon25", "on Mon 15 Jun 2026 (week 25)"},
		{"at", "t 4p", "at 20 Nov 2026 16:00:00"},
		{"at", "<>t", "not on 20 Nov 2026 (today)"},
		{"amount", "<1.000,50", "below 1000,50"},
		{"amount", "1..5|>=10", "1 to 5 or 10 or more"},
		{"name", "A*&*b*|''", `begins with "A" and holds "b", or is blank`},
		{"name", "(A*|B*)&*Z", `either begins with "A" or begins with "B", and ends in "Z"`},
		{"name", "@oslo", `is "oslo", ignoring case`},
		{"name", "*", "anything"},
		{"name", "*&A", `is "A"`},
		{"status", "<>Open&<>Released", "is not Open and is not Released"},
		{"status", "*re*", "is In Review or Released"},
		{"status", "''", "is blank"},
		{"paid", "<>ja", "is not yes"},
		{"id", "<>''", "is not blank"},
	} {
		if got := filter.Explain(mustParse(t, c.expr, c.prop, "de")); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.prop, c.expr, got, c.want)
		}
	}
}

func TestNotesOnWhatIsRightButMayNotBeMeant(t *testing.T) {
	for _, c := range []struct{ prop, expr, want string }{
		{"day", "CM", "the whole month is -CM..CM"},
		{"day", "31.12.2025..01.01.2025", "the range is empty"},
		{"amount", "10..5", "the range is empty"},
		{"name", "2..10000", "letter by letter"},
		{"name", "A&B", "two values at once"},
		{"name", strings.Repeat("x", 31), "holds 30 characters"},
		{"dateFilter_FilterOnly", "t", "drops no rows"},
	} {
		if notes := mustParse(t, c.expr, c.prop, "de").Notes(); len(notes) != 1 || !contains(notes[0], c.want) {
			t.Errorf("%s %s: %q, want %s", c.prop, c.expr, notes, c.want)
		}
	}
	for _, expr := range []string{"-CM..CM", "t", "31.12.2025..", "CM+1D"} {
		if notes := mustParse(t, expr, "day", "de").Notes(); len(notes) > 0 {
			t.Errorf("%s: %q", expr, notes)
		}
	}
}

func TestCombineJoinsColumns(t *testing.T) {
	got, err := filter.Combine([]filter.Filter{mustParse(t, "A*|B*", "name", "de"), {}, mustParse(t, "*", "name", "de"), mustParse(t, ">5&<9", "count", "de"), mustParse(t, "yes", "paid", "de")})
	want := "(startswith(name,'A') or startswith(name,'B')) and count gt 5 and count lt 9 and paid eq true"
	if err != nil || got != want {
		t.Errorf("%s %v\nwant %s", got, err, want)
	}
	if _, bad := newTenant(t, nil).ask(got); bad != nil {
		t.Error(bad)
	}
	if got, err := filter.Combine(nil); got != "" || err != nil {
		t.Error(got, err)
	}
}

func TestTooLongIsSaidWithTheCount(t *testing.T) {
	many := make([]string, 700)
	for i := range many {
		many[i] = "a"
	}
	_, err := filter.Parse(strings.Join(many, "|"), property(t, "name"), filter.Env{})
	var long *filter.TooLong
	if !errors.As(err, &long) || long.Limit != odata.MaxQuery || long.Length <= long.Limit || !contains(long.Error(), "8099") {
		t.Fatalf("%v", err)
	}
	half := mustParse(t, strings.Join(many[:200], "|"), "name", "de")
	if _, err := filter.Combine([]filter.Filter{half, half}); !errors.As(err, &long) {
		t.Errorf("two filters that fit alone are too long together: %v", err)
	}
	if n := filter.Length(half.OData()); n != len(odata.Query{Filter: half.OData()}.Encode()) {
		t.Errorf("the length is %d", n)
	}
	if err := filter.CheckLength(odata.Query{Filter: half.OData(), Select: many}); err != nil {
		t.Error(err)
	}
	if err := filter.CheckLength(odata.Query{Filter: half.OData(), Select: []string{strings.Repeat("x", 4000)}}); !errors.As(err, &long) {
		t.Errorf("%v", err)
	}
}

// A cell makes expressions that find its rows, in any habits.
func TestCellsOfEveryKind(t *testing.T) {
	for _, c := range []struct {
		prop, cell, expr string
		habits           string
		value, other     model.Value // other is greater
	}{
		{"name", "Oslo", "Oslo", "de", model.T("Oslo"), model.T("Paris")},
		{"name", "A & B*", "='A & B*'", "de", model.T("A & B*"), model.T("B")},
		{"name", "", "''", "de", model.T(""), model.T("B")},
		{"amount", "1234.5", "1234,5", "de", model.D(12345, 1), model.D(12346, 1)},
		{"amount", "-0.50", "-0.5", "us", model.D(-5, 1), model.D(0, 1)},
		{"amount", "1.5e3", "1500", "us", model.D(1500, 0), model.D(1501, 0)},
		{"count", "7", "7", "us", model.I(7), model.I(8)},
		{"day", "2025-12-31", "31.12.2025", "de", model.Days(20453), model.Days(20454)},
		{"day", "2025-12-31", "12/31/2025", "us", model.Days(20453), model.Days(20454)},
		{"day", "2025-12-31", "2025-12-31", "se", model.Days(20453), model.Days(20454)},
		{"day", "2025-12-05", "05/12/2025", "uk", model.Days(20427), model.Days(20454)},
		{"day", "0001-01-01", "''", "de", model.NoDate(), model.Days(1)},
		{"at", "2025-05-16T07:55:28.833Z", "16.05.2025 07:55:28.833", "de", model.Millis(1747382128833), model.Millis(1747382128834)},
		{"at", "2025-05-16T07:55:28.83Z", "16.05.2025 08:55:28.83", "oslo", model.Millis(1747382128830), model.Millis(1747382128834)},
		{"at", "0001-01-01T00:00:00Z", "''", "de", model.NoDateTime(), model.Millis(5)},
		{"status", "In_x0020_Review", "In Review", "de", model.E(2), model.E(3)},
		{"status", "In_x0020_Review", "'In Prüfung & mehr'", "captions", model.E(2), model.E(3)},
		{"status", "_x0020_", "''", "de", model.E(0), model.E(3)},
		{"status", "Charge_x0020__x0028_Item_x0029_", "'Charge (Item)'", "de", model.E(5), model.E(0)},
		{"paid", "true", "yes", "de", model.B(true), model.B(false)},
		{"id", "de300000-0000-4000-8000-000000000002", "de300000-0000-4000-8000-000000000002", "de", model.G(0xde30000000004000, 0x8000000000000002), model.NoGUID()},
		{"id", odata.EmptyGUID, "''", "de", model.NoGUID(), model.G(1, 1)},
	} {
		p, env := property(t, c.prop), envs()[c.habits]
		x := newTenant(t, column(t, c.prop, []model.Value{c.value, c.other}))
		find := func(expr string, err error) []int {
			t.Helper()
			if err != nil {
				t.Fatalf("%s %q: %v", c.prop, c.cell, err)
			}
			f, err := filter.Parse(expr, p, env)
			if err != nil {
				t.Fatalf("%s %q became %q: %v", c.prop, c.cell, expr, err)
			}
			rows, bad := x.ask(f.OData())
			if bad != nil {
				t.Fatalf("%s %q became %q: %v", c.prop, c.cell, expr, bad)
			}
			return rows
		}
		expr, err := filter.OnlyLike(c.cell, p, env)
		if expr != c.expr {
			t.Errorf("%s %q: %q, want %q", c.prop, c.cell, expr, c.expr)
		}
		if rows := find(expr, err); !slices.Equal(rows, []int{0}) {
			t.Errorf("%s %q: only like finds %v", c.prop, c.cell, rows)
		}
		if rows := find(filter.NotLike(c.cell, p, env)); !slices.Equal(rows, []int{1}) {
			t.Errorf("%s %q: not like finds %v", c.prop, c.cell, rows)
		}
		if p.Kind == odata.KindBool || p.Kind == odata.KindGUID {
			if _, err := filter.From(c.cell, p, env); err == nil {
				t.Errorf("%s has an order", c.prop)
			}
			continue
		}
		if c.other == model.E(0) {
			continue
		}
		if rows := find(filter.From(c.cell, p, env)); !slices.Equal(rows, []int{0, 1}) {
			t.Errorf("%s %q: from finds %v", c.prop, c.cell, rows)
		}
		if rows := find(filter.UpTo(c.cell, p, env)); !slices.Equal(rows, []int{0}) {
			t.Errorf("%s %q: up to finds %v", c.prop, c.cell, rows)
		}
	}
}

// A number with more digits than can be asked for is looked for between its neighbours.
func TestCellWithTwentyDecimals(t *testing.T) {
	p := property(t, "amount")
	for cell, want := range map[string]string{
		"0.33333333333333333333":  "0.333333333333333333..0.333333333333333334",
		"-0.66666666666666666667": "-0.666666666666666667..-0.666666666666666666",
		"0.10000000000000000000":  "0.1",
		"1e-30":                   "0..0.000000000000000001",
	} {
		expr, err := filter.OnlyLike(cell, p, filter.Env{})
		if err != nil || expr != want {
			t.Errorf("%s: %q %v, want %q", cell, expr, err, want)
		}
		if _, err := filter.Parse(expr, p, filter.Env{}); err != nil {
			t.Error(err)
		}
	}
	for _, cell := range []string{"abc", "1e999999999", "NaN", "1/3", "0x10", "99999999999999999999e30"} {
		if expr, err := filter.OnlyLike(cell, p, filter.Env{}); err == nil {
			t.Errorf("%s: %q", cell, expr)
		}
	}
}

func TestNarrowKeepsAlternativesTogether(t *testing.T) {
	for _, c := range [][3]string{
		{"", "A", "A"}, {"A", " ", "A"}, {"A*", "<>AX", "A*&<>AX"}, {"A|B", "<>C", "(A|B)&<>C"}, {"(A|B)", "C|D", "(A|B)&(C|D)"}, {"'a|b'", "C", "'a|b'&C"},
	} {
		if got := filter.Narrow(c[0], c[1]); got != c[2] {
			t.Errorf("%q and %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// What the help shows can be typed, for every kind and all habits.
func TestExamplesOfTheHelpAreUnderstood(t *testing.T) {
	for habits, env := range envs() {
		if habits == "timeless" {
			continue
		}
		for i := range orderType(t).Properties {
			p := &orderType(t).Properties[i]
			ops := filter.Operators(p, env)
			if len(ops) == 0 && p.Kind != odata.KindStream {
				t.Errorf("%s has no help", p.Name)
			}
			for _, o := range ops {
				if _, err := filter.Parse(o.Example, p, env); err != nil || o.Meaning == "" {
					t.Errorf("%s %s %q: %v", habits, p.Name, o.Example, err)
				}
			}
		}
	}
}

// Every property of the real document can be filtered, with help, or says why not.
func TestRealMetadata(t *testing.T) {
	file, err := os.Open("../../../../shared/data/metadata/api-v2.0-bc27.xml")
	if err != nil {
		t.Skip("the real $metadata is not there")
	}
	defer file.Close()
	schema, err := odata.ReadSchema(file)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, typ := range schema.Types {
		for i := range typ.Properties {
			p := &typ.Properties[i]
			ops := filter.Operators(p, envs()["de"])
			if len(ops) == 0 {
				var wrong *filter.Error
				if _, err := filter.Parse("A", p, envs()["de"]); !errors.As(err, &wrong) {
					t.Errorf("%s.%s has no help and no reason: %v", typ.Name, p.Name, err)
				}
				continue
			}
			for _, o := range ops {
				f, err := filter.Parse(o.Example, p, envs()["de"])
				if err != nil {
					t.Errorf("%s.%s %s: %v", typ.Name, p.Name, o.Example, err)
				}
				if problems := filter.Check(f.OData(), typ); len(problems) > 0 {
					t.Errorf("%s.%s %s became %s: %v", typ.Name, p.Name, o.Example, f.OData(), problems[0])
				}
				checked++
			}
			if p.Enum == nil {
				continue
			}
			for _, m := range p.Enum.Members {
				expr, err := filter.OnlyLike(m.Name, p, envs()["de"])
				f, bad := filter.Parse(expr, p, envs()["de"])
				if err != nil || bad != nil || f.OData() != p.Name+" eq "+odata.String(m.Name) {
					t.Errorf("%s.%s %s: %q became %q %v %v", typ.Name, p.Name, m.Name, expr, f.OData(), err, bad)
				}
			}
		}
	}
	if checked < 5000 {
		t.Errorf("only %d examples", checked)
	}
}

func TestCompletionsOfWhatIsTyped(t *testing.T) {
	for _, c := range []struct{ prop, typed, want string }{ // | is the cursor in typed
		{"status", "re¦", "Released"}, {"status", "Open|in¦", "Open|In Review"}, {"status", "<>char¦", "<>'Charge (Item)'"}, {"status", "¦", "''"},
		{"status", "inv¦", "Non-Inventory"}, {"paid", "y¦", "yes"}, {"day", "..tod¦", "..today"}, {"day", "-c¦..t", "-CM..t"}, {"name", "ch¦", "ch*"},
		{"name", "A*|ch¦&B", "A*|ch*&B"}, {"name", "<>¦", "<>''"},
	} {
		before, after, _ := strings.Cut(c.typed, "¦")
		list := filter.Complete(before+after, len([]rune(before)), property(t, c.prop), envs()["de"])
		if len(list) == 0 {
			t.Errorf("%s %s: nothing", c.prop, c.typed)
			continue
		}
		got, cursor := list[0].Apply(before + after)
		if got != c.want || string([]rune(got)[cursor:]) != after {
			t.Errorf("%s %s: %q, cursor %d; want %q", c.prop, c.typed, got, cursor, c.want)
		}
	}
	for _, typed := range []string{"@oslo", "A..F", ">B", "<>A", "=x", "A*"} {
		if list := filter.Complete(typed, len(typed), property(t, "name"), envs()["de"]); len(list) > 0 {
			t.Errorf("%s has its meaning already, but %+v is offered", typed, list)
		}
	}
	for _, x := range filter.Complete("-3", 2, property(t, "day"), envs()["de"]) {
		if x.Text == "-30D" && x.Meaning != "21 Oct 2026 (30 days ago)" {
			t.Errorf("%+v", x)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	p := property(b, "day")
	for b.Loop() {
		if _, err := filter.Parse("-30D..t|31.12.2025..&<>''", p, envs()["de"]); err != nil {
			b.Fatal(err)
		}
	}
}

// A whole document that was pasted by mistake is answered at once, and not by a list of its letters.
func TestPastedNovels(t *testing.T) {
	for _, piece := range []string{"-", "+1D", "\f\n", "(", "'", "a*", "name in ('a',", "nam ", "\u00e9", "1 ", "..", "t 4p ", "\"x\" "} {
		for _, n := range []int{1000, 200_000} {
			novel := strings.Repeat(piece, n)
			for i := range orderType(t).Properties {
				if f, err := filter.Parse(novel, &orderType(t).Properties[i], envs()["de"]); err == nil && filter.Length(f.OData()) > odata.MaxQuery {
					t.Errorf("%d times %q became a filter", n, piece)
				}
			}
			if problems := filter.Check(novel, orderType(t)); len(problems) == 0 && strings.TrimSpace(novel) != "" || len(problems) > 20 {
				t.Errorf("%d times %q has %d problems", n, piece, len(problems))
			}
		}
	}
}
