package record_test

import (
	"fmt"
	"strings"
	"testing"

	"bctui/bc/rows"
	"bctui/ui/place"
	"bctui/ui/screen"
)

const people = `<ComplexType Name="city"><Property Name="name" Type="Edm.String"/><Property Name="size" Type="Edm.Int32"/></ComplexType>
<ComplexType Name="address"><Property Name="street" Type="Edm.String"/><Property Name="city" Type="N.city"/></ComplexType>
<EntityType Name="person" OpenType="true"><Key><PropertyRef Name="code"/></Key><Property Name="code" Type="Edm.String"/>
<Property Name="home" Type="N.address"/><Property Name="places" Type="Collection(N.address)"/><Property Name="tags" Type="Collection(Edm.String)"/>
<Property Name="balance" Type="Edm.Decimal"/><Property Name="since" Type="Edm.Date"/><Property Name="bossId" Type="Edm.Guid"/>
<NavigationProperty Name="orders" Type="Collection(N.order)"/><NavigationProperty Name="boss" Type="N.boss"><ReferentialConstraint Property="bossId" ReferencedProperty="id"/></NavigationProperty></EntityType>
<EntityType Name="pilot" BaseType="N.person"><Property Name="hours" Type="Edm.Decimal"/></EntityType>
<EntityType Name="boss"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/></EntityType>
<EntityType Name="order"><Key><PropertyRef Name="no"/><PropertyRef Name="part"/></Key><Property Name="no" Type="Edm.Int32"/><Property Name="part" Type="Edm.String"/><Property Name="amount" Type="Edm.Decimal"/>
<Property Name="bossId" Type="Edm.Guid"/><NavigationProperty Name="boss" Type="N.boss"><ReferentialConstraint Property="bossId" ReferencedProperty="id"/></NavigationProperty></EntityType>
<EntityContainer Name="C"><EntitySet Name="people" EntityType="N.person"/><EntitySet Name="orders" EntityType="N.order"/><EntitySet Name="bosses" EntityType="N.boss"/></EntityContainer>`

const boss = "11111111-1111-1111-1111-111111111111"

func anna() string {
	var orders []string
	for i := range 7 {
		orders = append(orders, fmt.Sprintf(`{"no":%d,"part":"a/b'%d","amount":%d234.5,"bossId":%q}`, i+1, i, i+1, boss))
	}
	return `{"@odata.etag":"x","@odata.type":"#N.pilot","code":"ANNA","home":{"street":"Long Street","city":{"name":"Oslo","size":700000}},` +
		`"places":[{"street":"First","city":null},{"street":"Second","city":{"name":"Rome","size":1}}],"tags":["red","green"],"balance":36411.82,"since":"0001-01-01",` +
		`"bossId":"00000000-0000-0000-0000-000000000000","hours":12.50,"surprise":{"deep":{"deeper":{"x":1}}},"nothing":[],"orders":[` + strings.Join(orders, ",") + `]}`
}

func TestAStructureOpensAsARecord(t *testing.T) {
	r := newRig(t, people)
	r.open("people", "'ANNA'", anna())
	r.Has("Long Street", "700000", "structure", "a list of 7", "list") // inside is typed, too
	r.on("home")
	r.Do("enter")
	r.crumb("ANNA ▸ home")
	r.HasNot("places")
	r.on("city")
	r.Do("enter")
	r.crumb("ANNA ▸ home ▸ city")
	r.Has("Oslo", "700000", "integer")
	r.Do("Y")
	if n := len(r.copied()); n != 1 || r.copied()[0].Text != `{"name":"Oslo","size":700000}` {
		t.Errorf("copied is %+v", r.copied())
	}
	r.Do("esc", "esc")
	r.crumb("ANNA")
	r.on("deeper") // from here in one step
	r.Do("enter")
	r.crumb("ANNA ▸ surprise ▸ deep ▸ deeper")
	r.Do("esc")
	r.crumb("ANNA")
	if at := r.screen.Place().View.Column; !strings.HasSuffix(at, "\x000\x000") {
		t.Errorf("the cursor is not where it was: %q", at)
	}
	r.Do("z")
	r.on("nothing")
	r.Do("enter")
	r.Heard("There is nothing in it")
	r.on("bossId")
	r.Do("enter")
	r.Heard("This is not set: it leads nowhere")
}

func TestAListOpensAsAGridAndItsRowsAsRecords(t *testing.T) {
	r := newRig(t, people)
	r.open("people", "'ANNA'", anna())
	r.on("orders")
	r.Do("enter")
	r.crumb("ANNA ▸ orders")
	r.Has("no", "part", "1,234.50", "7,234.50", "end of the list")
	if got := r.screen.Status().Count; got != "1 of 7" {
		t.Error(got)
	}
	r.Do("down", "down", "right", "y")
	if r.copied()[0].Text != "a/b'2" {
		t.Errorf("copied is %+v", r.copied())
	}
	r.Do("enter")
	r.crumb("ANNA ▸ orders ▸ 3")
	r.Has("3,234.50", "decimal", "→ bosses")
	r.Do("n", "n", "n", "n", "n")
	r.crumb("ANNA ▸ orders ▸ 7")
	r.Heard("last of the list")
	r.Do("p")
	r.crumb("ANNA ▸ orders ▸ 6")
	r.on("bossId")
	r.Do("enter") // an expanded record leads where it would by itself
	if len(r.gone()) != 1 || r.gone()[0].Place.Set != "bosses" || r.gone()[0].Place.Key != boss {
		t.Fatalf("%+v", r.gone())
	}
	r.Do("esc")
	if got := r.screen.Status().Count; got != "6 of 7" {
		t.Errorf("back in the list the cursor is at %s", got)
	}
	r.Do("v")
	r.Has("6234.5") // raw
	r.HasNot("6,234.50")
	r.Do("v", "esc")
	r.on("tags")
	r.Do("enter")
	r.Has("value", "red", "green")
	r.Do("esc")
	r.on("places")
	r.Do("enter", "down", "right", "enter") // a cell that holds something opens at once
	r.crumb("ANNA ▸ places ▸ 2 ▸ city")
	r.Has("Rome")
	r.Do("esc")
	r.crumb("ANNA ▸ places")
}

// Back and forward bring the level and the cursor back, and a step to the next record keeps the level where it has one.
func TestLevelsAreRestored(t *testing.T) {
	r := newRig(t, people)
	r.open("people", "'ANNA'", anna())
	r.on("orders")
	r.Do("enter", "down", "down", "enter", "down")
	before := r.screen.Place()
	seed, ok := r.screen.Seed().(screen.Neighbour)
	if !ok {
		t.Fatal("nothing to open it again with")
	}
	r.show(before, seed)
	r.crumb("ANNA ▸ orders ▸ 3")
	if got := r.screen.Place(); got.View.Column != before.View.Column {
		t.Errorf("the cursor is at %q, not %q", got.View.Column, before.View.Column)
	}
	next := seed
	next.Record.Fields = next.Record.Fields[:2] // has no orders
	r.Run(r.screen.Update(next))
	r.Settle()
	r.crumb("ANNA")
	r.Has("Long Street")
}

func TestARecordOfADerivedTypeIsTypedAsSuch(t *testing.T) {
	r := newRig(t, people)
	r.open("people", "'ANNA'", anna())
	r.Has("12.50", "hours")
	for _, line := range strings.Split(r.View(), "\n") {
		if strings.Contains(line, "hours") && !strings.Contains(line, "decimal") {
			t.Errorf("its own property has no type: %s", line)
		}
	}
	r.on("balance")
	if left := r.screen.Status().Left; !strings.Contains(left, "raw 36411.82") {
		t.Errorf("the raw value is not told: %s", left)
	}
}

// Keys of text hold what they like: quotes, slashes, blanks, signs of addresses. Composite ones name their parts.
func TestKeysOfAnyTextAreAskedFor(t *testing.T) {
	for _, code := range []string{"O'Neil", "a/b", "a b", "50%", "#1?&+", "größe 漢字", "..", "%2F", "x'/y''z"} {
		r := newRig(t, people)
		quoted := "'" + strings.ReplaceAll(code, "'", "''") + "'"
		body := fmt.Sprintf(`{"code":%q,"balance":1}`, code)
		r.answer["people("+quoted+")"] = body
		r.open("people", quoted, body)
		r.crumb(code)
		r.Do("r")
		r.Heard("Loaded again")
		if r.last() != "people("+quoted+")" {
			t.Errorf("%s was asked for at %s", code, r.last())
		}
		r.on("orders")
		r.Do("enter")
		if len(r.gone()) != 1 || r.gone()[0].Place.Path != "people("+quoted+")/orders" {
			t.Errorf("its orders are at %+v", r.gone())
		}
	}
	r := newRig(t, people)
	key := "no=7,part='a/b''c'"
	r.answer["orders("+key+")"] = `{"no":7,"part":"a/b'c","amount":2}`
	r.open("orders", key, `{"no":7,"part":"a/b'c","amount":1}`)
	r.crumb("7, a/b'c")
	r.Do("r")
	r.Has("2.00")
}

// Odd records: no etag, a key that is null or missing, a set without a type. Each opens, and what can't be done says why.
func TestOddRecordsOpen(t *testing.T) {
	for _, json := range []string{
		`{"code":null,"balance":5}`, `{"balance":5}`, `{"code":"","balance":5}`, `{"code":["x"],"balance":5}`, `{"code":"A","code":"B","balance":5}`,
	} {
		r := newRig(t, people)
		r.open("people", "", json)
		r.Has("balance", "5.00")
		r.Do("r")
		if !strings.Contains(json, `"A"`) {
			r.Heard("names no key")
		}
		r.Do("tab", "c", "Y", "v", "v", "n")
	}
	r := newRig(t, people)
	r.open("unheard", "", `{"a":{"b":[1,2,3,4,5,6,7]}}`)
	r.on("b")
	r.Do("enter")
	r.Has("value", "7", "end of the list")

	// Nothing below to come back to, and no key: it says why.
	r.show(place.Place{Kind: place.Record, CompanyName: "CRONUS", Route: place.DefaultRoute, Set: "people"}, screen.Neighbour{})
	r.Has("This record can't be asked for by itself")
}

func TestFilesAreNamedWithTheirSize(t *testing.T) {
	r := newRig(t, `<EntityType Name="picture" HasStream="true"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><Property Name="content" Type="Edm.Stream"/><Property Name="empty" Type="Edm.Stream"/></EntityType><EntityContainer Name="C"><EntitySet Name="pictures" EntityType="N.picture"/></EntityContainer>`)
	r.answer["pictures("+boss+")/content"] = strings.Repeat("x", 12345)
	link := r.session.Client.BaseURL() + "/api/v2.0/pictures(" + boss + ")/content"
	r.open("pictures", boss, fmt.Sprintf(`{"id":%q,"content@odata.mediaReadLink":%q,"content@odata.mediaContentType":"image/png"}`, boss, link))
	r.Has("image/png · file, c asks for its size")
	r.Do("c")
	r.Has("image/png · 12,345 bytes")
	r.Do("z")
	r.Has("no file")
}

// What no set holds has its address below the record that holds it, whether it was followed or expanded.
func TestContainedRecordsLeadOn(t *testing.T) {
	r := newRig(t, `<EntityType Name="person"><Key><PropertyRef Name="code"/></Key><Property Name="code" Type="Edm.String"/><NavigationProperty Name="trips" Type="Collection(N.trip)" ContainsTarget="true"/></EntityType>
<EntityType Name="trip"><Key><PropertyRef Name="no"/></Key><Property Name="no" Type="Edm.Int32"/><NavigationProperty Name="guests" Type="Collection(N.person)"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="people" EntityType="N.person"/></EntityContainer>`)
	r.open("people", "'A'", `{"code":"A","trips":[{"no":1},{"no":2}]}`)
	r.on("many in trips")
	r.Do("enter")
	if len(r.gone()) != 1 || r.gone()[0].Place.Path != "people('A')/trips" || r.gone()[0].Place.Set != "trips" {
		t.Errorf("%+v", r.gone())
	}
	r.on("a list of 2")
	r.Do("enter", "down", "enter")
	r.crumb("A ▸ trips ▸ 2")
	r.on("guests")
	r.Do("enter")
	if len(r.gone()) != 2 || r.gone()[1].Place.Path != "people('A')/trips(2)/guests" || r.gone()[1].Place.Set != "people" {
		t.Errorf("%+v", r.gone())
	}
	r.open("trips", "2", `{"no":2}`, func(p *place.Place) { p.Path = "people('A')/trips" })
	r.answer["people('A')/trips(2)"] = `{"no":2,"late":"yes"}`
	r.Do("r")
	r.Has("late")
}

// Of a name that came twice each value has a line with the type of its name, opens, and is copied as it came.
func TestANameThatCameTwice(t *testing.T) {
	const text = `{"code":"ANNA","balance":1.50,"home":{"street":"first"},"balance":2.5000,"home":{"street":"A","street":"B"}}`
	r := newRig(t, people)
	page, _, err := rows.Decode(strings.NewReader(`{"value":[`+text+`]}`), rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := place.Place{Kind: place.Record, CompanyName: "CRONUS", Route: place.DefaultRoute, Set: "people", Key: "'ANNA'"}
	r.show(p, screen.Neighbour{Place: p, Record: page.Row(0), Of: "1 of 1"})
	if left := r.screen.Status().Left; !strings.Contains(left, "sent more than once: balance, home") {
		t.Error(left)
	}
	r.on("balance (2)")
	r.Has("1.50", "2.50", "home (2)", "street (2)")
	for _, line := range strings.Split(r.View(), "\n") {
		if strings.Contains(line, "balance (2)") && !strings.Contains(line, "decimal") {
			t.Errorf("the second value has no type: %s", line)
		}
	}
	r.Do("y", "Y")
	if all := r.copied(); len(all) != 2 || all[0].Text != "2.5000" || all[1].Text != text {
		t.Errorf("copied is %+v", all)
	}
	r.Do("v")
	r.Has("2.5000")
	r.on("home (2)")
	r.Do("enter")
	r.crumb("ANNA ▸ home (2)")
	r.Has("street (2)", "B")
	r.Do("Y")
	if all := r.copied(); all[len(all)-1].Text != `{"street":"A","street":"B"}` {
		t.Errorf("copied is %+v", all[len(all)-1])
	}
}
