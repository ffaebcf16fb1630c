package filter_test

import (
	"testing"

	"bctui/bc/demo/model"
	"bctui/bc/odata/filter"
)

func TestRowsProveThatAConditionWasPassedOver(t *testing.T) {
	typ := orderType(t)
	for _, c := range []struct {
		raw, name string
		want      bool
	}{
		{"contains(tolower(name),'oslo')", "Grand OSLO", true},
		{"contains(tolower(name),'oslo')", "Bergen", false},
		{"contains(tolower(name),'oslo')", "", false},
		{"startswith(tolower(name),'os') and amount gt 5", "oSlo", true},
		{"startswith(tolower(name),'os') and amount gt 5", "Bergen Os", false},
		{"endswith(toupper(name),'AB')", "Lab ", true},
		{"endswith(toupper(name),'AB')", "Labs", false},
		{"contains(tolower(name),'a') or name eq 'B'", "b", true},
		{"contains(tolower(name),'a') or name eq 'B'", "c", false},
		{"contains(tolower(name),'a') or name gt 'B'", "zzz", true}, // the order is the service's
		{"contains(tolower(name),'a') and contains(tolower(name),'b')", "a", false},
		// What a collation may take for the same.
		{"contains(tolower(name),'a')", "Ålesund", true},
		{"contains(tolower(name),'müll')", "MULLER", true},
		{"contains(tolower(name),'müll')", "Mueller", true},
		{"contains(tolower(name),'müll')", "Oslo", false},
		{"contains(tolower(name),'東')", "Oslo", true},
		{"contains(tolower(substring(name,1)),'x')", "Oslo", true}, // not looked into
		{"contains(tolower(name),'a", "Oslo", true},
		{"amount gt 5", "Oslo", true},
	} {
		got := filter.Demands(c.raw, typ).Fits(func(field string) (string, bool) { return c.name, field == "name" })
		if got != c.want {
			t.Errorf("%s on %q: %v", c.raw, c.name, got)
		}
	}
	if !filter.Demands("contains(tolower(name),'oslo')", typ).Fits(func(string) (string, bool) { return "", false }) {
		t.Error("a field that was not sent proves nothing")
	}
}

// What the tenant sends for a filter always fits it: a false alarm would be worse than none.
func TestRowsThatTheServiceSendsFit(t *testing.T) {
	names := []string{"Oslo", "OSLO", "oslo ", "Grand Oslo Hotel", "Ålesund", "", "a*b", "Müller", "MULLER", "lab", "LABO", "x'y"}
	var values []model.Value
	for _, n := range names {
		values = append(values, model.T(n))
	}
	where := newTenant(t, column(t, "name", values))
	for _, expr := range []string{"@*oslo*", "@*ab", "@o*o", "@*l*", "@*ü*|@lab*", "@*x'y", "@*a*&@*b*", "@*oslo*|<>''", "@*a*|*O*"} {
		f, err := filter.Parse(expr, property(t, "name"), envs()["nested"])
		if err != nil {
			t.Fatal(expr, err)
		}
		rows, bad := where.ask(f.OData())
		if bad != nil || len(rows) == 0 {
			t.Fatal(expr, f.OData(), bad, rows)
		}
		d := filter.Demands(f.OData(), where.typ)
		for _, row := range rows {
			if !d.Fits(func(string) (string, bool) { return names[row], true }) {
				t.Errorf("%s sends %q, which is said not to fit", f.OData(), names[row])
			}
		}
	}
}

func TestFunctionsWithinFunctionsCanBeSpelledOut(t *testing.T) {
	typ := orderType(t)
	for raw, want := range map[string]string{
		"contains(tolower(name),'oslo')": "(contains(name,'oslo') or contains(name,'Oslo') or contains(name,'OSLO'))",
		"endswith(toupper(name),'8') and (amount gt 1 and startswith(tolower(name),'d''a'))": "endswith(name,'8') and (amount gt 1 and (startswith(name,'d''a') or startswith(name,'D''a') or startswith(name,'D''A')))",
		"tolower(toupper(name)) eq 'a'":             "tolower(name) eq 'a'",
		"substring(tolower(name),1,2) eq 'b'":       "substring(name,1,2) eq 'b'",
		"contains(tolower(substring(name,1)),'x')":  "",
		"contains(name,'x')":                        "",
		"contains(tolower(name),'x') and contains(": "",
	} {
		got, ok := filter.Spelled(raw, typ)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s\n got %s, %v\nwant %s", raw, got, ok, want)
		}
		if problems := filter.CheckPlain(got, typ); ok && len(problems) > 0 {
			t.Errorf("%s: %v", got, problems)
		}
	}
	for _, p := range filter.Check("contains(tolower(name),'oslo') and tolower(toupper(name)) ne 'x'", typ) {
		t.Error("the request carries the version, so nothing is wrong with it:", p)
	}
	problems := filter.CheckPlain("contains(tolower(name),'oslo')", typ)
	if len(problems) != 1 || problems[0].Pos != 9 || problems[0].Len != 13 || !problems[0].Silent ||
		problems[0].Fix != "(contains(name,'oslo') or contains(name,'Oslo') or contains(name,'OSLO'))" {
		t.Errorf("%+v", problems)
	}
}
