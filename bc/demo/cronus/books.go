package cronus

import "sync"

// Members of the enums of documents: statuses of invoices (invoiceEntityAggregateStatus), statuses of orders
// (salesOrderEntityBufferStatus and its twin), kinds of lines (invoiceLineAggLineType).
const (
	invoiceDraft    = 1
	invoiceReview   = 2
	invoiceOpen     = 3
	invoicePaid     = 4
	invoiceCanceled = 5

	orderDraft  = 0
	orderReview = 1
	orderOpen   = 2

	lineComment = 0
	lineAccount = 1
	lineGoods   = 2
)

// books are the documents of one kind (posted and draft sales invoices, open purchase orders, …) with what has to be
// known of all of them at once. Everything else about a document and its lines is worked out when asked for.
type books struct {
	c       *company
	t       *trade
	set     setNo
	lineSet setNo
	d       dice
	posted  int // invoices: rows before it are posted; orders: 0

	party  []int32
	day    []int32 // posting date, or order date
	status []uint8
	link   []int32 // the other document: an invoice's order, an order's invoice; -1 for none
	first  []int32 // first line of a document, and one more at the end
	docOf  []int32 // document of a line
	sums   []sums
	left   []int64 // what is still to be paid, in the currency of the document

	postings postings // of the posted ones
}

// sums of a document in cents of its currency.
type sums struct{ net, tax, discount int64 }

func (s sums) total() int64 { return s.net + s.tax }

func (b *books) len() int       { return len(b.party) }
func (b *books) lineCount() int { return len(b.docOf) }
func (b *books) isOrder() bool  { return b.set == salesOrders || b.set == purchaseOrders }

// trade is one side of the business: what is sold, or what is bought.
type trade struct {
	once     sync.Once
	c        *company
	roles    roles
	parties  *parties
	goods    *goods
	buying   bool
	expenses []int // accounts that lines of the kind Account name, as places in accountList

	orders, invoices books

	// By party, in cents: what they owe or are owed, the part of it that is late, and what was invoiced without tax.
	due, overdue, turnover []int64
}

// newTrade gives a trade that is filled on first use.
func newTrade(c *company, buying bool) *trade {
	t := &trade{c: c, buying: buying, goods: c.goods()}
	if buying {
		t.parties = c.parties(vendors)
		t.orders = books{c: c, t: t, set: purchaseOrders, lineSet: purchaseOrderLines, d: c.seeds[purchaseOrders]}
		t.invoices = books{c: c, t: t, set: purchaseInvoices, lineSet: purchaseInvoiceLines, d: c.seeds[purchaseInvoices],
			posted: c.purchaseInvoices}
		return t
	}
	t.parties = c.parties(customers)
	t.orders = books{c: c, t: t, set: salesOrders, lineSet: salesOrderLines, d: c.seeds[salesOrders]}
	t.invoices = books{c: c, t: t, set: salesInvoices, lineSet: salesInvoiceLines, d: c.seeds[salesInvoices], posted: c.salesInvoices}
	return t
}

// ready fills the books, once.
func (t *trade) ready() { t.once.Do(t.fill) }

func (t *trade) fill() {
	c := t.c
	t.roles = newRoles()
	if t.buying {
		t.expenses = t.roles.costs[:len(t.roles.costs)-2]
		t.orders.make(c.purchaseOrders)
		t.invoices.make(c.purchaseInvoices + c.purchaseDrafts)
	} else {
		t.expenses = extraAccounts()
		t.orders.make(c.salesOrders)
		t.invoices.make(c.salesInvoices + c.salesDrafts)
	}
	t.fillOrders()
	t.fillInvoices()
	t.orders.addLines()
	t.invoices.addLines()
	t.settle()
}

func (b *books) make(n int) {
	b.party, b.day, b.status, b.link = make([]int32, n), make([]int32, n), make([]uint8, n), make([]int32, n)
	b.first, b.sums, b.left = make([]int32, n+1), make([]sums, n), make([]int64, n)
	for i := range b.link {
		b.link[i] = -1
	}
}

// fillOrders spreads the open orders over the last months; some of them are in part invoiced already, by invoices that fall
// into the last months as well.
func (t *trade) fillOrders() {
	o, inv := &t.orders, &t.invoices
	n := o.len()
	var linked []int
	for row := range n {
		o.party[row] = int32(t.pick(o, row))
		o.day[row] = int32(workday(anchor - 130 + row*130/n))
		switch s := o.d.below(row, fieldStatus, 100); {
		case s < 25:
			o.status[row] = orderDraft
		case s < 31:
			o.status[row] = orderReview
		default:
			o.status[row] = orderOpen
			if o.ownLines(row) > 1 && o.d.chance(row, fieldShipped, 35) {
				linked = append(linked, row)
			}
		}
	}
	// Every second of the latest invoices comes from one of these orders.
	for j, row := range linked {
		i := inv.posted - 2*(len(linked)-j)
		if i < 0 {
			continue
		}
		o.link[row], inv.link[i] = int32(i), int32(row)
	}
}

// fillInvoices spreads the posted invoices over three years, as they rise in number; drafts are of the last days.
func (t *trade) fillInvoices() {
	o, inv := &t.orders, &t.invoices
	const span = 3 * 365
	drafts := inv.len() - inv.posted
	for row := range inv.len() {
		inv.party[row] = int32(t.pick(inv, row))
		if order := inv.link[row]; order >= 0 {
			inv.party[row] = o.party[order]
		}
		switch {
		case row >= inv.posted:
			inv.day[row] = int32(workday(anchor - 12 + (row-inv.posted)*12/drafts))
			inv.status[row] = invoiceDraft
			if inv.d.chance(row, fieldStatus, 15) {
				inv.status[row] = invoiceReview
			}
		default:
			inv.day[row] = int32(workday(anchor - span + row*span/inv.posted))
			inv.status[row] = inv.state(row)
		}
		if order := inv.link[row]; order >= 0 && o.day[order] >= inv.day[row] {
			o.day[order] = int32(workday(int(inv.day[row]) - 1))
		}
	}
}

// state of a posted invoice: the older, the more likely it is paid.
func (b *books) state(row int) uint8 {
	n := b.d.below(row, fieldStatus, 1000)
	late := anchor - b.due(row)
	switch {
	case b.link[row] < 0 && n < 8 && anchor-int(b.day[row]) > 30:
		return invoiceCanceled
	case late > 60 && n < 975, late > 0 && late <= 60 && n < 760, late <= 0 && n < 150:
		return invoicePaid
	}
	return invoiceOpen
}

// pick a party for a document: some trade far more than others.
func (t *trade) pick(b *books, row int) int {
	return skewed(b.d.roll(row, fieldParty), t.parties.n)
}

// workday moves a day off the weekend, back to Friday.
func workday(day int) int {
	switch (day + 3) % 7 { // 0 is Monday: 1970-01-01 was a Thursday
	case 5:
		return day - 1
	case 6:
		return day - 2
	}
	return day
}

// due day of a document by its party's payment terms.
func (b *books) due(row int) int {
	return addFormula(int(b.day[row]), termList[b.t.parties.terms(int(b.party[row]))].due)
}

// maxLines of a document.
const maxLines = 8

// ownLines is how many lines a document has when it does not copy another's: mostly few, maxLines at most.
func (b *books) ownLines(row int) int {
	return int([...]uint8{1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8}[b.d.below(row, fieldLines, 16)])
}

// shipped is how many of an order's lines, from the first, have gone out (or come in); invoiced how many are billed.
func (b *books) shipped(row int) (shipped, invoiced int) {
	n := b.ownLines(row)
	switch {
	case b.link[row] >= 0:
		n = 1 + b.d.below(row, fieldOrder, n-1)
		return n, n
	case b.status[row] == orderOpen && b.d.chance(row, fieldDelivery, 15):
		return n, 0
	}
	return 0, 0
}

// complete says that nothing of an order is left to ship; comments need no shipping.
func (b *books) complete(row int) bool {
	h := b.head(row)
	var l line
	for k := h.shipped; k < b.lines(row); k++ {
		if b.lineOf(&h, k, &l); l.kind != lineComment {
			return false
		}
	}
	return true
}

func (b *books) lines(row int) int { return int(b.first[row+1] - b.first[row]) }

// addLines counts the lines, adds the documents up, and posts those that are posted.
func (b *books) addLines() {
	n := 0
	for row := range b.len() {
		b.first[row] = int32(n)
		if order := b.link[row]; order >= 0 && !b.isOrder() {
			_, billed := b.t.orders.shipped(int(order))
			n += billed
		} else {
			n += b.ownLines(row)
		}
	}
	b.first[b.len()] = int32(n)
	b.docOf = make([]int32, n)
	b.postings.make(b.posted)
	var lines [maxLines]line
	for row := range b.len() {
		s, h := &b.sums[row], b.head(row)
		doc := lines[:b.lines(row)]
		for k := range doc {
			b.docOf[int(b.first[row])+k] = int32(row)
			b.lineOf(&h, k, &doc[k])
			s.net += doc[k].net
			s.tax += doc[k].netTax
			s.discount += doc[k].share
		}
		if row < b.posted {
			b.post(row, h.currency, doc)
		}
	}
}

// settle works out what is still to be paid and what that means for the parties.
func (t *trade) settle() {
	n := t.parties.n
	t.due, t.overdue, t.turnover = make([]int64, n), make([]int64, n), make([]int64, n)
	b := &t.invoices
	for row := range b.posted {
		party := b.party[row]
		if b.status[row] == invoiceCanceled {
			continue
		}
		t.turnover[party] += b.sums[row].net
		if b.status[row] != invoiceOpen {
			continue
		}
		left := b.sums[row].total()
		if !t.buying && b.d.chance(row, fieldPaid, 18) { // paid in part
			left -= left * int64(10+b.d.below(row, fieldRatio, 80)) / 100
		}
		b.left[row] = left
		t.due[party] += left
		if b.due(row) < anchor {
			t.overdue[party] += left
		}
	}
}

// docAt is the document of a line and the line's place in it.
func (b *books) docAt(line int) (doc, k int) {
	doc = int(b.docOf[line])
	return doc, line - int(b.first[doc])
}

// dimensions of a document: the department, and the group of the customer or a project.
func (b *books) dimensions(row int) [2][2]int {
	if b.t.buying {
		return [2][2]int{{dimDepartment, b.d.below(row, fieldDepartment, 2)}, {dimProject, b.d.below(row, fieldProject, 4)}}
	}
	department := departmentSales
	if b.d.chance(row, fieldDepartment, 12) {
		department++
	}
	return [2][2]int{{dimDepartment, department}, {dimCustomerGroup, b.t.parties.group(int(b.party[row]))}}
}

// local turns an amount in another currency (a place in moneyList; -1 for none) into the company's.
func (t *trade) local(cents int64, currency int) int64 {
	if currency < 0 {
		return cents
	}
	return roundDiv(cents*moneyList[currency].rate, t.c.ownRate())
}

// foreign is the way back, for prices.
func (t *trade) foreign(cents int64, currency int) int64 {
	if currency < 0 {
		return cents
	}
	return roundDiv(cents*t.c.ownRate(), moneyList[currency].rate)
}

func (c *company) ownRate() int64 { return moneyList[moneyIndex(c.currency)].rate }

// roundDiv divides and rounds half away from zero, as the ledger does; b is above zero.
//
// Not inlined: 4 kB of divisions.
//
//go:noinline
func roundDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}
