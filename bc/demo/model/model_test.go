package model

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestNamesAsTheRealDocumentWritesThem(t *testing.T) {
	for plain, encoded := range map[string]string{
		" ": "_x0020_", "Non-Inventory": "Non_x002D_Inventory", "G/L Account": "G_x002F_L_x0020_Account", "In Review": "In_x0020_Review",
		"Charge (Item)": "Charge_x0020__x0028_Item_x0029_", "Open": "Open", "1st": "_x0031_st", "Größe": "Größe", "a_b": "a_b",
	} {
		if got := EncodeName(plain); got != encoded {
			t.Errorf("%q is encoded %s, want %s", plain, got, encoded)
		}
		if got := DecodeName(encoded); got != plain {
			t.Errorf("%s is decoded %q, want %q", encoded, got, plain)
		}
	}
	if EncodeName("") != "_x0020_" {
		t.Error("the empty name is blank")
	}
	for _, odd := range []string{"_x00", "_xZZZZ_", "x_x0020", ""} {
		if got := DecodeName(odd); got != odd {
			t.Errorf("%q became %q", odd, got)
		}
	}
}

func FuzzNames(f *testing.F) {
	f.Add("G/L Account")
	f.Add("_x0020_")
	f.Fuzz(func(t *testing.T, s string) {
		DecodeName(s)
		if e := EncodeName(s); strings.ContainsAny(e, " /-()'\"") {
			t.Fatalf("%q is encoded %q", s, e)
		}
	})
}

func TestCompare(t *testing.T) {
	falling := [][2]Value{
		{T("b"), T("A")}, {T("b"), T("B")}, {T("B"), T("a")}, {T("ab"), T("a")}, {T("ä"), T("Z")}, {T("äb"), T("Äa")}, {T("a"), T("")},
		{D(15, 1), D(149, 2)}, {D(0, 0), D(-1, 5)}, {D(9_000_000_000_000_000_000, 0), D(1, 10)}, {D(1, 10), D(-9_000_000_000_000_000_000, 0)},
		{G(1, 0), G(0, 1<<63)}, {G(0, 1<<63), G(0, 1)}, {Day(2024, 2, 29), NoDate()}, {At(time.Unix(0, 0)), NoDateTime()}, {B(true), B(false)}, {E(2), E(1)}, {I(3), I(-3)},
		{T(""), Value{}},
	}
	for _, c := range falling {
		if Compare(c[0], c[1]) != 1 || Compare(c[1], c[0]) != -1 || Compare(c[0], c[0]) != 0 {
			t.Errorf("%+v against %+v: %d and %d", c[0], c[1], Compare(c[0], c[1]), Compare(c[1], c[0]))
		}
	}
	if Compare(D(150, 2), D(15, 1)) != 0 || Compare(D(0, 0), D(0, 9)) != 0 {
		t.Error("equal amounts of different scales differ")
	}
}

// The order must be one: no three texts in a circle.
func FuzzCompareText(f *testing.F) {
	f.Add("a", "B", "ä")
	f.Add("A", "a", "Å")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		list := []string{a, b, c}
		slices.SortFunc(list, CompareText)
		if CompareText(list[0], list[1]) > 0 || CompareText(list[1], list[2]) > 0 || CompareText(list[0], list[2]) > 0 {
			t.Fatalf("no order in %q", list)
		}
		if (CompareText(a, b) == 0) != (a == b) || CompareText(a, b) != -CompareText(b, a) {
			t.Fatalf("%q against %q: %d and %d", a, b, CompareText(a, b), CompareText(b, a))
		}
	})
}

func TestParseGUID(t *testing.T) {
	v, ok := ParseGUID("E802e7d1-5408-f011-9afa-6045bdabb318")
	if !ok || v != G(0xe802e7d15408f011, 0x9afa6045bdabb318) {
		t.Errorf("%x %x %v", v.Hi, uint64(v.N), ok)
	}
	for _, bad := range []string{"", "e802e7d1-5408-f011-9afa-6045bdabb31", "e802e7d15408f0119afa6045bdabb318", "e802e7d1-5408-f011-9afa-6045bdabb31g", "{802e7d1-5408-f011-9afa-6045bdabb318"} {
		if _, ok := ParseGUID(bad); ok {
			t.Errorf("%q is read as a GUID", bad)
		}
	}
}

func TestPrepareSaysWhatDoesNotFit(t *testing.T) {
	id := Property{Name: "id", Type: "Edm.Guid"}
	for want, s := range map[string]*Schema{
		"no type b":              {Sets: []Set{{Name: "as", Type: "b"}}},
		"unknown type Edm.Wrong": {Types: []Type{{Name: "a", Properties: []Property{id, {Name: "x", Type: "Edm.Wrong"}}}}},
		"no key property id":     {Types: []Type{{Name: "a"}}},
		"leads to the unknown":   {Types: []Type{{Name: "a", Properties: []Property{id}, Navigation: []Navigation{{Name: "b", Type: "b"}}}}},
		"bound to the unknown":   {Types: []Type{{Name: "a", Properties: []Property{id}, Navigation: []Navigation{{Name: "b", Type: "a", Constraints: []Constraint{{"x", "id"}}}}}}},
		"refers to x":            {Types: []Type{{Name: "a", Properties: []Property{id}, Navigation: []Navigation{{Name: "b", Type: "a", Constraints: []Constraint{{"id", "x"}}}}}}},
		"property id is there":   {Types: []Type{{Name: "a", Properties: []Property{id, id}}}},
		"type a is there twice":  {Types: []Type{{Name: "a", Properties: []Property{id}}, {Name: "a", Properties: []Property{id}}}},
		"set as is there twice":  {Types: []Type{{Name: "a", Properties: []Property{id}}}, Sets: []Set{{Name: "as", Type: "a"}, {Name: "as", Type: "a"}}},
		"enum e is there twice":  {Enums: []Enum{{Name: "e"}, {Name: "e"}}},
	} {
		if err := s.Prepare(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestPrepareAddsWhatEveryAPIHas(t *testing.T) {
	s := &Schema{
		Types: []Type{{Name: "a", Properties: []Property{{Name: "id", Type: "Edm.Guid"}, {Name: "Name", Type: "Edm.String"}, {Name: "kind", Type: "k"}}}},
		Enums: []Enum{{Name: "k", Members: Members(" ", "Non-Inventory")}},
		Sets:  []Set{{Name: "as", Type: "a"}, {Name: "tenants", Type: "a", TenantLevel: true}},
	}
	if err := s.Prepare(); err != nil {
		t.Fatal(err)
	}
	if s.Set("companies") == nil || s.Set("entityDefinitions") == nil || s.Set("apicategoryroutes") == nil || s.SetOf("a").Name != "as" {
		t.Error("sets are missing")
	}
	company := s.Type("company")
	if len(company.Navigation) != 1 || company.Navigation[0].Name != "as" {
		t.Errorf("links of company: %+v", company.Navigation)
	}
	a := s.Type("a")
	if i, ok := a.PropertyFold("NAME"); !ok || i != 1 {
		t.Error("a property is not found in another case")
	}
	if _, ok := a.Property("NAME"); ok {
		t.Error("a property is found in another case where it must not")
	}
	kind := &a.Properties[2]
	for _, name := range []string{"Non_x002D_Inventory", "Non-Inventory", "non-inventory"} {
		if i, ok := kind.Enum().Index(name); !ok || i != 1 {
			t.Errorf("member %s is %d", name, i)
		}
	}
	if !a.Properties[0].NotNull || kind.Kind() != Enumeration || len(a.KeyIndexes()) != 1 {
		t.Errorf("%+v", a.Properties)
	}
}
