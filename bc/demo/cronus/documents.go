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

// party columns that all documents have.
func (b *books) common(party string) columns[int] {
	c, t, p := b.c, b.t, b.t.parties
	of := func(row int) int { return int(b.party[row]) }
	name := func(r int) model.Value { return model.T(p.name(of(r))) }
	number := func(r int) model.Value { return model.T(p.number(of(r))) }
	id := func(r int) model.Value { return c.id(p.set, of(r)) }
	billTo, sellTo := "billTo", "sellTo"
	who := "Customer"
	if t.buying {
		billTo, sellTo, who = "payTo", "buyFrom", "Vendor"
	}
	cols := columns[int]{
		"id":                     c.identity(b.set),
		"number":                 func(r int) model.Value { return model.T(b.number(r)) },
		"postingDate":            func(r int) model.Value { return model.Days(int(b.day[r])) },
		party + "Id":             id,
		party + "Number":         number,
		party + "Name":           name,
		billTo + "Name":          name,
		billTo + who + "Id":      id,
		billTo + who + "Number":  number,
		"currencyId":             func(r int) model.Value { return c.ref(currencies, c.moneyRow(p.currency(of(r)))) },
		"currencyCode":           func(r int) model.Value { return model.T(p.currencyCode(of(r))) },
		"shortcutDimension1Code": func(r int) model.Value { return model.T(valueCode(dimDepartment, b.dimensions(r)[0][1])) },
		"shortcutDimension2Code": func(r int) model.Value {
			if v := b.dimensions(r)[1]; v[0] == dimCustomerGroup {
				return model.T(valueCode(v[0], v[1]))
			}
			return model.T("")
		},
		"pricesIncludeTax":         func(int) model.Value { return model.B(false) },
		"discountAmount":           func(r int) model.Value { return model.D2(b.sums[r].discount) },
		"discountAppliedBeforeTax": func(int) model.Value { return model.B(true) },
		"totalAmountExcludingTax":  func(r int) model.Value { return model.D2(b.sums[r].net) },
		"totalTaxAmount":           func(r int) model.Value { return model.D2(b.sums[r].tax) },
		"totalAmountIncludingTax":  func(r int) model.Value { return model.D2(b.sums[r].total()) },
		"status":                   func(r int) model.Value { return model.E(int(b.status[r])) },
		"lastModifiedDateTime": func(r int) model.Value {
			day := int(b.day[r])
			if !b.isOrder() && b.status[r] == invoicePaid {
				day = b.paidOn(r)
			}
			return model.Millis(c.moment(b.set, r, day))
		},
	}
	cols.with(p.address(sellTo, of)).with(p.address(billTo, of))
	if !t.buying { // goods go where the customer is
		cols.with(p.address("shipTo", of))
		cols["shipToName"] = name
		cols["shipToContact"] = func(r int) model.Value { return model.T(p.contact(of(r))) }
		return cols
	}
	here := func(s string) func(int) model.Value {
		v := model.T(s)
		return func(int) model.Value { return v }
	}
	main := c.sites()[truth(c.home == "US")]
	cols["shipToName"], cols["shipToContact"] = here(c.name), here(main.contact)
	cols["shipToAddressLine1"], cols["shipToCity"] = here(main.street), here(main.place.city)
	cols["shipToState"], cols["shipToCountry"] = here(main.place.state), here(main.place.country)
	cols["shipToPostCode"] = here(pattern(main.place.post, main.post))
	buyer := func(r int) model.Value { return model.T(sellerList[p.seller(of(r))].code) }
	cols["purchaser"] = buyer
	return cols
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

func (b *books) table(cols columns[int]) model.Table {
	return newTable(b.c.typeOf(b.set), source[int]{
		rows: func() int { b.t.ready(); return b.len() },
		at:   func(row int) int { b.t.ready(); return row },
		key:  &b.c.keys[b.set], cols: cols, ordered: []string{"number"},
	})
}

func (c *company) openSalesHeaders(set setNo) model.Table {
	t := c.selling
	b := &t.orders
	if set == salesInvoices {
		b = &t.invoices
	}
	p, d := t.parties, b.d
	of := func(row int) int { return int(b.party[row]) }
	cols := b.common("customer").with(columns[int]{
		"externalDocumentNumber": func(r int) model.Value { return model.T(b.reference(r)) },
		"paymentTermsId":         func(r int) model.Value { return c.id(paymentTerms, p.terms(of(r))) },
		"shipmentMethodId":       func(r int) model.Value { return c.ref(shipmentMethods, p.shipment(of(r))) },
		"salesperson":            func(r int) model.Value { return model.T(sellerList[p.seller(of(r))].code) },
		"phoneNumber":            func(r int) model.Value { return model.T(p.phone(of(r))) },
		"email":                  func(r int) model.Value { return model.T(p.email(of(r))) },
	})
	if b.isOrder() {
		return b.table(cols.with(columns[int]{
			"orderDate":       func(r int) model.Value { return model.Days(int(b.day[r])) },
			"partialShipping": func(r int) model.Value { return model.B(b.link[r] >= 0 || d.chance(r, fieldShipped, 80)) },
			"requestedDeliveryDate": func(r int) model.Value {
				if !d.chance(r, fieldDelivery, 50) {
					return model.NoDate()
				}
				return model.Days(workday(int(b.day[r]) + 7 + d.below(r, fieldDelivery, 3_000)%20))
			},
			"fullyShipped": func(r int) model.Value { return model.B(b.complete(r)) },
		}))
	}
	return b.table(cols.with(columns[int]{
		"invoiceDate": func(r int) model.Value { return model.Days(int(b.day[r])) },
		"dueDate":     func(r int) model.Value { return model.Days(b.due(r)) },
		"promisedPayDate": func(r int) model.Value {
			if b.status[r] != invoiceOpen || b.due(r) >= anchor || !d.chance(r, fieldNote, 30) {
				return model.NoDate()
			}
			return model.Days(workday(anchor + 3 + d.below(r, fieldNote, 3_000)%25))
		},
		"customerPurchaseOrderReference": func(r int) model.Value { return model.T(b.reference(r)) },
		"orderId":                        func(r int) model.Value { id, _ := b.order(r); return id },
		"orderNumber":                    func(r int) model.Value { _, n := b.order(r); return model.T(n) },
		"remainingAmount":                func(r int) model.Value { return model.D2(b.left[r]) },
	}))
}

func (c *company) openPurchaseHeaders(set setNo) model.Table {
	t := c.buying
	b := &t.orders
	if set == purchaseInvoices {
		b = &t.invoices
	}
	p, d := t.parties, b.d
	of := func(row int) int { return int(b.party[row]) }
	cols := b.common("vendor")
	if b.isOrder() {
		return b.table(cols.with(columns[int]{
			"orderDate":        func(r int) model.Value { return model.Days(int(b.day[r])) },
			"paymentTermsId":   func(r int) model.Value { return c.id(paymentTerms, p.terms(of(r))) },
			"shipmentMethodId": func(r int) model.Value { return c.ref(shipmentMethods, p.shipment(of(r))) },
			"requestedReceiptDate": func(r int) model.Value {
				if !d.chance(r, fieldDelivery, 60) {
					return model.NoDate()
				}
				return model.Days(workday(int(b.day[r]) + 10 + d.below(r, fieldDelivery, 3_000)%30))
			},
			"fullyReceived": func(r int) model.Value { return model.B(b.complete(r)) },
		}))
	}
	return b.table(cols.with(columns[int]{
		"invoiceDate":         func(r int) model.Value { return model.Days(int(b.day[r])) },
		"dueDate":             func(r int) model.Value { return model.Days(b.due(r)) },
		"vendorInvoiceNumber": func(r int) model.Value { return model.T(pattern("RE-######", d.roll(r, fieldReference))) },
		"payToContact":        func(r int) model.Value { return model.T(p.contact(of(r))) },
		"orderId":             func(r int) model.Value { id, _ := b.order(r); return id },
		"orderNumber":         func(r int) model.Value { _, n := b.order(r); return model.T(n) },
	}))
}

// openLines is one table for the lines of orders and invoices, bought and sold: they differ in a few names.
func (c *company) openLines(set setNo) model.Table {
	b, price, day, moved, toMove := c.linesOf(set)
	t := b.t
	amount := func(f func(l line) int64) func(line) model.Value {
		return func(l line) model.Value { return model.D2(f(l)) }
	}
	when := func(holds bool, quantity int64) model.Value {
		if !holds {
			return model.D(0, 0)
		}
		return model.D2(quantity)
	}
	cols := columns[line]{
		"id":         func(l line) model.Value { return c.id(set, l.row) },
		"documentId": func(l line) model.Value { return c.id(b.set, l.doc) },
		"sequence":   func(l line) model.Value { return model.I((l.k + 1) * 10_000) },
		"itemId":     func(l line) model.Value { return c.ref(items, l.item) },
		"accountId":  func(l line) model.Value { return c.ref(accounts, l.account) },
		"lineType":   func(l line) model.Value { return model.E(l.kind) },
		"lineObjectNumber": func(l line) model.Value {
			switch l.kind {
			case lineGoods:
				return model.T(t.goods.number(l.item))
			case lineAccount:
				return model.T(accountList[l.account].number)
			}
			return model.T("")
		},
		"description": func(l line) model.Value {
			switch l.kind {
			case lineGoods:
				return model.T(t.goods.short(l.item))
			case lineAccount:
				return model.T(accountList[l.account].name)
			}
			return model.T(l.text)
		},
		"unitOfMeasureId": func(l line) model.Value {
			if l.item < 0 {
				return model.NoGUID()
			}
			return c.id(unitsOfMeasure, t.goods.ware(l.item).unit)
		},
		"unitOfMeasureCode": func(l line) model.Value {
			if l.item < 0 {
				return model.T("")
			}
			return model.T(unitList[t.goods.ware(l.item).unit].code)
		},
		"quantity":                 amount(func(l line) int64 { return l.quantity }),
		price:                      amount(func(l line) int64 { return l.price }),
		"discountAmount":           amount(func(l line) int64 { return l.discount }),
		"discountPercent":          func(l line) model.Value { return model.D(l.percent, 0) },
		"discountAppliedBeforeTax": func(line) model.Value { return model.B(false) },
		"amountExcludingTax":       amount(func(l line) int64 { return l.amount }),
		"taxCode":                  func(l line) model.Value { return model.T(t.taxCode(&l)) },
		"taxPercent":               func(l line) model.Value { return shortDecimal(l.rate, 3) },
		"totalTaxAmount":           amount(func(l line) int64 { return l.tax }),
		// The service writes the sum of two amounts with both decimals.
		"amountIncludingTax":        func(l line) model.Value { return model.D(l.amount+l.tax, 2) },
		"invoiceDiscountAllocation": amount(func(l line) int64 { return l.share }),
		"netAmount":                 amount(func(l line) int64 { return l.net }),
		"netTaxAmount":              amount(func(l line) int64 { return l.netTax }),
		"netAmountIncludingTax":     amount(func(l line) int64 { return l.net + l.netTax }),
		day: func(l line) model.Value {
			if l.kind == lineComment {
				return model.NoDate()
			}
			return model.Days(int(b.day[l.doc]))
		},
		"locationId": func(l line) model.Value {
			if l.item < 0 || t.goods.ware(l.item).typ == typeService {
				return model.NoGUID()
			}
			return c.id(locations, b.d.below(l.doc, fieldLocation, len(c.sites())))
		},
	}
	if b.isOrder() {
		cols[moved] = func(l line) model.Value { return when(l.shipped, l.quantity) }
		cols[toMove] = func(l line) model.Value { return when(!l.shipped, l.quantity) }
		cols["invoicedQuantity"] = func(l line) model.Value { return when(l.invoiced, l.quantity) }
		cols["invoiceQuantity"] = func(l line) model.Value { return when(!l.invoiced, l.quantity) }
	}
	headers := &c.keys[b.set]
	return newTable(c.typeOf(set), source[line]{
		rows: func() int { t.ready(); return b.lineCount() },
		at:   func(row int) line { t.ready(); return b.line(b.docAt(row)) },
		key:  &c.keys[set], cols: cols,
		lookups: map[string]func(model.Value) []int32{"documentId": func(v model.Value) []int32 {
			t.ready()
			doc, ok := headers.row(v)
			if !ok || doc >= b.len() {
				return nil
			}
			return span(int(b.first[doc]), int(b.first[doc+1]))
		}},
	})
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
