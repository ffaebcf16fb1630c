package links_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bctui/bc/links"
	"bctui/bc/odata"
)

func schema(t *testing.T, name string) *odata.Schema {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "metadata", name))
	if err != nil {
		t.Skip("no recorded $metadata beside the project: ", err)
	}
	defer func() { _ = f.Close() }()
	s, err := odata.ReadSchema(f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	one = "11111111-1111-1111-1111-111111111111"
	two = "22222222-2222-2222-2222-222222222222"
)

// record makes a record of a set from "name=value" words.
func record(t *testing.T, s *odata.Schema, set string, values ...string) links.Record {
	t.Helper()
	found, ok := s.Set(set)
	if !ok {
		t.Fatalf("there is no set %s", set)
	}
	have := map[string]string{}
	for _, v := range values {
		name, text, _ := strings.Cut(v, "=")
		have[name] = text
	}
	return links.Record{Set: found, Value: func(name string) string { return have[name] }}
}

// address writes a link in one line: where it leads.
func address(l links.Link) string {
	text := l.Set.Name
	if l.Path != "" {
		text += " at " + l.Path
	}
	if l.Key != "" {
		text += "(" + l.Key + ")"
	}
	if l.Filter != "" {
		text += " where " + l.Filter
	}
	if l.Company != "" {
		text += " in " + l.Company
	}
	if l.Many {
		text += " *"
	}
	return text
}

func field(t *testing.T, g *links.Graph, r links.Record, name, want string) {
	t.Helper()
	l, ok := g.Field(r, name)
	got := ""
	if ok {
		got = address(l)
	}
	if got != want {
		t.Errorf("%s.%s leads to %q, want %q", r.Set.Name, name, got, want)
	}
}

// has looks for a link by name and, when there are several of that name, by the field of the others.
func has(t *testing.T, all []links.Link, name, want string) {
	t.Helper()
	name, by, _ := strings.Cut(name, " by ")
	for _, l := range all {
		if l.Name == name && l.By == by {
			if got := address(l); got != want {
				t.Errorf("%s leads to %q, want %q", name, got, want)
			}
			return
		}
	}
	if want != "" {
		t.Errorf("there is no link %s by %q", name, by)
	}
}

func TestFieldsOfTheRealAPI(t *testing.T) {
	s := schema(t, "api-v2.0-bc27.xml")
	g := links.New(s)
	for _, c := range []struct{ set, values, field, want string }{
		{"salesOrders", "customerId=" + two, "customerId", "customers(" + two + ")"},
		{"salesOrders", "billToCustomerId=" + two, "billToCustomerId", "customers(" + two + ")"}, // no constraint: by name
		{"salesOrders", "customerId=" + odata.EmptyGUID, "customerId", ""},
		{"salesOrders", "customerId=", "customerId", ""},
		{"salesOrders", "customerId=no GUID", "customerId", ""},
		{"salesOrders", "id=" + one, "id", ""},
		{"salesOrders", "number=S-1", "number", ""},
		{"salesOrders", "what=" + two, "what", ""},
		{"salesInvoices", "orderId=" + two, "orderId", "salesOrders(" + two + ")"},
		{"purchaseInvoices", "orderId=" + two, "orderId", "purchaseOrders(" + two + ")"},
		{"salesOrders", "id=" + one + " shortcutDimension1Code=ADM", "shortcutDimension1Code", "dimensionValues at salesOrders(" + one + ")/dimensionValue"},
		{"salesOrderLines", "documentId=" + two, "documentId", "salesOrders(" + two + ")"},
		{"salesOrderLines", "itemId=" + two, "itemId", "items(" + two + ")"},
		{"items", "baseUnitOfMeasureId=" + two, "baseUnitOfMeasureId", "unitsOfMeasure(" + two + ")"},
		{"items", "taxGroupId=" + two, "taxGroupId", "taxGroups(" + two + ")"},
		{"customers", "taxAreaId=" + two, "taxAreaId", "taxAreas(" + two + ")"},
		{"timeRegistrationEntries", "jobId=" + two, "jobId", "projects(" + two + ")"}, // no type is called job any more
		{"dimensionSetLines", "valueId=" + two, "valueId", "dimensionValues(" + two + ")"},
		{"dimensionSetLines", "parentId=" + two + " parentType=Sales_x0020_Order_x0020_Line", "parentId", "salesOrderLines(" + two + ")"},
		{"dimensionSetLines", "parentId=" + two + " parentType=_x0020_", "parentId", ""},
		{"dimensionSetLines", "parentId=" + two, "parentId", ""},
		{"attachments", "parentId=" + two + " parentType=Sales_x0020_Invoice", "parentId", "salesInvoices(" + two + ")"},
		{"attachments", "parentId=" + two + " parentType=Customer_x0020_Statement", "parentId", ""},
		{"documentAttachments", "parentId=" + two + " parentType=Job", "parentId", "projects(" + two + ")"},
		{"defaultDimensions", "parentId=" + two + " parentType=Vendor", "parentId", "vendors(" + two + ")"},
		{"journalLines", "journalId=" + two, "journalId", "journals(" + two + ")"},
		{"vendorPayments", "journalId=" + two, "journalId", "vendorPaymentJournals(" + two + ")"},
		{"journalLines", "accountId=" + two + " accountType=Customer", "accountId", "customers(" + two + ")"},
		{"journalLines", "accountId=" + two + " accountType=G_x002F_L_x0020_Account", "accountId", "accounts(" + two + ")"},
		{"journalLines", "accountId=" + two + " accountType=IC_x0020_Partner", "accountId", ""},
		{"contactsInformation", "contactId=" + two + " contactType=Company", "contactId", "contacts(" + two + ")"},
		{"contactsInformation", "relatedId=" + two + " relatedType=Vendor", "relatedId", "vendors(" + two + ")"},
		{"agedAccountsReceivables", "customerId=" + two, "customerId", "customers(" + two + ")"},
		{"customerSales", "customerId=" + two, "customerId", "customers(" + two + ")"},
		{"pictures", "id=" + two + " parentType=Item", "id", "items(" + two + ")"},
		{"externaleventsubscriptions", "companyId=" + two, "companyId", "companies(" + two + ")"},
		{"externaleventsubscriptions", "userId=" + two, "userId", ""},
	} {
		field(t, g, record(t, s, c.set, strings.Fields(strings.ReplaceAll(c.values, "no GUID", "no"))...), c.field, c.want)
	}
}

// A number or code leads to the records that have it, where its name says of which set. The last word of a name is not
// enough, and what the record says of itself counts more than the name.
func TestNumbersAndCodes(t *testing.T) {
	const (
		item    = "items where number eq '1000' *"
		account = "accounts where number eq '1000' *"
	)
	for _, c := range []struct{ file, set, values, field, want string }{
		{"api-v2.0-bc27.xml", "salesOrders", "customerNumber=1000", "customerNumber", "customers where number eq '1000' *"},
		{"api-v2.0-bc27.xml", "salesOrders", "billToCustomerNumber=O'N", "billToCustomerNumber", "customers where number eq 'O''N' *"},
		{"api-v2.0-bc27.xml", "salesOrders", "currencyCode=EUR", "currencyCode", "currencies where code eq 'EUR' *"},
		{"api-v2.0-bc27.xml", "salesOrders", "shipToCountry=NO", "shipToCountry", "countriesRegions where code eq 'NO' *"},
		{"api-v2.0-bc27.xml", "salesOrders", "customerNumber=", "customerNumber", ""},
		{"api-v2.0-bc27.xml", "salesOrders", "number=S1", "number", ""},
		{"api-v2.0-bc27.xml", "salesOrders", "externalDocumentNumber=S1", "externalDocumentNumber", ""},
		{"api-v2.0-bc27.xml", "salesOrders", "phoneNumber=1", "phoneNumber", ""},
		{"api-v2.0-bc27.xml", "customers", "country=NO", "country", "countriesRegions where code eq 'NO' *"},
		{"api-v2.0-bc27.xml", "customers", "salespersonCode=JO", "salespersonCode", "salespeoplePurchasers where code eq 'JO' *"},
		{"api-v2.0-bc27.xml", "customers", "postalCode=1", "postalCode", ""},
		{"api-v2.0-bc27.xml", "bankAccounts", "bankAccountNumber=1", "bankAccountNumber", ""},
		{"api-v2.0-bc27.xml", "companyInformation", "bankAccountNumber=1", "bankAccountNumber", ""},
		{"api-v2.0-bc27.xml", "items", "baseUnitOfMeasureCode=PCS", "baseUnitOfMeasureCode", "unitsOfMeasure where code eq 'PCS' *"},
		{"api-v2.0-bc27.xml", "items", "itemCategoryCode=X", "itemCategoryCode", "itemCategories where code eq 'X' *"},
		{"api-v2.0-bc27.xml", "items", "generalProductPostingGroupCode=X", "generalProductPostingGroupCode", "generalProductPostingGroups where code eq 'X' *"},
		{"api-v2.0-bc27.xml", "purchaseInvoices", "payToVendorNumber=1", "payToVendorNumber", "vendors where number eq '1' *"},
		{"api-v2.0-bc27.xml", "purchaseInvoices", "vendorInvoiceNumber=1", "vendorInvoiceNumber", ""},
		{"api-v2.0-bc27.xml", "salesInvoices", "orderNumber=S1", "orderNumber", "salesOrders where number eq 'S1' *"},
		{"api-v2.0-bc27.xml", "salesOrderLines", "lineType=Item lineObjectNumber=1000", "lineObjectNumber", item},
		{"api-v2.0-bc27.xml", "salesOrderLines", "lineType=Account lineObjectNumber=1000", "lineObjectNumber", account},
		{"api-v2.0-bc27.xml", "salesOrderLines", "lineType=Comment lineObjectNumber=1000", "lineObjectNumber", ""},
		{"api-v2.0-bc27.xml", "itemLedgerEntries", "itemNumber=1000", "itemNumber", item},
		{"api-v2.0-bc27.xml", "itemLedgerEntries", "sourceType=Item sourceNumber=1000", "sourceNumber", item},
		{"api-v2.0-bc27.xml", "itemLedgerEntries", "sourceType=Vendor sourceNumber=1", "sourceNumber", "vendors where number eq '1' *"},
		{"api-v2.0-bc27.xml", "itemLedgerEntries", "sourceNumber=1", "sourceNumber", ""},
		{"api-v2.0-bc27.xml", "itemLedgerEntries", "documentType=Sales_x0020_Shipment documentNumber=1", "documentNumber", "salesShipments where number eq '1' *"},
		{"api-v2.0-bc27.xml", "generalLedgerEntries", "accountNumber=1000", "accountNumber", account},
		{"api-v2.0-bc27.xml", "generalLedgerEntries", "documentType=Invoice documentNumber=1", "documentNumber", ""},
		{"api-v2.0-bc27.xml", "journalLines", "accountType=G_x002F_L_x0020_Account accountNumber=1000", "accountNumber", account},
		{"api-v2.0-bc27.xml", "journalLines", "accountType=Bank_x0020_Account accountNumber=1", "accountNumber", "bankAccounts where number eq '1' *"},
		{"api-v2.0-bc27.xml", "journalLines", "accountType=IC_x0020_Partner accountNumber=1", "accountNumber", ""},
		{"api-v2.0-bc27.xml", "timeRegistrationEntries", "jobNumber=1", "jobNumber", "projects where number eq '1' *"},
		{"api-v1.0-2020.xml", "salesInvoices", "customerNumber=1", "customerNumber", "customers where number eq '1' *"},
		{"api-v1.0-2020.xml", "items", "taxGroupCode=1", "taxGroupCode", "taxGroups where code eq '1' *"},
		{"api-v1.0-2020.xml", "journals", "balancingAccountNumber=1000", "balancingAccountNumber", account},
		{"other-northwind4.xml", "Customers", "PostalCode=1", "PostalCode", ""},
	} {
		s := schema(t, c.file)
		g, r := links.New(s), record(t, s, c.set, strings.Fields(c.values)...)
		field(t, g, r, c.field, c.want)
		if l, ok := g.Field(r, c.field); ok && !l.Guess {
			t.Errorf("%s.%s passes for certain", c.set, c.field)
		}
	}
}

// Beside the key of the same record a number leads to that very record.
func TestANumberBesideItsKey(t *testing.T) {
	for _, file := range []string{"api-v2.0-bc27.xml", "api-v1.0-2020.xml"} {
		s := schema(t, file)
		g := links.New(s)
		order := record(t, s, "salesOrders", "customerId="+two, "customerNumber=1000", "billToCustomerNumber=2000", "currencyId="+odata.EmptyGUID, "currencyCode=EUR")
		field(t, g, order, "customerNumber", "customers("+two+")")
		field(t, g, order, "billToCustomerNumber", "customers where number eq '2000' *")
		field(t, g, order, "currencyCode", "currencies where code eq 'EUR' *")
		if l, _ := g.Field(order, "customerNumber"); l.Guess || l.Field != "customerId" {
			t.Errorf("%+v", l)
		}
	}
}

// Likely links stand behind the certain ones, and what is certain is not said again.
func TestLikelyLinksComeLast(t *testing.T) {
	s := schema(t, "api-v2.0-bc27.xml")
	g := links.New(s)
	item := g.All(record(t, s, "items", "id="+one, "number=1000", "itemCategoryCode=MISC", "baseUnitOfMeasureId="+two, "baseUnitOfMeasureCode=PCS"))
	has(t, item, "itemLedgerEntries by itemNumber", "itemLedgerEntries where itemNumber eq '1000' *")
	has(t, item, "itemCategoryCode", "itemCategories where code eq 'MISC' *")
	has(t, item, "unitOfMeasure", "unitsOfMeasure("+two+")")
	for i, l := range item {
		if l.Name == "baseUnitOfMeasureCode" {
			t.Error("the unit of measure is offered twice")
		}
		if l.Guess != (i >= len(item)-2) {
			t.Errorf("link %d of %d, %s, is likely: %t", i, len(item), l.Name, l.Guess)
		}
	}
	customer := g.All(record(t, s, "customers", "id="+one, "number=1000"))
	for _, l := range customer {
		if l.Guess && l.Set.Name == "salesOrders" {
			t.Errorf("orders are found by id, and again by %s", l.By)
		}
	}
	for _, l := range g.All(record(t, s, "companies", "id="+one, "name=CRONUS")) {
		if l.Guess {
			t.Errorf("a company leads to %s by a guess", l.Set.Name)
		}
	}
}

// Web services of Business Central have no ids: all that hangs together does so by numbers and codes.
func TestWebServicesWithoutIds(t *testing.T) {
	s, err := odata.ParseSchema([]byte(`<Edmx Version="4.0"><DataServices><Schema Namespace="NAV">
<EntityType Name="Customer"><Key><PropertyRef Name="No"/></Key><Property Name="No" Type="Edm.String"/><Property Name="Salesperson_Code" Type="Edm.String"/><Property Name="Phone_No" Type="Edm.String"/></EntityType>
<EntityType Name="SalesOrder"><Key><PropertyRef Name="Document_Type"/><PropertyRef Name="No"/></Key><Property Name="Document_Type" Type="Edm.String"/><Property Name="No" Type="Edm.String"/><Property Name="Sell_to_Customer_No" Type="Edm.String"/><Property Name="Line_No" Type="Edm.Int32"/></EntityType>
<EntityType Name="Salespersons"><Key><PropertyRef Name="Code"/></Key><Property Name="Code" Type="Edm.String"/></EntityType>
<EntityContainer Name="NAV"><EntitySet Name="Customers" EntityType="NAV.Customer"/><EntitySet Name="SalesOrder" EntityType="NAV.SalesOrder"/><EntitySet Name="Salespersons" EntityType="NAV.Salespersons"/></EntityContainer></Schema></DataServices></Edmx>`))
	if err != nil {
		t.Fatal(err)
	}
	g := links.New(s)
	order := record(t, s, "SalesOrder", "No=S1", "Sell_to_Customer_No=C1", "Line_No=7")
	field(t, g, order, "Sell_to_Customer_No", "Customers where No eq 'C1' *")
	field(t, g, order, "No", "")
	field(t, g, order, "Line_No", "")
	customer := record(t, s, "Customers", "No=C1", "Salesperson_Code=JO", "Phone_No=1")
	field(t, g, customer, "Salesperson_Code", "Salespersons where Code eq 'JO' *")
	field(t, g, customer, "Phone_No", "")
	has(t, g.All(customer), "SalesOrder by Sell_to_Customer_No", "SalesOrder where Sell_to_Customer_No eq 'C1' *")
}

func TestLinksOfTheRealAPI(t *testing.T) {
	s := schema(t, "api-v2.0-bc27.xml")
	g := links.New(s)

	customer := g.All(record(t, s, "customers", "id="+one, "currencyId="+odata.EmptyGUID, "paymentTermsId="+two))
	has(t, customer, "paymentTerm", "paymentTerms("+two+")")
	has(t, customer, "currency", "") // not set: leads nowhere
	has(t, customer, "picture", "pictures at customers("+one+")/picture")
	has(t, customer, "agedAccountsReceivable", "agedAccountsReceivables at customers("+one+")/agedAccountsReceivable")
	has(t, customer, "defaultDimensions", "defaultDimensions at customers("+one+")/defaultDimensions *")
	has(t, customer, "salesOrders by customerId", "salesOrders where customerId eq "+one+" *")
	has(t, customer, "salesOrders by billToCustomerId", "salesOrders where billToCustomerId eq "+one+" *")
	for _, l := range customer {
		switch l.Set.Name {
		case "salesOrderLines", "customerPayments":
			t.Errorf("%s answers below a parent only, and can't be asked for by %s", l.Set.Name, l.By)
		case "agedAccountsReceivables":
			if l.Many {
				t.Error("a link that is declared stands there twice")
			}
		}
	}

	order := g.All(record(t, s, "salesOrders", "id="+one, "customerId="+two))
	has(t, order, "salesOrderLines", "salesOrderLines at salesOrders("+one+")/salesOrderLines *")
	has(t, order, "pdfDocument", "pdfDocument at salesOrders("+one+")/pdfDocument")
	has(t, order, "customer", "customers("+two+")")
	has(t, order, "salesInvoices by orderId", "salesInvoices where orderId eq "+one+" *")

	line := record(t, s, "salesOrderLines", "id="+two, "documentId="+one)
	line.Path, line.Key = "salesOrders("+one+")/salesOrderLines", two
	has(t, g.All(line), "salesOrder", "salesOrders("+one+")") // back to the header
	has(t, g.All(line), "dimensionSetLines", "dimensionSetLines at salesOrders("+one+")/salesOrderLines("+two+")/dimensionSetLines *")

	dimension := record(t, s, "dimensionSetLines", "id="+one, "parentId="+two, "parentType=Sales_x0020_Order")
	parents := 0
	for _, l := range g.All(dimension) {
		if l.Field == "parentId" {
			parents++
		}
	}
	if parents != 1 {
		t.Errorf("of 23 possible parents %d are offered, want the one", parents)
	}

	company := g.All(record(t, s, "companies", "id="+one))
	has(t, company, "customers", "customers in "+one+" *")
	if len(company) < 70 {
		t.Errorf("a company has %d links", len(company))
	}
	if got := g.All(record(t, s, "customers")); len(got) != 0 {
		t.Errorf("a record without key has links: %v", got)
	}
}

func TestOlderAPIWithoutConstraints(t *testing.T) {
	s := schema(t, "api-v1.0-2020.xml")
	g := links.New(s)
	field(t, g, record(t, s, "salesOrders", "customerId="+two), "customerId", "customers("+two+")")
	field(t, g, record(t, s, "salesOrders", "billToCustomerId="+two), "billToCustomerId", "customers("+two+")")
	field(t, g, record(t, s, "salesOrderLines", "documentId="+two), "documentId", "salesOrders("+two+")")
	field(t, g, record(t, s, "salesOrderLines", "itemId="+two), "itemId", "items("+two+")")
	field(t, g, record(t, s, "salesOrders", "paymentTermsId="+two), "paymentTermsId", "paymentTerms("+two+")")
	field(t, g, record(t, s, "journals", "balancingAccountId="+two), "balancingAccountId", "accounts("+two+")")
	field(t, g, record(t, s, "defaultDimensions", "parentId="+two, "dimensionId="+one), "dimensionId", "dimensions("+one+")")
	field(t, g, record(t, s, "defaultDimensions", "parentId="+two, "dimensionId="+one), "parentId", "")

	order := g.All(record(t, s, "salesOrders", "id="+one, "customerId="+two))
	has(t, order, "salesOrderLines", "salesOrderLines at salesOrders("+one+")/salesOrderLines *")
	has(t, order, "customer", "customers("+two+")")
	has(t, order, "currency", "") // its field is there and empty
	has(t, g.All(record(t, s, "customers", "id="+one)), "salesOrders by customerId", "salesOrders where customerId eq "+one+" *")
	has(t, g.All(record(t, s, "trialBalance", "number=1", "accountId="+two)), "account", "accounts("+two+")")

	dimension := record(t, s, "defaultDimensions", "parentId="+one, "dimensionId="+two)
	dimension.Path, dimension.Key = "customers("+one+")/defaultDimensions", "parentId="+one+",dimensionId="+two
	has(t, g.All(dimension), "account", "accounts at customers("+one+")/defaultDimensions(parentId="+one+",dimensionId="+two+")/account")
}

func TestOtherServices(t *testing.T) {
	s := schema(t, "other-northwind4.xml")
	g := links.New(s)
	detail := record(t, s, "Order_Details", "OrderID=7", "ProductID=9")
	field(t, g, detail, "OrderID", "Orders(7)")
	has(t, g.All(detail), "Product", "Products(9)")
	order := record(t, s, "Orders", "OrderID=7", "CustomerID=O'BRI", "ShipVia=2")
	field(t, g, order, "CustomerID", "Customers('O''BRI')")
	field(t, g, order, "ShipVia", "Shippers(2)")
	field(t, g, order, "OrderID", "")
	has(t, g.All(order), "Order_Details", "Order_Details at Orders(7)/Order_Details *")

	s = schema(t, "other-trippin.xml")
	person := links.New(s).All(record(t, s, "People", "UserName=o'neil"))
	has(t, person, "Friends", "People at People('o''neil')/Friends *")
	has(t, person, "Photo", "Photos at People('o''neil')/Photo")
	has(t, person, "Trips", "Trips at People('o''neil')/Trips *") // which no set holds
	trip := record(t, s, "Trips", "TripId=3")
	trip.Path, trip.Key = "People('o''neil')/Trips", "3"
	has(t, links.New(s).All(trip), "PlanItems", "PlanItems at People('o''neil')/Trips(3)/PlanItems *")
	me, _ := s.Singleton("Me")
	alone := links.New(s).All(links.Record{Set: me, Path: "Me", Value: func(string) string { return "x" }})
	has(t, alone, "Friends", "People at Me/Friends *")
}

// A name of thousands of words is no reason to wait.
func TestNamesOfManyWords(t *testing.T) {
	long := strings.Repeat("Ab", 20_000)
	s, err := odata.ParseSchema([]byte(`<Schema Namespace="N"><EntityType Name="t"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><Property Name="number" Type="Edm.String"/><Property Name="` +
		long + `Number" Type="Edm.String"/><Property Name="` + long + `Id" Type="Edm.Guid"/><Property Name="` + long + `TId" Type="Edm.Guid"/></EntityType><EntityType Name="u"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/><Property Name="` +
		long + `TNumber" Type="Edm.String"/></EntityType><EntityContainer Name="C"><EntitySet Name="ts" EntityType="N.t"/><EntitySet Name="us" EntityType="N.u"/></EntityContainer></Schema>`))
	if err != nil {
		t.Fatal(err)
	}
	field(t, links.New(s), record(t, s, "us", long+"TNumber=1"), long+"TNumber", "ts where number eq '1' *")
}

// Whatever values a record has, no link leaves the record's own company and none has an address that can't be asked for.
func TestEveryLinkHasAnAddress(t *testing.T) {
	for _, name := range []string{"api-v2.0-bc27.xml", "api-v1.0-2020.xml", "other-northwind4.xml", "other-trippin.xml"} {
		s := schema(t, name)
		g := links.New(s)
		for _, value := range []string{one, "", "7", "'", "a/b\x00", "_x0020_"} {
			for _, set := range s.Sets {
				r := links.Record{Set: set, Value: func(string) string { return value }}
				for _, l := range g.All(r) {
					if l.Set == nil || l.Many && l.Path == "" && l.Filter == "" && l.Company == "" || !l.Many && (l.Path == "") == (l.Key == "") {
						t.Errorf("%s, %s with %q: %+v", name, set.Name, value, l)
					}
				}
				if set.Type == nil {
					continue
				}
				for _, p := range set.Type.Properties {
					if l, ok := g.Field(r, p.Name); ok && (l.Path == "") == (l.Key == "") && !(l.Guess && l.Many && l.Key == "" && l.Filter != "") {
						t.Errorf("%s, %s.%s with %q: %+v", name, set.Name, p.Name, value, l)
					}
				}
			}
		}
	}
}

func BenchmarkLinksOfARecord(b *testing.B) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "metadata", "api-v2.0-bc27.xml"))
	if err != nil {
		b.Skip(err)
	}
	s, err := odata.ReadSchema(f)
	if err != nil {
		b.Fatal(err)
	}
	g := links.New(s)
	set, _ := s.Set("customers")
	r := links.Record{Set: set, Value: func(string) string { return one }}
	for b.Loop() {
		g.All(r)
	}
}
