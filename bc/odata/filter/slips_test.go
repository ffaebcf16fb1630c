package filter_test

import (
	"strings"
	"testing"

	"bctui/bc/odata/filter"
)

// What people type who know the client, or mean well, and how it is mended.
func TestSlips(t *testing.T) {
	testTable(t, []row{
		{env: "us", prop: "name", expr: "'O'Brien'", want: "!ends here", pos: 2, len: 1, fix: "'O''Brien'"},
		{env: "us", prop: "name", expr: "'O'Brien'|A", want: "!ends here", pos: 2, len: 1, fix: "'O''Brien'|A"},
		{env: "us", prop: "name", expr: "'J & V*'x", want: "!ends here", pos: 7, len: 1},
		{env: "us", prop: "name", expr: "'A'*'B'", want: "startswith(name,'A') and endswith(name,'B')"},
		{env: "us", prop: "name", expr: "< > A", want: "!write <>", pos: 0, len: 3, fix: "<> A"},
		{env: "us", prop: "name", expr: "> =A", want: "!write >=", pos: 0, len: 3, fix: ">=A"},
		{env: "us", prop: "name", expr: "A& ", want: "!missing here", pos: 3, len: 0, fix: "A"},
		{env: "us", prop: "name", expr: "<>*x*", want: "!contains(name,'x') eq false", pos: 0, len: 5},
		{env: "us", prop: "name", expr: "<>*x", want: "!endswith(name,'x') eq false", pos: 0, len: 4},
		{env: "us", prop: "name", expr: "@*a*|@*B", want: "!at once", pos: 0, len: 4, fix: "(*a*|*A*)|(*B|*b)"},
		{env: "nested", prop: "name", expr: "@*a*|@*B", want: "contains(tolower(name),'a') or endswith(tolower(name),'b')"},
		{env: "us", prop: "amount", expr: "1|", want: "!write 0", pos: 2, len: 0, fix: "1"},
		{env: "us", prop: "big", expr: "9223372036854775807", want: "big eq 9223372036854775807"},
		{env: "us", prop: "big", expr: "9223372036854775808", want: "!up to 9223372036854775807", pos: 0, len: 19},
		{env: "us", prop: "status", expr: "Blank|Open", want: "status eq '_x0020_' or status eq 'Open'"},
		{env: "us", prop: "status", expr: "op", want: "!no value", pos: 0, len: 2, fix: "Open"},
		// Periods as the ends of ranges, and several of them.
		{env: "us", prop: "day", expr: "P8..", want: "!write 08/01/2026", pos: 0, len: 2, fix: "08/01/2026.."},
		{env: "us", prop: "day", expr: "p1..p3", want: "!accounting periods", pos: 0, len: 2, fix: "01/01/2026..03/31/2026"},
		{env: "us", prop: "day", expr: "..p2", want: "!write 02/28/2026", pos: 2, len: 2, fix: "..02/28/2026"},
		{env: "us", prop: "day", expr: "P15", want: "!accounting periods", pos: 0, len: 3, fix: "03/01/2027..03/31/2027"},
		{env: "us", prop: "day", expr: "q1..q2", want: "!quarter", pos: 0, len: 2, fix: "01/01/2026..06/30/2026"},
		{env: "us", prop: "day", expr: "2024|2025", want: "!four digits", pos: 0, len: 4, fix: "01/01/2024..12/31/2024|01/01/2025..12/31/2025"},
		{env: "us", prop: "day", expr: "2025..2026", want: "!four digits", pos: 0, len: 4, fix: "01/01/2025..12/31/2026"},
		{env: "us", prop: "day", expr: "w10..w12", want: "!week", pos: 0, len: 3, fix: "mon10..sun12"},
		{env: "de", prop: "day", expr: "KW 12|KW 13", want: "!week", pos: 0, len: 5, fix: "mon12..sun12|mon13..sun13"},
		{env: "de", prop: "day", expr: "uge25", want: "!week", pos: 0, len: 5, fix: "mon25..sun25"},
		{env: "se", prop: "day", expr: "vecka 12", want: "!week", pos: 0, len: 8, fix: "mon12..sun12"},
		{env: "us", prop: "day", expr: "last month", want: "!no date", pos: 0, len: 10, fix: "-1M-CM..-1M+CM"},
		{env: "us", prop: "day", expr: "last month..t", want: "!no date", pos: 0, len: 10, fix: "-1M-CM..t"},
		{env: "us", prop: "day", expr: "-1M-CM..-1M+CM", want: "day ge 2026-10-01 and day le 2026-10-31"},
		{env: "us", prop: "day", expr: "Next Week", want: "!no date", pos: 0, len: 9, fix: "+1W-CW..+1W+CW"},
		{env: "us", prop: "day", expr: "ytd", want: "!no date", pos: 0, len: 3, fix: "-CY..t"},
		{env: "us", prop: "day", expr: "C12/31/01", want: "!closing dates", pos: 0, len: 9, fix: "12/31/01"},
		{env: "us", prop: "day", expr: "<-1M>..t", want: "!without < and >", pos: 0, len: 5, fix: "-1M..t"},
		{env: "us", prop: "day", expr: "t+7", want: "!write D", pos: 0, len: 3, fix: "t+7D"},
		{env: "us", prop: "day", expr: "w-7..w", want: "!write D", pos: 0, len: 3, fix: "w-7D..w"},
		{env: "us", prop: "day", expr: "2025-12-31T10:00:00Z", want: "!without a time", pos: 0, len: 20, fix: "12/31/2025"},
		{env: "us", prop: "day", expr: "12/31/1700", want: "!year 1700", pos: 0, len: 10},
		{env: "us", prop: "day", expr: "-30T..t", want: "!letters", pos: 0, len: 4},
		{env: "de", prop: "day", expr: "LM", want: "!letters", pos: 0, len: 2},
		{env: "us", prop: "at", expr: "now-1h", want: "!no hours", pos: 0, len: 6},
		{env: "us", prop: "day", expr: "<>null", want: "!no date", pos: 2, len: 4, fix: "<>''"},
		{env: "us", prop: "id", expr: "blank", want: "!no GUID", pos: 0, len: 5, fix: "''"},
		// Words of other languages that begin alike.
		{env: "de", prop: "day", expr: "März..Mai", want: "day ge 2026-03-01 and day le 2026-05-31"},
		{env: "de", prop: "day", expr: "mo..so", want: "day ge 2026-11-16 and day le 2026-11-22"},
		{env: "de", prop: "day", expr: "tir", want: "day eq 2026-11-17"},
		{env: "us", prop: "at", expr: "3pm..5 p.m.", want: "at ge 2026-11-20T15:00:00Z and at le 2026-11-20T17:00:00Z"},
		{env: "de", prop: "at", expr: "8 Uhr..16 Uhr", want: "at ge 2026-11-20T08:00:00Z and at le 2026-11-20T16:00:00Z"},
	})
}

// What is right and may not be what was meant is said.
func TestSurprisesAreNoted(t *testing.T) {
	for _, c := range [][3]string{
		{"name", `"Oslo"`, "double quotes are a part"},
		{"name", "<>A|<>B", "every value passes"},
		{"day", "t-7", "t-7D"},
		{"day", "251231", "read as 25 Dec 2031, day first"},
	} {
		f, err := filter.Parse(c[1], property(t, c[0]), envs()["us"])
		if err != nil || !strings.Contains(strings.Join(f.Notes(), "\n"), c[2]) {
			t.Errorf("%s: %v, notes %q", c[1], err, f.Notes())
		}
	}
	for _, c := range [][2]string{{"name", "<>A&<>B"}, {"name", "A|<>B"}, {"day", "20251231"}, {"day", "t-7D"}, {"day", "mon-7"}, {"name", `'"Oslo"'`}} {
		f, err := filter.Parse(c[1], property(t, c[0]), envs()["us"])
		if err != nil || len(f.Notes()) > 0 {
			t.Errorf("%s: %v, notes %q", c[1], err, f.Notes())
		}
	}
}
