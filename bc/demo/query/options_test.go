package query

import (
	"slices"
	"strings"
	"testing"
)

func TestOrder(t *testing.T) {
	customer, _, _ := sources(t)
	for order, want := range map[string][]int{
		"number":               {5, 0, 1, 2, 3, 4},
		"number desc":          {4, 3, 2, 1, 0, 5},
		"displayName asc":      {5, 0, 3, 4, 2, 1},
		"balance desc":         {2, 0, 4, 5, 1, 3},
		"rank":                 {5, 1, 2, 0, 4, 3},
		"since,number desc":    {2, 5, 4, 0, 1, 3},
		"since desc , rank":    {3, 1, 0, 4, 5, 2},
		"taxLiable desc":       {0, 2, 1, 3, 4, 5},
		"blocked,rank desc":    {4, 0, 5, 1, 2, 3},
		"lastModifiedDateTime": {3, 5, 4, 1, 0, 2},
		"id desc":              {5, 4, 3, 2, 1, 0},
	} {
		rows, _, bad := ask(t, New(), customer, "$orderby="+order)
		if bad != nil {
			t.Errorf("%s: %s", order, bad.Message)
		} else if got := rowsOf(rows); !slices.Equal(got, want) {
			t.Errorf("%s: rows %v, want %v", order, got, want)
		}
	}
}

func TestOptionRefusals(t *testing.T) {
	customer, _, sale := sources(t)
	for raw, want := range map[string]struct {
		status int
		text   string
	}{
		"$orderby=nonsense":             {400, "Could not find a property named 'nonsense' on type 'Microsoft.NAV.customer'."},
		"$orderby=number down":          {400, "Syntax error at position 7"},
		"$orderby=":                     {400, "Expression expected"},
		"$orderby=tolower(number)":      {501, "Ordering by an expression"},
		"$select=number,nonsense":       {400, "Could not find a property named 'nonsense'"},
		"$select=number,,id":            {400, "is not valid in a $select"},
		"$expand=nonsense":              {400, "Could not find a property named 'nonsense'"},
		"$expand=number":                {400, "is not a navigation property"},
		"$expand=orders($select=zip)":   {400, "Could not find a property named 'zip' on type 'Microsoft.NAV.order'."},
		"$expand=orders($select=number": {400, "unbalanced bracket"},
		"$expand=orders)":               {400, "unbalanced bracket"},
		"$expand=orders(a)b":            {400, "Syntax error"},
		"$top=-1":                       {400, "Invalid value '-1' for $top query option found. The $top query option requires a non-negative integer value."},
		"$top=abc":                      {400, "Invalid value 'abc' for $top"},
		"$skip=1.5":                     {400, "Invalid value '1.5' for $skip"},
		"$count=yes":                    {400, "Invalid value 'yes' for $count"},
		"$top=1&$top=2":                 {400, "specified more than once"},
		"$filter=%zz":                   {400, "Request data is invalid."},
		"$expand=orders($expand=customer($expand=orders($expand=customer($expand=orders($expand=customer($expand=orders))))))": {400, "too deep"},
	} {
		_, _, bad := ask(t, New(), customer, raw)
		if bad == nil {
			t.Errorf("%s: accepted", raw)
		} else if bad.Status != want.status || !strings.Contains(bad.Message, want.text) {
			t.Errorf("%s: %d %q, want %d with %q", raw, bad.Status, bad.Message, want.status, want.text)
		}
	}
	if _, _, bad := ask(t, New(), sale, "$orderby=name"); bad == nil || bad.Status != 501 || bad.Code != "BadRequest_MethodNotImplemented" {
		t.Errorf("ordering a query: %v, want 501", bad)
	}
}

func TestUnknownOptionsAreIgnored(t *testing.T) {
	customer, _, _ := sources(t)
	rows, o, bad := ask(t, New(), customer, "$search=Adatum&$apply=aggregate(x)&$wibble=1&company=CRONUS&tenant=x&$top=2&$skip=1&$count=true&$select=NUMBER,DisplayName")
	if bad != nil {
		t.Fatal(bad)
	}
	if rows.Len() != 6 || o.Top != 2 || o.Skip != 1 || !o.Count || !slices.Equal(o.Select, []int{1, 2}) {
		t.Errorf("rows %d, options %+v", rows.Len(), o)
	}
}

func FuzzOptions(f *testing.F) {
	for _, seed := range []string{"$expand=orders($select=id;$expand=customer)", "$select=*,number", "$orderby=a desc,b", "$expand=orders($filter=number eq ');(')", "a=%", "$top=1&$skip=&$count=true"} {
		f.Add(seed)
	}
	customer, _, _ := sources(f)
	e := New()
	f.Fuzz(func(t *testing.T, raw string) {
		rows, o, bad := ask(t, e, customer, raw)
		if bad != nil {
			return
		}
		plan := e.NewPlan(customer, o)
		for i := range min(rows.Len(), 2) {
			plan.Append(nil, rows.At(i), "")
		}
	})
}
