package query

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"bctui/bc/demo/model"
)

func TestRecordAsJSON(t *testing.T) {
	customer, _, _ := sources(t)
	e := New()
	_, o, bad := ask(t, e, customer, "")
	if bad != nil {
		t.Fatal(bad)
	}
	got := string(e.NewPlan(customer, o).Append(nil, 0, "http://host/$metadata#customers/$entity"))
	etag, rest, ok := strings.Cut(strings.TrimPrefix(got, `{"@odata.context":"http://host/$metadata#customers/$entity","@odata.etag":"W/\"`), `\"",`)
	if !ok || !strings.HasPrefix(etag, "Jz") {
		t.Errorf("no ETag of the service's form in %s", got)
	}
	want := `"id":"de300000-0000-4000-8000-000000000001","number":"10000","displayName":"Adatum Corporation","balance":1234.50,"rank":3,` +
		`"since":"2024-01-31","lastModifiedDateTime":"2025-05-16T07:55:28.833Z","taxLiable":true,"blocked":"_x0020_",` +
		`"picture@odata.mediaEditLink":"http://host/companies(1)/customers(de300000-0000-4000-8000-000000000001)/picture",` +
		`"picture@odata.mediaReadLink":"http://host/companies(1)/customers(de300000-0000-4000-8000-000000000001)/picture",` +
		`"dateFilter_FilterOnly":"0001-01-01"}`
	if rest != want {
		t.Errorf("record\n%s\nwant\n%s", rest, want)
	}
}

func TestSelectKeepsTheOrderOfTheType(t *testing.T) {
	customer, _, _ := sources(t)
	customer.NoETag = true
	e := New()
	_, o, bad := ask(t, e, customer, "$select=rank,NUMBER")
	if bad != nil {
		t.Fatal(bad)
	}
	if got := string(e.NewPlan(customer, o).Append(nil, 3, "")); got != `{"number":"40000","rank":5}` {
		t.Errorf("got %s", got)
	}
}

func TestExpand(t *testing.T) {
	customer, order, _ := sources(t)
	customer.NoETag, order.NoETag = true, true
	plain := func(src Source, row int, raw string) string {
		e := New()
		_, o, bad := ask(t, e, src, raw)
		if bad != nil {
			t.Fatal(raw, bad)
		}
		var m any
		b := e.NewPlan(src, o).Append(nil, row, "")
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatalf("%s: %v in %s", raw, err, b)
		}
		strip(m)
		out, _ := json.Marshal(m)
		return string(out)
	}
	for _, c := range []struct {
		src  Source
		row  int
		raw  string
		want string
	}{
		{customer, 0, "$select=number&$expand=orders($select=number)", `{"number":"10000","orders":[{"number":"SO-1"},{"number":"SO-3"}]}`},
		{customer, 1, "$select=number&$expand=orders($select=number)", `{"number":"20000","orders":[]}`},
		{customer, 0, "$select=number&$expand=orders($select=number;$filter=amount gt 10)", `{"number":"10000","orders":[{"number":"SO-3"}]}`},
		{customer, 0, "$select=number&$expand=orders($select=number;$orderby=amount desc;$top=1;$count=true)", `{"number":"10000","orders":[{"number":"SO-3"}],"orders@odata.count":2}`},
		{customer, 0, "$select=number&$expand=orders($select=number;$skip=1)", `{"number":"10000","orders":[{"number":"SO-3"}]}`},
		{order, 1, "$select=number&$expand=customer($select=displayName)", `{"customer":{"displayName":"School of Fine Art"},"number":"SO-2"}`},
		{order, 3, "$select=number&$expand=customer", `{"customer":null,"number":"SO-4"}`},
		{order, 1, "$select=number&$expand=customer($select=rank;$expand=orders($select=amount;$expand=customer($select=rank)))", `{"customer":{"orders":[{"amount":20,"customer":{"rank":2}}],"rank":2},"number":"SO-2"}`},
	} {
		if got := plain(c.src, c.row, c.raw); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.raw, got, c.want)
		}
	}
}

// strip takes the ETags out of decoded JSON.
func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "@odata.etag")
		for _, x := range v {
			strip(x)
		}
	case []any:
		for _, x := range v {
			strip(x)
		}
	}
}

func TestETagsDifferAndLast(t *testing.T) {
	customer, _, _ := sources(t)
	seen := map[string]bool{}
	for range 2 {
		plan := New().NewPlan(customer, &Options{Top: -1})
		for row := range customer.Len() {
			seen[plan.ETag(row)] = true
		}
	}
	if len(seen) != customer.Len() {
		t.Errorf("%d ETags for %d records asked twice", len(seen), customer.Len())
	}
}

func TestValuesAsText(t *testing.T) {
	for _, c := range []struct {
		v    model.Value
		want string
	}{
		{model.D(0, 0), "0"}, {model.D(5, 2), "0.05"}, {model.D(-5, 2), "-0.05"}, {model.D(100000, 2), "1000.00"}, {model.D(-1234567, 3), "-1234.567"},
		{model.D2(1050), "10.5"}, {model.D2(1000), "10"}, {model.D2(1001), "10.01"}, {model.D2(-1), "-0.01"},
		{model.D(-9223372036854775808, 2), "-92233720368547758.08"},
		{model.I(-42), "-42"}, {model.B(true), "true"}, {model.NoGUID(), `"00000000-0000-0000-0000-000000000000"`},
		{model.NoDate(), `"0001-01-01"`}, {model.NoDateTime(), `"0001-01-01T00:00:00Z"`}, {model.Raw("[1]"), "[1]"}, {model.Value{}, "null"},
		{model.T("a\"\\\n\r\t\x1b\x00é\u2028\U0001F600"), `"a\"\\\n\r\t\u001b\u0000é` + "\u2028\U0001F600" + `"`},
		{model.T("bad\xffutf"), `"bad\ufffdutf"`},
	} {
		if got := string(AppendValue(nil, c.v, nil)); got != c.want {
			t.Errorf("%+v is written %s, want %s", c.v, got, c.want)
		}
	}
}

// The civil dates are worked out by hand; the standard library is the judge.
func TestDatesAgreeWithTheStandardLibrary(t *testing.T) {
	for days := -719162; days < 80_000; days += 13 {
		at := time.Unix(int64(days)*86400, 0).UTC()
		if got := string(AppendValue(nil, model.Days(days), nil)); got != `"`+at.Format(time.DateOnly)+`"` {
			t.Fatalf("day %d is %s, want %s", days, got, at.Format(time.DateOnly))
		}
	}
	for ms := int64(-62135596800000); ms < 4e12; ms += 7_919_993_333 {
		want := time.UnixMilli(ms).UTC().Format(`"2006-01-02T15:04:05.999Z"`)
		if got := string(AppendValue(nil, model.Millis(ms), nil)); got != want {
			t.Fatalf("moment %d is %s, want %s", ms, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("plain")
	f.Add("\x00\x1f\"\\\xff\xf0\x9f\x98\x80\u2028")
	f.Fuzz(func(t *testing.T, s string) {
		var back string
		if err := json.Unmarshal(AppendText(nil, s), &back); err != nil {
			t.Fatal(err)
		}
		want, _ := json.Marshal(s)
		var wanted string
		if err := json.Unmarshal(want, &wanted); err != nil || back != wanted {
			t.Fatalf("%q came back as %q", s, back)
		}
	})
}
