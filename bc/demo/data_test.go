package demo

import (
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func TestCompaniesLookLikeRecordedOnes(t *testing.T) {
	w := start(t, nil)
	p, got := w.data(api + "/companies")
	if p.Context != w.base+api+"/$metadata#companies" || len(p.Value) != 3 {
		t.Fatalf("%s", got.body)
	}
	if got.header.Get("OData-Version") != "4.0" || got.header.Get("Content-Type") != odataJSON {
		t.Errorf("headers %v", got.header)
	}
	if strings.Contains(got.body, "@odata.etag") {
		t.Error("companies have no ETag")
	}
	var theirs struct{ Value []map[string]any }
	if err := json.Unmarshal(recorded(t, "responses/v2.0/companies.json"), &theirs); err != nil {
		t.Fatal(err)
	}
	for name, v := range theirs.Value[0] {
		if reflect.TypeOf(p.Value[0][name]) != reflect.TypeOf(v) {
			t.Errorf("%s: %T, recorded %T", name, p.Value[0][name], v)
		}
	}
	if len(p.Value[0]) != len(theirs.Value[0]) {
		t.Errorf("%d properties, recorded %d", len(p.Value[0]), len(theirs.Value[0]))
	}
}

func TestCompanyAddresses(t *testing.T) {
	w := start(t, nil)
	quoted := url.PathEscape(strings.ReplaceAll(oddName, "'", "''"))
	for _, path := range []string{
		api + "/companies(" + strings.ToUpper(cronusID) + ")/customers",
		api + "/companies(id=" + cronusID + ")/customers",
		api + "/companies(name='CRONUS')/customers",
		api + "/companies(name='" + quoted + "')/customers",
		api + "/customers?company=CRONUS",
		api + "/customers?company=" + cronusID,
		api + "/customers?company=" + url.QueryEscape(oddName),
		firm + "/customers/",
	} {
		if p, got := w.data(path); got.status != 200 || len(p.Value) != 45 {
			t.Errorf("%s: %d, %d records", path, got.status, len(p.Value))
		}
	}
	if p, got := w.data(api + "/companies(" + emptyID + ")/customers?$count=true"); got.status != 200 || len(p.Value) != 0 || *p.Count != 0 {
		t.Errorf("the empty company: %d %s", got.status, got.body)
	}
}

// All pages, by following nextLink, give each record once, in order; the same link twice gives the same page.
func TestPaging(t *testing.T) {
	w := start(t, nil)
	for _, c := range []struct {
		query string
		size  string
		pages int
		total int
	}{
		{"customers", "10", 5, 45},
		{"customers?$orderby=displayName", "7", 7, 45},
		{"customers?$filter=balanceDue gt 100&$orderby=balanceDue desc&$select=number", "4", 8, 32},
		{"customers?$skip=40", "2", 3, 5},
		{"customers?$top=25", "10", 3, 25},
		{"customers?$skip=5&$top=20&$count=true", "10", 2, 20},
		{"customers", "45", 1, 45},
		{"generalLedgerEntries?$select=entryNumber", "", 2, 20_500},
		{"generalLedgerEntries?$select=entryNumber", "99999", 2, 20_500},
	} {
		header := []string{}
		if c.size != "" {
			header = append(header, "Prefer: odata.maxpagesize="+c.size)
		}
		seen := map[string]bool{}
		pages, total := 0, 0
		for address := c.query; address != ""; pages++ {
			p, got := w.data(address, header...)
			if got.status != 200 || pages > 20 {
				t.Fatalf("%s page %d: %d %s", c.query, pages, got.status, got.body)
			}
			if again, _ := w.data(address, header...); !reflect.DeepEqual(again, p) {
				t.Errorf("%s page %d: another page the second time", c.query, pages)
			}
			for _, v := range p.Value {
				b, _ := json.Marshal(v)
				seen[string(b)] = true
			}
			total += len(p.Value)
			if p.Next != "" && !strings.HasPrefix(p.Next, w.base+firm+"/") {
				t.Errorf("nextLink %s", p.Next)
			}
			address = p.Next
		}
		if pages != c.pages || total != c.total || len(seen) != total {
			t.Errorf("%s by %s: %d pages, %d records, %d different", c.query, c.size, pages, total, len(seen))
		}
	}
}

func TestPagePreferencesAndTop(t *testing.T) {
	w := start(t, nil)
	for _, c := range []struct {
		query, prefer string
		n             int
		applied       string
		next          bool
	}{
		{"customers", "odata.maxpagesize=10", 10, "odata.maxpagesize=10", true},
		{"customers", "maxpagesize=3, odata.continue-on-error", 3, "odata.maxpagesize=3", true},
		{"customers", "odata.maxpagesize=0", 45, "", false},
		{"customers", "odata.maxpagesize=x", 45, "", false},
		{"customers?$top=10", "odata.maxpagesize=10", 10, "odata.maxpagesize=10", false},
		{"customers?$top=11", "odata.maxpagesize=10", 10, "odata.maxpagesize=10", true},
		{"customers?$top=0", "", 0, "", false},
		{"generalLedgerEntries?$select=id", "", 20000, "", true},
		{"generalLedgerEntries?$select=id", "odata.maxpagesize=25000", 20000, "odata.maxpagesize=20000", true},
		{"generalLedgerEntries?$select=id&$top=20001", "", 20000, "", true},
	} {
		p, got := w.data(c.query, "Prefer: "+c.prefer)
		if got.status != 200 || len(p.Value) != c.n || got.header.Get("Preference-Applied") != c.applied || (p.Next != "") != c.next {
			t.Errorf("%s, %s: %d records, applied %q, next %q", c.query, c.prefer, len(p.Value), got.header.Get("Preference-Applied"), p.Next)
		}
	}
}

func TestSkipTokensOfAnotherQuestion(t *testing.T) {
	w := start(t, nil)
	p, _ := w.data("customers?$orderby=number", "Prefer: odata.maxpagesize=10")
	_, token, _ := strings.Cut(p.Next, "$skiptoken=")
	if !strings.Contains(p.Next, "?$orderby=number&aid=FIN&$skiptoken=") {
		t.Errorf("nextLink %s", p.Next)
	}
	for _, query := range []string{
		"customers?$skiptoken=" + token,
		"customers?$orderby=number desc&$skiptoken=" + token,
		"customers?$orderby=number&$skiptoken=" + token[:len(token)-2] + "AA",
		"customers?$orderby=number&$skiptoken=nonsense!",
		"customers?$orderby=number&$skiptoken=",
		"vendors?$orderby=number&$skiptoken=" + token,
	} {
		_, got := w.data(query)
		if code, _ := got.problem(); got.status != 400 || code != "SkipTokenIsNoLongerValid" {
			t.Errorf("%s: %d %s", query, got.status, got.body)
		}
	}
}

func TestCounts(t *testing.T) {
	w := start(t, nil)
	for path, want := range map[string]string{
		"customers/$count":                                                         "45",
		"customers/$count?$filter=blocked eq 'All'":                                "11",
		"generalLedgerEntries/$count":                                              "20500",
		"generalLedgerEntries/$count?$filter=entryNumber gt 20490":                 "10",
		"salesOrders(de300000-0d0d-4000-8000-000000000002)/salesOrderLines/$count": "3",
	} {
		_, got := w.data2(path)
		if got.body != want || !strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	p, _ := w.data("customers?$top=0&$count=true")
	if len(p.Value) != 0 || *p.Count != 45 {
		t.Errorf("$top=0: %+v", p)
	}
	p, _ = w.data("customers?$top=2&$skip=3&$count=true&$filter=blocked eq 'All'")
	if len(p.Value) != 2 || *p.Count != 11 {
		t.Errorf("count with top and skip: %+v", p)
	}
}

// data2 is for answers that are no page.
func (w *world) data2(path string) (string, reply) {
	got := w.get("good", firm+"/"+strings.ReplaceAll(path, " ", "%20"))
	return got.body, got
}

func TestQueriesThatTheServiceRefusesOrIgnores(t *testing.T) {
	w := start(t, nil)
	for query, want := range map[string]struct {
		status int
		code   string
		text   string
	}{
		"customers?$filter=nonsense eq 1":                       {400, "BadRequest", "Could not find a property named 'nonsense' on type 'Microsoft.NAV.customer'.  CorrelationId:  "},
		"customers?$select=nonsense":                            {400, "BadRequest", "Could not find a property named 'nonsense'"},
		"customers?$filter=number eq '1' or displayName eq '1'": {400, "BadRequest", "The 'OR' operator is not supported on distinct fields on an OData filter."},
		"customers?$filter=number eq 1":                         {400, "BadRequest", "incompatible types"},
		"customerSales?$orderby=name":                           {501, "BadRequest_MethodNotImplemented", ""},
		"customers?$filter=not (number eq '1')":                 {501, "BadRequest_MethodNotImplemented", ""},
		"customers?$filter=%zz":                                 {400, "RequestDataInvalid", "Request data is invalid."},
		"customers?$filter=number in ('10000')":                 {200, "", ""},
		"customers?$search=x&$apply=y&$wibble=z":                {200, "", ""},
	} {
		p, got := w.data(query)
		code, message := got.problem()
		if got.status != want.status || code != want.code || !strings.Contains(message, want.text) {
			t.Errorf("%s: %d %s", query, got.status, got.body)
		}
		if want.status == 200 && len(p.Value) != 45 {
			t.Errorf("%s: %d records, want all 45", query, len(p.Value))
		}
	}
	p, _ := w.data("customers?$schemaversion=2.1&$filter=number in ('10000','10010')")
	if len(p.Value) != 2 {
		t.Errorf("schema version 2.1: %d records", len(p.Value))
	}
}

// Services that keep to an earlier schema version, and those whose links leave the version out.
func TestSchemaVersionFaults(t *testing.T) {
	w := start(t, nil)
	const nested = "customers?$SCHEMAVERSION=2.1&$filter=contains(tolower(displayName),'er 1')"
	if p, _ := w.data(nested); len(p.Value) != 10 {
		t.Fatalf("%d records", len(p.Value))
	}
	w.s.SetFaults(Fault{On: "page", Times: -1, PassOver: true})
	for query, want := range map[string]int{nested: 45, "customers?$schemaversion=2.1&$filter=number in ('10000')": 45, "customers?$filter=number eq '10000'": 1} {
		if p, got := w.data(query); len(p.Value) != want {
			t.Errorf("passed over: %s: %d records, %d", query, len(p.Value), got.status)
		}
	}
	w.s.SetFaults(Fault{On: "page", Times: -1, NextLink: "bare"})
	_, got := w.data(nested, "Prefer: odata.maxpagesize=4")
	if !strings.Contains(got.body, "nextLink") || strings.Contains(strings.ToLower(got.body), "schemaversion=2.1") {
		t.Errorf("the link keeps the version: %s", got.body)
	}
}

func TestRecordsAndLinks(t *testing.T) {
	w := start(t, nil)
	order := "salesOrders(de300000-0d0d-4000-8000-000000000002)"
	for _, c := range []struct {
		path   string
		status int
		text   string
	}{
		{"customers(de300000-cccc-4000-8000-000000000002)", 200, `{"@odata.context":"` + w.base + firm + `/x`},
		{order + "/customer", 200, `"number":"10010"`},
		{order + "/customer/number", 200, `"value":"10010"`},
		{order + "/customer/orders?$select=number", 200, `"number":"SO-017"`},
		{order + "/customer/orders(de300000-0d0d-4000-8000-000000000007)", 200, `"number":"SO-007"`},
		{order + "/customer/orders(de300000-0d0d-4000-8000-000000000003)", 404, "Internal_RecordNotFound"},
		{order + "/salesOrderLines", 200, `"description":"Line 5"`},
		{order + "/salesOrderLines(de300000-11e0-4000-8000-000000000004)", 200, `"description":"Line 3"`},
		{order + "/salesOrderLines(de300000-11e0-4000-8000-000000000001)", 404, "Internal_RecordNotFound"},
		{order + "/salesOrderLines?$filter=sequence eq 20000&$count=true", 200, `"@odata.count":1`},
		{order + "/salesOrderLines(de300000-11e0-4000-8000-000000000004)/salesOrder", 200, `"number":"SO-002"`},
		{order + "?$expand=salesOrderLines($select=sequence),customer($select=number)&$select=number", 200, `"number":"SO-002","salesOrderLines":[{"@odata.etag":"`},
		{"salesOrders(de300000-0d0d-4000-8000-000000000020)/customer", 204, ""},
		{"salesOrders(de300000-0d0d-4000-8000-000000000020)?$expand=customer", 200, `"customer":null`},
		{"salesOrderLines(de300000-11e0-4000-8000-000000000004)", 200, `"description":"Line 3"`},
		{"salesOrderLines?$filter=documentId eq de300000-0d0d-4000-8000-000000000003", 200, `"description":"Line 8"`},
		{"salesOrderLines?$filter=id eq de300000-11e0-4000-8000-000000000004", 200, `"description":"Line 3"`},
		{"salesOrderLines?$filter=sequence eq 10000", 400, "Application_DialogException"},
		{"customers(de300000-cccc-4000-8000-000000000001)/picture", 200, "\x89PNG demo"},
		{"customers(de300000-cccc-4000-8000-000000000002)/picture", 204, ""},
		{"customerSales(customerId=de300000-cccc-4000-8000-000000000001,name='B')", 200, `"name":"B"`},
		{order + "/nonsense", 404, "segment 'nonsense'"},
		{order + "/number/more", 404, "segment 'number'"},
		{order + "/Microsoft.NAV.shipAndInvoice", 404, "segment 'Microsoft.NAV.shipAndInvoice'"},
	} {
		want := strings.Replace(c.text, firm+"/x", api+"/$metadata#companies("+cronusID+")/customers(de300000-cccc-4000-8000-000000000002)/$entity", 1)
		body, got := w.data2(c.path)
		if got.status != c.status || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s\nwant %d %s", c.path, got.status, body, c.status, want)
		}
	}
	_, one := w.data2("customers(de300000-cccc-4000-8000-000000000002)")
	list, _ := w.data("customers?$top=2")
	if etag := list.Value[1]["@odata.etag"]; etag != one.header.Get("ETag") || !strings.HasPrefix(etag.(string), `W/"`) {
		t.Errorf("ETag %v in the list, %s alone", etag, one.header.Get("ETag"))
	}
	if link := list.Value[0]["picture@odata.mediaReadLink"]; w.get("good", link.(string)).body != "\x89PNG demo" {
		t.Errorf("media link %v", link)
	}
}

func TestGzip(t *testing.T) {
	w := start(t, nil)
	plain := w.get("good", firm+"/generalLedgerEntries")
	zipped := w.get("good", firm+"/generalLedgerEntries", "Accept-Encoding: deflate, gzip;q=0.8")
	if zipped.header.Get("Content-Encoding") != "gzip" || len(zipped.body)*3 > len(plain.body) {
		t.Fatalf("%d bytes, %d zipped, %v", len(plain.body), len(zipped.body), zipped.header)
	}
	z, err := gzip.NewReader(strings.NewReader(zipped.body))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil || string(b) != plain.body {
		t.Errorf("unzipped %d bytes, plain %d: %v", len(b), len(plain.body), err)
	}
	if refused := w.get("good", firm+"/customers", "Accept-Encoding: gzip;q=0"); refused.header.Get("Content-Encoding") != "" {
		t.Error("zipped though it was not wanted")
	}
}

func TestServiceDocumentRoutesAndDefinitions(t *testing.T) {
	w := start(t, nil)
	p, _ := w.data(api + "/")
	if p.Context != w.base+api+"/$metadata" || len(p.Value) != 9 || p.Value[3]["name"] != "customers" || p.Value[3]["kind"] != "EntitySet" || p.Value[3]["url"] != "customers" {
		t.Errorf("service document %+v", p)
	}
	p, _ = w.data(api + "/apicategoryroutes")
	if !reflect.DeepEqual(p.column("route"), []any{"v2.0", "microsoft/automation/v2.0"}) {
		t.Errorf("routes %v", p.Value)
	}
	p, _ = w.data(api + "/entityDefinitions?$filter=entitySetName eq 'salesOrders'")
	if len(p.Value) != 1 || p.Value[0]["entityName"] != "salesOrder" {
		t.Fatalf("definitions %v", p.Value)
	}
	b, _ := json.Marshal(p.Value[0])
	for _, want := range []string{`"entityCaptions":[{"caption":"Sales Auftrag","languageCode":1031},{"caption":"Sales Order","languageCode":1033}]`,
		`{"captions":[{"caption":"Auftrag Datum","languageCode":1031},{"caption":"Order Date","languageCode":1033}],"name":"orderDate"}`, `"name":"shipAndInvoice"`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("definition without %s: %s", want, b)
		}
	}
	if body, got := w.data2("../../entityDefinitions"); got.status != 404 {
		t.Errorf("a path with dots is followed: %d %.100s", got.status, body)
	}
	if body := w.get("good", api+"/entityDefinitions('customer')").body; !strings.Contains(body, `"entitySetName":"customers"`) {
		t.Errorf("definition by key: %s", body)
	}
	p, _ = w.data(api + "/entityDefinitions?$filter=entityName eq 'customerBlocked'")
	if b, _ := json.Marshal(p.Value); !strings.Contains(string(b), `"name":"_x0020_"`) {
		t.Errorf("enum members %s", b)
	}
}

// tokens reads XML to start and end elements with sorted attributes, so that layout does not matter.
func tokens(t *testing.T, b []byte, within string) []string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(b)))
	var out []string
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			name := ""
			text := e.Name.Local
			for _, a := range e.Attr {
				if a.Name.Local == "Name" {
					name = a.Value
				}
				text += " " + a.Name.Local + "=" + a.Value
			}
			if depth > 0 || e.Name.Local+" "+name == within {
				depth++
				if e.Name.Local != "NavigationProperty" {
					out = append(out, text)
				}
			}
		case xml.EndElement:
			if depth > 0 {
				depth--
			}
		}
	}
}

func TestMetadataIsWrittenAsTheRealOne(t *testing.T) {
	w := start(t, nil)
	got := w.get("good", api+"/$metadata")
	if got.status != 200 || !strings.HasPrefix(got.header.Get("Content-Type"), "application/xml") || strings.Contains(got.body, "\n") {
		t.Fatalf("%d %v %.200s", got.status, got.header, got.body)
	}
	for _, want := range []string{
		`<EntityType Name="customerSale"><Key><PropertyRef Name="customerId" /><PropertyRef Name="name" /></Key><Property Name="customerId" Type="Edm.Guid" Nullable="false" />`,
		`<NavigationProperty Name="salesOrderLines" Type="Collection(Microsoft.NAV.salesOrderLine)" Partner="salesOrder" ContainsTarget="true"><ReferentialConstraint Property="id" ReferencedProperty="documentId" /></NavigationProperty>`,
		`<NavigationProperty Name="generalLedgerEntries" Type="Collection(Microsoft.NAV.generalLedgerEntry)" ContainsTarget="true" />`,
		`<EnumType Name="customerBlocked"><Member Name="_x0020_" Value="0" />`,
		`<Action Name="shipAndInvoice" IsBound="true"><Parameter Name="bindingParameter" Type="Microsoft.NAV.salesOrder" /></Action>`,
		`<PropertyValue Property="Sortable" Bool="false" />`,
		`<Annotations Target="Microsoft.NAV.salesOrderLine/salesOrder">`,
		`<Property Name="blocked" Type="Microsoft.NAV.customerBlocked" />`,
	} {
		if !strings.Contains(got.body, want) {
			t.Errorf("without %s", want)
		}
	}
	document := recorded(t, "metadata/api-v2.0-bc27.xml")
	for _, element := range []string{
		"EntityType company", "EntityType entityMetadata", "EntityType apicategoryroutes", "ComplexType entityMetadataLabel", "ComplexType entityMetadataField",
		"ComplexType entityMetadataAction", "ComplexType entityMetadataEnumMember", "EnumType customerBlocked", "EntitySet companies", "EntitySet entityDefinitions",
		"EntitySet apicategoryroutes", "EntitySet customers",
	} {
		if ours, theirs := tokens(t, []byte(got.body), element), tokens(t, document, element); !reflect.DeepEqual(ours, theirs) || len(ours) == 0 {
			t.Errorf("%s:\n%v\nthe real one:\n%v", element, ours, theirs)
		}
	}
}

func TestAutomation(t *testing.T) {
	w := start(t, nil)
	const root = "/v2.0/Production/api/microsoft/automation/v2.0"
	p, _ := w.data(root + "/companies")
	if len(p.Value) != 3 || p.Value[0]["id"] != cronusID {
		t.Errorf("companies %v", p.Value)
	}
	below := root + "/companies(" + cronusID + ")/"
	p, got := w.data(below + "users?$filter=state eq 'Enabled' and startswith(userName,'BCTUI')&$expand=userPermissions")
	if got.status != 200 || len(p.Value) < 10 || len(p.Value[0]["userPermissions"].([]any)) == 0 {
		t.Errorf("users %s", got.body)
	}
	for _, v := range p.Value {
		if v["userName"] == "BCTUI not-set-up" || v["userName"] == "BCTUI disabled" {
			t.Errorf("%v is listed as enabled", v["userName"])
		}
	}
	for _, set := range []string{"automationCompanies", "extensions", "permissionSets", "userPermissions"} {
		if p, got := w.data(below + set); got.status != 200 || len(p.Value) == 0 {
			t.Errorf("%s: %d %s", set, got.status, got.body)
		}
	}
	if got := w.get("good", root+"/$metadata"); got.status != http.StatusOK || !strings.Contains(got.body, `EntityType Name="extension"`) {
		t.Errorf("$metadata: %d", got.status)
	}
}
