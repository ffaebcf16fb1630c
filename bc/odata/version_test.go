package odata_test

import (
	"net/url"
	"strings"
	"testing"

	"bctui/bc/odata"
)

func TestOnlyFunctionsWithinFunctionsAndListsNeedAVersion(t *testing.T) {
	for filter, want := range map[string]bool{
		"": false, "city eq 'Oslo'": false, "tolower(city) eq 'oslo'": false, "contains(city,'oslo')": false,
		"contains(tolower(city),'oslo')":                                     true,
		"(startswith(city,'A') or endswith ( toupper(city) ,'B'))":           true,
		"contains(city,'contains(tolower(city),')":                           false, // within a text
		"contains(city,'O''contains(tolower(x),')":                           false,
		"contains(city,'a') and (tolower(city) eq 'b' or (city eq 'c'))":     false,
		"contains(city,'a') and(tolower(city) eq 'b')":                       false,
		"(contains(city,'a'))":                                               false,
		"number in ('1','2')":                                                true,
		"number in('1')":                                                     true,
		"in eq 1":                                                            false,
		"lines/any(l: contains(l/name,'x'))":                                 false,
		"lines/any(l: contains(tolower(l/name),'x'))":                        true,
		"not (contains(city,'a'))":                                           false,
		"substring(tolower(city),1) eq 'x'":                                  true,
		"contains(city,'')) and ((":                                          false, // not even a filter
		"begin (tolower(a)) ":                                                true,
		"paid eq true and(city eq 'A' or city eq 'B')and contains(name,'x')": false,
	} {
		if got := odata.Nested(filter); got != want {
			t.Errorf("%s: %v", filter, got)
		}
	}
}

func TestARequestCarriesTheVersionThatItsFilterNeeds(t *testing.T) {
	const nested, option = "contains(tolower(city),'oslo')", "$schemaversion=2.1"
	if got := (odata.Query{Filter: nested}).Encode(); strings.Count(got, option) != 1 {
		t.Error(got)
	}
	if got := (odata.Query{Filter: "city eq 'Oslo'"}).Encode(); strings.Contains(got, "schemaversion") {
		t.Error(got)
	}
	own := odata.Query{Filter: nested, Custom: url.Values{"$SchemaVersion": {"2.2"}}}
	if got := own.Encode(); strings.Count(strings.ToLower(got), "schemaversion") != 1 || own.SchemaVersion() != "2.2" {
		t.Error("a version of one's own must stay alone:", got)
	}
}
