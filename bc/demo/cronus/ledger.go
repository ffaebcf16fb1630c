package cronus

import (
	"sync"

	"bctui/bc/demo/model"
)

// Kinds of posted documents. A document is known by its kind and a number: the row of the invoice, or a count.
const (
	openingDoc uint32 = iota
	saleDoc
	saleReversal
	salePayment
	purchaseDoc
	purchaseReversal
	purchasePayment
	activityDoc
	lastDoc
)

const docBits = 28

// ledger lists the posted documents in the order of their dates. What a document posts is worked out when asked for, but
// for invoices, whose postings are kept with them.
type ledger struct {
	c     *company
	n     int // entries
	roles *roles
	d     dice

	ref   []uint32 // kind << docBits | number, by document
	start []int32  // first entry of a document, and one more at the end
	days  []int32
	near  []int32 // document of every nearStep-th entry

	sales, bought *books
	activities    []uint8 // what each of them is
	lastSize      int
}

const nearStep = 8

// listed is a document before it has its place.
type listed struct {
	ref       uint32
	day, size int32
}

func newLedger(c *company) *ledger {
	// The two trades know nothing of each other.
	var wait sync.WaitGroup
	wait.Go(c.buying.ready)
	c.selling.ready()
	wait.Wait()
	l := &ledger{
		c: c, n: c.entries, roles: &c.selling.roles, d: c.seeds[generalLedgerEntries],
		sales: &c.selling.invoices, bought: &c.buying.invoices,
	}
	docs := l.list()
	// Place them by day: count first how many stand before each day.
	var before [anchor - opening + 2]int32
	for i := range docs {
		before[docs[i].day-opening+1]++
	}
	for i := 1; i < len(before); i++ {
		before[i] += before[i-1]
	}
	l.ref, l.days, l.start = make([]uint32, len(docs)), make([]int32, len(docs)), make([]int32, len(docs)+1)
	for i := range docs {
		d := &docs[i]
		at := before[d.day-opening]
		before[d.day-opening]++
		l.ref[at], l.days[at], l.start[at+1] = d.ref, d.day, d.size
	}
	for i := range docs {
		l.start[i+1] += l.start[i]
	}
	l.near = make([]int32, (l.n+nearStep-1)/nearStep)
	doc := 0
	for i := range l.near {
		for int(l.start[doc+1]) <= i*nearStep {
			doc++
		}
		l.near[i] = int32(doc)
	}
	return l
}

// list gives all posted documents: the opening, the invoices with their payments, and as many activities of shops and
// offices as fill the ledger up.
func (l *ledger) list() []listed {
	left := l.n
	docs := make([]listed, 0, l.n/3)
	add := func(kind uint32, number, day, size int) {
		docs = append(docs, listed{kind<<docBits | uint32(number), int32(max(day, opening)), int32(size)})
		left -= size
	}
	add(openingDoc, 0, opening, len(l.roles.opening))
	for _, side := range []struct {
		b                      *books
		doc, reversal, payment uint32
	}{
		{l.sales, saleDoc, saleReversal, salePayment},
		{l.bought, purchaseDoc, purchaseReversal, purchasePayment},
	} {
		for row := range side.b.posted {
			size := side.b.postings.size(row)
			add(side.doc, row, int(side.b.day[row]), size)
			switch {
			case side.b.status[row] == invoiceCanceled:
				add(side.reversal, row, side.b.paidOn(row), size)
			case side.b.sums[row].total() > side.b.left[row]:
				add(side.payment, row, side.b.paidOn(row), 2)
			}
		}
	}
	room := left
	l.activities = make([]uint8, 0, left/4)
	for room > 10 {
		kind := l.newActivity(len(l.activities))
		l.activities = append(l.activities, kind)
		room -= activitySize(kind)
	}
	for i, kind := range l.activities {
		add(activityDoc, i, workday(opening+i*(anchor-opening)/len(l.activities)), activitySize(kind))
	}
	l.lastSize = left
	add(lastDoc, 0, anchor, left)
	return docs
}

// docOf is the document of an entry and the entry's place in it.
func (l *ledger) docOf(entry int) (doc, k int) {
	doc = int(l.near[entry/nearStep])
	for int(l.start[doc+1]) <= entry {
		doc++
	}
	return doc, entry - int(l.start[doc])
}

// entry is one line of the ledger, worked out.
type entry struct {
	l           *ledger
	row, doc, k int
	ref         uint32
	day         int
	posted
}

func (e *entry) kind() uint32 { return e.ref >> docBits }
func (e *entry) number() int  { return int(e.ref & (1<<docBits - 1)) }

func (l *ledger) entry(row int, e *entry) {
	doc, k := l.docOf(row)
	*e = entry{l: l, row: row, doc: doc, k: k, ref: l.ref[doc], day: int(l.days[doc])}
	e.posted = l.posting(e)
}

func (l *ledger) posting(e *entry) posted {
	n, k := e.number(), e.k
	switch e.kind() {
	case openingDoc:
		x := l.roles.opening[k]
		return posted{x.account, x.amount / 1_000 * l.c.capital}
	case saleDoc:
		return l.sales.postings.at(n, k)
	case saleReversal:
		return l.sales.postings.at(n, k).reversed()
	case purchaseDoc:
		return l.bought.postings.at(n, k)
	case purchaseReversal:
		return l.bought.postings.at(n, k).reversed()
	case salePayment:
		return l.payment(l.sales, n, k)
	case purchasePayment:
		return l.payment(l.bought, n, k)
	case activityDoc:
		return l.activityPosting(n, k)
	}
	return l.lastPosting(k)
}

func (p posted) reversed() posted { return posted{p.account, -p.amount} }

// payment of an invoice: what it came to, less what is left to pay.
func (l *ledger) payment(b *books, row, k int) posted {
	party := int(b.party[row])
	currency := b.t.parties.currency(party)
	amount := b.t.local(b.sums[row].total(), currency) - b.t.local(b.left[row], currency)
	foreign := truth(b.t.parties.foreign(party))
	control := l.roles.receivable[foreign]
	if b.t.buying {
		amount, control = -amount, l.roles.payable[foreign]
	}
	if k == 0 {
		return posted{l.roles.bank, amount}
	}
	return posted{control, -amount}
}

func (l *ledger) dimensions(row int) [2][2]int {
	doc, _ := l.docOf(row)
	n := int(l.ref[doc] & (1<<docBits - 1))
	switch l.ref[doc] >> docBits {
	case saleDoc, saleReversal, salePayment:
		return l.sales.dimensions(n)
	case purchaseDoc, purchaseReversal, purchasePayment:
		return l.bought.dimensions(n)
	}
	return [2][2]int{{dimDepartment, l.d.below(doc, fieldDepartment, 4)}, {dimArea, l.d.below(doc, fieldArea, 4)}}
}

func (c *company) openEntries() model.Table {
	at := func(row int, e *entry) { c.ledger().entry(row, e) }
	t := newRecordTable(c, generalLedgerEntries, func() int { return c.entries }, func() any { return new(entry) }, at, entryParts[:])
	t.orderedBy("entryNumber", "postingDate")
	t.lookedUpBy("entryNumber", func(v model.Value) []int32 {
		if n := int(v.N) - 1; v.Kind == model.Int && n >= 0 && n < c.entries {
			return []int32{int32(n)}
		}
		return nil
	})
	return t
}

var entryParts = [...]part[*entry]{
	{name: "entryNumber", value: func(e *entry) model.Value { return model.I(e.row + 1) }},
	{name: "postingDate", value: func(e *entry) model.Value { return model.Days(e.day) }},
	{name: "documentNumber", text: (*entry).documentNumber},
	{name: "documentType", value: func(e *entry) model.Value { return model.E(documentType(e.kind())) }},
	{name: "accountId", value: func(e *entry) model.Value { return e.l.c.id(accounts, e.account) }},
	{name: "accountNumber", text: func(e *entry) string { return accountList[e.account].number }},
	{name: "description", text: (*entry).describe},
	{name: "debitAmount", value: func(e *entry) model.Value { return model.D2(max(e.amount, 0)) }},
	{name: "creditAmount", value: func(e *entry) model.Value { return model.D2(max(-e.amount, 0)) }},
	{name: "lastModifiedDateTime", value: func(e *entry) model.Value {
		return model.Millis(e.l.c.moment(generalLedgerEntries, e.doc, e.day))
	}},
}

// documentType is the place in the enum genJournalDocumentType.
func documentType(kind uint32) int {
	switch kind {
	case saleDoc, purchaseDoc:
		return 2
	case salePayment, purchasePayment:
		return 1
	case saleReversal, purchaseReversal:
		return 3
	}
	return 0
}

func (e *entry) documentNumber() string {
	l, n := e.l, e.number()
	switch e.kind() {
	case openingDoc:
		return "START"
	case saleDoc:
		return l.sales.number(n)
	case saleReversal:
		return "PS-CR" + digits(104_001+n, 6)
	case salePayment:
		return "RCPT-" + digits(n+1, 6)
	case purchaseDoc:
		return l.bought.number(n)
	case purchaseReversal:
		return "PP-CR" + digits(109_001+n, 6)
	case purchasePayment:
		return "PMT-" + digits(n+1, 6)
	case activityDoc:
		return activityPrefix[l.activities[n]] + digits(n+1, 6)
	}
	return "GJ-" + digits(len(l.activities)+1, 6)
}

func (e *entry) describe() string {
	l, n := e.l, e.number()
	switch e.kind() {
	case openingDoc:
		return "Opening entry"
	case saleDoc:
		return "Invoice " + l.sales.number(n)
	case saleReversal:
		return "Credit memo for invoice " + l.sales.number(n)
	case salePayment:
		return "Payment of invoice " + l.sales.number(n)
	case purchaseDoc:
		return "Invoice " + l.bought.number(n)
	case purchaseReversal:
		return "Credit memo for invoice " + l.bought.number(n)
	case purchasePayment:
		return "Payment of invoice " + l.bought.number(n)
	case activityDoc:
		return l.activityText(n)
	}
	return "Adjustments of the month"
}
