package cronus

import (
	"encoding/xml"
	"os"
	"strconv"
	"strings"
	"testing"

	"bctui/bc/demo/model"
)

// realMetadata is the document of a real tenant, which lies outside the repository.
const realMetadata = "../../../../shared/data/metadata/api-v2.0-bc27.xml"

type realSchema struct {
	Types []realType `xml:"DataServices>Schema>EntityType"`
	Enums []struct {
		Name    string `xml:",attr"`
		Members []struct {
			Name  string `xml:",attr"`
			Value int    `xml:",attr"`
		} `xml:"Member"`
	} `xml:"DataServices>Schema>EnumType"`
	Actions []struct {
		Name       string `xml:",attr"`
		Parameters []struct {
			Type string `xml:",attr"`
		} `xml:"Parameter"`
	} `xml:"DataServices>Schema>Action"`
	Sets []struct {
		Name        string `xml:",attr"`
		EntityType  string `xml:",attr"`
		Annotations []struct {
			Values []struct {
				Property string `xml:",attr"`
				Bool     string `xml:",attr"`
			} `xml:"Record>PropertyValue"`
		} `xml:"Annotation"`
	} `xml:"DataServices>Schema>EntityContainer>EntitySet"`
}

type realType struct {
	Name string `xml:",attr"`
	Key  []struct {
		Name string `xml:",attr"`
	} `xml:"Key>PropertyRef"`
	Properties []struct {
		Name, Type, Nullable, MaxLength string `xml:",attr"`
	} `xml:"Property"`
	Links []struct {
		Name, Type, Partner string `xml:",attr"`
		Constraints         []struct {
			Property, ReferencedProperty string `xml:",attr"`
		} `xml:"ReferentialConstraint"`
	} `xml:"NavigationProperty"`
}

func readReal(t *testing.T) realSchema {
	t.Helper()
	raw, err := os.ReadFile(realMetadata)
	if err != nil {
		t.Skipf("the real $metadata is not there, so the schema is not compared with it: %v", err)
	}
	var s realSchema
	if err := xml.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func bare(typ string) (name string, collection bool) {
	name, collection = strings.CutPrefix(typ, "Collection(")
	return strings.TrimPrefix(strings.TrimSuffix(name, ")"), model.Namespace+"."), collection
}

// TestSchemaIsTheRealOne compares every property, key, enum, link and capability of our sets with the real document.
func TestSchemaIsTheRealOne(t *testing.T) {
	theirs, ours := readReal(t), tenant().Schema()
	byName := map[string]*realType{}
	for i := range theirs.Types {
		byName[theirs.Types[i].Name] = &theirs.Types[i]
	}
	actions := map[string][]string{}
	for _, a := range theirs.Actions {
		name, _ := bare(a.Parameters[0].Type)
		actions[name] = append(actions[name], a.Name)
	}
	for i := range ours.Types {
		typ := &ours.Types[i]
		truly := byName[typ.Name]
		if truly == nil {
			t.Errorf("type %s is not in the real document", typ.Name)
			continue
		}
		compareProperties(t, ours, typ, truly)
		compareLinks(t, ours, typ, truly)
		if got, want := strings.Join(typ.Actions, " "), strings.Join(actions[typ.Name], " "); got != want {
			t.Errorf("%s: actions %q, really %q", typ.Name, got, want)
		}
	}
}

func compareProperties(t *testing.T, s *model.Schema, typ *model.Type, truly *realType) {
	t.Helper()
	var key []string
	for _, k := range truly.Key {
		key = append(key, k.Name)
	}
	if got, want := strings.Join(typ.Key, " "), strings.Join(key, " "); got != want {
		t.Errorf("%s: key %q, really %q", typ.Name, got, want)
	}
	if len(typ.Properties) != len(truly.Properties) {
		t.Errorf("%s: %d properties, really %d", typ.Name, len(typ.Properties), len(truly.Properties))
		return
	}
	for i, want := range truly.Properties {
		got := typ.Properties[i]
		name, collection := bare(want.Type)
		length, _ := strconv.Atoi(want.MaxLength)
		if got.Name != want.Name || got.Type != name || got.Collection != collection || got.MaxLength != length ||
			got.NotNull != (want.Nullable == "false") {
			t.Errorf("%s: property %d is %s %s collection=%v length=%d required=%v, really %+v",
				typ.Name, i, got.Name, got.Type, got.Collection, got.MaxLength, got.NotNull, want)
		}
		if s.Type(got.Type) != nil {
			t.Errorf("%s: property %s has an entity type", typ.Name, got.Name)
		}
	}
}

// compareLinks wants all links to types that we have, as they really are, and none more.
func compareLinks(t *testing.T, s *model.Schema, typ *model.Type, truly *realType) {
	t.Helper()
	seen := map[string]bool{}
	for _, want := range truly.Links {
		target, collection := bare(want.Type)
		i, ok := typ.Link(want.Name)
		if !ok {
			if s.Type(target) != nil {
				t.Errorf("%s: the link %s is missing", typ.Name, want.Name)
			}
			continue
		}
		seen[want.Name] = true
		got := typ.Navigation[i]
		if got.Type != target || got.Collection != collection || got.Partner != want.Partner || len(got.Constraints) != len(want.Constraints) {
			t.Errorf("%s: link %+v, really %+v", typ.Name, got, want)
			continue
		}
		for j, c := range want.Constraints {
			if got.Constraints[j] != (model.Constraint{Property: c.Property, Referenced: c.ReferencedProperty}) {
				t.Errorf("%s: link %s is bound by %+v, really %+v", typ.Name, want.Name, got.Constraints[j], c)
			}
		}
	}
	for i := range typ.Navigation {
		if !seen[typ.Navigation[i].Name] {
			t.Errorf("%s: the link %s does not really exist", typ.Name, typ.Navigation[i].Name)
		}
	}
}

func TestEnumsAreTheRealOnes(t *testing.T) {
	theirs, ours := readReal(t), tenant().Schema()
	for i := range ours.Enums {
		e := &ours.Enums[i]
		found := false
		for _, truly := range theirs.Enums {
			if truly.Name != e.Name {
				continue
			}
			found = true
			if len(truly.Members) != len(e.Members) {
				t.Errorf("%s: %d members, really %d", e.Name, len(e.Members), len(truly.Members))
				break
			}
			for j, m := range truly.Members {
				if e.Members[j] != (model.Member{Name: m.Name, Value: m.Value}) {
					t.Errorf("%s: member %d is %+v, really %+v", e.Name, j, e.Members[j], m)
				}
			}
		}
		if !found {
			t.Errorf("the enum %s does not really exist", e.Name)
		}
	}
}

func TestSetsAreTheRealOnes(t *testing.T) {
	theirs, ours := readReal(t), tenant().Schema()
	for i := range ours.Sets {
		set := &ours.Sets[i]
		found := false
		for _, truly := range theirs.Sets {
			if truly.Name != set.Name {
				continue
			}
			found = true
			if typ, _ := bare(truly.EntityType); typ != set.Type {
				t.Errorf("%s holds %s, really %s", set.Name, set.Type, typ)
			}
			for _, a := range truly.Annotations {
				for _, v := range a.Values {
					want := v.Bool == "true"
					got, ok := map[string]bool{
						"Insertable": set.Insertable, "Updatable": set.Updatable, "Deletable": set.Deletable, "Sortable": !set.NotSortable,
					}[v.Property]
					if ok && got != want {
						t.Errorf("%s: %s is %v, really %v", set.Name, v.Property, got, want)
					}
				}
			}
		}
		if !found {
			t.Errorf("the set %s does not really exist", set.Name)
		}
	}
}

func TestEverySetHasDataAndARefusalText(t *testing.T) {
	s := tenant().Schema()
	for no, name := range setNames {
		set := s.Set(name)
		if set == nil {
			t.Errorf("set %d %q is not in the schema", no, name)
			continue
		}
		if set.TableID == 0 || set.TableName == "" {
			t.Errorf("%s: no table for refusals", name)
		}
		if len(set.EntityCaptions) != 2 || len(set.SetCaptions) != 2 || set.SetCaptions[1].Text == "" {
			t.Errorf("%s: captions are missing: %v %v", name, set.EntityCaptions, set.SetCaptions)
		}
	}
	for i := range s.Sets {
		if _, ok := setByName(s.Sets[i].Name); !ok && !s.Sets[i].TenantLevel {
			t.Errorf("the set %s has no data", s.Sets[i].Name)
		}
	}
	for name, table := range map[string]string{"customers": "18 Customer", "items": "27 Item", "generalLedgerEntries": "17 G/L Entry", "salesOrders": "36 Sales Header"} {
		if set := s.Set(name); strconv.Itoa(set.TableID)+" "+set.TableName != table {
			t.Errorf("%s refuses with %d %s, want %s", name, set.TableID, set.TableName, table)
		}
	}
}

func TestCaptions(t *testing.T) {
	s := tenant().Schema()
	for _, x := range []struct{ typ, property, english, german string }{
		{"customer", "number", "No.", "Nr."}, {"customer", "balanceDue", "Balance Due", "Fälliger Saldo"},
		{"customer", "lastModifiedDateTime", "Last Modified Date", "Zuletzt geändert"},
		{"item", "baseUnitOfMeasureCode", "Base Unit of Measure Code", "Basiseinheitencode"},
		{"salesOrder", "sellToPostCode", "Sell to Post Code", "Verk. an PLZ-Code"}, {"item", "gtin", "GTIN", "GTIN"},
		{"salesOrderLine", "taxPercent", "Tax %", "Steuer %"}, {"customer", "addressLine1", "Address Line 1", "Adresse"},
	} {
		typ := s.Type(x.typ)
		i, _ := typ.Property(x.property)
		c := typ.Properties[i].Captions
		if len(c) != 2 || c[0] != (model.Caption{Language: 1033, Text: x.english}) || c[1] != (model.Caption{Language: 1031, Text: x.german}) {
			t.Errorf("%s.%s: %v, want %q and %q", x.typ, x.property, c, x.english, x.german)
		}
	}
	for i := range s.Types {
		typ := &s.Types[i]
		if set := s.SetOf(typ.Name); set == nil || set.TenantLevel {
			continue
		}
		inGerman := 0
		for _, p := range typ.Properties {
			if len(p.Captions) == 0 || p.Captions[0].Text == "" {
				t.Errorf("%s.%s has no caption", typ.Name, p.Name)
			}
			inGerman += len(p.Captions) - 1
		}
		if inGerman*10 < len(typ.Properties)*6 {
			t.Errorf("%s: only %d of %d captions in German", typ.Name, inGerman, len(typ.Properties))
		}
	}
}

func TestSchemaMistakesAreNamed(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"  id guid\n", "before any type"}, {"table x\n", "neither"}, {"type a\n  id\n", "nothing else"}, {"type a\n  id text x\n", "invalid syntax"},
		{"type a\n  l > b\n", "constraint"}, {"type a\n  id guid\n  l > b id\n", "no constraint"}, {"set a of b I\n", "not enough"},
		{"enum e a=x\n", "invalid syntax"}, {"type a\n  id guid\n  l > b id=id\n", "unknown type b"},
	} {
		if _, err := parseSchema(x.text); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%q: %v, want %q", x.text, err, x.want)
		}
	}
}
