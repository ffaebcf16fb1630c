package odata_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bctui/bc/odata"
)

func names(s *odata.Schema) string {
	var all []string
	for _, set := range s.Sets {
		name := set.Name
		if set.Type == nil {
			name += "?"
		}
		all = append(all, name)
	}
	return strings.Join(all, " ")
}

func parse(t *testing.T, doc string) *odata.Schema {
	t.Helper()
	s, err := odata.ParseSchema([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const threeSets = `<EntityType Name="a"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/></EntityType>
<EntityType Name="b"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="as" EntityType="Microsoft.NAV.a"/><EntitySet Name="bs" EntityType="Microsoft.NAV.b"/><EntitySet Name="cs" EntityType="Microsoft.NAV.a"/></EntityContainer>`

const schemaTag = `<Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">`

// A damage costs what stands there and no more: reading goes on with the next part.
func TestReadingGoesOnBehindADamage(t *testing.T) {
	doc := string(wrap(threeSets))
	for _, c := range []struct{ name, old, new, sets string }{
		{"an end without a beginning", `</EntityType>` + "\n" + `<EntityType Name="b">`, `</Wrong>` + "\n" + `<EntityType Name="b">`, "as bs cs"},
		{"no quotes", `Type="Edm.Guid"/></EntityType>` + "\n" + `<EntityContainer`, `Type=Edm.Guid/></EntityType>` + "\n" + `<EntityContainer`, "as bs cs"},
		{"a quote that stays open", `<EntityType Name="b">`, `<EntityType Name="b>`, "as bs? cs"},
		{"a set in pieces", `<EntitySet Name="bs" EntityType="Microsoft.NAV.b"/>`, `<EntitySet Name="bs" Entity`, "as cs"},
		{"a comment in pieces", `<EntitySet Name="bs"`, `<!- x -><EntitySet Name="bs"`, "as bs cs"},
		{"text before it", `<?xml version="1.0" encoding="utf-8"?>`, "Warning: x\n<?xml version='1.0'?>", "as bs cs"},
		{"no beginning of the schema", schemaTag, "", "as bs cs"},
		{"a piece of the beginning of the schema", schemaTag, schemaTag[20:], "as bs cs"},
		{"a schema's name that stays open", schemaTag, `<Schema Namespace="Microsoft.NAV xmlns="http://docs">`, "as bs cs"},
		{"a schema's beginning that stays open", schemaTag, `<Schema Namespace="Microsoft.NAV" `, "as bs cs"},
		{"a processing instruction in pieces", `<?xml version="1.0" encoding="utf-8"?>`, `<?xml version="1.0`, "as bs cs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			broken := strings.Replace(doc, c.old, c.new, 1)
			if broken == doc {
				t.Fatal("nothing is broken")
			}
			s := parse(t, broken)
			got := strings.Fields(names(s))
			slices.Sort(got)
			want := strings.Fields(c.sets)
			slices.Sort(want)
			equal(t, "sets", fmt.Sprint(got), fmt.Sprint(want))
			if !s.Truncated || len(s.Problems) == 0 {
				t.Errorf("the damage is not told: %q", s.Problems)
			}
		})
	}
}

// Wherever a document breaks off, and whatever stands in its middle: no panic, and what was whole before is there.
func TestEveryCutIsRead(t *testing.T) {
	doc := string(wrap(threeSets))
	for at := range doc {
		for _, junk := range []string{"", "\x00", "<", "&", "\"", "]]>", "<!--", "</", "<![CDATA["} {
			for _, text := range []string{doc[:at] + junk, doc[:at] + junk + doc[at:]} {
				s, err := odata.ParseSchema([]byte(text))
				if err != nil {
					continue
				}
				for _, set := range s.Sets {
					if found, ok := s.Set(set.Name); !ok || found != set {
						t.Fatalf("%q is listed and not found in %q", set.Name, text)
					}
				}
			}
		}
		if s, err := odata.ParseSchema([]byte(doc[:at])); err == nil && at < len(doc)-1 && !s.Truncated {
			t.Fatalf("cut at %d it counts as whole", at)
		}
	}
}

func TestOddCharactersAndEntities(t *testing.T) {
	for in, want := range map[string]string{
		`a&#x1b;[31mb`: "a␛[31mb", "a\x1bb": "a␛b", `a&#0;b`: "a␀b", `a&#xFFFE;b`: "a�b", `a&#x110000;b`: "a�b", "a\xffb": "a�b", "a\uFFFEb": "a�b",
		`a&amp;b`: "a&b", `a&b`: "a&b", `a&nbsp;b`: "a&nbsp;b", `a&#228;b`: "aäb", `a&#x1F600;b`: "a😀b", `a&;b`: "a&;b", `a&#;b`: "a&#;b", `a&#xZZ;b`: "a&#xZZ;b", "a & b": "a & b",
		"größe 漢字 हिन्दी": "größe 漢字 हिन्दी",
	} {
		s := parse(t, string(wrap(`<EntityType Name="t"><Property Name="`+in+`" Type="Edm.String"/></EntityType>`)))
		typ := s.Types["Microsoft.NAV.t"]
		if typ == nil || len(typ.Properties) != 1 {
			t.Errorf("%q is lost: %q", in, s.Problems)
			continue
		}
		equal(t, in, typ.Properties[0].Name, want)
		changed := strings.ContainsAny(want, "␛␀�") || in == `a&nbsp;b`
		equal(t, in+" counts as damaged", s.Truncated, changed)
	}
}

func TestSchemasOfOData3(t *testing.T) {
	s := parse(t, `<Edmx Version="1.0"><DataServices m:DataServiceVersion="3.0" xmlns:m="urn:m"><Schema Namespace="N" Alias="S">
		<EntityType Name="Product"><Key><PropertyRef Name="ID"/></Key><Property Name="ID" Type="Edm.Int32"/><Property Name="CategoryID" Type="Edm.Int32"/><Property Name="At" Type="Edm.DateTime"/><Property Name="For" Type="Edm.Time"/>
			<NavigationProperty Name="Category" Relationship="S.FK" FromRole="P" ToRole="C"/><NavigationProperty Name="Lost" Relationship="S.Nothing" FromRole="P" ToRole="C"/></EntityType>
		<EntityType Name="Category"><Key><PropertyRef Name="ID"/></Key><Property Name="ID" Type="Edm.Int32"/><NavigationProperty Name="Products" Relationship="N.FK" FromRole="C" ToRole="P"/></EntityType>
		<Association Name="FK"><End Role="C" Type="N.Category" Multiplicity="0..1"/><End Role="P" Type="N.Product" Multiplicity="*"/>
			<ReferentialConstraint><Principal Role="C"><PropertyRef Name="ID"/></Principal><Dependent Role="P"><PropertyRef Name="CategoryID"/></Dependent></ReferentialConstraint></Association>
		<EntityContainer Name="X"><EntitySet Name="Products" EntityType="N.Product"/><EntitySet Name="Categories" EntityType="S.Category"/><AssociationSet Name="FKs" Association="N.FK"/></EntityContainer></Schema></DataServices></Edmx>`)
	products, _ := s.Set("Products")
	categories, _ := s.Set("Categories")
	one, _ := products.Type.Link("Category")
	many, _ := categories.Type.Link("Products")
	if one.Target != categories || one.Collection || len(one.Constraints) != 1 || one.Constraints[0] != (odata.Constraint{Property: "CategoryID", Referenced: "ID"}) {
		t.Errorf("Category: %+v", one)
	}
	if many.Target != products || !many.Collection || len(many.Constraints) != 0 {
		t.Errorf("Products: %+v", many)
	}
	at, _ := products.Type.Property("At")
	took, _ := products.Type.Property("For")
	if at.Kind != odata.KindDateTime || took.Kind != odata.KindDuration || s.Version != "3.0" {
		t.Errorf("%v %v %s", at.Kind, took.Kind, s.Version)
	}
	if len(s.Problems) != 1 || !strings.Contains(s.Problems[0], "Lost") {
		t.Errorf("%q", s.Problems)
	}
}

func TestDefinitionsReferencesAndDoubles(t *testing.T) {
	s := parse(t, `<Edmx Version="4.0"><Reference Uri="x"><Include Namespace="Long.Name" Alias="L"/></Reference><DataServices><Schema Namespace="N" Alias="S">
		<TypeDefinition Name="weight" UnderlyingType="Edm.Decimal"/>
		<EntityType Name="base"><Property Name="a" Type="Edm.Int32"/></EntityType>
		<EntityType Name="t" BaseType="N.base"><Property Name="w" Type="S.weight"/><Property Name="ws" Type="Collection(N.weight)"/><Property Name="a" Type="Edm.String"/><Property Name="w" Type="Edm.Date"/><Property Type="Edm.Date"/></EntityType>
		<EntityContainer><EntitySet Name="ts" EntityType="N.t"/><EntitySet Name="elsewhere" EntityType="L.thing"/><Singleton Name="me" Type="N.t"/></EntityContainer></Schema></DataServices></Edmx>`)
	ts, _ := s.Set("ts")
	w, _ := ts.Type.Property("w")
	ws, _ := ts.Type.Property("ws")
	if w.Kind != odata.KindDecimal || ws.Kind != odata.KindDecimal || !ws.Collection {
		t.Errorf("%+v %+v", w, ws)
	}
	var all []string
	for _, p := range ts.Type.Properties {
		all = append(all, p.Name)
	}
	equal(t, "each name once", strings.Join(all, " "), "a w ws")
	elsewhere, _ := s.Set("elsewhere")
	equal(t, "by its whole name", elsewhere.TypeName, "Long.Name.thing")
	if me, ok := s.Singleton("me"); !ok || me.Type != ts.Type {
		t.Error("the single record is not found")
	}
	if _, ok := s.Set("unheard"); ok || s.Truncated {
		t.Error("of a document in order, only what it names is there")
	}
}

// The service document completes what a damaged $metadata has; types are found by the names of links.
func TestComplete(t *testing.T) {
	types := `<EntityType Name="company"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><NavigationProperty Name="customers" Type="Collection(Microsoft.NAV.customer)"/><NavigationProperty Name="picture" Type="Microsoft.NAV.customer"/></EntityType>
		<EntityType Name="customer"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><NavigationProperty Name="lines" Type="Collection(Microsoft.NAV.customer)"/></EntityType>
		<EntityType Name="other"><NavigationProperty Name="lines" Type="Collection(Microsoft.NAV.company)"/></EntityType>`
	s := odata.Complete(parse(t, strings.TrimSuffix(string(wrap(types)), "</Schema></edmx:DataServices></edmx:Edmx>")), []string{"companies", "customers", "lines", "subscriptions", "", "customers"}, []string{"me", "me"})
	equal(t, "sets", names(s), "companies customers lines? subscriptions?")
	customers, _ := s.Set("customers")
	companies, _ := s.Set("companies")
	subscriptions, _ := s.Set("subscriptions")
	if !customers.CompanyLevel || companies.CompanyLevel || subscriptions.CompanyLevel || len(s.Singletons) != 1 || !s.Truncated {
		t.Errorf("%+v", s)
	}
	link, _ := companies.Type.Link("customers")
	equal(t, "its link leads to the set", link.Target, customers)
	unheard, ok := s.Set("unheard")
	if !ok || unheard.Type != nil || !unheard.CompanyLevel || !unheard.Sortable {
		t.Error("of a damaged document every name may be a set")
	}

	alone := odata.Complete(parse(t, string(wrap(types))), nil, nil)
	equal(t, "by the links of the company", names(alone), "companies customers")
	bare := odata.Complete(nil, []string{"customers", "companies"}, nil)
	equal(t, "names alone", names(bare), "customers? companies?")
	if set, _ := bare.Set("customers"); !set.CompanyLevel {
		t.Error("customers are the company's")
	}
	if set, _ := odata.Complete(nil, []string{"People"}, nil).Set("People"); set.CompanyLevel {
		t.Error("a service without companies")
	}
}

// What multiplies when it is inherited must not take the memory.
func TestInheritanceIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<EntityType Name="base">`)
	for i := range 5000 {
		fmt.Fprintf(&b, `<Property Name="p%d" Type="Edm.String"/>`, i)
	}
	b.WriteString(`</EntityType>`)
	for i := range 5000 {
		fmt.Fprintf(&b, `<EntityType Name="t%d" BaseType="Microsoft.NAV.base"/>`, i)
	}
	s := parse(t, string(wrap(b.String())))
	total := 0
	for _, typ := range s.Types {
		total += len(typ.Properties)
	}
	if total > 600_000 || len(s.Problems) == 0 {
		t.Errorf("%d properties, %q", total, s.Problems)
	}
	if _, err := odata.ParseSchema([]byte(strings.Repeat("<Edmx><DataServices>", 300_000))); err == nil {
		t.Error("a document without anything in it")
	}
}
