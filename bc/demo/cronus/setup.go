package cronus

import "bctui/bc/demo/model"

// open makes the table of a set.
func (c *company) open(set setNo) model.Table {
	switch set {
	case customers:
		return c.openCustomers()
	case customerFinancialDetails:
		return c.openCustomerDetails()
	case customerSales:
		return c.openCustomerSales()
	case vendors:
		return c.openVendors()
	case vendorPurchases:
		return c.openVendorPurchases()
	case contacts:
		return c.openContacts()
	case employees:
		return c.openEmployees()
	case items:
		return c.openItems()
	case salesOrders, salesInvoices, purchaseOrders, purchaseInvoices:
		return c.documents(set)
	case salesOrderLines, salesInvoiceLines, purchaseOrderLines, purchaseInvoiceLines:
		return c.openLines(set)
	case accounts:
		return c.openAccounts()
	case trialBalances:
		return c.openTrialBalances()
	case generalLedgerEntries:
		return c.openEntries()
	case dimensions:
		return c.openDimensions()
	case dimensionValues:
		return c.openDimensionValues()
	case dimensionSetLines:
		return c.openDimensionSetLines()
	case defaultDimensions:
		return c.openDefaultDimensions()
	}
	return c.openSetup(set)
}

// coded is a set that stands in the order of its codes.
func (c *company) coded(set setNo, n int, columns []column[*company]) model.Table {
	t := newRowTable(c, set, c, n, columns)
	t.orderedBy("code")
	return t
}

// codes are a set of little more than codes and names.
type codes struct {
	c    *company
	list []coded
}

func (x *codes) code(row int) string { return x.list[row].code }
func (x *codes) name(row int) string { return x.list[row].name }

// codeTable is the set of a list; more are the columns beside code and name.
func (c *company) codeTable(set setNo, list []coded, nameProperty string, more ...column[*codes]) model.Table {
	own := []column[*codes]{{name: "code", text: (*codes).code}, {name: nameProperty, text: (*codes).name}}
	t := newRowTable(c, set, &codes{c, list}, len(list), own, more)
	t.orderedBy("code")
	return t
}

func (c *company) openSetup(set setNo) model.Table {
	switch set {
	case paymentMethods:
		return c.codeTable(set, methodList[:], "displayName")
	case shipmentMethods:
		return c.codeTable(set, shipmentList[:], "displayName")
	case itemCategories:
		return c.codeTable(set, categoryList[:], "displayName")
	case inventoryPostingGroups:
		return c.codeTable(set, postingGroupList[:], "description")
	case taxGroups:
		return c.codeTable(set, taxGroupList[:], "displayName", taxGroupColumns[:]...)
	case generalProductPostingGroups:
		return c.codeTable(set, productGroupList[:], "description", productGroupColumns[:]...)
	case paymentTerms:
		return c.coded(set, len(termList), termColumns[:])
	case currencies:
		return c.coded(set, len(moneyList)-1, moneyColumns[:])
	case countriesRegions:
		return c.coded(set, len(landList), landColumns[:])
	case unitsOfMeasure:
		return c.coded(set, len(unitList), unitColumns[:])
	case taxAreas:
		return c.coded(set, len(c.taxes()), taxColumns[:])
	case salespeoplePurchasers:
		return c.coded(set, len(sellerList), sellerColumns[:])
	case locations:
		return c.coded(set, len(c.sites()), siteColumns[:])
	case companyInformation:
		return c.openCompanyInformation()
	}
	return nil
}

var taxGroupColumns = [...]column[*codes]{
	{name: "taxType", value: func(x *codes, _ int) model.Value { return model.E(truth(x.c.home == "DE")) }},
}

var productGroupColumns = [...]column[*codes]{
	{name: "defaultVATProductPostingGroup", text: func(x *codes, _ int) string { return [...]string{"", "VAT19"}[truth(x.c.home == "DE")] }},
	{name: "autoInsertDefault", value: func(*codes, int) model.Value { return model.B(true) }},
}

var landColumns = [...]column[*company]{
	{name: "code", text: func(_ *company, r int) string { return landList[r].code }},
	{name: "displayName", text: func(_ *company, r int) string { return landList[r].name }},
	{name: "addressFormat", value: func(_ *company, r int) model.Value { return model.E(addressFormat(landList[r].format)) }},
}

var unitColumns = [...]column[*company]{
	{name: "code", text: func(_ *company, r int) string { return unitList[r].code }},
	{name: "displayName", text: func(_ *company, r int) string { return unitList[r].name }},
	{name: "internationalStandardCode", text: func(_ *company, r int) string { return unitList[r].standard }},
	{name: "symbol", text: func(_ *company, r int) string { return unitList[r].symbol }},
}

var taxColumns = [...]column[*company]{
	{name: "code", text: func(c *company, r int) string { return c.taxes()[r].code }},
	{name: "displayName", text: func(c *company, r int) string { return c.taxes()[r].name }},
	{name: "taxType", value: func(c *company, _ int) model.Value { return model.E(truth(c.home == "DE")) }},
}

// addressFormat turns the value of an address format into its place among the members, which leave out 4.
func addressFormat(value int) int {
	if value > 4 {
		return value - 1
	}
	return value
}

var termColumns = [...]column[*company]{
	{name: "code", text: func(_ *company, r int) string { return termList[r].code }},
	{name: "displayName", text: func(_ *company, r int) string { return termList[r].name }},
	{name: "dueDateCalculation", text: func(_ *company, r int) string { return termList[r].due }},
	{name: "discountDateCalculation", text: func(_ *company, r int) string { return termList[r].discountDate }},
	{name: "discountPercent", value: func(_ *company, r int) model.Value { return model.D(termList[r].discount, 0) }},
	{name: "calculateDiscountOnCreditMemos", value: func(_ *company, r int) model.Value { return model.B(termList[r].discount > 0) }},
}

// money is the currency in a row of currencies: a company knows all but its own.
func (c *company) money(row int) *money {
	if row >= moneyIndex(c.currency) {
		row++
	}
	return &moneyList[row]
}

// moneyRow is the row in currencies of a place in moneyList; -1 for none.
func (c *company) moneyRow(index int) int {
	if index < 0 {
		return -1
	}
	if own := moneyIndex(c.currency); index > own {
		return index - 1
	}
	return index
}

var moneyColumns = [...]column[*company]{
	{name: "code", text: func(c *company, r int) string { return c.money(r).code }},
	{name: "displayName", text: func(c *company, r int) string { return c.money(r).name }},
	{name: "symbol", text: func(c *company, r int) string { return c.money(r).symbol }},
	{name: "amountDecimalPlaces", text: func(c *company, r int) string {
		places := digits(c.money(r).decimals, 1)
		return places + ":" + places
	}},
	{name: "amountRoundingPrecision", value: func(c *company, r int) model.Value { return model.D(1, uint8(c.money(r).decimals)) }},
}

var sellerColumns = [...]column[*company]{
	{name: "code", text: func(_ *company, r int) string { return sellerList[r].code }},
	{name: "displayName", text: func(_ *company, r int) string { return sellerList[r].name }},
	{name: "email", text: func(_ *company, r int) string { return mailName(sellerList[r].name) + "@contoso.com" }},
	{name: "phoneNo", text: func(c *company, r int) string {
		code := sellerList[r].code
		return pattern(c.seat().phone, mix(uint64(code[0])<<8|uint64(code[1])))
	}},
	{name: "jobTitle", text: func(_ *company, r int) string { return sellerList[r].title }},
	{name: "commisionPercent", value: func(_ *company, r int) model.Value { return model.D(sellerList[r].commission, 0) }},
}

// seat is the town of the company.
func (c *company) seat() *place {
	if c.home == "DE" {
		return &germanPlaces[0]
	}
	return &americanPlaces[0]
}

// site is a warehouse or a shop.
type site struct {
	code, name, contact, street string
	place                       *place
	post                        uint64
}

func (c *company) sites() []site {
	if c.home == "DE" {
		return germanSites[:]
	}
	return americanSites[:]
}

var germanSites = [...]site{
	{"BERLIN", "Lager Berlin", "Sabine Weiß", "Industriestraße 12", &germanPlaces[0], 31},
	{"GÖRLITZ", "Außenlager Görlitz", "Jürgen Schäfer", "Am Markt 3", &germanPlaces[9], 7},
	{"MÜNCHEN", "Lager München", "Heike Müller", "Ringstraße 88", &germanPlaces[2], 35},
}

var americanSites = [...]site{
	{"EAST", "East Warehouse", "Ruth Keller", "480 Commerce Drive", &americanPlaces[16], 6},
	{"MAIN", "Main Warehouse", "Walter Foster", "2200 South Alder Street", &americanPlaces[0], 46},
	{"OUT. LOG.", "Outsourced Logistics", "", "15 Industrial Parkway", &americanPlaces[26], 9},
	{"STORE 1", "Store Peachtree", "Grace Ellis", "201 Market Square", &americanPlaces[0], 8},
	{"STORE 2", "Store Miami", "Mateo Silva", "18 Harbor View", &americanPlaces[2], 31},
	{"WEST", "West Warehouse", "Hiro Tanaka", "1100 Union Square", &americanPlaces[5], 17},
}

func (s *site) postCode() string { return pattern(s.place.post, s.post) }

var siteColumns = [...]column[*company]{
	{name: "code", text: func(c *company, r int) string { return c.sites()[r].code }},
	{name: "displayName", text: func(c *company, r int) string { return c.sites()[r].name }},
	{name: "contact", text: func(c *company, r int) string { return c.sites()[r].contact }},
	{name: "addressLine1", text: func(c *company, r int) string { return c.sites()[r].street }},
	{name: "city", text: func(c *company, r int) string { return c.sites()[r].place.city }},
	{name: "state", text: func(c *company, r int) string { return c.sites()[r].place.state }},
	{name: "country", text: func(c *company, r int) string { return c.sites()[r].place.country }},
	{name: "postalCode", text: func(c *company, r int) string { return c.sites()[r].postCode() }},
	{name: "phoneNumber", text: func(c *company, r int) string { s := c.sites()[r]; return pattern(s.place.phone, mix(s.post)) }},
	{name: "email", text: func(c *company, r int) string { return "warehouse." + slug(c.sites()[r].code) + "@contoso.com" }},
}

// aboutColumns are the company information of every company, seatColumns those of a company that is at work.
var aboutColumns = [...]column[*company]{
	{name: "displayName", text: func(c *company, _ int) string { return c.name }},
	{name: "country", text: func(c *company, _ int) string { return c.home }},
	{name: "currencyCode", text: func(c *company, _ int) string { return c.currency }},
	{name: "experience", text: func(*company, int) string { return "Essential" }},
}

var seatColumns = [...]column[*company]{
	{name: "displayName", text: func(c *company, _ int) string { return clip(c.display, 100) }},
	{name: "addressLine1", text: func(c *company, _ int) string {
		if c.home == "DE" {
			return "Industriestraße 12"
		}
		return "2200 South Alder Street"
	}},
	{name: "city", text: func(c *company, _ int) string { return c.seat().city }},
	{name: "state", text: func(c *company, _ int) string { return c.seat().state }},
	{name: "postalCode", text: func(c *company, _ int) string { return pattern(c.seat().post, 46) }},
	{name: "phoneNumber", text: func(c *company, _ int) string { return pattern(c.seat().phone, 10) }},
	{name: "faxNumber", text: func(c *company, _ int) string { return pattern(c.seat().phone, 11) }},
	{name: "email", text: func(*company, int) string { return "info@contoso.com" }},
	{name: "website", text: func(*company, int) string { return "https://www.contoso.com" }},
	{name: "taxRegistrationNumber", text: func(c *company, _ int) string { return [...]string{"", "DE123456788"}[truth(c.home == "DE")] }},
	{name: "currentFiscalYearStartDate", value: func(*company, int) model.Value { return model.Day(2026, 1, 1) }},
	{name: "industry", text: func(*company, int) string { return "Wholesale and retail" }},
	{name: "experience", text: func(*company, int) string { return "Premium" }},
	{name: "picture", value: func(*company, int) model.Value { return model.Media("image/png") }},
}

func (c *company) openCompanyInformation() model.Table {
	t := newRowTable(c, companyInformation, c, 1, aboutColumns[:])
	t.since = opening
	if !c.empty {
		t.add(seatColumns[:])
		t.stream = func() (string, []byte) { return "image/png", []byte(logo) }
	}
	return t
}
