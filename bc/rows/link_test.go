package rows_test

import (
	"testing"

	"bctui/bc/rows"
)

func TestLastLink(t *testing.T) {
	for text, want := range map[string]string{
		`{"value":[{"id":1}],"@odata.nextLink":"l"}`:                     "l",
		`{"value":[{"id":1}] , "@odata.nextLink" : "a\/\u00e9" }` + "\n": "a/é",
		`{"@odata.nextLink":"l","value":[]}`:                             "",
		`{"value":[{"id":1}]}`:                                           "",
		`{"@odata.nextLink":"l","value":[{"a":1}]}`:                      "",
		`{"value":[{"lines@odata.nextLink":"l"}]}`:                       "",
		`{"value":[{"@odata.nextLink":"l"}]}`:                            "",
		`{"value":[],"a":"\"@odata.nextLink\":\"l\"}"}`:                  "",
		`{"value":[],"a":",\"@odata.nextLink\":\"l"}`:                    "",
		`{"value":[],"@odata.nextLink":null}`:                            "",
		`{"value":[],"@odata.nextLink":"l"`:                              "",
		`{"value":[],"@odata.nextLink":"l`:                               "",
		`{"value":[],"@odata.nextLink":"l"}]`:                            "",
		`"@odata.nextLink":"l"}`:                                         "",
		``:                                                               "",
	} {
		for cut := range len(text) + 1 {
			if got := rows.LastLink([]byte(text[:cut]), []byte(text[cut:])); got != want {
				t.Errorf("%s cut at %d: %q, want %q", text, cut, got, want)
			}
		}
	}
}
