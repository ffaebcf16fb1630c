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

func (c *company) openAccounts() model.Table {
	text := func(f func(a *ledgerAccount) string) func(int) model.Value {
		return func(r int) model.Value { return model.T(f(&accountList[r])) }
	}
	return c.rowTable(accounts, len(accountList), columns[int]{
		"number":      text(func(a *ledgerAccount) string { return a.number }),
		"displayName": text(func(a *ledgerAccount) string { return a.name }),
		"category":    func(r int) model.Value { return model.E(accountList[r].category) },
		"subCategory": text(func(a *ledgerAccount) string { return a.sub }),
		"blocked":     func(int) model.Value { return model.B(false) },
		"accountType": func(r int) model.Value { return model.E(accountList[r].kind) },
		"directPosting": func(r int) model.Value {
			a := &accountList[r]
			return model.B(a.kind == posting && a.sub != "Accounts Receivable" && a.sub != "Inventory")
		},
		"netChange":                      func(r int) model.Value { return model.D2(c.balances().net(r)) },
		"consolidationTranslationMethod": text(func(*ledgerAccount) string { return "Average Rate (Manual)" }),
		"excludeFromConsolidation":       func(int) model.Value { return model.B(false) },
		"lastModifiedDateTime":           c.modified(accounts, func(int) int { return opening - 30 }),
	}, "number")
}

// openTrialBalances shows the accounts once more: the sums as texts, blank for zero, as this API gives them.
func (c *company) openTrialBalances() model.Table {
	amount := func(f func(b *balances, r int) int64) func(int) model.Value {
		return func(r int) model.Value {
			if accountList[r].kind == heading || accountList[r].kind == beginTotal {
				return model.T("")
			}
			return model.T(grouped(f(c.balances(), r)))
		}
	}
	return c.rowTable(trialBalances, len(accountList), columns[int]{
		"accountId":           c.identity(accounts),
		"number":              func(r int) model.Value { return model.T(accountList[r].number) },
		"accountType":         func(r int) model.Value { return model.E(accountList[r].kind) },
		"display":             func(r int) model.Value { return model.T(accountList[r].name) },
		"totalDebit":          amount(func(b *balances, r int) int64 { return b.debit[r] }),
		"totalCredit":         amount(func(b *balances, r int) int64 { return b.credit[r] }),
		"balanceAtDateDebit":  amount(func(b *balances, r int) int64 { return max(b.net(r), 0) }),
		"balanceAtDateCredit": amount(func(b *balances, r int) int64 { return max(-b.net(r), 0) }),
		"dateFilter":          func(int) model.Value { return model.Days(anchor) },
	}, "number").keyedBy(&c.keys[accounts])
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
