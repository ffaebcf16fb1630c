package filter_test

import (
	"errors"
	"testing"

	"bctui/bc/odata/filter"
)

// row of a table: an expression and the OData that it becomes, or the place and text of the mistake.
type row struct {
	env, prop, expr string
	want            string // OData, or "!" and a part of the error's text
	pos, len        int    // of an error
	fix             string // of an error
}

func testTable(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		f, err := filter.Parse(r.expr, property(t, r.prop), envs()[r.env])
		if r.want == "" || r.want[0] != '!' {
			if err != nil {
				t.Errorf("%s %s %q: %v", r.env, r.prop, r.expr, err)
			} else if f.OData() != r.want {
				t.Errorf("%s %s %q\n got %s\nwant %s", r.env, r.prop, r.expr, f.OData(), r.want)
			} else if _, bad := newTenant(t, nil).ask(f.OData()); bad != nil && f.OData() != "" {
				t.Errorf("%s %s %q: the tenant refuses %s: %s", r.env, r.prop, r.expr, f.OData(), bad.Message)
			}
			continue
		}
		var e *filter.Error
		if !errors.As(err, &e) {
			t.Errorf("%s %s %q: got %q and %v, want the error %s", r.env, r.prop, r.expr, f.OData(), err, r.want)
			continue
		}
		if !contains(e.Error(), r.want[1:]) || e.Pos != r.pos || e.Len != r.len || e.Fix != r.fix {
			t.Errorf("%s %s %q: at %d+%d, fix %q: %s; want at %d+%d, fix %q: %s", r.env, r.prop, r.expr, e.Pos, e.Len, e.Fix, e, r.pos, r.len, r.fix, r.want[1:])
		}
	}
}

func TestTexts(t *testing.T) {
	testTable(t, []row{
		{env: "de", prop: "name", expr: "", want: ""},
		{env: "de", prop: "name", expr: "  ", want: ""},
		{env: "de", prop: "name", expr: "*", want: ""},
		{env: "de", prop: "name", expr: "Oslo", want: "name eq 'Oslo'"},
		{env: "de", prop: "name", expr: " New York ", want: "name eq 'New York'"},
		{env: "de", prop: "name", expr: "=Oslo", want: "name eq 'Oslo'"},
		{env: "de", prop: "name", expr: "<>Oslo", want: "name ne 'Oslo'"},
		{env: "de", prop: "name", expr: "≠Oslo", want: "name ne 'Oslo'"},
		{env: "de", prop: "name", expr: "''", want: "name eq ''"},
		{env: "de", prop: "name", expr: "<>''", want: "name ne ''"},
		{env: "de", prop: "name", expr: "?*", want: "name ne ''"},
		{env: "de", prop: "name", expr: "<>?*", want: "name eq ''"},
		{env: "de", prop: "name", expr: "A*", want: "startswith(name,'A')"},
		{env: "de", prop: "name", expr: "*A", want: "endswith(name,'A')"},
		{env: "de", prop: "name", expr: "*chair*", want: "contains(name,'chair')"},
		{env: "de", prop: "name", expr: "**chair**", want: "contains(name,'chair')"},
		{env: "de", prop: "name", expr: "A*Z", want: "startswith(name,'A') and endswith(name,'Z')"},
		{env: "de", prop: "name", expr: "A*b*", want: "startswith(name,'A') and contains(name,'b')"},
		{env: "de", prop: "name", expr: "*b*Z", want: "contains(name,'b') and endswith(name,'Z')"},
		{env: "de", prop: "name", expr: "A*b*Z", want: "startswith(name,'A') and contains(name,'b') and endswith(name,'Z')"},
		{env: "de", prop: "name", expr: "aba*ba", want: "startswith(name,'aba') and endswith(name,'ba') and name ne 'aba'"},
		{env: "de", prop: "name", expr: "A*A", want: "startswith(name,'A') and endswith(name,'A') and name ne 'A'"},
		{env: "de", prop: "name", expr: "1000..2000", want: "name ge '1000' and name le '2000'"},
		{env: "de", prop: "name", expr: "..2000", want: "name le '2000'"},
		{env: "de", prop: "name", expr: "1000..", want: "name ge '1000'"},
		{env: "de", prop: "name", expr: "<>A..C", want: "name lt 'A' or name gt 'C'"},
		{env: "de", prop: "name", expr: ">A", want: "name gt 'A'"},
		{env: "de", prop: "name", expr: ">=A&<=B", want: "name ge 'A' and name le 'B'"},
		{env: "de", prop: "name", expr: "<B", want: "name lt 'B'"},
		{env: "de", prop: "name", expr: "≤B", want: "name le 'B'"},
		{env: "de", prop: "name", expr: "A|B", want: "name eq 'A' or name eq 'B'"},
		{env: "de", prop: "name", expr: "A&B", want: "name eq 'A' and name eq 'B'"},
		{env: "de", prop: "name", expr: "A*&*Z|''", want: "(startswith(name,'A') and endswith(name,'Z')) or name eq ''"},
		{env: "de", prop: "name", expr: "A|B&C*", want: "name eq 'A' or (name eq 'B' and startswith(name,'C'))"},
		{env: "de", prop: "name", expr: "(A|B)&C*", want: "(name eq 'A' or name eq 'B') and startswith(name,'C')"},
		{env: "de", prop: "name", expr: "((A))", want: "name eq 'A'"},
		{env: "de", prop: "name", expr: "A | B | C", want: "name eq 'A' or name eq 'B' or name eq 'C'"},
		{env: "de", prop: "name", expr: "@oslo", want: "tolower(name) eq 'oslo'"},
		{env: "de", prop: "name", expr: "@ÅLESUND", want: "tolower(name) eq 'ålesund'"},
		{env: "de", prop: "name", expr: "<>@Oslo", want: "tolower(name) ne 'oslo'"},
		{env: "de", prop: "name", expr: "@<>Oslo", want: "tolower(name) ne 'oslo'"},
		{env: "de", prop: "name", expr: "@a..@B", want: "tolower(name) ge 'a' and tolower(name) le 'b'"},
		{env: "nested", prop: "name", expr: "@*Oslo*", want: "contains(tolower(name),'oslo')"},
		{env: "nested", prop: "name", expr: "@A*b", want: "startswith(tolower(name),'a') and endswith(tolower(name),'b')"},
		{env: "de", prop: "name", expr: "O'Brien", want: "name eq 'O''Brien'"},
		{env: "de", prop: "name", expr: "'O''Brien'", want: "name eq 'O''Brien'"},
		{env: "de", prop: "name", expr: "''''", want: "name eq ''''"},
		{env: "de", prop: "name", expr: "'A|B'", want: "name eq 'A|B'"},
		{env: "de", prop: "name", expr: "'Smith & Co.'", want: "name eq 'Smith & Co.'"},
		{env: "de", prop: "name", expr: "'J & V*'", want: "startswith(name,'J & V')"},
		{env: "de", prop: "name", expr: "'J & V'*", want: "startswith(name,'J & V')"},
		{env: "de", prop: "name", expr: "*'(x)'*", want: "contains(name,'(x)')"},
		{env: "de", prop: "name", expr: "@'A&B'", want: "tolower(name) eq 'a&b'"},
		{env: "de", prop: "name", expr: "'@home'", want: "name eq '@home'"},
		{env: "de", prop: "name", expr: "me@home", want: "name eq 'me@home'"},
		{env: "de", prop: "name", expr: "='A*B'", want: "name eq 'A*B'"},
		{env: "de", prop: "name", expr: "<>='A?'", want: "name ne 'A?'"},
		{env: "de", prop: "name", expr: ">='A*'", want: "name ge 'A*'"},
		{env: "de", prop: "name", expr: "'A..B'", want: "name eq 'A..B'"},
		{env: "de", prop: "name", expr: "' A '", want: "name eq ' A '"},
		{env: "de", prop: "name", expr: "Chair (blue)", want: "name eq 'Chair (blue)'"},
		{env: "de", prop: "name", expr: "(Chair (blue)|B)", want: "name eq 'Chair (blue)' or name eq 'B'"},
		{env: "de", prop: "name", expr: "x=1", want: "name eq 'x=1'"},
		{env: "de", prop: "name", expr: "100 %", want: "name eq '100 %'"},
		{env: "de", prop: "name", expr: "+49 & <>''", want: "name eq '+49' and name ne ''"},
		{env: "de", prop: "name", expr: "日本*", want: "startswith(name,'日本')"},
		{env: "de", prop: "name", expr: "t", want: "name eq 't'"},

		{env: "de", prop: "name", expr: "Hans?n", want: "!no wildcard for a single character", pos: 4, len: 1, fix: "Hans*n"},
		{env: "de", prop: "name", expr: "'?'", want: "!single character", pos: 1, len: 1, fix: "='?'"},
		{env: "de", prop: "name", expr: "A|'B?'", want: "!= before them does", pos: 4, len: 1, fix: "A|='B?'"},
		{env: "de", prop: "name", expr: "A|B?", want: "!single character", pos: 3, len: 1, fix: "A|B*"},
		{env: "de", prop: "name", expr: "*A*B*", want: "!in which order", pos: 0, len: 5, fix: "*A*&*B*"},
		{env: "de", prop: "name", expr: "A*A*", want: "!in which order", pos: 0, len: 4, fix: "A*&*A*"},
		{env: "de", prop: "name", expr: "*ab*b", want: "!in which order", pos: 0, len: 5, fix: "*b&*ab*"},
		{env: "de", prop: "name", expr: "<>A*", want: "!a pattern does not fit", pos: 0, len: 4, fix: "<A|>=B"},
		{env: "de", prop: "name", expr: "*x|<>A*", want: "!a pattern does not fit", pos: 3, len: 4, fix: "*x|(<A|>=B)"},
		{env: "de", prop: "name", expr: "<>*A*", want: "!a pattern does not fit", pos: 0, len: 5},
		{env: "de", prop: "name", expr: "<>*", want: "!leaves nothing", pos: 2, len: 1, fix: "<>''"},
		{env: "de", prop: "name", expr: "@*oslo*", want: "!without regard to case", pos: 0, len: 7, fix: "*oslo*|*Oslo*|*OSLO*"},
		{env: "de", prop: "name", expr: "x&@osl*", want: "!without regard to case", pos: 2, len: 5, fix: "x&(osl*|Osl*|OSL*)"},
		{env: "de", prop: "name", expr: ">A*", want: "!can't stand after >", pos: 1, len: 2, fix: ">'A*'"},
		{env: "de", prop: "name", expr: "A*..B", want: "!can't stand in a range", pos: 0, len: 2, fix: "'A*'..B"},
		{env: "de", prop: "name", expr: "A|", want: "!a value is missing", pos: 2, len: 0, fix: "A"},
		{env: "de", prop: "name", expr: "|A", want: "!missing before |", pos: 0, len: 1, fix: "A"},
		{env: "de", prop: "name", expr: "A||B", want: "!one | is enough", pos: 2, len: 1, fix: "A|B"},
		{env: "de", prop: "name", expr: "A&&B*", want: "!one & is enough", pos: 2, len: 1, fix: "A&B*"},
		{env: "de", prop: "name", expr: "<>", want: "!missing after <>", pos: 2, len: 0, fix: "<>''"},
		{env: "de", prop: "name", expr: "=|A", want: "!missing after =", pos: 1, len: 1, fix: "=''|A"},
		{env: "de", prop: "name", expr: "@", want: "!missing after @", pos: 1, len: 0},
		{env: "de", prop: "name", expr: "..", want: "!needs at least one end", pos: 0, len: 2},
		{env: "de", prop: "name", expr: "A..B..C", want: "!a second ..", pos: 4, len: 2},
		{env: "de", prop: "name", expr: ">A..B", want: "!a range takes no >", pos: 0, len: 4},
		{env: "de", prop: "name", expr: "=>A", want: "!two operators", pos: 0, len: 2, fix: ">=A"},
		{env: "de", prop: "name", expr: "'Oslo", want: "!has no end", pos: 0, len: 1, fix: "'''Oslo'"},
		{env: "de", prop: "name", expr: "A|'B|C", want: "!has no end", pos: 2, len: 1, fix: "A|'''B|C'"},
		{env: "de", prop: "name", expr: "(A|B", want: "!has no end", pos: 0, len: 1, fix: "(A|B)"},
		{env: "de", prop: "name", expr: "A)", want: "!closes nothing", pos: 1, len: 1, fix: "A"},
		{env: "de", prop: "name", expr: "()", want: "!missing here", pos: 1, len: 1},
		{env: "de", prop: "name", expr: "(A)B", want: "!operator is missing", pos: 3, len: 1, fix: "(A)&B"},
		{env: "de", prop: "name", expr: "<>(A|B)", want: "!stands before each value", pos: 2, len: 1},
		{env: "de", prop: "name", expr: "A<B", want: "!in the middle", pos: 1, len: 1, fix: "'A<B'"},
		{env: "de", prop: "name", expr: "Chair (A|B)", want: "!belongs to the text", pos: 6, len: 1, fix: "'Chair (A|B)'"},
		{env: "de", prop: "name", expr: "%me", want: "!known to the client", pos: 0, len: 3, fix: "'%me'"},
		{env: "de", prop: "name", expr: "A\xff", want: "!no text", pos: 0, len: 0},
		{env: "de", prop: "picture", expr: "A", want: "!can't filter by picture", pos: 0, len: 1},
	})
}

func TestNumbers(t *testing.T) {
	testTable(t, []row{
		{env: "us", prop: "amount", expr: "100", want: "amount eq 100"},
		{env: "us", prop: "amount", expr: "1000..2000", want: "amount ge 1000 and amount le 2000"},
		{env: "us", prop: "amount", expr: ">100", want: "amount gt 100"},
		{env: "us", prop: "amount", expr: "> 100", want: "amount gt 100"},
		{env: "us", prop: "amount", expr: ">=1,000.50", want: "amount ge 1000.50"},
		{env: "de", prop: "amount", expr: ">=1.000,50", want: "amount ge 1000.50"},
		{env: "de", prop: "amount", expr: "1.000", want: "amount eq 1000"},
		{env: "us", prop: "amount", expr: "1.000", want: "amount eq 1.000"},
		{env: "de", prop: "amount", expr: "1 234 567,8", want: "amount eq 1234567.8"},
		{env: "us", prop: "amount", expr: "1’234.5", want: "amount eq 1234.5"},
		{env: "us", prop: "amount", expr: "1,00,000", want: "amount eq 100000"},
		{env: "us", prop: "amount", expr: "-5", want: "amount eq -5"},
		{env: "us", prop: "amount", expr: "−5", want: "amount eq -5"},
		{env: "us", prop: "amount", expr: "-5..-1", want: "amount ge -5 and amount le -1"},
		{env: "us", prop: "amount", expr: "+7", want: "amount eq 7"},
		{env: "us", prop: "amount", expr: ".5", want: "amount eq 0.5"},
		{env: "us", prop: "amount", expr: "1...5", want: "amount ge 1 and amount le 0.5"},
		{env: "de", prop: "amount", expr: ",5", want: "amount eq 0.5"},
		{env: "us", prop: "amount", expr: "-0", want: "amount eq 0"},
		{env: "us", prop: "amount", expr: "007", want: "amount eq 7"},
		{env: "us", prop: "amount", expr: "5.", want: "amount eq 5"},
		{env: "us", prop: "amount", expr: "<>0", want: "amount ne 0"},
		{env: "us", prop: "amount", expr: "<>1..5", want: "amount lt 1 or amount gt 5"},
		{env: "us", prop: "amount", expr: "5999|8100..8490", want: "amount eq 5999 or (amount ge 8100 and amount le 8490)"},
		{env: "us", prop: "amount", expr: "..1299|1400..", want: "amount le 1299 or amount ge 1400"},
		{env: "us", prop: "amount", expr: ">50&<100", want: "amount gt 50 and amount lt 100"},
		{env: "us", prop: "amount", expr: "30|(>=10&<=20)", want: "amount eq 30 or (amount ge 10 and amount le 20)"},
		{env: "us", prop: "amount", expr: "'100'", want: "amount eq 100"},
		{env: "us", prop: "amount", expr: "1…5", want: "amount ge 1 and amount le 5"},
		{env: "us", prop: "amount", expr: "123456789012345.678", want: "amount eq 123456789012345.678"},
		{env: "us", prop: "count", expr: "1,000", want: "count eq 1000"},
		{env: "us", prop: "count", expr: "5.0", want: "count eq 5"},
		{env: "us", prop: "count", expr: ">=10", want: "count ge 10"},
		{env: "us", prop: "big", expr: "9,223,372,036", want: "big eq 9223372036"},

		{env: "us", prop: "amount", expr: "", want: ""},
		{env: "us", prop: "amount", expr: "abc", want: "!is no number", pos: 0, len: 3},
		{env: "us", prop: "amount", expr: ">10O", want: "!is no number", pos: 1, len: 3},
		{env: "de", prop: "amount", expr: "1.50", want: "!decimal mark is a comma", pos: 0, len: 4, fix: "1,50"},
		{env: "us", prop: "amount", expr: "1|2,5", want: "!decimal mark is a point", pos: 2, len: 3, fix: "1|2.5"},
		{env: "us", prop: "amount", expr: "1.000,50", want: "!decimal mark is a point", pos: 0, len: 8, fix: "1000.50"},
		{env: "us", prop: "amount", expr: "''", want: "!never blank", pos: 0, len: 2, fix: "0"},
		{env: "us", prop: "amount", expr: "<>", want: "!missing after <>", pos: 2, len: 0, fix: "<>0"},
		{env: "us", prop: "amount", expr: "10*", want: "!are for texts", pos: 0, len: 3},
		{env: "us", prop: "amount", expr: "@100", want: "!@ is for texts", pos: 0, len: 1, fix: "100"},
		{env: "us", prop: "amount", expr: ">100<200", want: "!in the middle", pos: 4, len: 1, fix: ">100&<200"},
		{env: "us", prop: "amount", expr: "1.2.3", want: "!is no number", pos: 0, len: 5},
		{env: "us", prop: "amount", expr: "1234567890123456789", want: "!more digits", pos: 0, len: 19},
		{env: "us", prop: "count", expr: "2.5", want: "!whole numbers", pos: 0, len: 3},
		{env: "us", prop: "count", expr: "3000000000", want: "!up to 2147483647", pos: 0, len: 10},
	})
}

func TestOptionsBooleansAndGUIDs(t *testing.T) {
	const id = "de300000-0000-4000-8000-000000000002"
	testTable(t, []row{
		{env: "de", prop: "status", expr: "Open", want: "status eq 'Open'"},
		{env: "de", prop: "status", expr: "open", want: "status eq 'Open'"},
		{env: "de", prop: "status", expr: "In Review", want: "status eq 'In_x0020_Review'"},
		{env: "de", prop: "status", expr: "In_x0020_Review", want: "status eq 'In_x0020_Review'"},
		{env: "de", prop: "status", expr: "non-inventory", want: "status eq 'Non_x002D_Inventory'"},
		{env: "de", prop: "status", expr: "Charge (Item)", want: "status eq 'Charge_x0020__x0028_Item_x0029_'"},
		{env: "de", prop: "status", expr: "''", want: "status eq '_x0020_'"},
		{env: "de", prop: "status", expr: "' '", want: "status eq '_x0020_'"},
		{env: "de", prop: "status", expr: "<>''", want: "status ne '_x0020_'"},
		{env: "de", prop: "status", expr: "Open|Released", want: "status eq 'Open' or status eq 'Released'"},
		{env: "de", prop: "status", expr: "<>Open&<>Released", want: "status ne 'Open' and status ne 'Released'"},
		{env: "de", prop: "status", expr: "R*", want: "status eq 'Released'"},
		{env: "de", prop: "status", expr: "*re*", want: "status eq 'In_x0020_Review' or status eq 'Released'"},
		{env: "de", prop: "status", expr: "<>*re*", want: "status ne 'In_x0020_Review' and status ne 'Released'"},
		{env: "de", prop: "status", expr: "?pen", want: "status eq 'Open'"},
		{env: "de", prop: "status", expr: "Open..Released", want: "status eq 'Open' or status eq 'In_x0020_Review' or status eq 'Released'"},
		{env: "de", prop: "status", expr: "<Open", want: "status eq '_x0020_'"},
		{env: "de", prop: "status", expr: ">=Non-Inventory", want: "status eq 'Non_x002D_Inventory' or status eq 'Charge_x0020__x0028_Item_x0029_'"},
		{env: "de", prop: "status", expr: "3", want: "status eq 'Released'"},
		{env: "captions", prop: "status", expr: "offen", want: "status eq 'Open'"},
		{env: "captions", prop: "status", expr: "'In Prüfung & mehr'|Frei*", want: "status eq 'In_x0020_Review' or status eq 'Released'"},
		{env: "de", prop: "status", expr: "Opn", want: "!is no value of status", pos: 0, len: 3, fix: "Open"},
		{env: "de", prop: "status", expr: "Open|Chrge (Item)", want: "!the values are blank, Open", pos: 5, len: 12, fix: "Open|'Charge (Item)'"},
		{env: "de", prop: "status", expr: "X*", want: "!none of the values", pos: 0, len: 2},
		{env: "de", prop: "status", expr: ">Charge (Item)", want: "!none of the values", pos: 0, len: 14},

		{env: "de", prop: "paid", expr: "yes", want: "paid eq true"},
		{env: "de", prop: "paid", expr: "Ja", want: "paid eq true"},
		{env: "de", prop: "paid", expr: "1", want: "paid eq true"},
		{env: "de", prop: "paid", expr: "TRUE", want: "paid eq true"},
		{env: "de", prop: "paid", expr: "nein", want: "paid eq false"},
		{env: "de", prop: "paid", expr: "0", want: "paid eq false"},
		{env: "de", prop: "paid", expr: "non", want: "paid eq false"},
		{env: "de", prop: "paid", expr: "<>no", want: "paid ne false"},
		{env: "de", prop: "paid", expr: "yes|no", want: "paid eq true or paid eq false"},
		{env: "de", prop: "paid", expr: "maybe", want: "!neither yes nor no", pos: 0, len: 5, fix: "yes"},
		{env: "de", prop: "paid", expr: "''", want: "!never blank", pos: 0, len: 2, fix: "no"},
		{env: "de", prop: "paid", expr: ">no", want: "!none is greater", pos: 0, len: 3},

		{env: "de", prop: "id", expr: id, want: "id eq " + id},
		{env: "de", prop: "id", expr: "{" + id + "}", want: "id eq " + id},
		{env: "de", prop: "id", expr: "de300000000040008000000000000002", want: "id eq " + id},
		{env: "de", prop: "id", expr: "<>''", want: "id ne 00000000-0000-0000-0000-000000000000"},
		{env: "de", prop: "id", expr: "''|" + id, want: "id eq 00000000-0000-0000-0000-000000000000 or id eq " + id},
		{env: "de", prop: "id", expr: "de3*", want: "!whole GUID", pos: 0, len: 4},
		{env: "de", prop: "id", expr: "de3", want: "!is no GUID", pos: 0, len: 3},
		{env: "de", prop: "id", expr: id + "..", want: "!in no order", pos: 0, len: 38},
	})
}
