package report_test

import (
	"encoding/json"
	"testing"

	"bctui/bc/check"
	"bctui/bc/check/checktest"
	"bctui/bc/check/report"
)

func run(t testing.TB, in check.Input) check.Result {
	t.Helper()
	return check.New(in, checktest.Quick()).Run(t.Context(), "", nil)
}

// written gives both forms of a report.
func written(t testing.TB, r check.Result, o report.Options) (markdown string, raw []byte, doc any) {
	t.Helper()
	d := report.New(r, o)
	raw, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatalf("the JSON is none: %v", err)
	}
	return d.Markdown(), raw, doc
}
