package cronus

import "bctui/bc/demo/model"

// sorted names a property by which parties and items stand in order; the awkward company has codes that do not.
func (c *company) sorted(property string) []string {
	if c.awkward {
		return nil
	}
	return []string{property}
}

// partyColumns are what customers and vendors have in common.
var partyColumns = [...]column[*parties]{
	{name: "number", text: (*parties).number},
	{name: "displayName", text: (*parties).name},
	{name: "addressLine1", text: (*parties).line1},
	{name: "addressLine2", text: (*parties).line2},
	{name: "city", text: (*parties).city},
	{name: "state", text: (*parties).state},
	{name: "country", text: (*parties).country},
	{name: "postalCode", text: (*parties).post},
	{name: "phoneNumber", text: (*parties).phone},
	{name: "email", text: (*parties).email},
	{name: "website", text: (*parties).website},
	{name: "taxLiable", value: func(p *parties, r int) model.Value { return model.B(p.taxRate(r) > 0) }},
	{name: "taxRegistrationNumber", text: (*parties).taxNumber},
	{name: "currencyId", value: (*parties).currencyID},
	{name: "currencyCode", text: (*parties).currencyCode},
	{name: "paymentTermsId", value: (*parties).termsID},
	{name: "paymentMethodId", value: func(p *parties, r int) model.Value { return p.c.ref(paymentMethods, p.method(r)) }},
	{name: "lastModifiedDateTime", value: (*parties).modified},
}

var customerColumns = [...]column[*parties]{
	{name: "type", value: func(p *parties, r int) model.Value { return model.E(truth(p.person(r))) }},
	{name: "salespersonCode", text: (*parties).sellerCode},
	{name: "balanceDue", value: (*parties).sold},
	{name: "creditLimit", value: (*parties).creditLimit},
	{name: "taxAreaId", value: func(p *parties, r int) model.Value { return p.c.ref(taxAreas, p.taxArea(r)) }},
	{name: "taxAreaDisplayName", text: func(p *parties, r int) string {
		if i := p.taxArea(r); i >= 0 {
			return p.taxes[i].name
		}
		return ""
	}},
	{name: "shipmentMethodId", value: (*parties).shipmentID},
	{name: "blocked", value: func(p *parties, r int) model.Value {
		if r < 2 || !p.d.chance(r, fieldBlocked, 3) {
			return model.E(truth(r == 1) * 3)
		}
		return model.E(1 + p.d.below(r, fieldBlocked, 3_000)%3)
	}},
}

func (c *company) openCustomers() model.Table {
	p := c.parties(customers)
	t := newRowTable(c, customers, p, p.n, partyColumns[:], customerColumns[:])
	t.orderedBy(c.sorted("number")...)
	return t
}

// termsID and the like refer to the records that a party names.
func (p *parties) termsID(row int) model.Value    { return p.c.id(paymentTerms, p.terms(row)) }
func (p *parties) shipmentID(row int) model.Value { return p.c.ref(shipmentMethods, p.shipment(row)) }
func (p *parties) currencyID(row int) model.Value {
	return p.c.ref(currencies, p.c.moneyRow(p.currency(row)))
}

func (p *parties) sellerCode(row int) string { return sellerList[p.seller(row)].code }

func (p *parties) modified(row int) model.Value { return p.c.modified(p.set, row, p.since(row)) }

// id of the party itself, for the sets that show it once more.
func (p *parties) id(row int) model.Value { return p.c.id(p.set, row) }

// sold is what a customer owes.
func (p *parties) sold(row int) model.Value { return model.D2(p.c.sales().due[row]) }

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

// detailColumns and salesColumns show what the invoices of a customer come to.
var detailColumns = [...]column[*parties]{
	{name: "id", value: (*parties).id}, // the same record as the customer, and so the same id
	{name: "number", text: (*parties).number},
	{name: "balance", value: (*parties).sold},
	{name: "totalSalesExcludingTax", value: (*parties).turnover},
	{name: "overdueAmount", value: func(p *parties, r int) model.Value { return model.D2(p.c.sales().overdue[r]) }},
	{name: "lastModifiedDateTime", value: (*parties).modified},
}

var salesColumns = [...]column[*parties]{
	{name: "customerId", value: (*parties).id},
	{name: "customerNumber", text: (*parties).number},
	{name: "name", text: (*parties).name},
	{name: "totalSalesAmount", value: (*parties).turnover},
}

func (p *parties) turnover(row int) model.Value {
	if p.vendors {
		return model.D2(p.c.purchases().turnover[row])
	}
	return model.D2(p.c.sales().turnover[row])
}

func (c *company) openCustomerDetails() model.Table {
	p := c.parties(customers)
	t := newRowTable(c, customerFinancialDetails, p, p.n, detailColumns[:])
	t.orderedBy(c.sorted("number")...)
	t.key = &c.keys[customers]
	return t
}

func (c *company) openCustomerSales() model.Table {
	p := c.parties(customers)
	t := newRowTable(c, customerSales, p, p.n, salesColumns[:])
	t.orderedBy(c.sorted("customerNumber")...)
	return t
}

var vendorColumns = [...]column[*parties]{
	{name: "irs1099Code", text: func(p *parties, r int) string {
		if p.c.home == "US" && !p.foreign(r) && p.d.chance(r, fieldNote, 10) {
			return "MISC-01"
		}
		return ""
	}},
	{name: "blocked", value: func(p *parties, r int) model.Value {
		if r < 2 || !p.d.chance(r, fieldBlocked, 3) {
			return model.E(0)
		}
		return model.E(1 + p.d.below(r, fieldBlocked, 3_000)%2)
	}},
	{name: "balance", value: func(p *parties, r int) model.Value { return model.D2(p.c.purchases().due[r]) }},
}

var purchasesColumns = [...]column[*parties]{
	{name: "vendorId", value: (*parties).id},
	{name: "vendorNumber", text: (*parties).number},
	{name: "name", text: (*parties).name},
	{name: "totalPurchaseAmount", value: (*parties).turnover},
}

func (c *company) openVendors() model.Table {
	p := c.parties(vendors)
	t := newRowTable(c, vendors, p, p.n, partyColumns[:], vendorColumns[:])
	t.orderedBy(c.sorted("number")...)
	return t
}

func (c *company) openVendorPurchases() model.Table {
	p := c.parties(vendors)
	t := newRowTable(c, vendorPurchases, p, p.n, purchasesColumns[:])
	t.orderedBy(c.sorted("vendorNumber")...)
	return t
}
