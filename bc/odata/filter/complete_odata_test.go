package filter_test

import (
	"slices"
	"strings"
	"testing"

	"bctui/bc/odata/filter"
)

func TestCompletingODataByHand(t *testing.T) {
	typ := orderType(t)
	for _, c := range []struct {
		typed string // | is the cursor
		first string // the first proposal, put in
		also  string // another proposal's text; "" for none asked
		never string // what must not be proposed
	}{
		{"|", "id", "startswith(", "picture"},
		{"na|", "name", "", "amount"},
		{"OUN|", "amount", "count", ""},
		{"cont|", "contains(", "", ""},
		{"name eq 'a' and am|", "name eq 'a' and amount", "", ""},
		{"name eq 'a' |", "name eq 'a' and", "or", ""},
		{"(name eq 'a')|", "(name eq 'a') and", "", ""},
		{"name |", "name eq", "ge", "and"},
		{"paid |", "paid eq", "ne", "gt"},
		{"paid eq |", "paid eq true", "false", ""},
		{"paid eq f|", "paid eq false", "", "true"},
		{"status eq |", "status eq '_x0020_'", "'Open'", ""},
		{"status eq 'rel|", "status eq 'Released'", "", "'Open'"},
		{"status eq inv|", "status eq 'Non_x002D_Inventory'", "", ""},
		{"name eq 'it''s' and status ne op|", "name eq 'it''s' and status ne 'Open'", "", ""},
		{"day ge tod|", "day ge 2026-11-20", "", ""},
		{"day ge |", "day ge 2026-11-20", "2026-11-01", "2026-11-20T00:00:00Z"},
		{"at lt -c|", "at lt 2026-11-01T00:00:00Z", "2026-01-01T00:00:00Z", ""},
		{"contains(|", "contains(name", "status", "amount"},
		{"contains(name,|)", "contains(name,'')", "", ""},
		{"na| eq 'a'", "name eq 'a'", "", ""},
		{"tolower(name) |", "", "", ""},
		{"name eq |", "name eq ''", "", ""},
		{"day ge 2025|", "", "", ""},
	} {
		before, after, _ := strings.Cut(c.typed, "|")
		all := filter.CompleteOData(before+after, len([]rune(before)), typ, envs()["de"])
		if c.first == "" {
			for _, x := range all {
				if _, ok := typ.Property(x.Text); ok {
					t.Errorf("%s: a field %s is proposed", c.typed, x.Text)
				}
			}
			continue
		}
		if len(all) == 0 {
			t.Errorf("%s: nothing is proposed", c.typed)
			continue
		}
		if got, at := all[0].Apply(before + after); got != c.first || at > len([]rune(got)) {
			t.Errorf("%s: %q, want %q", c.typed, got, c.first)
		}
		has := func(text string) bool {
			return slices.ContainsFunc(all, func(x filter.Completion) bool { return x.Text == text })
		}
		if c.also != "" && !has(c.also) || c.never != "" && has(c.never) {
			t.Errorf("%s: proposed are %+v", c.typed, all)
		}
	}
	if got := filter.CompleteOData("na", 2, nil, envs()["de"]); got != nil {
		t.Errorf("without a type: %v", got)
	}
}

// What is proposed for a value is right where it stands.
func TestCompletedODataHasNoProblem(t *testing.T) {
	typ := orderType(t)
	where := newTenant(t, nil)
	for _, start := range []string{"paid eq ", "status eq ", "day ge ", "at lt ", "name ne ", "day eq null and status ne ", "paid eq true or paid eq "} {
		all := filter.CompleteOData(start, len(start), typ, envs()["de"])
		if len(all) < 1 {
			t.Errorf("%s: nothing is proposed", start)
		}
		for _, x := range all {
			text, _ := x.Apply(start)
			if problems := filter.Check(text, typ); len(problems) > 0 {
				t.Errorf("%s: %v", text, problems[0])
			}
			if _, bad := where.ask(text); bad != nil {
				t.Errorf("%s: %s", text, bad.Message)
			}
		}
	}
}

func TestAnAmbiguousDateSaysHowItWasRead(t *testing.T) {
	for _, c := range []struct{ env, prop, expr, want string }{
		{"de", "day", "05/06/2025", "05/06/2025 is read as 5 Jun 2025, day first; month first it would be 6 May 2025"},
		{"us", "day", "05/06/2025", "05/06/2025 is read as 6 May 2025, month first; day first it would be 5 Jun 2025"},
		{"us", "day", "05.06.2025..", "05.06.2025 is read as 6 May 2025, month first; day first it would be 5 Jun 2025"},
		{"de", "at", ">5-6-25", "5-6-25 is read as 5 Jun 2025, day first; month first it would be 6 May 2025"},
		{"us", "day", "5/6", "5/6 is read as 6 May 2026, month first; day first it would be 5 Jun 2026"},
		{"de", "day", "05.06.2025", ""},
		{"de", "day", "13/06/2025", ""},
		{"de", "day", "1.13.2026", "1.13.2026 is read as 13 Jan 2026, month first: there is no month 13"},
		{"us", "day", "31/12/2025", "31/12/2025 is read as 31 Dec 2025, day first: there is no month 31"},
		{"us", "day", "31.12.2025", ""},
		{"se", "day", "31-12-2025", ""},
		{"us", "day", "06/06/2025", ""},
		{"se", "day", "2025-06-05", ""},
		{"se", "day", "05.06.2025", ""},
	} {
		if got := strings.Join(mustParse(t, c.expr, c.prop, c.env).Notes(), "; "); got != c.want {
			t.Errorf("%s %s %s: %q, want %q", c.env, c.prop, c.expr, got, c.want)
		}
	}
}
