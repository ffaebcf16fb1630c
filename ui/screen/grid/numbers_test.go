package grid_test

import (
	"strings"
	"testing"

	"bctui/bc/demo"
	"bctui/ui/place"
	"bctui/ui/screen"
)

// A part of a number reads as another number, so it is shown whole, or as hashes.
func TestNumbersAreNeverCut(t *testing.T) {
	r := prepare(t)
	r.width = 120
	r.server.SetFaults(demo.Fault{On: "page", Status: 200, Times: -1, Body: `{"value":[
		{"id":"00000000-0000-0000-0000-000000000001","number":"1","balanceDue":-12345678901234567890123.45,"surprise":null},
		{"id":"00000000-0000-0000-0000-000000000002","number":"2","balanceDue":1,"surprise":98765432109876543210987654321098765432109876.5}]}`})
	r.open(set("customers", place.View{Columns: []string{"number", "balanceDue"}}))
	r.settle()
	r.has("-12,345,678,901,234,567,890,123.45", "           1.00")
	r.do("c")
	r.typed("surpr")
	r.do("enter")
	r.has("surprise", "98765432109876543210987654321098765432109876.5")
	for range 9 {
		r.press("<")
	}
	r.hasNot("9876")
	r.has("###")
	r.column("balanceDue")
	r.width = 30
	if view := r.view(); strings.Contains(view, "12,345") || !strings.Contains(view, "####") {
		t.Errorf("in a narrow window a part of a number is shown:\n%s", view)
	}
	r.width = 120
	r.do("w")
	r.has("-12,345,678,901,234,567,890,123.45")
	r.do("y")
	if got, ok := r.sent[len(r.sent)-1].(screen.Copy); !ok || got.Text != "-12345678901234567890123.45" {
		t.Errorf("copied %+v, not the number as it was sent", got)
	}
}
