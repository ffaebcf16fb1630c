package odata_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"bctui/bc/odata"
)

// shared reads a recorded document, or skips the test where the folder is missing.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "data", "metadata", name))
	if err != nil {
		t.Skipf("recorded data is not here: %v", err)
	}
	return data
}

func read(t testing.TB, doc []byte) *odata.Schema {
	t.Helper()
	s, err := odata.ReadSchema(bytes.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// wrap puts text into a document of the namespace Microsoft.NAV.
func wrap(inside string) []byte {
	return []byte(`<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices><Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">` +
		inside + `</Schema></edmx:DataServices></edmx:Edmx>`)
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

type counts struct{ sets, types, complexes, enums, actions, links, constraints, company, composite int }

func count(s *odata.Schema) (n counts) {
	n.sets, n.types, n.complexes, n.enums = len(s.Sets), len(s.Types), len(s.Complex), len(s.Enums)
	for _, a := range s.Actions {
		if !a.Function {
			n.actions++
		}
	}
	for _, t := range s.Types {
		if len(t.Key) > 1 {
			n.composite++
		}
		for _, l := range t.Navigation {
			n.links++
			n.constraints += len(l.Constraints)
		}
	}
	for _, set := range s.Sets {
		if set.CompanyLevel {
			n.company++
		}
	}
	return n
}

func TestRealDocuments(t *testing.T) {
	for name, want := range map[string]counts{
		"api-v2.0-bc27.xml":    {sets: 87, types: 87, complexes: 4, enums: 34, actions: 21, links: 340, constraints: 265, company: 81, composite: 3},
		"api-v1.0-2020.xml":    {sets: 54, types: 54, complexes: 10, actions: 17, links: 130, company: 52, composite: 6},
		"other-trippin.xml":    {sets: 4, types: 9, complexes: 4, enums: 1, actions: 2, links: 8},
		"other-northwind4.xml": {sets: 29, types: 32, complexes: 1, enums: 1, links: 22, constraints: 9, composite: 11},
	} {
		t.Run(name, func(t *testing.T) {
			doc := shared(t, name)
			s := read(t, doc)
			got := count(s)
			equal(t, "counts", got, want)
			if len(s.Problems) > 0 || s.Truncated {
				t.Errorf("problems %q", s.Problems)
			}
			// The wire form is one line.
			var one []string
			for _, line := range strings.Split(string(doc), "\n") {
				one = append(one, strings.TrimSpace(line))
			}
			equal(t, "counts of one line", count(read(t, []byte(strings.Join(one, "")))), want)
			// And every set opens: its type, its key, the kind of each property.
			for _, set := range s.Sets {
				if set.Type == nil || len(set.Type.Key) == 0 || len(set.Type.Properties) == 0 {
					t.Errorf("%s does not open: %+v", set.Name, set.Type)
					continue
				}
				for _, key := range set.Type.Key {
					if _, ok := set.Type.Property(key); !ok {
						t.Errorf("%s: the key %s is no property", set.Name, key)
					}
				}
				for _, p := range set.Type.Properties {
					if p.Kind == odata.KindOther && !strings.HasPrefix(p.Type, "Edm.Geography") {
						t.Errorf("%s.%s: %s is not known", set.Name, p.Name, p.Type)
					}
				}
			}
		})
	}
}

func TestBusinessCentralV2(t *testing.T) {
	s := read(t, shared(t, "api-v2.0-bc27.xml"))
	var above []string
	for _, set := range s.Sets {
		if !set.CompanyLevel {
			above = append(above, set.Name)
		}
		// There is no NavigationPropertyBinding: each link finds its set by type.
		for _, l := range set.Type.Navigation {
			if l.Target == nil || l.To == nil || l.Target.Type != l.To || !l.Contains {
				t.Errorf("%s.%s leads nowhere", set.Name, l.Name)
			}
		}
	}
	slices.Sort(above)
	equal(t, "above the company (reference 4.2)", strings.Join(above, " "),
		"apicategoryroutes companies entityDefinitions externalbusinesseventdefinitions externaleventsubscriptions subscriptions")

	customers, ok := s.Set("customers")
	if !ok {
		t.Fatal("no customers")
	}
	c := customers.Type
	equal(t, "type", c.Qualified(), "Microsoft.NAV.customer")
	equal(t, "key", strings.Join(c.Key, ","), "id")
	equal(t, "properties", len(c.Properties), 27)
	if !customers.Insertable || !customers.Updatable || !customers.Deletable || !customers.Sortable {
		t.Error("customers can't be changed or sorted")
	}
	name, _ := c.Property("displayName")
	equal(t, "displayName", *name, odata.Property{Name: "displayName", Type: "Edm.String", Kind: odata.KindString, MaxLength: 100})
	balance, _ := c.Property("balanceDue")
	equal(t, "balanceDue", *balance, odata.Property{Name: "balanceDue", Type: "Edm.Decimal", Kind: odata.KindDecimal, Nullable: true, Scale: "Variable"})
	blocked, _ := c.Property("blocked")
	if blocked.Kind != odata.KindEnum || len(blocked.Enum.Members) != 4 || blocked.Enum.Members[0] != (odata.EnumMember{Name: "_x0020_", Label: " ", Value: "0"}) {
		t.Errorf("blocked: %+v", blocked.Enum)
	}
	currency, _ := c.Link("currency")
	if currency.Collection || currency.Target.Name != "currencies" || currency.Constraints[0] != (odata.Constraint{Property: "currencyId", Referenced: "id"}) {
		t.Errorf("currency: %+v", currency)
	}
	dimensions, _ := c.Link("defaultDimensions")
	if !dimensions.Collection || dimensions.Partner != "customer" || dimensions.TypeName != "Microsoft.NAV.defaultDimension" {
		t.Errorf("defaultDimensions: %+v", dimensions)
	}
	for name, want := range map[string][4]bool{ // insert, update, delete, sort (reference 7)
		"companies": {false, false, false, true}, "subscriptions": {true, true, true, false}, "customerSales": {false, false, false, false},
		"generalLedgerEntries": {false, false, false, true}, "pictures": {false, true, true, true},
	} {
		set, _ := s.Set(name)
		equal(t, name, [4]bool{set.Insertable, set.Updatable, set.Deletable, set.Sortable}, want)
	}
	var unsorted []string
	for _, set := range s.Sets {
		if !set.Sortable {
			unsorted = append(unsorted, set.Name)
		}
	}
	equal(t, "not sortable", strings.Join(unsorted, " "), "subscriptions externaleventsubscriptions apicategoryroutes customerSales vendorPurchases")
	definitions, _ := s.Set("entityDefinitions")
	captions, _ := definitions.Type.Property("entityCaptions")
	if !captions.Collection || captions.Kind != odata.KindComplex || len(captions.Complex.Properties) != 2 {
		t.Errorf("entityCaptions: %+v", captions)
	}
	// Actions are overloaded by the type that they are bound to.
	invoices, _ := s.Set("salesInvoices")
	var names []string
	for _, a := range invoices.Type.Actions {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	equal(t, "actions", strings.Join(names, " "), "cancel cancelAndSend makeCorrectiveCreditMemo post postAndSend send")
	picture, _ := s.Types["Microsoft.NAV.picture"].Property("pictureContent")
	equal(t, "pictureContent", picture.Kind, odata.KindStream)
	information, _ := s.Set("companyInformation")
	equal(t, "sets of a type", s.SetsOf(information.Type)[0], information)
	if _, ok := s.Set("Customers"); ok {
		t.Error("case does not count")
	}
}

func TestInheritanceBindingsAndTheRest(t *testing.T) {
	s := read(t, shared(t, "other-trippin.xml"))
	flight := s.Types["Microsoft.OData.SampleService.Models.TripPin.Flight"]
	if flight == nil || flight.BaseType == nil || flight.BaseType.Name != "PublicTransportation" || flight.BaseType.BaseType.Name != "PlanItem" {
		t.Fatalf("%+v", flight)
	}
	if _, ok := flight.Property("PlanItemId"); !ok || strings.Join(flight.Key, ",") != "PlanItemId" || flight.Properties[0].Name != "PlanItemId" {
		t.Errorf("what it inherits is missing: %+v", flight.Properties)
	}
	people, _ := s.Set("People")
	friends, _ := people.Type.Link("Friends")
	equal(t, "Friends", friends.Target, people)
	photo, _ := people.Type.Link("Photo")
	equal(t, "Photo", photo.Target.Name, "Photos")
	trips, _ := people.Type.Link("Trips")
	if found, ok := s.Set("Trips"); !ok || trips.Target != found || !found.Contained || found.Type != trips.To || found.CompanyLevel || slices.Contains(s.Sets, found) {
		t.Errorf("no set holds trips, and the link leads to them all the same: %+v", trips)
	}
	if !people.Type.Open || len(s.Singletons) != 1 || s.Singletons[0].Type != people.Type || len(s.Imports) != 2 || people.CompanyLevel {
		t.Error("people, singleton or imports are wrong")
	}
	features, _ := people.Type.Property("Gender")
	equal(t, "Gender", features.Kind, odata.KindEnum)
	photos, _ := s.Set("Photos")
	if !photos.Type.HasStream {
		t.Error("photos are no stream")
	}
	n := read(t, shared(t, "other-northwind4.xml"))
	employees, _ := n.Set("Employees")
	superior, _ := employees.Type.Link("Superior")
	equal(t, "Superior", superior.Target, employees)
	if _, ok := n.Set("prefix/project2"); !ok {
		t.Error("a set with a slash in its name")
	}
}

func TestSmallDocuments(t *testing.T) {
	s := read(t, wrap(`
		<EntityType Name="company"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/>
			<NavigationProperty Name="things" Type="Collection(Microsoft.NAV.thing)" ContainsTarget="true"/></EntityType>
		<EntityType Name="thing"><Key><PropertyRef Name="a"/><PropertyRef Name="b"/></Key><Property Name="a" Type="Edm.String" MaxLength="max"/><Property Name="b" Type="Edm.Int64"/>
			<Property Name="tags" Type="Collection(Edm.String)"/><Property Name="odd" Type="Microsoft.NAV.nowhere"/>
			<NavigationProperty Name="lost" Type="Microsoft.NAV.nobody"/></EntityType>
		<EntityType Name="global"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/></EntityType>
		<Unknown><Deep><Property Name="x"/></Deep></Unknown>
		<EntityContainer Name="NAV" xmlns:p="urn:x" p:Name="not this">
			<EntitySet Name="companies" EntityType="Microsoft.NAV.company"/>
			<EntitySet Name="things" EntityType="Microsoft.NAV.thing"/><EntitySet Name="things" EntityType="Microsoft.NAV.global"/>
			<EntitySet Name="moreThings" EntityType="Microsoft.NAV.thing"/>
			<EntitySet Name="globals" EntityType="Microsoft.NAV.global"/><EntitySet Name="ghosts" EntityType="Microsoft.NAV.ghost"/>
		</EntityContainer>
		<Annotations Target="Microsoft.NAV.NAV/things"><Annotation Term="Capabilities.SortRestrictions"><Record><PropertyValue Property="Sortable" Bool="false"/></Record></Annotation></Annotations>`))
	levels := map[string]bool{}
	for _, set := range s.Sets {
		levels[set.Name] = set.CompanyLevel
	}
	equal(t, "levels", fmt.Sprint(levels), "map[companies:false ghosts:false globals:false moreThings:true things:true]")
	things, _ := s.Set("things")
	if things.Sortable || !things.Insertable {
		t.Error("a restriction that stands apart is not read, or silence is taken for no")
	}
	tags, _ := things.Type.Property("tags")
	a, _ := things.Type.Property("a")
	if !tags.Collection || tags.Kind != odata.KindString || a.MaxLength != 0 {
		t.Errorf("%+v %+v", tags, a)
	}
	link, _ := s.Types["Microsoft.NAV.company"].Link("things")
	equal(t, "a link leads to the set of its name", link.Target, things)
	for _, want := range []string{"things is described twice", "ghosts holds Microsoft.NAV.ghost", "odd of Microsoft.NAV.thing is of type Microsoft.NAV.nowhere", "lost of Microsoft.NAV.thing leads to Microsoft.NAV.nobody"} {
		if !slices.ContainsFunc(s.Problems, func(p string) bool { return strings.Contains(p, want) }) {
			t.Errorf("nobody says that %s: %q", want, s.Problems)
		}
	}
}

func TestAliasesAndSeveralSchemas(t *testing.T) {
	s := read(t, []byte(`<Edmx Version="4.01"><DataServices>
		<Schema Namespace="Contoso.Model" Alias="M"><EntityType Name="Base" Abstract="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Int32"/></EntityType>
			<EntityType Name="Thing" BaseType="M.Base"><Property Name="c" Type="M.Color"/><NavigationProperty Name="others" Type="Collection(M.Thing)"/></EntityType>
			<EnumType Name="Color" IsFlags="true"><Member Name="Red"/></EnumType></Schema>
		<Schema Namespace="Contoso.Data"><EntityContainer Name="C"><EntitySet Name="Things" EntityType="M.Thing"><NavigationPropertyBinding Path="others" Target="Contoso.Data.C/Others"/></EntitySet>
			<EntitySet Name="Others" EntityType="Contoso.Model.Thing"/></EntityContainer></Schema></DataServices></Edmx>`))
	things, _ := s.Set("Things")
	c, _ := things.Type.Property("c")
	others, _ := things.Type.Link("others")
	if len(s.Problems) > 0 || c.Kind != odata.KindEnum || !c.Enum.Flags || others.Target.Name != "Others" || strings.Join(things.Type.Key, "") != "id" || things.Type.Properties[0].Name != "id" {
		t.Errorf("%+v %q", things.Type, s.Problems)
	}
}

func TestDamagedDocuments(t *testing.T) {
	doc := shared(t, "api-v2.0-bc27.xml")
	for _, at := range []int{len(doc) / 10, len(doc) / 2, len(doc) - 200, len(doc) - 3} {
		s, err := odata.ReadSchema(bytes.NewReader(doc[:at]))
		if err != nil || !s.Truncated || len(s.Types) == 0 {
			t.Errorf("cut at %d: %v", at, err)
			continue
		}
		if !slices.ContainsFunc(s.Problems, func(p string) bool { return strings.Contains(p, "ends too early, at byte") }) {
			t.Errorf("cut at %d: %q", at, s.Problems)
		}
	}
	// Cut within the container: what was described before is whole.
	before, _, _ := bytes.Cut(doc, []byte(`<EntitySet Name="vendors"`))
	s, _ := odata.ReadSchema(bytes.NewReader(before))
	if set, ok := s.Set("customers"); !ok || !set.CompanyLevel || len(set.Type.Properties) != 27 {
		t.Error("customers did not survive")
	}
	// Cut within the company type: its links are not known, and the sets count as the company's all the same.
	broken := bytes.Replace(wrap(`<EntityContainer Name="NAV"><EntitySet Name="companies" EntityType="Microsoft.NAV.company"/><EntitySet Name="customers" EntityType="Microsoft.NAV.customer"/><EntitySet Name="subscriptions" EntityType="x.y"/></EntityContainer>`), []byte("</Schema>"), []byte("</Oops>"), 1)
	s, err := odata.ReadSchema(bytes.NewReader(broken))
	if err != nil || !s.Truncated || !slices.ContainsFunc(s.Problems, func(p string) bool { return strings.Contains(p, "damaged at byte") }) {
		t.Fatalf("%v %q", err, s.Problems)
	}
	customers, _ := s.Set("customers")
	subscriptions, _ := s.Set("subscriptions")
	if !customers.CompanyLevel || subscriptions.CompanyLevel {
		t.Error("levels are wrong")
	}

	for _, text := range []string{
		"", " ", "hello", `{"$Version":"4.0"}`, "<html><body>x</body></html>", "<error><code>x</code></error>", "<edmx:Edmx", "<Edmx></Edmx>",
		"<Edmx><DataServices/></Edmx>", "<Edmx><DataServices></Edmx>", "\x00\x01\x02", `<?xml version="1.0" encoding="utf-16"?><Edmx/>`,
	} {
		s, err := odata.ReadSchema(strings.NewReader(text))
		// An Edmx without anything in it is well formed: an API may have nothing to offer.
		if text == "<Edmx></Edmx>" || text == "<Edmx><DataServices/></Edmx>" || strings.Contains(text, "utf-16") {
			if err != nil || len(s.Sets) != 0 {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if !errors.Is(err, odata.ErrNoSchema) || s != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	lost := errors.New("connection reset")
	s, err = odata.ReadSchema(io.MultiReader(bytes.NewReader(doc[:100_000]), iotest.ErrReader(lost)))
	if !errors.Is(err, lost) || s == nil || !s.Truncated {
		t.Errorf("the reader's own error is gone: %v", err)
	}
}

func TestHostileDocuments(t *testing.T) {
	// Entities are neither loaded nor expanded.
	for _, text := range []string{
		`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Edmx><DataServices><Schema Namespace="N"><EntityType Name="&a;"/></Schema></DataServices></Edmx>`,
		`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Edmx><DataServices><Schema Namespace="N"><EntityType Name="t"/><EntityType Name="&b;"/></Schema></DataServices></Edmx>`,
	} {
		s, err := odata.ReadSchema(strings.NewReader(text))
		if err != nil || !s.Truncated {
			t.Fatalf("%v %+v", err, s)
		}
		for name := range s.Types {
			if name != "N.t" && name != "N.&a;" && name != "N.&b;" {
				t.Errorf("an entity was loaded: %q", name)
			}
		}
	}
	// Types that are derived from themselves, and chains made to multiply what they inherit.
	var chain strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&chain, `<EntityType Name="t%d" BaseType="Microsoft.NAV.t%d"><Property Name="p%d" Type="Edm.String"/></EntityType><ComplexType Name="c%d" BaseType="Microsoft.NAV.c%d"/>`, i, i+1, i, i, (i+1)%2000)
	}
	s := read(t, wrap(`<EntityType Name="a" BaseType="Microsoft.NAV.b"/><EntityType Name="b" BaseType="Microsoft.NAV.a"/><EntityType Name="c" BaseType="Microsoft.NAV.c"/>`+chain.String()))
	total := 0
	for _, typ := range s.Types {
		total += len(typ.Properties)
	}
	if total > 2000*40 {
		t.Errorf("%d properties", total)
	}
	if len(s.Problems) > 51 {
		t.Errorf("%d problems", len(s.Problems))
	}
	deep := strings.Repeat("<x>", 100_000)
	if _, err := odata.ReadSchema(strings.NewReader(`<Edmx><DataServices><Schema Namespace="N"><EntityType Name="t"/>` + deep)); err != nil {
		t.Error(err)
	}
}

// large makes a document of about n bytes out of the real one, by repeating it with other names.
func large(t testing.TB, n int) []byte {
	doc := string(shared(t, "api-v2.0-bc27.xml"))
	begin, end := strings.Index(doc, "<Schema"), strings.Index(doc, "</Schema>")+len("</Schema>")
	var b strings.Builder
	b.WriteString(doc[:begin])
	for i := 0; b.Len() < n; i++ {
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(doc[begin:end], "Microsoft.NAV", fmt.Sprintf("Microsoft.NAV%d", i)), `EntitySet Name="`, fmt.Sprintf(`EntitySet Name="x%d`, i)))
	}
	b.WriteString(doc[end:])
	return []byte(b.String())
}

func TestLargeDocument(t *testing.T) {
	doc := large(t, 4<<20)
	s := read(t, doc)
	if n := len(s.Sets); n < 900 || n%87 != 0 || len(s.Types) != n || len(s.Problems) > 0 {
		t.Errorf("%d sets, %d types, %q", n, len(s.Types), s.Problems)
	}
}

func BenchmarkReadSchema(b *testing.B) {
	docs := map[string][]byte{"v2.0": shared(b, "api-v2.0-bc27.xml"), "4MB": large(b, 4<<20)}
	// The wire form is one line, and an odd character in it must not cost more than the copy that puts it right.
	docs["4MB-in-one-line"] = bytes.ReplaceAll(docs["4MB"], []byte("\n"), nil)
	docs["4MB-with-an-odd-character"] = bytes.Replace(docs["4MB"], []byte("displayName"), []byte("display\x1bName"), 1)
	for name, doc := range docs {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := odata.ReadSchema(bytes.NewReader(doc)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func FuzzReadSchema(f *testing.F) {
	f.Add(wrap(`<EntityType Name="a" BaseType="Microsoft.NAV.b"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><NavigationProperty Name="n" Type="Collection(Microsoft.NAV.a)"><ReferentialConstraint Property="a" ReferencedProperty="b"/></NavigationProperty></EntityType><EntityContainer><EntitySet Name="as" EntityType="Microsoft.NAV.a"><NavigationPropertyBinding Path="n" Target="as"/></EntitySet></EntityContainer>`))
	f.Add([]byte(`<Edmx><DataServices><Schema Namespace="N" Alias="S"><ComplexType Name="c" BaseType="S.c"/><Action Name="x" IsBound="true"><Parameter Name="p" Type="Collection(N.c)"/></Action></Schema></DataServices></Edmx>`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		s, err := odata.ReadSchema(bytes.NewReader(doc))
		if err != nil {
			return
		}
		for _, set := range s.Sets {
			if found, ok := s.Set(set.Name); !ok || found != set {
				t.Errorf("%q is listed and not found", set.Name)
			}
		}
	})
}
