package cronus

import "bctui/bc/demo/model"

// number of a document: ranges as a company keeps them, drafts apart from what is posted.
func (b *books) number(row int) string {
	switch b.set {
	case salesOrders:
		return "S-ORD" + digits(101_001+row, 6)
	case purchaseOrders:
		return digits(106_001+row, 6)
	}
	sales := b.set == salesInvoices
	switch {
	case sales && row >= b.posted:
		return "S-INV" + digits(102_001+row-b.posted, 6)
	case sales:
		return "PS-INV" + digits(103_001+row, 6)
	case row >= b.posted:
		return "PU-INV" + digits(107_001+row-b.posted, 6)
	}
	return "PP-INV" + digits(108_001+row, 6)
}

// who is the party of a document.
func (b *books) who(row int) int { return int(b.party[row]) }

func (b *books) partyID(row int) model.Value  { return b.t.parties.id(b.who(row)) }
func (b *books) partyNumber(row int) string   { return b.t.parties.number(b.who(row)) }
func (b *books) partyName(row int) string     { return b.t.parties.name(b.who(row)) }
func (b *books) partyContact(row int) string  { return b.t.parties.contact(b.who(row)) }
func (b *books) sellerCode(row int) string    { return b.t.parties.sellerCode(b.who(row)) }
func (b *books) partyLine1(row int) string    { return b.t.parties.line1(b.who(row)) }
func (b *books) partyLine2(row int) string    { return b.t.parties.line2(b.who(row)) }
func (b *books) partyCity(row int) string     { return b.t.parties.city(b.who(row)) }
func (b *books) partyState(row int) string    { return b.t.parties.state(b.who(row)) }
func (b *books) partyCountry(row int) string  { return b.t.parties.country(b.who(row)) }
func (b *books) partyPost(row int) string     { return b.t.parties.post(b.who(row)) }
func (b *books) terms(row int) model.Value    { return b.t.parties.termsID(b.who(row)) }
func (b *books) shipment(row int) model.Value { return b.t.parties.shipmentID(b.who(row)) }
func (b *books) date(row int) model.Value     { return model.Days(int(b.day[row])) }
func (b *books) dueDate(row int) model.Value  { return model.Days(b.due(row)) }
func (b *books) whole(row int) model.Value    { return model.B(b.complete(row)) }

// bookColumns are what all documents have.
var bookColumns = [...]column[*books]{
	{name: "number", text: (*books).number},
	{name: "postingDate", value: (*books).date},
	{name: "currencyId", value: func(b *books, r int) model.Value { return b.t.parties.currencyID(b.who(r)) }},
	{name: "currencyCode", text: func(b *books, r int) string { return b.t.parties.currencyCode(b.who(r)) }},
	{name: "shortcutDimension1Code", text: func(b *books, r int) string { return valueCode(dimDepartment, b.dimensions(r)[0][1]) }},
	{name: "shortcutDimension2Code", text: func(b *books, r int) string {
		if v := b.dimensions(r)[1]; v[0] == dimCustomerGroup {
			return valueCode(v[0], v[1])
		}
		return ""
	}},
	{name: "discountAmount", value: func(b *books, r int) model.Value { return model.D2(b.sums[r].discount) }},
	{name: "discountAppliedBeforeTax", value: func(*books, int) model.Value { return model.B(true) }},
	{name: "totalAmountExcludingTax", value: func(b *books, r int) model.Value { return model.D2(b.sums[r].net) }},
	{name: "totalTaxAmount", value: func(b *books, r int) model.Value { return model.D2(b.sums[r].tax) }},
	{name: "totalAmountIncludingTax", value: func(b *books, r int) model.Value { return model.D2(b.sums[r].total()) }},
	{name: "status", value: func(b *books, r int) model.Value { return model.E(int(b.status[r])) }},
	{name: "lastModifiedDateTime", value: func(b *books, r int) model.Value {
		day := int(b.day[r])
		if !b.isOrder() && b.status[r] == invoicePaid {
			day = b.paidOn(r)
		}
		return model.Millis(b.c.moment(b.set, r, day))
	}},
}

// soldColumns are what the documents of sales have beside them: the customer by all of its roles. Goods go where the
// customer is.
var soldColumns = [...]column[*books]{
	{name: "customerId", value: (*books).partyID},
	{name: "customerNumber", text: (*books).partyNumber},
	{name: "customerName", text: (*books).partyName},
	{name: "billToName", text: (*books).partyName},
	{name: "billToCustomerId", value: (*books).partyID},
	{name: "billToCustomerNumber", text: (*books).partyNumber},
	{name: "shipToName", text: (*books).partyName},
	{name: "shipToContact", text: (*books).partyContact},
	{name: "sellToAddressLine1", text: (*books).partyLine1},
	{name: "sellToAddressLine2", text: (*books).partyLine2},
	{name: "sellToCity", text: (*books).partyCity},
	{name: "sellToState", text: (*books).partyState},
	{name: "sellToCountry", text: (*books).partyCountry},
	{name: "sellToPostCode", text: (*books).partyPost},
	{name: "billToAddressLine1", text: (*books).partyLine1},
	{name: "billToAddressLine2", text: (*books).partyLine2},
	{name: "billToCity", text: (*books).partyCity},
	{name: "billToState", text: (*books).partyState},
	{name: "billToCountry", text: (*books).partyCountry},
	{name: "billToPostCode", text: (*books).partyPost},
	{name: "shipToAddressLine1", text: (*books).partyLine1},
	{name: "shipToAddressLine2", text: (*books).partyLine2},
	{name: "shipToCity", text: (*books).partyCity},
	{name: "shipToState", text: (*books).partyState},
	{name: "shipToCountry", text: (*books).partyCountry},
	{name: "shipToPostCode", text: (*books).partyPost},
	{name: "externalDocumentNumber", text: (*books).reference},
	{name: "paymentTermsId", value: (*books).terms},
	{name: "shipmentMethodId", value: (*books).shipment},
	{name: "salesperson", text: (*books).sellerCode},
	{name: "phoneNumber", text: func(b *books, r int) string { return b.t.parties.phone(b.who(r)) }},
	{name: "email", text: func(b *books, r int) string { return b.t.parties.email(b.who(r)) }},
}

var salesOrderColumns = [...]column[*books]{
	{name: "orderDate", value: (*books).date},
	{name: "partialShipping", value: func(b *books, r int) model.Value {
		return model.B(b.link[r] >= 0 || b.d.chance(r, fieldShipped, 80))
	}},
	{name: "requestedDeliveryDate", value: func(b *books, r int) model.Value {
		if !b.d.chance(r, fieldDelivery, 50) {
			return model.NoDate()
		}
		return model.Days(workday(int(b.day[r]) + 7 + b.d.below(r, fieldDelivery, 3_000)%20))
	}},
	{name: "fullyShipped", value: (*books).whole},
}

// invoiceColumns are those of invoices, sold or bought.
var invoiceColumns = [...]column[*books]{
	{name: "invoiceDate", value: (*books).date},
	{name: "dueDate", value: (*books).dueDate},
	{name: "orderId", value: func(b *books, r int) model.Value { id, _ := b.order(r); return id }},
	{name: "orderNumber", text: func(b *books, r int) string { _, n := b.order(r); return n }},
}

var salesInvoiceColumns = [...]column[*books]{
	{name: "promisedPayDate", value: func(b *books, r int) model.Value {
		if b.status[r] != invoiceOpen || b.due(r) >= anchor || !b.d.chance(r, fieldNote, 30) {
			return model.NoDate()
		}
		return model.Days(workday(anchor + 3 + b.d.below(r, fieldNote, 3_000)%25))
	}},
	{name: "customerPurchaseOrderReference", text: (*books).reference},
	{name: "remainingAmount", value: func(b *books, r int) model.Value { return model.D2(b.left[r]) }},
}

// boughtColumns are what the documents of purchases have: the vendor by its roles, and the site that goods come to.
var boughtColumns = [...]column[*books]{
	{name: "vendorId", value: (*books).partyID},
	{name: "vendorNumber", text: (*books).partyNumber},
	{name: "vendorName", text: (*books).partyName},
	{name: "payToName", text: (*books).partyName},
	{name: "payToVendorId", value: (*books).partyID},
	{name: "payToVendorNumber", text: (*books).partyNumber},
	{name: "buyFromAddressLine1", text: (*books).partyLine1},
	{name: "buyFromAddressLine2", text: (*books).partyLine2},
	{name: "buyFromCity", text: (*books).partyCity},
	{name: "buyFromState", text: (*books).partyState},
	{name: "buyFromCountry", text: (*books).partyCountry},
	{name: "buyFromPostCode", text: (*books).partyPost},
	{name: "payToAddressLine1", text: (*books).partyLine1},
	{name: "payToAddressLine2", text: (*books).partyLine2},
	{name: "payToCity", text: (*books).partyCity},
	{name: "payToState", text: (*books).partyState},
	{name: "payToCountry", text: (*books).partyCountry},
	{name: "payToPostCode", text: (*books).partyPost},
	{name: "shipToName", text: func(b *books, _ int) string { return b.c.name }},
	{name: "shipToContact", text: func(b *books, _ int) string { return b.c.mainSite().contact }},
	{name: "shipToAddressLine1", text: func(b *books, _ int) string { return b.c.mainSite().street }},
	{name: "shipToCity", text: func(b *books, _ int) string { return b.c.mainSite().place.city }},
	{name: "shipToState", text: func(b *books, _ int) string { return b.c.mainSite().place.state }},
	{name: "shipToCountry", text: func(b *books, _ int) string { return b.c.mainSite().place.country }},
	{name: "shipToPostCode", text: func(b *books, _ int) string { return b.c.mainSite().postCode() }},
	{name: "purchaser", text: (*books).sellerCode},
}

// mainSite is where goods come to.
func (c *company) mainSite() *site { return &c.sites()[truth(c.home == "US")] }

var purchaseOrderColumns = [...]column[*books]{
	{name: "orderDate", value: (*books).date},
	{name: "paymentTermsId", value: (*books).terms},
	{name: "shipmentMethodId", value: (*books).shipment},
	{name: "requestedReceiptDate", value: func(b *books, r int) model.Value {
		if !b.d.chance(r, fieldDelivery, 60) {
			return model.NoDate()
		}
		return model.Days(workday(int(b.day[r]) + 10 + b.d.below(r, fieldDelivery, 3_000)%30))
	}},
	{name: "fullyReceived", value: (*books).whole},
}

var purchaseInvoiceColumns = [...]column[*books]{
	{name: "vendorInvoiceNumber", text: func(b *books, r int) string { return pattern("RE-######", b.d.roll(r, fieldReference)) }},
	{name: "payToContact", text: (*books).partyContact},
}

// paidOn is when an invoice was paid, and when a canceled one was reversed.
func (b *books) paidOn(row int) int {
	day := b.due(row) - 5 + b.d.below(row, fieldPaid, 26)
	if b.status[row] == invoiceCanceled {
		day = int(b.day[row]) + 3 + b.d.below(row, fieldPaid, 8)
	}
	return workday(max(int(b.day[row])+3, min(day, anchor)))
}

func (b *books) order(row int) (id model.Value, number string) {
	if order := int(b.link[row]); order >= 0 {
		return b.c.id(b.t.orders.set, order), b.t.orders.number(order)
	}
	if row < b.posted && b.d.chance(row, fieldOrder, 60) { // the order is gone since it was invoiced in full
		gone := 100_001 + row*900/max(b.posted, 1)
		if b.t.buying {
			return model.NoGUID(), digits(gone+5_000, 6)
		}
		return model.NoGUID(), "S-ORD" + digits(gone, 6)
	}
	return model.NoGUID(), ""
}

func (b *books) reference(row int) string {
	if !b.d.chance(row, fieldReference, 40) {
		return ""
	}
	return pattern("PO-#####", b.d.roll(row, fieldReference)>>8)
}

// documents is the table of a set of documents.
func (c *company) documents(set setNo) model.Table {
	switch set {
	case salesOrders:
		return c.selling.orders.table(soldColumns[:], salesOrderColumns[:])
	case salesInvoices:
		return c.selling.invoices.table(soldColumns[:], invoiceColumns[:], salesInvoiceColumns[:])
	case purchaseOrders:
		return c.buying.orders.table(boughtColumns[:], purchaseOrderColumns[:])
	}
	return c.buying.invoices.table(boughtColumns[:], invoiceColumns[:], purchaseInvoiceColumns[:])
}

func (b *books) table(lists ...[]column[*books]) model.Table {
	t := newRowTable(b.c, b.set, b, 0, append(lists, bookColumns[:])...)
	t.n = func() int { b.t.ready(); return b.len() }
	t.orderedBy("number")
	return t
}

// openLines is one table for the lines of orders and invoices, bought and sold: they differ in a few names.
func (c *company) openLines(set setNo) model.Table {
	b, price, day, moved, toMove := c.linesOf(set)
	t := b.t
	at := func(row int, l *line) {
		t.ready()
		doc, k := b.docAt(row)
		h := b.head(doc)
		b.lineOf(&h, k, l)
	}
	table := newRecordTable(c, set, func() int { t.ready(); return b.lineCount() }, func() any { return new(line) }, at, lineParts[:])
	table.parts[table.place(price)].value = (*line).unitPrice
	table.parts[table.place(day)].value = (*line).date
	if b.isOrder() {
		table.parts[table.place(moved)].value = (*line).movedQuantity
		table.parts[table.place(toMove)].value = (*line).quantityToMove
		table.parts[table.place("invoicedQuantity")].value = (*line).invoicedQuantity
		table.parts[table.place("invoiceQuantity")].value = (*line).quantityToInvoice
	}
	headers := &c.keys[b.set]
	table.lookedUpBy("documentId", func(v model.Value) []int32 {
		t.ready()
		doc, ok := headers.row(v)
		if !ok || doc >= b.len() {
			return nil
		}
		return span(int(b.first[doc]), int(b.first[doc+1]))
	})
	return table
}

func (l *line) unitPrice() model.Value { return model.D2(l.price) }

func (l *line) date() model.Value {
	if l.kind == lineComment {
		return model.NoDate()
	}
	return l.b.date(l.doc)
}

func (l *line) movedQuantity() model.Value     { return l.quantityIf(l.shipped) }
func (l *line) quantityToMove() model.Value    { return l.quantityIf(!l.shipped) }
func (l *line) invoicedQuantity() model.Value  { return l.quantityIf(l.invoiced) }
func (l *line) quantityToInvoice() model.Value { return l.quantityIf(!l.invoiced) }

func (l *line) quantityIf(holds bool) model.Value {
	if !holds {
		return model.D(0, 0)
	}
	return model.D2(l.quantity)
}

func (l *line) goods() *goods { return l.b.t.goods }

var lineParts = [...]part[*line]{
	{name: "documentId", value: func(l *line) model.Value { return l.b.c.id(l.b.set, l.doc) }},
	{name: "sequence", value: func(l *line) model.Value { return model.I((l.k + 1) * 10_000) }},
	{name: "itemId", value: func(l *line) model.Value { return l.b.c.ref(items, l.item) }},
	{name: "accountId", value: func(l *line) model.Value { return l.b.c.ref(accounts, l.account) }},
	{name: "lineType", value: func(l *line) model.Value { return model.E(l.kind) }},
	{name: "lineObjectNumber", text: func(l *line) string {
		switch l.kind {
		case lineGoods:
			return l.goods().number(l.item)
		case lineAccount:
			return accountList[l.account].number
		}
		return ""
	}},
	{name: "description", text: func(l *line) string {
		switch l.kind {
		case lineGoods:
			return l.goods().short(l.item)
		case lineAccount:
			return accountList[l.account].name
		}
		return l.text
	}},
	{name: "unitOfMeasureId", value: func(l *line) model.Value {
		if l.item < 0 {
			return model.NoGUID()
		}
		return l.b.c.id(unitsOfMeasure, l.goods().ware(l.item).unit)
	}},
	{name: "unitOfMeasureCode", text: func(l *line) string {
		if l.item < 0 {
			return ""
		}
		return unitList[l.goods().ware(l.item).unit].code
	}},
	{name: "quantity", value: func(l *line) model.Value { return model.D2(l.quantity) }},
	{name: "discountAmount", value: func(l *line) model.Value { return model.D2(l.discount) }},
	{name: "discountPercent", value: func(l *line) model.Value { return model.D(l.percent, 0) }},
	{name: "amountExcludingTax", value: func(l *line) model.Value { return model.D2(l.amount) }},
	{name: "taxCode", text: func(l *line) string { return l.b.t.taxCode(l) }},
	{name: "taxPercent", value: func(l *line) model.Value { return shortDecimal(l.rate, 3) }},
	{name: "totalTaxAmount", value: func(l *line) model.Value { return model.D2(l.tax) }},
	// The service writes the sum of two amounts with both decimals.
	{name: "amountIncludingTax", value: func(l *line) model.Value { return model.D(l.amount+l.tax, 2) }},
	{name: "invoiceDiscountAllocation", value: func(l *line) model.Value { return model.D2(l.share) }},
	{name: "netAmount", value: func(l *line) model.Value { return model.D2(l.net) }},
	{name: "netTaxAmount", value: func(l *line) model.Value { return model.D2(l.netTax) }},
	{name: "netAmountIncludingTax", value: func(l *line) model.Value { return model.D2(l.net + l.netTax) }},
	{name: "locationId", value: func(l *line) model.Value {
		if l.item < 0 || l.goods().ware(l.item).typ == typeService {
			return model.NoGUID()
		}
		return l.b.c.id(locations, l.b.d.below(l.doc, fieldLocation, len(l.b.c.sites())))
	}},
}

// linesOf gives the documents that a set's lines belong to, and the names of the properties that differ.
func (c *company) linesOf(set setNo) (b *books, price, day, moved, toMove string) {
	switch set {
	case salesOrderLines:
		return &c.selling.orders, "unitPrice", "shipmentDate", "shippedQuantity", "shipQuantity"
	case salesInvoiceLines:
		return &c.selling.invoices, "unitPrice", "shipmentDate", "", ""
	case purchaseOrderLines:
		return &c.buying.orders, "directUnitCost", "expectedReceiptDate", "receivedQuantity", "receiveQuantity"
	}
	return &c.buying.invoices, "unitCost", "expectedReceiptDate", "", ""
}

// shortDecimal drops needless zeros.
func shortDecimal(n int64, scale uint8) model.Value {
	for scale > 0 && n%10 == 0 {
		n /= 10
		scale--
	}
	return model.D(n, scale)
}
