package odata_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bctui/bc/odata"
)

func TestNamesOfOptions(t *testing.T) {
	for name, label := range map[string]string{
		"_x0020_": " ", "Non_x002D_Inventory": "Non-Inventory", "G_x002F_L_x0020_Account": "G/L Account", "In_x0020_Review": "In Review",
		"Plain": "Plain", "": "", "a_b": "a_b", "_x00_": "_x00_", "_x002G_": "_x002G_", "_X0020_": "_X0020_", "_x0020": "_x0020", "x_x005F_x0020_": "x_x0020_",
		"_xD83D__xDE00_": "😀", "_x00e4_": "ä", "_x0028_a_x0029_": "(a)", "_x002B_": "+", "_x002E_": ".", "_xD83D_": "\uFFFD", "é_x0020_é": "é é",
	} {
		equal(t, name, odata.DecodeName(name), label)
	}
	for label, name := range map[string]string{
		" ": "_x0020_", "Non-Inventory": "Non_x002D_Inventory", "G/L Account": "G_x002F_L_x0020_Account", "Straße": "Straße", "😀": "_xD83D__xDE00_",
		"a_b": "a_b", "_x0020_": "_x005F_x0020_", "(a)": "_x0028_a_x0029_", "": "",
	} {
		equal(t, label, odata.EncodeName(label), name)
	}
}

func FuzzNames(f *testing.F) {
	f.Add("G/L Account")
	f.Add("_x005F_x0020_")
	f.Fuzz(func(t *testing.T, s string) {
		odata.DecodeName(s)
		if !utf8.ValidString(s) || strings.ContainsRune(s, '\uFFFD') {
			return
		}
		if back := odata.DecodeName(odata.EncodeName(s)); back != s {
			t.Errorf("%q comes back as %q", s, back)
		}
	})
}

func TestNamesThatCanBeAskedFor(t *testing.T) {
	for name, want := range map[string]bool{
		"number": true, "No_": true, "größe": true, "漢字": true, "address/city": true, "N.type/x": true, "a1": true,
		"x (2)": false, "a b": false, "": false, "a'b": false, "a,b": false, "a\tb": false, `a"b`: false, "a;b": false, "a&b": false,
	} {
		if got := odata.Askable(name); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
}

func TestQueryStrings(t *testing.T) {
	for _, c := range []struct {
		query odata.Query
		want  string
	}{
		{odata.Query{}, ""},
		{odata.Query{Filter: "  "}, ""},
		{odata.Query{Filter: "displayName eq 'A+B & O''Brien #1? 100%'"}, "$filter=displayName%20eq%20%27A%2BB%20%26%20O%27%27Brien%20%231%3F%20100%25%27"},
		{odata.Query{Filter: "city eq 'Köln' and x gt 2026-01-31T08:00:00Z"}, "$filter=city%20eq%20%27K%C3%B6ln%27%20and%20x%20gt%202026-01-31T08:00:00Z"},
		{odata.Query{Select: []string{"id", "number"}, OrderBy: []odata.Order{odata.ParseOrder("a desc"), odata.ParseOrder("b asc"), odata.ParseOrder(" c ")}}, "$select=id,number&$orderby=a%20desc,b,c"},
		{odata.Query{Expand: []string{"lines($select=id;$filter=a eq 1)"}, Top: odata.N(0), Skip: odata.N(10), Count: true}, "$expand=lines($select%3Did%3B$filter%3Da%20eq%201)&$top=0&$skip=10&$count=true"},
		{odata.Query{Custom: url.Values{"$schemaversion": {"2.1"}, "a b": {"c=d", "e"}}}, "$schemaversion=2.1&a%20b=c%3Dd&a%20b=e"},
	} {
		got := c.query.Encode()
		equal(t, "query", got, c.want)
		values, err := url.ParseQuery(got)
		if err != nil {
			t.Error(err)
		}
		if c.query.Filter != "" && strings.TrimSpace(values.Get("$filter")) != strings.TrimSpace(c.query.Filter) {
			t.Errorf("%q comes back as %q", c.query.Filter, values.Get("$filter"))
		}
	}
	equal(t, "segment", odata.EscapeSegment("a/b'c?#%ä"), "a%2Fb%27c%3F%23%25%C3%A4")
}

func TestLiterals(t *testing.T) {
	equal(t, "text", odata.String("O'Brien's"), "'O''Brien''s'")
	berlin := time.FixedZone("", 2*3600)
	equal(t, "date", odata.Date(time.Date(2026, 1, 31, 23, 0, 0, 0, berlin)), "2026-01-31")
	equal(t, "point in time", odata.DateTime(time.Date(2026, 1, 31, 10, 0, 0, 0, berlin)), "2026-01-31T08:00:00Z")
	equal(t, "milliseconds", odata.DateTime(time.Date(2026, 1, 31, 8, 0, 0, 7e6, time.UTC)), "2026-01-31T08:00:00.007Z")
	for in, want := range map[string]string{
		"1": "1", "-1.50": "-1.50", "+2": "2", ".5": "0.5", "-.5": "-0.5", "12345678901234567890.123456789": "12345678901234567890.123456789", " 7 ": "7",
		"": "", "1,5": "", "1e3": "", "--1": "", "+-1": "", ".": "", "1.": "", "x": "", "-": "", "1 2": "",
	} {
		got, ok := odata.Decimal(in)
		if got != want || ok != (want != "") {
			t.Errorf("Decimal(%q) = %q, %t", in, got, ok)
		}
	}
	const id = "34f03eee-2a32-f011-9a4a-7ced8d0ee6e7"
	for in, want := range map[string]string{id: id, "{" + id + "}": id, " " + strings.ToUpper(id): strings.ToUpper(id), id[:35]: "", "'" + id + "'": "", strings.ReplaceAll(id, "-", ""): "", "34f03eee-2a32-f011-9a4a-7ced8d0ee6eg": ""} {
		if got, ok := odata.GUID(in); got != want || ok != (want != "") {
			t.Errorf("GUID(%q) = %q, %t", in, got, ok)
		}
	}
}

func TestLiteralsOfProperties(t *testing.T) {
	for _, c := range []struct {
		kind       odata.Kind
		text, want string
	}{
		{odata.KindString, "a'b", "'a''b'"}, {odata.KindEnum, "_x0020_", "'_x0020_'"}, {odata.KindGUID, odata.EmptyGUID, odata.EmptyGUID},
		{odata.KindDecimal, "1000.00", "1000.00"}, {odata.KindInt, "5", "5"}, {odata.KindInt, "5.0", ""}, {odata.KindBool, "true", "true"}, {odata.KindBool, "yes", ""},
		{odata.KindDate, "2026-01-31", "2026-01-31"}, {odata.KindDate, "0001-01-01", "0001-01-01"}, {odata.KindDate, "31.1.2026", ""},
		{odata.KindDateTime, "2026-01-31T08:00:00.123Z", "2026-01-31T08:00:00.123Z"}, {odata.KindDateTime, "2026-01-31", ""},
		{odata.KindTime, "08:00:00", "08:00:00"}, {odata.KindDuration, "PT1H", "duration'PT1H'"}, {odata.KindStream, "x", ""}, {odata.KindComplex, "x", ""},
	} {
		got, err := odata.Literal(&odata.Property{Name: "p", Kind: c.kind}, c.text)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s %q: %q, %v", c.kind, c.text, got, err)
		}
	}
}

func TestKeys(t *testing.T) {
	id := odata.Property{Name: "id", Kind: odata.KindGUID}
	single := &odata.EntityType{Key: []string{"id"}, Properties: []odata.Property{id}}
	composite := &odata.EntityType{Key: []string{"appId", "name", "line"}, Properties: []odata.Property{{Name: "appId", Kind: odata.KindGUID}, {Name: "name", Kind: odata.KindString}, {Name: "line", Kind: odata.KindInt}}}
	got, err := odata.Key(single, map[string]string{"id": odata.EmptyGUID, "name": "x"})
	if err != nil || got != odata.EmptyGUID {
		t.Error(got, err)
	}
	got, err = odata.Key(composite, map[string]string{"appId": odata.EmptyGUID, "name": "O'B/1", "line": "10000"})
	if err != nil || got != "appId="+odata.EmptyGUID+",name='O''B/1',line=10000" {
		t.Error(got, err)
	}
	for _, c := range []struct {
		t      *odata.EntityType
		values map[string]string
		want   string
	}{
		{nil, nil, "names no key"}, {&odata.EntityType{}, nil, "names no key"}, {composite, map[string]string{"appId": odata.EmptyGUID}, "no name, which is part of its key"},
		{single, map[string]string{"id": "x"}, "no value for id"},
	} {
		if _, err := odata.Key(c.t, c.values); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	// A key that is not described is taken for what it looks like.
	bare := &odata.EntityType{Key: []string{"id"}}
	for in, want := range map[string]string{odata.EmptyGUID: odata.EmptyGUID, "A1": "'A1'"} {
		if got, err := odata.Key(bare, map[string]string{"id": in}); err != nil || got != want {
			t.Error(got, err)
		}
	}
}
