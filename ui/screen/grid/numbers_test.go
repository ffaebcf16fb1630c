package grid_test

import (
	"strings"
	"testing"

	"bctui/bc/demo"
	"bctui/ui/place"
	"bctui/ui/screen"
	"bctui/ui/screen/story"
)

// A part of a number reads as another number, so it is shown whole, or as hashes.
func TestNumbersAreNeverCut(t *testing.T) {
	r := prepare(t)
	r.Width = 120
	r.server.SetFaults(demo.Fault{On: "page", Status: 200, Times: -1, Body: `{"value":[
		{"id":"00000000-0000-0000-0000-000000000001","number":"1","balanceDue":-12345678901234567890123.45,"surprise":null},
		{"id":"00000000-0000-0000-0000-000000000002","number":"2","balanceDue":1,"surprise":98765432109876543210987654321098765432109876.5}]}`})
	r.open(set("customers", place.View{Columns: []string{"number", "balanceDue"}}))
	r.Settle()
	r.Has("-12,345,678,901,234,567,890,123.45", "           1.00")
	r.Do("c")
	r.Write("surpr")
	r.Do("enter")
	r.Has("surprise", "98765432109876543210987654321098765432109876.5")
	for range 9 {
		r.Press("<")
	}
	r.HasNot("9876")
	r.Has("###")
	r.column("balanceDue")
	r.Width = 30
	if view := r.View(); strings.Contains(view, "12,345") || !strings.Contains(view, "####") {
		t.Errorf("in a narrow window a part of a number is shown:\n%s", view)
	}
	r.Width = 120
	r.Do("w")
	r.Has("-12,345,678,901,234,567,890,123.45")
	r.Do("y")
	if got := story.Last[screen.Copy](r.Story); got.Text != "-12345678901234567890123.45" {
		t.Errorf("copied %+v, not the number as it was sent", got)
	}
}
