package query

import (
	"slices"
	"strings"
	"testing"
)

// Every operator that the service documents, and what it does to the rows.
func TestFilterFindsWhatTheServiceFinds(t *testing.T) {
	customer, _, _ := sources(t)
	all := []int{0, 1, 2, 3, 4, 5}
	for filter, want := range map[string][]int{
		"number eq '10000'":                                        {0},
		"'10000' eq number":                                        {0},
		"number ne '10000'":                                        {1, 2, 3, 4, 5},
		"number gt '20000' and number le '40000'":                  {2, 3},
		"(number eq '10000')":                                      {0},
		"number eq '10000' or number eq '30000'":                   {0, 2},
		"number eq '10000' or (number gt '30000')":                 {0, 3, 4},
		"(number eq '10000' or number eq '20000') and rank gt 1":   {0},
		"displayName eq 'O''Brien \"%26\" S%C3%B8n\u202e\x1b[31m'": {4},
		"displayName eq 'Adatum West'":                             {},
		"tolower(displayName) eq 'ADATUM WEST'":                    {3},
		"toupper(displayName) eq 'Adatum west'":                    {3},
		"tolower(displayName) ne 'adatum west'":                    {0, 1, 2, 4, 5},
		"startswith(displayName,'Ad')":                             {0},
		"startswith(displayName, 'Ad') eq false":                   {1, 2, 3, 4, 5},
		"endswith(displayName,'Art')":                              {2},
		"contains(displayName,'r')":                                {0, 1, 2, 4},
		"contains(displayName,'')":                                 all,
		"substring(number,1) eq '0000'":                            {0, 1, 2, 3},
		"substring(number,0,2) eq '20'":                            {1},
		"substring(number,1,1) eq 'Ö'":                             {4},
		"balance eq 1234.5":                                        {0},
		"balance eq 1234.500":                                      {0},
		"balance ge 1":                                             {0, 2, 4, 5},
		"balance lt 0":                                             {3},
		"balance eq -5":                                            {3},
		"balance eq 1":                                             {4, 5},
		"balance gt 1e3":                                           {0, 2},
		"rank eq 3":                                                {0},
		"rank eq 2.5":                                              {},
		"rank gt 2.5":                                              {0, 3, 4},
		"rank lt -6":                                               {5},
		"3 lt rank":                                                {3, 4},
		"since eq 2024-01-31":                                      {0, 4},
		"since ge 2024-02-01":                                      {1, 3},
		"since eq 0001-01-01":                                      {2, 5},
		"since eq null":                                            {2, 5},
		"since ne null":                                            {0, 1, 3, 4},
		"lastModifiedDateTime gt 2025-05-16T07:55:28.37Z":          {0, 2},
		"lastModifiedDateTime eq 2025-05-17T02:00:00%2B02:00":      {2},
		"lastModifiedDateTime eq null":                             {3},
		"number eq null":                                           {5},
		"taxLiable eq true":                                        {0, 2},
		"taxLiable ne true":                                        {1, 3, 4, 5},
		"blocked eq 'All'":                                         {2},
		"blocked eq ' '":                                           {0, 4, 5},
		"blocked eq '_x0020_'":                                     {0, 4, 5},
		"blocked eq 'Non_x002D_Inventory'":                         {3},
		"blocked eq 'Non-Inventory'":                               {3},
		"blocked ne 'All'":                                         {0, 1, 3, 4, 5},
		"blocked eq Microsoft.NAV.block'Ship'":                     {1},
		"id eq de300000-0000-4000-8000-000000000002":               {1},
		"id eq DE300000-0000-4000-8000-000000000002":               {1},
		"id ne de300000-0000-4000-8000-000000000002":               {0, 2, 3, 4, 5},
		"number eq '10000' or number eq '20000' or number eq '30000' or number eq 'x'": {0, 1, 2},

		// What the service ignores without a word, so that the whole set comes back (reference 5).
		"number in ('10000','20000')":                  all,
		"number in ('10000','20000') and rank eq 3":    {0},
		"orders/any(o: o/amount gt 5)":                 all,
		"orders/all(o:o/number eq ')(') and rank eq 3": {0},
		"dateFilter_FilterOnly eq 2024-01-01":          all,
	} {
		rows, _, bad := ask(t, New(), customer, "$filter="+filter)
		if bad != nil {
			t.Errorf("%s: refused: %s", filter, bad.Message)
			continue
		}
		if got := rowsOf(rows); !slices.Equal(got, want) {
			t.Errorf("%s: rows %v, want %v", filter, got, want)
		}
	}
}

func TestFilterWithSchemaVersion21(t *testing.T) {
	customer, _, _ := sources(t)
	for filter, want := range map[string][]int{
		"number in ('10000','20000')":                  {0, 1},
		"rank in (1,2)":                                {1, 2},
		"contains(tolower(displayName),'ADATUM')":      {0, 3},
		"startswith(tolower(displayName),'adatum ')":   {0, 3},
		"contains(displayName,tolower('WEST'))":        {3},
		"tolower(substring(displayName,0,3)) eq 'ADA'": {0, 3},
	} {
		rows, _, bad := ask(t, New(), customer, "$schemaversion=2.1&$filter="+filter)
		if bad != nil {
			t.Errorf("%s: refused: %s", filter, bad.Message)
		} else if got := rowsOf(rows); !slices.Equal(got, want) {
			t.Errorf("%s: rows %v, want %v", filter, got, want)
		}
	}
}

func TestFilterRefusals(t *testing.T) {
	customer, _, _ := sources(t)
	for filter, want := range map[string]struct {
		status int
		text   string
	}{
		"nonsense eq 1":                                {400, "Could not find a property named 'nonsense' on type 'Microsoft.NAV.customer'."},
		"Number eq '1'":                                {400, "Could not find a property named 'Number'"},
		"number in ('a') and nonsense in (1)":          {400, "Could not find a property named 'nonsense'"},
		"number eq '1' or rank eq 1":                   {400, "The 'OR' operator is not supported on distinct fields on an OData filter."},
		"rank eq 1 or (number eq '1' and rank eq 2)":   {400, "distinct fields"},
		"number eq 5":                                  {400, "incompatible types was detected. Found operand types 'Edm.String' and 'Edm.Int32' for operator kind 'Equal'"},
		"rank gt 'x'":                                  {400, "'Edm.Int32' and 'Edm.String' for operator kind 'GreaterThan'"},
		"id eq 'de300000-0000-4000-8000-000000000002'": {400, "'Edm.Guid' and 'Edm.String'"},
		"since eq 2024-01-31T00:00:00Z":                {400, "'Edm.Date' and 'Edm.DateTimeOffset'"},
		"lastModifiedDateTime gt 2024-01-31":           {400, "'Edm.DateTimeOffset' and 'Edm.Date'"},
		"taxLiable eq 'true'":                          {400, "'Edm.Boolean' and 'Edm.String'"},
		"blocked eq 'Nobody'":                          {400, "The string 'Nobody' is not a valid enumeration type constant."},
		"blocked eq 1":                                 {400, "'Microsoft.NAV.block' and 'Edm.Int32'"},
		"number eq 'x":                                 {400, "unterminated string literal at position 12"},
		"number eq":                                    {400, "Expression expected at position 9"},
		"number '1'":                                   {400, "Syntax error at position 7"},
		"number eq '1')":                               {400, "Syntax error"},
		"(number eq '1'":                               {400, "')' or operator expected at position 14"},
		"number eq '1' and":                            {400, "Expression expected"},
		"":                                             {400, "Expression expected at position 0"},
		"number":                                       {400, "must evaluate to a single boolean value"},
		"since eq 2024-13-01":                          {400, "Unrecognized literal '2024-13-01'"},
		"number eq #":                                  {400, "character '#' is not valid at position 10"},
		"nofunc(number) eq 'a'":                        {400, "An unknown function with name 'nofunc'"},
		"contains(rank,'1')":                           {400, "No function signature for the function with name 'contains'"},
		"contains(number)":                             {400, "No function signature"},
		"substring(number,'a') eq 'x'":                 {400, "No function signature for the function with name 'substring'"},
		"not (number eq '1')":                          {501, "'not' operator is not supported"},
		"not contains(number,'1')":                     {501, "'not'"},
		"rank add 1 eq 2":                              {501, "'add' operator is not supported"},
		"year(since) eq 2024":                          {501, "The function 'year' is not supported"},
		"length(number) gt 3":                          {501, "The function 'length' is not supported"},
		"taxLiable":                                    {501, "compare it with true or false"},
		"number eq displayName":                        {501, "Comparing two properties"},
		"1 eq 1":                                       {501, "Comparing two constants"},
		"orders/number eq 'x'":                         {501, "A path over a navigation property"},
		"contains(tolower(displayName),'a')":           {501, "Nested function calls are not supported"},
		"picture eq null":                              {501, "cannot be used in an OData filter"},
		strings.Repeat("(", 500) + "rank eq 1":         {400, "Recursion depth exceeded"},
	} {
		_, _, bad := ask(t, New(), customer, "$filter="+strings.ReplaceAll(filter, "#", "%23"))
		if bad == nil {
			t.Errorf("%s: accepted", filter)
			continue
		}
		if bad.Status != want.status || !strings.Contains(bad.Message, want.text) {
			t.Errorf("%s: %d %q, want %d with %q", filter, bad.Status, bad.Message, want.status, want.text)
		}
		code := "BadRequest"
		if want.status == 501 {
			code = "BadRequest_MethodNotImplemented"
		}
		if bad.Code != code {
			t.Errorf("%s: code %s", filter, bad.Code)
		}
	}
}

func TestPinsOnlyByAnd(t *testing.T) {
	customer, _, _ := sources(t)
	place, _ := customer.Type.Property("number")
	for filter, want := range map[string]bool{
		"number eq '1'":                  true,
		"rank gt 2 and (number eq '1')":  true,
		"number eq '1' or number eq '2'": false,
		"number gt '1'":                  false,
		"tolower(number) eq '1'":         false,
		"rank eq 1":                      false,
	} {
		f, bad := ParseFilter(filter, "Microsoft.NAV", customer.Type, false)
		if bad != nil {
			t.Fatal(bad)
		}
		if got := f.Pins(place); got != want {
			t.Errorf("%s pins number: %v, want %v", filter, got, want)
		}
	}
}

// FuzzFilter holds the parser and the conditions it makes to never panic.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		"number eq '1'", "a/any(x:x/y eq 1)", "contains(tolower(displayName),'x') or rank in (1,2.5,-3)", "substring(number,1,2) ne 'ä'",
		"blocked eq Microsoft.NAV.block'All'", "since ge 2024-01-01 and lastModifiedDateTime lt 2024-01-01T00:00:00Z", "((((", "id eq de300000-0000-4000-8000-000000000002",
		"'' eq ''", "rank eq 99999999999999999999", "balance eq 1e-18", "not not not", "null eq null", "number eq 'a''b'",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	customer, _, _ := sources(f)
	f.Fuzz(func(t *testing.T, text string, nested bool) {
		filter, bad := ParseFilter(text, "Microsoft.NAV", customer.Type, nested)
		if bad != nil {
			if bad.Message == "" || bad.Status < 400 {
				t.Fatalf("a refusal without text or status: %+v", bad)
			}
			return
		}
		choose(&customer, Rows{n: customer.Len()}, &Options{Filter: filter})
	})
}
