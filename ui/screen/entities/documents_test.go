package entities_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// document is a $metadata and what becomes of it.
type document struct {
	name string
	text []byte
	sets int // that are listed
	ones int // single records among them
	// gone are sets that the service does not have, though they are described.
	gone []string
	// warns is a part of the line above the list; "" when all is well.
	warns string
	// names is the service document; nil: there is none.
	names []string
	// reason is the finding in the place of the list; "" when there is a list.
	reason string
}

func edmx(inside string) []byte {
	return []byte(`<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>` + inside + `</edmx:DataServices></edmx:Edmx>`)
}

func schema(inside string) []byte {
	return edmx(`<Schema Namespace="N" Alias="Self" xmlns="http://docs.oasis-open.org/odata/ns/edm">` + inside + `</Schema>`)
}

// entity describes a type with a key and a few properties, and its set.
func entity(name, more string) string {
	return `<EntityType Name="` + name + `"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid" Nullable="false"/>` +
		`<Property Name="displayName" Type="Edm.String" MaxLength="100"/><Property Name="amount" Type="Edm.Decimal" Scale="Variable"/>` + more + `</EntityType>`
}

func container(sets ...string) string {
	var b strings.Builder
	b.WriteString(`<EntityContainer Name="C">`)
	for _, s := range sets {
		name, typ, _ := strings.Cut(s, "=")
		fmt.Fprintf(&b, `<EntitySet Name="%s" EntityType="%s"/>`, name, typ)
	}
	return b.String() + `</EntityContainer>`
}

// small is a whole API of two sets.
func small() string { return smallTypes() + container("customers=N.customer", "orders=N.order") }

func smallTypes() string {
	return entity("customer", "") + entity("order", `<Property Name="customerId" Type="Edm.Guid"/>`)
}

func wide(doc []byte, bom bool, little bool) []byte {
	var out []byte
	put := func(c uint16) {
		if little {
			out = append(out, byte(c), byte(c>>8))
		} else {
			out = append(out, byte(c>>8), byte(c))
		}
	}
	if bom {
		put(0xFEFF)
	}
	for _, c := range utf16.Encode([]rune(string(doc))) {
		put(c)
	}
	return out
}

func manySets(n int, padding string) []byte {
	var b strings.Builder
	b.WriteString(entity("thing", `<Property Name="p`+padding+`" Type="Edm.Int32"/>`))
	var sets []string
	for i := range n {
		if padding != "" {
			b.WriteString(entity(fmt.Sprintf("thing%d", i), `<Property Name="padding" Type="Edm.String"/><NavigationProperty Name="things" Type="Collection(N.thing)" ContainsTarget="true"/>`))
			sets = append(sets, fmt.Sprintf("things%d=N.thing%d", i, i))
			continue
		}
		sets = append(sets, fmt.Sprintf("things%d=N.thing", i))
	}
	return schema(b.String() + container(sets...))
}

// recorded are the documents of real services.
func recorded(t *testing.T) []document {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "metadata")
	files, _ := filepath.Glob(filepath.Join(folder, "*.xml"))
	if len(files) == 0 {
		t.Log("recorded $metadata is not beside the project: the written ones have to do")
	}
	known := map[string][2]int{"api-v2.0-bc27.xml": {87, 0}, "api-v1.0-2020.xml": {54, 0}, "other-trippin.xml": {5, 1}, "other-northwind4.xml": {29, 0}}
	var out []document
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(f)
		n, ok := known[name]
		if !ok {
			n = [2]int{-1, 0} // a new one: whatever it has must open
		}
		out = append(out, document{name: name, text: text, sets: n[0], ones: n[1]})
	}
	return out
}

// written are documents of every kind that services send, good and bad.
func written() []document {
	broken := strings.Replace(small(), `<Property Name="customerId" Type="Edm.Guid"/>`, `<Property Name="customerId" Type=Edm.Guid></Key>`, 1)
	whole := string(schema(small()))
	return []document{
		{name: "as usual", text: schema(small()), sets: 2},
		{name: "three levels with derived sets", sets: 3, text: schema(
			`<EntityType Name="base" Abstract="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Int32"/></EntityType>` +
				`<EntityType Name="middle" BaseType="N.base"><Property Name="a" Type="Edm.String"/></EntityType>` +
				`<EntityType Name="leaf" BaseType="Self.middle" OpenType="true"><Property Name="b" Type="Edm.Date"/></EntityType>` +
				container("all=N.base", "middles=N.middle", "leaves=N.leaf"))},
		{name: "open type", sets: 1, text: schema(`<EntityType Name="o" OpenType="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>` + container("os=N.o"))},
		{name: "structures in structures", sets: 1, text: schema(
			`<ComplexType Name="city"><Property Name="name" Type="Edm.String"/><Property Name="codes" Type="Collection(Edm.Int32)"/></ComplexType>` +
				`<ComplexType Name="address"><Property Name="street" Type="Edm.String"/><Property Name="city" Type="N.city"/></ComplexType>` +
				`<ComplexType Name="home" BaseType="N.address"><Property Name="floor" Type="Edm.Byte"/></ComplexType>` +
				entity("person", `<Property Name="home" Type="N.home"/><Property Name="homes" Type="Collection(N.home)"/><Property Name="tags" Type="Collection(Edm.String)"/>`) + container("people=N.person"))},
		{name: "structure that holds itself", sets: 1, text: schema(`<ComplexType Name="knot"><Property Name="inner" Type="N.knot"/><Property Name="name" Type="Edm.String"/></ComplexType>` +
			entity("thing", `<Property Name="knot" Type="N.knot"/>`) + container("things=N.thing"))},
		{name: "composite key", sets: 1, text: schema(`<EntityType Name="line"><Key><PropertyRef Name="document"/><PropertyRef Name="no"/><PropertyRef Name="day"/></Key>` +
			`<Property Name="document" Type="Edm.String"/><Property Name="no" Type="Edm.Int64"/><Property Name="day" Type="Edm.Date"/></EntityType>` + container("lines=N.line"))},
		{name: "options with flags", sets: 1, text: schema(`<EnumType Name="days" IsFlags="true"><Member Name="Mon" Value="1"/><Member Name="Tue" Value="2"/><Member Name="_x0020_" Value="0"/></EnumType>` +
			entity("shift", `<Property Name="days" Type="N.days"/><Property Name="all" Type="Collection(Self.days)"/>`) + container("shifts=N.shift"))},
		{name: "type definitions", sets: 1, text: schema(`<TypeDefinition Name="weight" UnderlyingType="Edm.Decimal"/>` +
			entity("box", `<Property Name="weight" Type="N.weight"/><Property Name="weights" Type="Collection(Self.weight)"/>`) + container("boxes=N.box"))},
		{name: "single records and imports", sets: 3, ones: 2, text: schema(entity("me", "") + `<Function Name="near" IsBound="false"><ReturnType Type="N.me"/></Function><Action Name="reset"/>` +
			`<EntityContainer Name="C"><EntitySet Name="people" EntityType="N.me"/><Singleton Name="Me" Type="N.me"/><Singleton Name="Boss" Type="N.me"/><FunctionImport Name="near" Function="N.near" EntitySet="people"/><ActionImport Name="reset" Action="N.reset"/></EntityContainer>`)},
		{name: "names that are there twice", sets: 1, text: schema(entity("thing", `<Property Name="amount" Type="Edm.String"/><Property Name="amount" Type="Edm.Int32"/><Property Type="Edm.Int32"/>`) +
			entity("thing", "") + container("things=N.thing", "things=N.other", "=N.thing"))},
		{name: "several schemas and containers", sets: 2, text: edmx(`<Schema Namespace="A.B" Alias="X">` + entity("customer", "") + `</Schema><Schema Namespace="C" Alias="Y">` + entity("order", "") + container("customers=X.customer") + `</Schema><Schema Namespace="D">` + container("orders=Y.order") + `</Schema>`)},
		{name: "a reference by alias", sets: 2, text: []byte(`<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:Reference Uri="other.xml"><edmx:Include Namespace="Elsewhere.Model" Alias="E"/></edmx:Reference><edmx:DataServices><Schema Namespace="N">` + entity("order", "") + container("orders=N.order", "strangers=E.stranger") + `</Schema></edmx:DataServices></edmx:Edmx>`)},
		{name: "links that hold their records", sets: 2, text: schema(entity("line", `<NavigationProperty Name="order" Type="N.order" Partner="lines"/>`) + entity("order", `<NavigationProperty Name="lines" Type="Collection(N.line)" ContainsTarget="true" Partner="order"/>`) + container("orders=N.order", "lines=N.line"))},
		{name: "derived in a circle", sets: 2, text: schema(`<EntityType Name="a" BaseType="N.b"><Property Name="x" Type="Edm.String"/></EntityType><EntityType Name="b" BaseType="N.a"><Property Name="y" Type="Edm.String"/></EntityType>` + container("as=N.a", "bs=N.b"))},
		{name: "escaped names", sets: 1, text: schema(entity("G_x002F_L_x0020_Entry", `<Property Name="Amount_x0020__x0028_LCY_x0029_" Type="Edm.Decimal"/>`) + container("G_x002F_L_x0020_Entries=N.G_x002F_L_x0020_Entry"))},
		{name: "names beyond ASCII", sets: 3, text: schema(entity("größe", `<Property Name="Straße" Type="Edm.String"/><Property Name="漢字" Type="Edm.String"/><Property Name="हिन्दी" Type="Edm.String"/>`) + container("größen=N.größe", "顧客=N.größe", "عملاء=N.größe"))},
		{name: "names like keywords and signs", sets: 3, text: schema(entity("value", `<Property Name="value" Type="Edm.String"/><Property Name="@odata.etag" Type="Edm.String"/><Property Name="null" Type="Edm.String"/><Property Name="a b" Type="Edm.String"/><Property Name="x.y" Type="Edm.String"/><Property Name="p@q" Type="Edm.String"/><Property Name="$count" Type="Edm.Int32"/>`) + container("value=N.value", "a b=N.value", "per cent %2F &amp; more=N.value"))},
		{name: "no key, no properties", sets: 3, text: schema(`<EntityType Name="bare"/><EntityType Name="keyless"><Property Name="a" Type="Edm.String"/></EntityType><EntityType Name="lost"><Key><PropertyRef Name="gone"/></Key><Property Name="a" Type="Edm.String"/></EntityType>` + container("bares=N.bare", "keyless=N.keyless", "lost=N.lost"))},
		{name: "types that nobody describes", sets: 2, text: schema(entity("thing", `<Property Name="what" Type="N.unheard"/><Property Name="where" Type="Edm.GeographyPoint"/><Property Name="untyped" Type="Edm.Untyped"/><NavigationProperty Name="lost" Type="N.nobody"/>`) + container("things=N.thing", "ghosts=N.ghost"))},
		{name: "described and not there", sets: 2, gone: []string{"orders"}, text: schema(small())},
		{name: "streams and every primitive", sets: 1, text: schema(`<EntityType Name="all" HasStream="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Int64"/><Property Name="b" Type="Edm.Boolean"/><Property Name="y" Type="Edm.Byte"/><Property Name="d" Type="Edm.Double"/><Property Name="t" Type="Edm.TimeOfDay"/><Property Name="u" Type="Edm.Duration"/><Property Name="o" Type="Edm.DateTimeOffset"/><Property Name="n" Type="Edm.Binary"/><Property Name="s" Type="Edm.Stream"/><Property Name="g" Type="Edm.Geometry"/></EntityType>` + container("alls=N.all"))},
		{name: "like Northwind, OData 3", sets: 2, text: []byte(`<?xml version="1.0"?><edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"><edmx:DataServices m:DataServiceVersion="3.0" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><Schema Namespace="N" xmlns="http://schemas.microsoft.com/ado/2009/11/edm">` +
			entity("Product", `<Property Name="CategoryID" Type="Edm.Int32"/><Property Name="since" Type="Edm.DateTime"/><NavigationProperty Name="Category" Relationship="N.FK" FromRole="Products" ToRole="Category"/>`) + entity("Category", `<NavigationProperty Name="Products" Relationship="N.FK" FromRole="Category" ToRole="Products"/>`) +
			`<Association Name="FK"><End Role="Category" Type="N.Category" Multiplicity="0..1"/><End Role="Products" Type="N.Product" Multiplicity="*"/><ReferentialConstraint><Principal Role="Category"><PropertyRef Name="id"/></Principal><Dependent Role="Products"><PropertyRef Name="CategoryID"/></Dependent></ReferentialConstraint></Association>` +
			container("Products=N.Product", "Categories=N.Category") + `</Schema></edmx:DataServices></edmx:Edmx>`)},
		{name: "CSDL 2 without edmx around it", sets: 2, text: []byte(`<Schema Namespace="N" xmlns="http://schemas.microsoft.com/ado/2006/04/edm">` + small() + `</Schema>`)},
		{name: "strange namespaces", sets: 2, text: []byte(`<x:Edmx Version="9" xmlns:x="urn:a"><x:DataServices><y:Schema Namespace="N" xmlns:y="urn:b">` + small() + `</y:Schema></x:DataServices></x:Edmx>`)},
		{name: "a business central without companies' links", sets: 3, text: schema(entity("company", "") + smallTypes() + container("companies=N.company", "customers=N.customer", "orders=N.order"))},
		{name: "no sets", text: schema(entity("thing", ""))},
		{name: "nothing at all", text: edmx("")},
		{name: "byte order mark", text: append([]byte("\xEF\xBB\xBF"), schema(small())...), sets: 2},
		{name: "blank lines before it", text: append([]byte("\r\n\r\n"), schema(small())...), sets: 2},
		{name: "UTF-16 with a mark", text: wide([]byte(strings.Replace(whole, "utf-8", "utf-16", 1)), true, true), sets: 2},
		{name: "UTF-16, the other way round", text: wide([]byte(whole), true, false), sets: 2},
		{name: "UTF-16 without a mark", text: wide([]byte(whole), false, true), sets: 2},
		{name: "Latin-1", text: []byte("<?xml version='1.0' encoding='ISO-8859-1'?>" + string(schema(entity("gr\xf6\xdfe", "") + container("gr\xf6\xdfen=N.gr\xf6\xdfe")))[len(`<?xml version="1.0" encoding="utf-8"?>`):]), sets: 1},
		{name: "20,000 sets", text: manySets(20_000, ""), sets: 20_000},
		{name: "4 MB in one line", text: manySets(10_000, "adding"), sets: 10_000},

		{name: "cut off in the types", text: []byte(whole[:len(whole)/2]), names: []string{"customers", "orders"}, sets: 2, warns: "$metadata is damaged"},
		{name: "cut off in the types, and nothing else answers", text: []byte(whole[:len(whole)/2]), reason: "$metadata is damaged"},
		{name: "cut off in the container", text: []byte(whole[:strings.Index(whole, `<EntitySet Name="orders"`)+10]), sets: 1, warns: "$metadata is damaged"},
		{name: "broken in one type", text: schema(broken), sets: 2, warns: "$metadata is damaged"},
		{name: "an escape character in a name", text: schema(strings.Replace(small(), `Name="displayName"`, `Name="display&#x1b;[31mName"`, 1)), sets: 2, warns: "$metadata is damaged"},
		{name: "a bare escape character", text: schema(strings.Replace(small(), `Name="displayName"`, "Name=\"display\x1b\x00Name\"", 1)), sets: 2, warns: "$metadata is damaged"},
		{name: "an escape character in the name of a set", text: schema(entity("customer", "") + container("cust&#27;omers=N.customer", "others=N.customer")), sets: 2, gone: []string{"cust␛omers"}, warns: "$metadata is damaged"},
		{name: "bytes that are no UTF-8", text: schema(strings.Replace(small(), "displayName", "display\xff\xfeName", 1)), sets: 2, warns: "$metadata is damaged"},
		{name: "a bare ampersand", text: schema(strings.Replace(small(), "displayName", "R&D", 1)), sets: 2},
		{name: "an entity bomb", text: []byte(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>` + string(edmx(`<Schema Namespace="N">` + strings.Replace(small(), "displayName", "&c;", 1) + `</Schema>`))[len(`<?xml version="1.0" encoding="utf-8"?>`):]), sets: 2, warns: "$metadata is damaged"},
		{name: "a file from outside", text: []byte(`<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>` + string(edmx(`<Schema Namespace="N">` + strings.Replace(small(), "displayName", "&a;", 1) + `</Schema>`))[len(`<?xml version="1.0" encoding="utf-8"?>`):]), sets: 2, warns: "$metadata is damaged"},
		{name: "a remark before the document", text: append([]byte("Notice: undefined index in line 3\n"), schema(small())...), sets: 2, warns: "$metadata is damaged"},
		{name: "a web page", text: []byte("<!DOCTYPE html><html><head><title>Sign in</title></head><body>portal</body></html>"), reason: "answered"},
		{name: "a web page, and the service document answers", text: []byte("<!DOCTYPE html><html><body>portal</body></html>"), names: []string{"companies", "customers"}, sets: 2, warns: "the list may be incomplete"},
		{name: "JSON", text: []byte(`{"$Version":"4.01","N":{}}`), names: []string{"customers"}, sets: 1, warns: "$metadata is damaged"},
		{name: "JSON alone", text: []byte(`{"$Version":"4.01","N":{}}`), reason: "$metadata is damaged"},
		{name: "empty", text: nil, reason: "$metadata is damaged"},
		{name: "empty, and the service document answers", text: []byte("  \n"), names: []string{"customers"}, sets: 1, warns: "$metadata is damaged"},
		{name: "junk that looks packed", text: []byte("\x1f\x8b\x08\x00junk junk junk"), names: []string{"customers"}, sets: 1, warns: "$metadata is damaged"},
		{name: "another XML", text: []byte(`<error xmlns="x"><code>Boom</code><message>no metadata today</message></error>`), reason: "$metadata is damaged"},
		{name: "zeroes", text: make([]byte, 5000), reason: "$metadata is damaged"},
	}
}
