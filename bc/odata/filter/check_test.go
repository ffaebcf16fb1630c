package filter_test

import (
	"strings"
	"testing"

	"bctui/bc/odata"
	"bctui/bc/odata/filter"
)

// checkCase: a hand-written filter, the place and a part of the text of the first problem, and the cure.
type checkCase struct {
	raw      string
	pos, len int
	text     string
	fix      string
}

func checkCases() []checkCase {
	const id = "de300000-0000-4000-8000-000000000002"
	return []checkCase{
		// What the service passes over in silence.
		{"name in ('a','b')", 0, 17, "passes over in", "name eq 'a' or name eq 'b'"},
		{"count eq 1 and name in ('a', 'b') ", 15, 18, "passes over in", "count eq 1 and (name eq 'a' or name eq 'b') "},
		{"status in ('Open')", 0, 18, "passes over in", "status eq 'Open'"},
		{"lines/any(l: l/name eq 'x')", 0, 27, "passes over any and all", ""},
		{"count eq 1 and lines/all(l:l/name eq ')')", 15, 26, "passes over any and all", ""},
		// What it refuses.
		{"name eq 'a' or count eq 1", 12, 2, "different fields: name, count", ""},
		{"(name eq 'a' and count eq 2) or name eq 'b'", 29, 2, "different fields", ""},
		{"nam eq 'a'", 0, 3, "there is no field nam", "name eq 'a'"},
		{"Name eq 'a'", 0, 4, "upper and lower case count", "name eq 'a'"},
		{"wibble eq 'a'", 0, 6, "there is no field wibble", ""},
		{"lines eq 'a'", 0, 5, "is a link", ""},
		{"lines/name eq 'a'", 0, 10, "linked record", ""},
		{"not (name eq 'a')", 0, 17, "knows no not", "name ne 'a'"},
		{"not (count gt 5)", 0, 16, "knows no not", "count le 5"},
		{"not contains(name,'a')", 0, 22, "knows no not", ""},
		{"length(name) gt 3", 0, 12, "knows no length", ""},
		{"indexof(name,'a') ge 0", 0, 17, "use contains", ""},
		{"substringof('a',name)", 0, 21, "older OData", "contains(name,'a')"},
		{"year(day) eq 2025", 0, 9, "knows no year", "(day ge 2025-01-01 and day lt 2026-01-01)"},
		{"year(at) ge 2025", 0, 8, "knows no year", "at ge 2025-01-01T00:00:00Z"},
		{"Contains(name,'a')", 0, 8, "no function Contains", "contains(name,'a')"},
		{"name has 'a'", 5, 3, "knows no has", ""},
		{"count add 1 eq 2", 6, 3, "knows no add", ""},
		{"paid", 0, 4, "a field alone", "paid eq true"},
		{"name eq name", 0, 12, "two fields", ""},
		{"1 eq 1", 0, 6, "two values", ""},
		{"picture eq null", 0, 7, "can't filter by picture", ""},
		{"contains(amount,'1')", 9, 6, "is for texts", ""},
		{"contains('a',name)", 0, 18, "the field comes first", "contains(name,'a')"},
		{"contains(name)", 0, 14, "takes a field and a text", ""},
		// Values that do not fit.
		{"name eq 5", 8, 1, "does not fit name", "name eq '5'"},
		{"name eq Oslo", 8, 4, "a text stands in quotes", "name eq 'Oslo'"},
		{"name eq New York and count eq 1", 8, 8, "a text stands in quotes", "name eq 'New York' and count eq 1"},
		{`name eq "Oslo"`, 8, 6, "single straight quotes", "name eq 'Oslo'"},
		{"amount gt '5'", 10, 3, "does not fit amount", "amount gt 5"},
		{"amount gt 5,5", 11, 1, "numbers have a point", ""},
		{"amount eq 1234567890123456789", 10, 19, "keeps 18 digits", ""},
		{"count eq 5L", 9, 2, "does not fit count", "count eq 5"},
		{"id eq '" + id + "'", 6, 38, "does not fit id", "id eq " + id},
		{"paid eq 'true'", 8, 6, "does not fit paid", "paid eq true"},
		{"paid eq 1", 8, 1, "does not fit paid", "paid eq true"},
		{"paid eq yes", 8, 3, "is no boolean", "paid eq true"},
		{"status eq 'Opn'", 10, 5, "is no value of status", "status eq 'Open'"},
		{"status eq 1", 10, 1, "does not fit status", "status eq 'Open'"},
		{"day eq '2025-12-31'", 7, 12, "does not fit day", "day eq 2025-12-31"},
		{"day eq 2025-12-31T00:00:00Z", 7, 20, "does not fit day", "day eq 2025-12-31"},
		{"day ge 31.12.2025", 7, 10, "does not fit day", "day ge 2025-12-31"},
		{"day eq 2025-02-30", 7, 10, "does not fit day", ""},
		{"at eq 2025-12-31", 6, 10, "a date alone does not compare", "(at ge 2025-12-31T00:00:00Z and at lt 2026-01-01T00:00:00Z)"},
		{"at le 2025-12-31 and paid eq true", 6, 10, "a date alone does not compare", "at lt 2026-01-01T00:00:00Z and paid eq true"},
		{"date(at) eq 2025-12-31", 0, 8, "knows no date", "(at ge 2025-12-31T00:00:00Z and at lt 2026-01-01T00:00:00Z)"},
		{"paid eq true and date(at) gt 2025-12-31", 17, 8, "knows no date", "paid eq true and at ge 2026-01-01T00:00:00Z"},
		{"at ge datetime'2025-12-31T00:00:00'", 6, 29, "older OData", "at ge 2025-12-31T00:00:00"},
		{"day ge today", 7, 5, "no words for days", ""},
		// Other parts of a query.
		{"$search=oslo", 0, 7, "passes over $search", ""},
		{"name eq 'a'&$search=b", 12, 7, "passes over $search", "name eq 'a'"},
		{"name eq 'ä $x=1' & $top=5", 19, 4, "another part of the query", "name eq 'ä $x=1'"},
		{"name eq 'a'&$orderby=name", 12, 8, "sort by the column", "name eq 'a'"},
		{"search('oslo')", 0, 6, "no function search", ""},
		// Grammar.
		{"name = 'a'", 5, 1, "no operator of OData", "name  eq  'a'"},
		{"count >= 5", 6, 2, "no operator of OData", "count  ge  5"},
		{"name EQ 'a'", 5, 2, "no operator of OData", "name eq 'a'"},
		{"name eq 'a' AND count eq 1", 12, 3, "written small", "name eq 'a' and count eq 1"},
		{"name eq 'a' && count eq 1", 12, 2, "no word of OData", "name eq 'a'  and  count eq 1"},
		{"name like '%a%'", 5, 4, "does not stand between", "contains(name,'a')"},
		{"name eq 'a", 8, 1, "has no end", "name eq 'a'"},
		{"(name eq 'a'", 0, 1, "has no end", "(name eq 'a')"},
		{"name eq 'a')", 11, 1, "closes nothing", "name eq 'a'"},
		{"name eq 'a' count eq 1", 12, 5, "is missing before this", ""},
		{"name eq", 7, 0, "ends too early", ""},
		{"name", 0, 4, "a comparison is missing", ""},
		{"true", 0, 4, "a value alone", ""},
		{"name eq 'O'Brien'", 10, 1, "this quote ends the text", "name eq 'O''Brien'"},
		{"name eq 'a' and", 15, 0, "ends too early", ""},
		{"name%20eq%20'a'", 4, 1, "percent-encoded", ""},
		{"$filter=name eq 'a'", 0, 8, "part of an address", "name eq 'a'"},
		{"https://x/y?$filter=name%20eq%20'a'&$top=5", 0, 20, "part of an address", "name eq 'a'"},
		{"name eq\n'a'", 7, 1, "line break", "name eq 'a'"},
		{"name eq 'a' and \xff", 0, 0, "no text", ""},
		{strings.Repeat("(", 60) + "paid eq true" + strings.Repeat(")", 60), 40, 1, "too many parentheses", ""},
	}
}

func TestCheckFindsWhatTheServiceWouldNotTake(t *testing.T) {
	typ := orderType(t)
	for _, c := range checkCases() {
		problems := filter.Check(c.raw, typ)
		if len(problems) == 0 {
			t.Errorf("%q: nothing is said", c.raw)
			continue
		}
		p := problems[0]
		if p.Pos != c.pos || p.Len != c.len || !contains(p.String(), c.text) || p.Fix != c.fix {
			t.Errorf("%q: at %d+%d, fix %q: %s; want at %d+%d, fix %q: %s", c.raw, p.Pos, p.Len, p.Fix, p, c.pos, c.len, c.fix, c.text)
		}
		if c.fix != "" && len(problems) == 1 {
			if again := filter.Check(c.fix, typ); len(again) > 0 && !contains(c.text, "older") {
				t.Errorf("%q: the cure %q has a problem: %v", c.raw, c.fix, again[0])
			}
		}
	}
}

// A list of texts has the kind of its values, and is no text for that.
func TestCheckNamesAListAsOne(t *testing.T) {
	schema, err := odata.ReadSchema(strings.NewReader(strings.Replace(metadata, `Name="name" Type="Edm.String"`, `Name="name" Type="Collection(Edm.String)"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	problems := filter.Check("name eq 'a'", schema.Sets[0].Type)
	if len(problems) == 0 || !contains(problems[0].String(), "it holds a list") {
		t.Errorf("a filter on a list: %v", problems)
	}
}

func TestCheckTellsWhatIsIgnoredFromWhatIsRefused(t *testing.T) {
	typ := orderType(t)
	for raw, silent := range map[string]bool{"name in ('a')": true, "$search=a": true, "lines/any(x:x/count eq 1)": true, "nam eq 'a'": false, "not paid eq true": false} {
		problems := filter.Check(raw, typ)
		if len(problems) != 1 || problems[0].Silent != silent {
			t.Errorf("%s: %+v", raw, problems)
		}
	}
}

func TestCheckLetsPassWhatTheServiceTakes(t *testing.T) {
	typ, where := orderType(t), newTenant(t, nil)
	for _, raw := range []string{
		"", "  ", "name eq 'a'", "name eq 'O''Brien' or name eq ''", "(name eq 'a' or (name gt 'b')) and count le -5", "amount ge 1234.50", "'a' eq name",
		"status eq 'In_x0020_Review' or status eq ' '", "status eq Microsoft.NAV.status'Open'", "day ge 2025-01-31 and day lt 2025-02-28", "at lt 2025-01-31T08:00:00.123Z",
		"at eq null", "paid eq true and paid ne false", "id ne 00000000-0000-0000-0000-000000000000", "startswith(name,'A') and endswith(name,'B')", "contains( name , 'in (' )",
		"tolower(name) eq 'x'", "substring(name,1,2) eq 'ab'", "name eq 'not in any(x)'",
	} {
		if problems := filter.Check(raw, typ); len(problems) > 0 {
			t.Errorf("%s: %v", raw, problems[0])
		}
		if strings.TrimSpace(raw) == "" {
			continue
		}
		if _, bad := where.ask(raw); bad != nil {
			t.Errorf("%s is refused: %s", raw, bad.Message)
		}
	}
	if problems := filter.Check("startswith(name,'A') eq false", typ); len(problems) != 1 || !problems[0].Warning {
		t.Errorf("what is documented nowhere is a warning: %v", problems)
	}
}

func TestCheckCountsTheQueryString(t *testing.T) {
	typ := orderType(t)
	long := "name eq '" + strings.Repeat("é", 1400) + "'" // six characters each when encoded
	problems := filter.Check(long, typ)
	if len(problems) != 1 || !contains(problems[0].Text, "8099") {
		t.Errorf("%v", problems)
	}
	if problems := filter.Check("name eq '"+strings.Repeat("é", 1300)+"'", typ); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
}
