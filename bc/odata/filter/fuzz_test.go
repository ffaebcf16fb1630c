package filter_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"bctui/bc/demo/model"
	"bctui/bc/odata"
	"bctui/bc/odata/filter"
)

// FuzzParse: never a panic, never a $filter that the embedded tenant refuses or cuts to nothing, never an error that
// points outside or offers a cure that is none.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"A*b*Z", "1.000,50..", "-30D..t", "@oslo|'J & V*'", "<>''&>CM+10D", "((A|B)&C)", "31.12.2025 16:30", "mon14 3..t 4p", "2018.12.31...t",
		"in review|non*", "yes", "''''", "<>='A*'", "P1", "de300000-0000-4000-8000-000000000002", "…5", "Chair (b)", "%me", "9999Y", "31.12.9999", "1e9", "\x00", "A&", "?*",
		"0001-01-01", "D31+WD7-CQ", "*a*b", "12 31 25 1630", "Q2|w5|year", "1000000000000000000"} {
		for kind := range uint8(9) {
			f.Add(seed, kind, uint8(len(seed)))
		}
	}
	typ, where := orderType(f), newTenant(f, nil)
	habits := []filter.Env{envs()["de"], envs()["us"], envs()["se"], envs()["nested"], envs()["oslo"], envs()["work"], envs()["timeless"], envs()["captions"], envs()["uk"]}
	f.Fuzz(func(t *testing.T, expr string, kind, habit uint8) {
		p, env := &typ.Properties[int(kind)%len(typ.Properties)], habits[int(habit)%len(habits)]
		parsed, err := filter.Parse(expr, p, env)
		var wrong *filter.Error
		var long *filter.TooLong
		switch {
		case err == nil:
			holds(t, where, parsed)
		case errors.As(err, &wrong):
			n := utf8.RuneCountInString(expr)
			if wrong.Pos < 0 || wrong.Len < 0 || wrong.Pos+wrong.Len > n || wrong.Text == "" {
				t.Fatalf("%q: the error points to %d+%d of %d: %v", expr, wrong.Pos, wrong.Len, n, wrong)
			}
			if wrong.Fix != "" {
				cured, err := filter.Parse(wrong.Fix, p, env)
				if err != nil && !errors.As(err, &long) {
					t.Fatalf("%q: the cure %q is none: %v", expr, wrong.Fix, err)
				}
				if err == nil {
					holds(t, where, cured)
				}
			}
		case !errors.As(err, &long):
			t.Fatalf("%q: an error of another kind: %v", expr, err)
		}
		for _, c := range filter.Complete(expr, int(habit), p, env) {
			c.Apply(expr)
		}
		filter.Narrow(expr, "A")
	})
}

// holds is what must be true of a filter that was understood.
func holds(t *testing.T, where tenant, f filter.Filter) {
	t.Helper()
	if f.IsZero() != (f.OData() == "") || filter.Explain(f) == "" {
		t.Fatalf("%q: zero %v, OData %q, words %q", f.Expr(), f.IsZero(), f.OData(), filter.Explain(f))
	}
	if f.IsZero() {
		return
	}
	if _, bad := where.ask(f.OData()); bad != nil {
		t.Fatalf("%q became %s, which is refused: %s", f.Expr(), f.OData(), bad.Message)
	}
	both, err := filter.Combine([]filter.Filter{f, {}, f})
	var long *filter.TooLong
	if errors.As(err, &long) {
		return
	}
	if _, bad := where.ask(both); bad != nil || err != nil {
		t.Fatalf("%q became %s, which is refused: %v %v", f.Expr(), both, bad, err)
	}
	for _, p := range filter.Check(f.OData(), where.typ) {
		t.Fatalf("%q became %s, of which Check says: %v", f.Expr(), f.OData(), p)
	}
	plain, ok := filter.Spelled(f.OData(), where.typ)
	if ok != f.NeedsNested() {
		t.Fatalf("%q became %s; spelled out: %q, %v", f.Expr(), f.OData(), plain, ok)
	}
	if ok {
		for _, p := range filter.CheckPlain(plain, where.typ) {
			t.Fatalf("%s became %s, of which CheckPlain says: %v", f.OData(), plain, p)
		}
	}
}

// FuzzCheck: never a panic, and what Check lets pass the embedded tenant takes.
func FuzzCheck(f *testing.F) {
	for _, c := range checkCases() {
		f.Add(c.raw)
	}
	for _, seed := range []string{"name eq 'a'", "(name eq 'a' or name eq 'b') and day ge 2025-01-01", "tolower(name) eq 'x' and substring(name,1,2) ne 'ä'",
		"5 lt amount and null eq day", "status eq Microsoft.NAV.status'Open'", "contains(name,'a') eq false", "at lt 2025-01-01T00:00:00.5+02:00",
		"contains(tolower(name),'a') or startswith(name,'b')", "tolower(toupper(name)) eq 'a'", "substring(tolower(name),1,2) eq 'b'",
		"endswith(toupper(substring(name,2)),'X') and contains(tolower(tolower(tolower(name))),'y')"} {
		f.Add(seed)
	}
	typ, where := orderType(f), newTenant(f, nil)
	f.Fuzz(func(t *testing.T, raw string) {
		problems := filter.Check(raw, typ)
		filter.Check(raw, nil)
		filter.CheckPlain(raw, typ)
		if plain, ok := filter.Spelled(raw, typ); ok && len(problems) == 0 {
			for _, p := range filter.CheckPlain(plain, typ) {
				t.Fatalf("%q spelled out is %q, of which CheckPlain says: %v", raw, plain, p)
			}
		}
		filter.Demands(raw, typ).Fits(func(string) (string, bool) { return "Oslo", true })
		for _, x := range filter.CompleteOData(raw, len(raw)/2, typ, envs()["de"]) {
			x.Apply(raw)
		}
		errorsOnly := 0
		for _, p := range problems {
			if p.Pos < 0 || p.Len < 0 || p.Pos+p.Len > utf8.RuneCountInString(raw) && utf8.ValidString(raw) || p.Text == "" {
				t.Fatalf("%q: a problem at %d+%d: %v", raw, p.Pos, p.Len, p)
			}
			if p.Fix == raw {
				t.Fatalf("%q: the cure changes nothing: %v", raw, p)
			}
			if p.Fix != "" {
				filter.Check(p.Fix, typ)
			}
			if !p.Warning {
				errorsOnly++
			}
		}
		if errorsOnly > 0 || strings.TrimSpace(raw) == "" || filter.Length(raw) > odata.MaxQuery {
			return
		}
		if _, bad := where.ask(raw); bad != nil {
			t.Fatalf("%q: nothing is said, but it is refused: %s", raw, bad.Message)
		}
	})
}

// FuzzCell: an expression made of a cell finds the rows of that value.
func FuzzCell(f *testing.F) {
	for _, seed := range append([]string{"A*B", "a?b", "='x'", "''", "'", "..", "A..B", "a|b&c", "(x", ")", "@", "%user", " x", "x ", "\n", "x\u00a0", "≤", "…", "a.", "?*", "*"}, samples...) {
		f.Add(seed, "B")
	}
	p := property(f, "name")
	f.Fuzz(func(t *testing.T, value, other string) {
		if !utf8.ValidString(value) || !utf8.ValidString(other) || len(value) > 500 {
			return
		}
		x := newTenant(t, column(t, "name", []model.Value{model.T(value), model.T(other)}))
		for i, c := range []struct {
			make  func(string, *odata.Property, filter.Env) (string, error)
			first bool // whether the row itself passes
			other bool
		}{
			{filter.OnlyLike, true, value == other}, {filter.NotLike, false, value != other},
			{filter.From, true, model.CompareText(other, value) >= 0}, {filter.UpTo, true, model.CompareText(other, value) <= 0},
		} {
			expr, err := c.make(value, p, filter.Env{})
			if err != nil {
				t.Fatal(err)
			}
			parsed, err := filter.Parse(expr, p, filter.Env{})
			if err != nil {
				t.Fatalf("%q became %q: %v", value, expr, err)
			}
			rows, bad := x.ask(parsed.OData())
			if bad != nil {
				t.Fatalf("%q became %q, %s: %s", value, expr, parsed.OData(), bad.Message)
			}
			want := []int{}
			if c.first {
				want = append(want, 0)
			}
			if c.other {
				want = append(want, 1)
			}
			if len(rows) != len(want) || len(rows) > 0 && rows[0] != want[0] {
				t.Fatalf("%d: %q became %q, %s: rows %v, want %v", i, value, expr, parsed.OData(), rows, want)
			}
		}
	})
}
