package cronus

import "bctui/bc/demo/model"

// balances are what the ledger adds up to, by account; totals of the chart included.
type balances struct {
	debit, credit [len(accountList)]int64
}

func (b *balances) net(account int) int64 { return b.debit[account] - b.credit[account] }

// newBalances reads the whole ledger once.
func newBalances(l *ledger) *balances {
	b := &balances{}
	add := func(p posted) {
		if p.amount > 0 {
			b.debit[p.account] += p.amount
		} else {
			b.credit[p.account] -= p.amount
		}
	}
	var activity [maxActivity]posted
	for doc := range l.ref {
		e := entry{ref: l.ref[doc]}
		size := int(l.start[doc+1] - l.start[doc])
		if e.kind() == activityDoc { // worked out once for all of its entries
			l.postActivity(e.number(), &activity)
			for _, p := range activity[:size] {
				add(p)
			}
			continue
		}
		for e.k = range size {
			add(l.posting(&e))
		}
	}
	// A total adds up the accounts since the line it starts from; they are postings only, as totals would count twice.
	var open []int
	for i := range accountList {
		first := -1
		switch accountList[i].kind {
		case beginTotal:
			open = append(open, i)
		case endTotal:
			first, open = open[len(open)-1], open[:len(open)-1]
		case total:
			first = accountRow(accountList[i].from)
		}
		for j := first; first >= 0 && j < i; j++ {
			if accountList[j].kind == posting {
				b.debit[i] += b.debit[j]
				b.credit[i] += b.credit[j]
			}
		}
	}
	return b
}

var accountColumns = [...]column[*company]{
	{name: "number", text: func(_ *company, r int) string { return accountList[r].number }},
	{name: "displayName", text: func(_ *company, r int) string { return accountList[r].name }},
	{name: "category", value: func(_ *company, r int) model.Value { return model.E(accountList[r].category) }},
	{name: "subCategory", text: func(_ *company, r int) string { return accountList[r].sub }},
	{name: "accountType", value: accountType},
	{name: "directPosting", value: func(_ *company, r int) model.Value {
		a := &accountList[r]
		return model.B(a.kind == posting && a.sub != "Accounts Receivable" && a.sub != "Inventory")
	}},
	{name: "netChange", value: func(c *company, r int) model.Value { return model.D2(c.balances().net(r)) }},
	{name: "consolidationTranslationMethod", text: func(*company, int) string { return "Average Rate (Manual)" }},
}

func accountType(_ *company, row int) model.Value { return model.E(accountList[row].kind) }

func (c *company) openAccounts() model.Table {
	t := newRowTable(c, accounts, c, len(accountList), accountColumns[:])
	t.orderedBy("number")
	return t
}

// trialColumns show the accounts once more: the sums as texts, blank for zero, as this API gives them.
var trialColumns = [...]column[*company]{
	{name: "accountId", value: func(c *company, r int) model.Value { return c.id(accounts, r) }},
	{name: "number", text: func(_ *company, r int) string { return accountList[r].number }},
	{name: "accountType", value: accountType},
	{name: "display", text: func(_ *company, r int) string { return accountList[r].name }},
	{name: "totalDebit", text: func(c *company, r int) string { return trialSum(r, c.balances().debit[r]) }},
	{name: "totalCredit", text: func(c *company, r int) string { return trialSum(r, c.balances().credit[r]) }},
	{name: "balanceAtDateDebit", text: func(c *company, r int) string { return trialSum(r, max(c.balances().net(r), 0)) }},
	{name: "balanceAtDateCredit", text: func(c *company, r int) string { return trialSum(r, max(-c.balances().net(r), 0)) }},
	{name: "dateFilter", value: func(*company, int) model.Value { return model.Days(anchor) }},
}

func trialSum(account int, cents int64) string {
	if kind := accountList[account].kind; kind == heading || kind == beginTotal {
		return ""
	}
	return grouped(cents)
}

func (c *company) openTrialBalances() model.Table {
	t := newRowTable(c, trialBalances, c, len(accountList), trialColumns[:])
	t.orderedBy("number")
	t.key = &c.keys[accounts]
	return t
}

// grouped writes cents as a text with thousands set apart; "" for nothing.
func grouped(cents int64) string {
	if cents == 0 {
		return ""
	}
	whole := digits(int(cents/100), 1)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole + "." + digits(int(cents%100), 2)
}
