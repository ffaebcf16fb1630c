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
	case salesOrders, salesInvoices:
		return c.openSalesHeaders(set)
	case purchaseOrders, purchaseInvoices:
		return c.openPurchaseHeaders(set)
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

// listTable is a table over a list of the package.
func listTable[T any](c *company, set setNo, list []T, cols map[string]func(T) model.Value) model.Table {
	of := make(columns[int], len(cols)+1)
	for name, f := range cols {
		of[name] = func(row int) model.Value { return f(list[row]) }
	}
	if _, ok := c.typeOf(set).Property("lastModifiedDateTime"); ok {
		of["lastModifiedDateTime"] = c.modified(set, func(int) int { return opening - 30 })
	}
	return c.rowTable(set, len(list), of, "code")
}

func (c *company) openSetup(set setNo) model.Table {
	codedColumns := func(nameProperty string) map[string]func(coded) model.Value {
		return map[string]func(coded) model.Value{
			"code":       func(x coded) model.Value { return model.T(x.code) },
			nameProperty: func(x coded) model.Value { return model.T(x.name) },
		}
	}
	switch set {
	case paymentMethods:
		return listTable(c, set, methodList[:], codedColumns("displayName"))
	case shipmentMethods:
		return listTable(c, set, shipmentList[:], codedColumns("displayName"))
	case itemCategories:
		return listTable(c, set, categoryList[:], codedColumns("displayName"))
	case inventoryPostingGroups:
		return listTable(c, set, postingGroupList[:], codedColumns("description"))
	case taxGroups:
		cols := codedColumns("displayName")
		cols["taxType"] = func(coded) model.Value { return model.E(truth(c.home == "DE")) }
		return listTable(c, set, taxGroupList[:], cols)
	case generalProductPostingGroups:
		cols := codedColumns("description")
		cols["defaultVATProductPostingGroup"] = func(coded) model.Value { return model.T([...]string{"", "VAT19"}[truth(c.home == "DE")]) }
		cols["autoInsertDefault"] = func(coded) model.Value { return model.B(true) }
		return listTable(c, set, productGroupList[:], cols)
	case paymentTerms:
		return c.openTerms()
	case currencies:
		return c.openCurrencies()
	case countriesRegions:
		return listTable(c, set, landList[:], map[string]func(land) model.Value{
			"code":          func(x land) model.Value { return model.T(x.code) },
			"displayName":   func(x land) model.Value { return model.T(x.name) },
			"addressFormat": func(x land) model.Value { return model.E(addressFormat(x.format)) },
		})
	case unitsOfMeasure:
		return listTable(c, set, unitList[:], map[string]func(unit) model.Value{
			"code":                      func(x unit) model.Value { return model.T(x.code) },
			"displayName":               func(x unit) model.Value { return model.T(x.name) },
			"internationalStandardCode": func(x unit) model.Value { return model.T(x.standard) },
			"symbol":                    func(x unit) model.Value { return model.T(x.symbol) },
		})
	case taxAreas:
		return listTable(c, set, c.taxes(), map[string]func(tax) model.Value{
			"code":        func(x tax) model.Value { return model.T(x.code) },
			"displayName": func(x tax) model.Value { return model.T(x.name) },
			"taxType":     func(tax) model.Value { return model.E(truth(c.home == "DE")) },
		})
	case salespeoplePurchasers:
		return c.openSellers()
	case locations:
		return c.openLocations()
	case companyInformation:
		return c.openCompanyInformation()
	}
	return nil
}

// addressFormat turns the value of an address format into its place among the members, which leave out 4.
func addressFormat(value int) int {
	if value > 4 {
		return value - 1
	}
	return value
}

func (c *company) openTerms() model.Table {
	return listTable(c, paymentTerms, termList[:], map[string]func(term) model.Value{
		"code":                    func(x term) model.Value { return model.T(x.code) },
		"displayName":             func(x term) model.Value { return model.T(x.name) },
		"dueDateCalculation":      func(x term) model.Value { return model.T(x.due) },
		"discountDateCalculation": func(x term) model.Value { return model.T(x.discountDate) },
		"discountPercent":         func(x term) model.Value { return model.D(x.discount, 0) },
		"calculateDiscountOnCreditMemos": func(x term) model.Value {
			return model.B(x.discount > 0)
		},
	})
}

// money are the currencies a company knows: all but its own.
func (c *company) money() []money {
	out := make([]money, 0, len(moneyList))
	for _, m := range moneyList {
		if m.code != c.currency {
			out = append(out, m)
		}
	}
	return out
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

func (c *company) openCurrencies() model.Table {
	return listTable(c, currencies, c.money(), map[string]func(money) model.Value{
		"code":        func(x money) model.Value { return model.T(x.code) },
		"displayName": func(x money) model.Value { return model.T(x.name) },
		"symbol":      func(x money) model.Value { return model.T(x.symbol) },
		"amountDecimalPlaces": func(x money) model.Value {
			return model.T(digits(x.decimals, 1) + ":" + digits(x.decimals, 1))
		},
		"amountRoundingPrecision": func(x money) model.Value { return model.D(1, uint8(x.decimals)) },
	})
}

func (c *company) openSellers() model.Table {
	return listTable(c, salespeoplePurchasers, sellerList[:], map[string]func(seller) model.Value{
		"code":        func(x seller) model.Value { return model.T(x.code) },
		"displayName": func(x seller) model.Value { return model.T(x.name) },
		"email":       func(x seller) model.Value { return model.T(mailName(x.name) + "@contoso.com") },
		"phoneNo": func(x seller) model.Value {
			return model.T(pattern(c.seat().phone, mix(uint64(x.code[0])<<8|uint64(x.code[1]))))
		},
		"jobTitle":         func(x seller) model.Value { return model.T(x.title) },
		"commisionPercent": func(x seller) model.Value { return model.D(x.commission, 0) },
		"privacyBlocked":   func(seller) model.Value { return model.B(false) },
		"blocked":          func(seller) model.Value { return model.B(false) },
	})
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
		return []site{
			{"BERLIN", "Lager Berlin", "Sabine Weiß", "Industriestraße 12", &germanPlaces[0], 31},
			{"GÖRLITZ", "Außenlager Görlitz", "Jürgen Schäfer", "Am Markt 3", &germanPlaces[9], 7},
			{"MÜNCHEN", "Lager München", "Heike Müller", "Ringstraße 88", &germanPlaces[2], 35},
		}
	}
	return []site{
		{"EAST", "East Warehouse", "Ruth Keller", "480 Commerce Drive", &americanPlaces[16], 6},
		{"MAIN", "Main Warehouse", "Walter Foster", "2200 South Alder Street", &americanPlaces[0], 46},
		{"OUT. LOG.", "Outsourced Logistics", "", "15 Industrial Parkway", &americanPlaces[26], 9},
		{"STORE 1", "Store Peachtree", "Grace Ellis", "201 Market Square", &americanPlaces[0], 8},
		{"STORE 2", "Store Miami", "Mateo Silva", "18 Harbor View", &americanPlaces[2], 31},
		{"WEST", "West Warehouse", "Hiro Tanaka", "1100 Union Square", &americanPlaces[5], 17},
	}
}

func (c *company) openLocations() model.Table {
	return listTable(c, locations, c.sites(), map[string]func(site) model.Value{
		"code":         func(x site) model.Value { return model.T(x.code) },
		"displayName":  func(x site) model.Value { return model.T(x.name) },
		"contact":      func(x site) model.Value { return model.T(x.contact) },
		"addressLine1": func(x site) model.Value { return model.T(x.street) },
		"city":         func(x site) model.Value { return model.T(x.place.city) },
		"state":        func(x site) model.Value { return model.T(x.place.state) },
		"country":      func(x site) model.Value { return model.T(x.place.country) },
		"postalCode":   func(x site) model.Value { return model.T(pattern(x.place.post, x.post)) },
		"phoneNumber":  func(x site) model.Value { return model.T(pattern(x.place.phone, mix(x.post))) },
		"email":        func(x site) model.Value { return model.T("warehouse." + slug(x.code) + "@contoso.com") },
		"website":      func(site) model.Value { return model.T("") },
	})
}

func (c *company) openCompanyInformation() model.Table {
	text := func(s string) func(int) model.Value {
		v := model.T(s)
		return func(int) model.Value { return v }
	}
	if c.empty {
		return c.rowTable(companyInformation, 1, columns[int]{
			"displayName": text(c.name), "country": text(c.home), "currencyCode": text(c.currency),
			"experience": text("Essential"), "lastModifiedDateTime": c.modified(companyInformation, func(int) int { return opening }),
		})
	}
	street, number := "2200 South Alder Street", ""
	if c.home == "DE" {
		street, number = "Industriestraße 12", "DE123456788"
	}
	t := c.rowTable(companyInformation, 1, columns[int]{
		"displayName": text(clip(c.display, 100)), "addressLine1": text(street), "addressLine2": text(""),
		"city": text(c.seat().city), "state": text(c.seat().state), "country": text(c.home),
		"postalCode": text(pattern(c.seat().post, 46)), "phoneNumber": text(pattern(c.seat().phone, 10)),
		"faxNumber": text(pattern(c.seat().phone, 11)), "email": text("info@contoso.com"), "website": text("https://www.contoso.com"),
		"taxRegistrationNumber": text(number), "currencyCode": text(c.currency),
		"currentFiscalYearStartDate": func(int) model.Value { return model.Day(2026, 1, 1) },
		"industry":                   text("Wholesale and retail"), "experience": text("Premium"),
		"picture":              func(int) model.Value { return model.Media("image/png") },
		"lastModifiedDateTime": c.modified(companyInformation, func(int) int { return opening }),
	})
	t.stream = func(int) (string, []byte, bool) { return "image/png", []byte(logo), true }
	return t
}
