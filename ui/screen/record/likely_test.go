package record_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const trade = `<EntityType Name="customer"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><Property Name="number" Type="Edm.String"/></EntityType>
<EntityType Name="order"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><Property Name="number" Type="Edm.String"/><Property Name="customerNumber" Type="Edm.String"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="customers" EntityType="N.customer"/><EntitySet Name="orders" EntityType="N.order"/></EntityContainer>`

// A field that holds the number of another record leads to it, and says that this is likely and no more.
func TestANumberLeadsToTheRecordsThatHaveIt(t *testing.T) {
	r := newRig(t, trade)
	r.open("orders", boss, fmt.Sprintf(`{"id":%q,"number":"S1","customerNumber":"O'N"}`, boss))
	r.on("customerNumber")
	if left := r.screen.Status().Left; !strings.Contains(left, "likely, found by name: customers where number eq 'O''N'") {
		t.Error(left)
	}
	r.Has("→? customers", "one in customers, where number eq 'O''N'", "likely link")
	r.Do("enter")
	if len(r.gone()) != 1 || r.gone()[0].Place.Set != "customers" || r.gone()[0].Place.View.Filter != "number eq 'O''N'" || r.gone()[0].Place.Path != "" {
		t.Fatalf("%+v", r.gone())
	}
	r.answer["customers/$count"] = "1"
	r.Do("c")
	r.Has("1 in customers, where number")

	r.open("customers", boss, fmt.Sprintf(`{"id":%q,"number":"C1"}`, boss))
	r.Has("many in orders, by customerNumber", "likely link")
	r.on("many in orders")
	r.Do("enter")
	if last := r.gone()[len(r.gone())-1].Place; last.Set != "orders" || last.View.Filter != "customerNumber eq 'C1'" {
		t.Errorf("%+v", last)
	}
}

// Hundreds of levels are gone down and up again one by one, each in the time of a key press.
func TestVeryDeepValues(t *testing.T) {
	const levels = 200
	r := newRig(t, "")
	r.open("unheard", "", `{"a":`+strings.Repeat(`{"k":[`, levels/2)+`{"z":1,"y":[1,2]}`+strings.Repeat("]}", levels/2)+`}`)
	began := time.Now()
	for range levels * 2 {
		r.Do("enter")
	}
	if n := strings.Count(r.screen.Crumb(), "▸"); n < levels/2 {
		t.Fatalf("only %d levels deep: %.200s", n, r.screen.Crumb())
	}
	for range levels * 2 {
		if !strings.Contains(r.screen.Crumb(), "▸") {
			break
		}
		r.Do("esc")
	}
	if strings.Contains(r.screen.Crumb(), "▸") {
		t.Errorf("Esc does not lead back: %.200s", r.screen.Crumb())
	}
	t.Logf("%v", time.Since(began))
}
