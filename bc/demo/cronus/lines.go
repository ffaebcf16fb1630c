package cronus

// line is one line of a document, worked out. Amounts are cents of the document's currency, quantity is in hundredths.
type line struct {
	b           *books
	doc, k, row int
	kind        int
	item        int // place among the items; -1
	account     int // place in accountList; -1
	text        string
	quantity    int64
	price       int64
	percent     int64 // line discount
	discount    int64
	amount      int64 // without tax
	rate        int64 // of tax, in thousandths of a percent
	tax         int64
	share       int64 // of the document's discount
	net, netTax int64
	cost        int64 // of what is sold, in cents of the company's currency
	shipped     bool
	invoiced    bool
}

// head is what the lines of a document share.
type head struct {
	doc      int
	draw     throw // for its lines; an invoice that comes from an order has the order's lines
	currency int
	rate     int64 // of tax
	costs    bool  // nothing but costs: no goods
	share    int64 // discount of the document, in percent
	shipped  int   // lines of an order that have gone out, and that are billed
	invoiced int
}

func (b *books) head(doc int) head {
	from, row := b, doc
	if order := int(b.link[doc]); order >= 0 && !b.isOrder() {
		from, row = &b.t.orders, order
	}
	h := head{doc: doc, draw: from.d.at(row)}
	party := int(b.party[doc])
	h.currency, h.rate = b.t.parties.currency(party), b.t.parties.taxRate(party)
	h.costs = b.t.buying && scale(h.draw.roll(fieldKind), 100) < 28
	if off := h.draw.roll(fieldDiscount); scale(off, 100) < 7 {
		h.share = int64(1 + scale(off, 3_000)%3)
	}
	if b.isOrder() {
		h.shipped, h.invoiced = b.shipped(doc)
	}
	return h
}

// lineOf works out line k of a document.
func (b *books) lineOf(h *head, k int, l *line) {
	t := b.t
	draw := func(field int) uint64 { return h.draw.roll(uint8(fieldLine + k*lineFields + field)) }
	*l = line{b: b, doc: h.doc, k: k, row: int(b.first[h.doc]) + k, item: -1, account: -1, shipped: k < h.shipped, invoiced: k < h.invoiced}
	switch n := scale(draw(lineKind), 100); {
	case k > 0 && n < 4:
		l.kind = lineComment
		l.text = comments[scale(draw(lineText), len(comments))]
		return
	case n < 12 && k > 0, h.costs:
		l.kind = lineAccount
		l.account = t.expenses[scale(draw(lineItem), len(t.expenses))]
		l.quantity = 100
		l.price = int64(1_500 + scale(draw(linePrice), 12_000))
		if t.buying {
			l.price = int64(4_000+skewed(draw(linePrice), 120_000)) * costWeight(l.account) / 10
		}
	default:
		l.kind = lineGoods
		l.item = scale(draw(lineItem), t.goods.n)
		t.fillGoods(l, draw(lineQuantity), draw(linePrice))
	}
	l.price = t.foreign(l.price, h.currency)
	if n := scale(draw(linePercent), 100); n >= 82 && l.kind == lineGoods {
		l.percent = int64([...]uint8{5, 5, 10, 15}[n%4])
	}
	gross := roundDiv(l.quantity*l.price, 100)
	l.discount = roundDiv(gross*l.percent, 100)
	l.amount = gross - l.discount
	if l.kind == lineAccount || !untaxed(t.goods.ware(l.item).tax) {
		l.rate = h.rate
	}
	l.tax = roundDiv(l.amount*l.rate, 100_000)
	if l.kind == lineGoods {
		l.share = roundDiv(l.amount*h.share, 100)
	}
	l.net = l.amount - l.share
	l.netTax = roundDiv(l.net*l.rate, 100_000)
}

func untaxed(group int) bool { return group == taxLabor || group == taxFree }

// fillGoods sets quantity, price and cost of a line with an item. What is bought comes in larger lots.
func (t *trade) fillGoods(l *line, q, p uint64) {
	w := t.goods.ware(l.item)
	cost := t.goods.cost(l.item)
	switch {
	case w.typ == typeService:
		l.quantity = 50 * int64(1+scale(q, 16)) // half hours
	case t.buying:
		l.quantity = 100 * 5 * int64(1+skewed(q, 10))
	default:
		l.quantity = 100 * int64(1+skewed(q, 30))
	}
	if t.buying {
		l.price = cost * int64(96+scale(p, 9)) / 100
		return
	}
	l.price = t.goods.price(l.item)
	if w.typ == typeInventory {
		l.cost = roundDiv(cost*l.quantity, 100)
	}
}

var comments = [...]string{
	"Delivery only in the morning.", "Please call before delivery.", "Goods remain our property until paid in full.",
	"Includes assembly on site.", "See separate agreement.", "Second floor, no elevator.", "Partial delivery agreed by phone.",
}

// taxCode of a line; "" for a comment.
func (t *trade) taxCode(l *line) string {
	switch {
	case l.kind == lineComment:
		return ""
	case t.c.home == "DE" && l.rate > 0:
		return "VAT19"
	case t.c.home == "DE":
		return "VAT0"
	case l.kind == lineAccount:
		return taxGroupList[4].code
	}
	return taxGroupList[t.goods.ware(l.item).tax].code
}

// addFormula adds a date formula of termList ("14D", "1M", "CM") to a day.
func addFormula(day int, formula string) int {
	if formula == "CM" {
		year, month, _ := civil(day)
		return daysOf(year, month+1, 1) - 1
	}
	n := 0
	for _, r := range formula[:len(formula)-1] {
		n = n*10 + int(r-'0')
	}
	if formula[len(formula)-1] == 'M' {
		year, month, d := civil(day)
		last := daysOf(year, month+n+1, 1) - 1
		return min(daysOf(year, month+n, d), last)
	}
	return day + n
}
