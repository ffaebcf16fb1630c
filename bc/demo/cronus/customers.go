package cronus

import "bctui/bc/demo/model"

// address are the columns of an address; prefix is "" or a role such as "sellTo".
func (p *parties) address(prefix string, row func(int) int) columns[int] {
	name := func(plain, prefixed string) string {
		if prefix == "" {
			return plain
		}
		return prefix + prefixed
	}
	return columns[int]{
		name("addressLine1", "AddressLine1"): func(r int) model.Value { return model.T(p.line1(row(r))) },
		name("addressLine2", "AddressLine2"): func(r int) model.Value { return model.T(p.line2(row(r))) },
		name("city", "City"):                 func(r int) model.Value { return model.T(p.place(row(r)).city) },
		name("state", "State"):               func(r int) model.Value { return model.T(p.place(row(r)).state) },
		name("country", "Country"):           func(r int) model.Value { return model.T(p.place(row(r)).country) },
		name("postalCode", "PostCode"):       func(r int) model.Value { return model.T(p.post(row(r))) },
	}
}

func itself(row int) int { return row }

// with adds columns.
func (c columns[T]) with(more columns[T]) columns[T] {
	for name, f := range more {
		c[name] = f
	}
	return c
}

func (c *company) identity(set setNo) func(int) model.Value {
	return func(row int) model.Value { return c.id(set, row) }
}

// sorted names a property by which parties and items stand in order; the awkward company has codes that do not.
func (c *company) sorted(property string) []string {
	if c.awkward {
		return nil
	}
	return []string{property}
}

// rowTable is a table whose records are known by their row alone.
func (c *company) rowTable(set setNo, n int, cols columns[int], ordered ...string) *table[int] {
	typ := c.typeOf(set)
	s := source[int]{rows: func() int { return n }, at: itself, cols: cols, ordered: ordered}
	if _, ok := typ.Property("id"); ok {
		s.key = &c.keys[set]
		if cols["id"] == nil {
			cols["id"] = c.identity(set)
		}
	}
	return newTable(typ, s)
}

func (c *company) openCustomers() model.Table {
	p := c.parties(customers)
	d := p.d
	cols := columns[int]{
		"number":          func(r int) model.Value { return model.T(p.number(r)) },
		"displayName":     func(r int) model.Value { return model.T(p.name(r)) },
		"type":            func(r int) model.Value { return model.E(truth(p.person(r))) },
		"phoneNumber":     func(r int) model.Value { return model.T(p.phone(r)) },
		"email":           func(r int) model.Value { return model.T(p.email(r)) },
		"website":         func(r int) model.Value { return model.T(p.website(r)) },
		"salespersonCode": func(r int) model.Value { return model.T(sellerList[p.seller(r)].code) },
		"balanceDue":      func(r int) model.Value { return model.D2(c.sales().due[r]) },
		"creditLimit":     func(r int) model.Value { return p.creditLimit(r) },
		"taxLiable":       func(r int) model.Value { return model.B(p.taxRate(r) > 0) },
		"taxAreaId":       func(r int) model.Value { return c.ref(taxAreas, p.taxArea(r)) },
		"taxAreaDisplayName": func(r int) model.Value {
			if i := p.taxArea(r); i >= 0 {
				return model.T(p.taxes[i].name)
			}
			return model.T("")
		},
		"taxRegistrationNumber": func(r int) model.Value { return model.T(p.taxNumber(r)) },
		"currencyId":            func(r int) model.Value { return c.ref(currencies, c.moneyRow(p.currency(r))) },
		"currencyCode":          func(r int) model.Value { return model.T(p.currencyCode(r)) },
		"paymentTermsId":        func(r int) model.Value { return c.id(paymentTerms, p.terms(r)) },
		"shipmentMethodId":      func(r int) model.Value { return c.ref(shipmentMethods, p.shipment(r)) },
		"paymentMethodId":       func(r int) model.Value { return c.ref(paymentMethods, p.method(r)) },
		"blocked": func(r int) model.Value {
			if r < 2 || !d.chance(r, fieldBlocked, 3) {
				return model.E(truth(r == 1) * 3)
			}
			return model.E(1 + d.below(r, fieldBlocked, 3_000)%3)
		},
		"lastModifiedDateTime": c.modified(customers, p.since),
	}
	return c.rowTable(customers, p.n, cols.with(p.address("", itself)), c.sorted("number")...)
}

func (p *parties) creditLimit(row int) model.Value {
	if p.c.awkward && row < len(oddAmounts) {
		return oddAmounts[row]
	}
	if !p.d.chance(row, fieldCredit, 40) {
		return model.D(0, 0)
	}
	return model.D(int64(1+p.d.below(row, fieldCredit, 4_000)%60)*1_000, 0)
}

func (p *parties) shipment(row int) int {
	if p.d.chance(row, fieldShipment, 40) {
		return -1
	}
	return p.d.below(row, fieldShipment, 1_000) % len(shipmentList)
}

func (p *parties) method(row int) int {
	if p.d.chance(row, fieldMethod, 30) {
		return -1
	}
	return p.d.below(row, fieldMethod, 1_000) % len(methodList)
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// customerDetails and customerSales show what the invoices of a customer come to.
func (c *company) openCustomerDetails() model.Table {
	p := c.parties(customers)
	return c.rowTable(customerFinancialDetails, p.n, columns[int]{
		// The same record as the customer, and so the same id.
		"id":                     c.identity(customers),
		"number":                 func(r int) model.Value { return model.T(p.number(r)) },
		"balance":                func(r int) model.Value { return model.D2(c.sales().due[r]) },
		"totalSalesExcludingTax": func(r int) model.Value { return model.D2(c.sales().turnover[r]) },
		"overdueAmount":          func(r int) model.Value { return model.D2(c.sales().overdue[r]) },
		"lastModifiedDateTime":   c.modified(customers, p.since),
	}, c.sorted("number")...).keyedBy(&c.keys[customers])
}

func (c *company) openCustomerSales() model.Table {
	p := c.parties(customers)
	return c.rowTable(customerSales, p.n, columns[int]{
		"customerId":       c.identity(customers),
		"customerNumber":   func(r int) model.Value { return model.T(p.number(r)) },
		"name":             func(r int) model.Value { return model.T(p.name(r)) },
		"totalSalesAmount": func(r int) model.Value { return model.D2(c.sales().turnover[r]) },
	}, c.sorted("customerNumber")...)
}

func (t *table[T]) keyedBy(key *idKey) *table[T] {
	t.key = key
	return t
}

func (c *company) openVendors() model.Table {
	p := c.parties(vendors)
	d := p.d
	cols := columns[int]{
		"number":                func(r int) model.Value { return model.T(p.number(r)) },
		"displayName":           func(r int) model.Value { return model.T(p.name(r)) },
		"phoneNumber":           func(r int) model.Value { return model.T(p.phone(r)) },
		"email":                 func(r int) model.Value { return model.T(p.email(r)) },
		"website":               func(r int) model.Value { return model.T(p.website(r)) },
		"taxRegistrationNumber": func(r int) model.Value { return model.T(p.taxNumber(r)) },
		"currencyId":            func(r int) model.Value { return c.ref(currencies, c.moneyRow(p.currency(r))) },
		"currencyCode":          func(r int) model.Value { return model.T(p.currencyCode(r)) },
		"irs1099Code": func(r int) model.Value {
			if c.home == "US" && !p.foreign(r) && d.chance(r, fieldNote, 10) {
				return model.T("MISC-01")
			}
			return model.T("")
		},
		"paymentTermsId":  func(r int) model.Value { return c.id(paymentTerms, p.terms(r)) },
		"paymentMethodId": func(r int) model.Value { return c.ref(paymentMethods, p.method(r)) },
		"taxLiable":       func(r int) model.Value { return model.B(p.taxRate(r) > 0) },
		"blocked": func(r int) model.Value {
			if r < 2 || !d.chance(r, fieldBlocked, 3) {
				return model.E(0)
			}
			return model.E(1 + d.below(r, fieldBlocked, 3_000)%2)
		},
		"balance":              func(r int) model.Value { return model.D2(c.purchases().due[r]) },
		"lastModifiedDateTime": c.modified(vendors, p.since),
	}
	return c.rowTable(vendors, p.n, cols.with(p.address("", itself)), c.sorted("number")...)
}

func (c *company) openVendorPurchases() model.Table {
	p := c.parties(vendors)
	return c.rowTable(vendorPurchases, p.n, columns[int]{
		"vendorId":            c.identity(vendors),
		"vendorNumber":        func(r int) model.Value { return model.T(p.number(r)) },
		"name":                func(r int) model.Value { return model.T(p.name(r)) },
		"totalPurchaseAmount": func(r int) model.Value { return model.D2(c.purchases().turnover[r]) },
	}, c.sorted("vendorNumber")...)
}
