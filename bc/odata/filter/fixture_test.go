package filter_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bctui/bc/demo/model"
	"bctui/bc/demo/query"
	"bctui/bc/odata"
	"bctui/bc/odata/filter"
)

// The same shape twice: as the program reads it from $metadata, and as the embedded tenant holds it.
const metadata = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EnumType Name="status"><Member Name="_x0020_" Value="0"/><Member Name="Open" Value="1"/><Member Name="In_x0020_Review" Value="2"/>
<Member Name="Released" Value="3"/><Member Name="Non_x002D_Inventory" Value="4"/><Member Name="Charge_x0020__x0028_Item_x0029_" Value="5"/></EnumType>
<EntityType Name="order"><Key><PropertyRef Name="id"/></Key>
<Property Name="id" Type="Edm.Guid" Nullable="false"/>
<Property Name="name" Type="Edm.String" MaxLength="30"/>
<Property Name="amount" Type="Edm.Decimal" Scale="Variable"/>
<Property Name="count" Type="Edm.Int32"/>
<Property Name="big" Type="Edm.Int64"/>
<Property Name="day" Type="Edm.Date"/>
<Property Name="at" Type="Edm.DateTimeOffset"/>
<Property Name="paid" Type="Edm.Boolean"/>
<Property Name="status" Type="Microsoft.NAV.status"/>
<Property Name="picture" Type="Edm.Stream"/>
<Property Name="dateFilter_FilterOnly" Type="Edm.Date"/>
<NavigationProperty Name="lines" Type="Collection(Microsoft.NAV.order)" ContainsTarget="true"/>
</EntityType>
<EntityContainer Name="NAV"><EntitySet Name="orders" EntityType="Microsoft.NAV.order"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`

func orderType(t testing.TB) *odata.EntityType {
	t.Helper()
	s, err := odata.ReadSchema(strings.NewReader(metadata))
	if err != nil || len(s.Problems) > 0 {
		t.Fatal(err, s.Problems)
	}
	return s.Types["Microsoft.NAV.order"]
}

func property(t testing.TB, name string) *odata.Property {
	t.Helper()
	p, ok := orderType(t).Property(name)
	if !ok {
		t.Fatalf("no property %s", name)
	}
	return p
}

func tenantSchema(t testing.TB) *model.Schema {
	t.Helper()
	s := &model.Schema{
		Enums: []model.Enum{{Name: "status", Members: model.Members(" ", "Open", "In Review", "Released", "Non-Inventory", "Charge (Item)")}},
		Types: []model.Type{{Name: "order", Properties: []model.Property{
			{Name: "id", Type: "Edm.Guid"}, {Name: "name", Type: "Edm.String", MaxLength: 30}, {Name: "amount", Type: "Edm.Decimal"},
			{Name: "count", Type: "Edm.Int32"}, {Name: "big", Type: "Edm.Int64"}, {Name: "day", Type: "Edm.Date"}, {Name: "at", Type: "Edm.DateTimeOffset"},
			{Name: "paid", Type: "Edm.Boolean"}, {Name: "status", Type: "status"}, {Name: "picture", Type: "Edm.Stream"},
			{Name: "dateFilter_FilterOnly", Type: "Edm.Date"},
		}, Navigation: []model.Navigation{{Name: "lines", Type: "order", Collection: true}}}},
		Sets: []model.Set{{Name: "orders", Type: "order"}},
	}
	if err := s.Prepare(); err != nil {
		t.Fatal(err)
	}
	return s
}

// memory is a table of literal rows, in the order of the type's properties.
type memory [][]model.Value

func (m memory) Len() int                            { return len(m) }
func (m memory) Value(row, property int) model.Value { return m[row][property] }

// tenant is the embedded tenant's engine over some rows.
type tenant struct {
	schema *model.Schema
	source query.Source
	typ    *odata.EntityType // the same as the program sees it
}

func newTenant(t testing.TB, rows memory) tenant {
	s := tenantSchema(t)
	set := s.Set("orders")
	return tenant{s, query.Source{Key: "orders", Schema: s, Set: set, Type: s.Type("order"), Table: rows}, orderType(t)}
}

// ask sends a filter the way a request does: encoded, with the $schemaversion that it needs, split, parsed.
func (x tenant) ask(filter string) ([]int, *query.Error) {
	parts, bad := query.Split(odata.Query{Filter: filter}.Encode())
	if bad != nil {
		return nil, bad
	}
	o, bad := query.Parse(parts, query.Target{Schema: x.schema, Set: x.source.Set, Type: x.source.Type})
	if bad != nil {
		return nil, bad
	}
	rows := query.New().All(&x.source, o)
	out := []int{}
	for i := range rows.Len() {
		out = append(out, rows.At(i))
	}
	return out, nil
}

// blankRow is a record with nothing in it.
func blankRow() []model.Value {
	return []model.Value{model.NoGUID(), model.T(""), model.D(0, 0), model.I(0), model.I(0), model.NoDate(), model.NoDateTime(), model.B(false), model.E(0),
		model.Media(""), model.NoDate()}
}

// column makes rows that differ in one property.
func column(t testing.TB, name string, values []model.Value) memory {
	t.Helper()
	place := slices.IndexFunc(orderType(t).Properties, func(p odata.Property) bool { return p.Name == name })
	if place < 0 {
		t.Fatalf("no property %s", name)
	}
	out := make(memory, len(values))
	for i, v := range values {
		out[i] = blankRow()
		out[i][place] = v
	}
	return out
}

// today is a Friday, in a week 47.
func today() time.Time { return time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC) }

func env(order filter.DateOrder, mark rune) filter.Env {
	return filter.Env{Today: today(), Now: today(), DateOrder: order, DecimalMark: mark}
}

// The habits that the tables name.
func envs() map[string]filter.Env {
	german, american, swedish, nested := env(filter.DMY, ','), env(filter.MDY, '.'), env(filter.YMD, ','), env(filter.DMY, '.')
	nested.Nested = true
	working := env(filter.DMY, ',')
	working.WorkDate = time.Date(2025, 2, 10, 0, 0, 0, 0, time.UTC) // a Monday
	oslo := env(filter.DMY, ',')
	oslo.Zone = time.FixedZone("CET", 3600)
	timeless := filter.Env{DateOrder: filter.DMY}
	sunday := env(filter.MDY, '.')
	sunday.WeekStart = filter.Sunday
	british := env(filter.DMY, '.')
	british.DateMark = '/'
	captions := env(filter.DMY, ',')
	captions.Caption = func(_ *odata.Property, m odata.EnumMember) string {
		return map[string]string{"Open": "Offen", "Released": "Freigegeben", "In_x0020_Review": "In Prüfung & mehr"}[m.Name]
	}
	return map[string]filter.Env{"de": german, "us": american, "se": swedish, "nested": nested, "work": working, "oslo": oslo,
		"timeless": timeless, "sunday": sunday, "captions": captions, "uk": british}
}
