package cronus

import (
	"testing"

	"bctui/bc/demo/model"
)

// TestLedgerBalances: every document has a sum of zero, entries are numbered and dated in order, and an entry is either a
// debit or a credit.
func TestLedgerBalances(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		v := look(t, c, "generalLedgerEntries")
		number, date, document := v.place("entryNumber"), v.place("postingDate"), v.place("documentNumber")
		debit, credit, kind := v.place("debitAmount"), v.place("creditAmount"), v.place("documentType")
		if v.table.Len() != c.entries {
			t.Fatalf("%d entries, want %d", v.table.Len(), c.entries)
		}
		sums, seen := map[string]int64{}, map[string]int{}
		last, lastDate := "", int64(0)
		var debits, credits int64
		kinds := map[int64]int{}
		for row := range v.table.Len() {
			if n := v.table.Value(row, number).N; n != int64(row+1) {
				t.Fatalf("row %d has the number %d", row, n)
			}
			day := v.table.Value(row, date).N
			if day < lastDate || day < opening || day > anchor {
				t.Fatalf("row %d is of %d, after %d", row, day, lastDate)
			}
			lastDate = day
			doc := v.table.Value(row, document).S
			if doc != last {
				seen[doc]++
				last = doc
			}
			d, k := cents(t, v.table.Value(row, debit)), cents(t, v.table.Value(row, credit))
			if d < 0 || k < 0 || (d == 0) == (k == 0) {
				t.Fatalf("row %d (%s): debit %d and credit %d", row, doc, d, k)
			}
			sums[doc] += d - k
			debits += d
			credits += k
			kinds[v.table.Value(row, kind).N]++
		}
		for doc, sum := range sums {
			if sum != 0 {
				t.Fatalf("document %s is off by %d", doc, sum)
			}
			if seen[doc] != 1 {
				t.Fatalf("the entries of document %s stand apart", doc)
			}
		}
		if debits != credits || debits == 0 {
			t.Errorf("debits %d, credits %d", debits, credits)
		}
		for _, k := range []int64{0, 1, 2} {
			if kinds[k] == 0 {
				t.Errorf("no entry has document type %d", k)
			}
		}
	})
}

// TestAccountsShowTheLedger: net change and the trial balance are what the entries add up to, and totals add up accounts.
func TestAccountsShowTheLedger(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		entries, chart, trial := look(t, c, "generalLedgerEntries"), look(t, c, "accounts"), look(t, c, "trialBalances")
		account, debit, credit := entries.place("accountId"), entries.place("debitAmount"), entries.place("creditAmount")
		debits, credits := map[model.Value]int64{}, map[model.Value]int64{}
		for row := range entries.table.Len() {
			id := entries.table.Value(row, account)
			debits[id] += cents(t, entries.table.Value(row, debit))
			credits[id] += cents(t, entries.table.Value(row, credit))
		}
		var all int64
		net := map[string]int64{}
		for row := range chart.table.Len() {
			id, number := chart.get(row, "id"), chart.text(row, "number")
			net[number] = chart.cents(row, "netChange")
			if chart.member(row, "accountType") != "Posting" {
				if debits[id] != 0 {
					t.Errorf("account %s is no posting account and has entries", number)
				}
				continue
			}
			all += net[number]
			if net[number] != debits[id]-credits[id] {
				t.Errorf("account %s: net change %d, the entries make %d", number, net[number], debits[id]-credits[id])
			}
			at, ok := trial.find(id)
			if !ok || trial.text(at, "totalDebit") != grouped(debits[id]) || trial.text(at, "totalCredit") != grouped(credits[id]) {
				t.Errorf("account %s: the trial balance says %q and %q", number, trial.text(at, "totalDebit"), trial.text(at, "totalCredit"))
			}
			if debits[id] == 0 && credits[id] == 0 {
				t.Logf("account %s is never posted to", number)
			}
		}
		if all != 0 {
			t.Errorf("the accounts are off by %d", all)
		}
		if net["19990"]+net["39990"]+net["99990"] != 0 {
			t.Errorf("assets %d, liabilities and equity %d, net income %d", net["19990"], net["39990"], net["99990"])
		}
		if net["11990"] != net["11200"]+net["11300"]+net["11400"] || net["13990"] != net["13100"]+net["13200"] {
			t.Errorf("totals do not add up: %d, %d", net["11990"], net["13990"])
		}
	})
}

// TestControlAccountsAgree: receivables are what customers owe, payables what vendors are owed, in the company's currency.
func TestControlAccountsAgree(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		chart := look(t, c, "accounts")
		net := map[string]int64{}
		for row := range chart.table.Len() {
			net[chart.text(row, "number")] = chart.cents(row, "netChange")
		}
		var owed, owing int64
		sales := look(t, c, "salesInvoices")
		for row := range sales.table.Len() {
			owed += local(c, sales.text(row, "currencyCode"), sales.cents(row, "remainingAmount"))
		}
		bought := look(t, c, "purchaseInvoices")
		for row := range bought.table.Len() {
			if bought.member(row, "status") == "Open" {
				owing += local(c, bought.text(row, "currencyCode"), bought.cents(row, "totalAmountIncludingTax"))
			}
		}
		if got := net["13100"] + net["13200"]; got != owed {
			t.Errorf("receivables %d, customers owe %d", got, owed)
		}
		if got := -net["21100"] - net["21200"]; got != owing {
			t.Errorf("payables %d, vendors are owed %d", got, owing)
		}
		for _, account := range []string{"11200", "14100", "14110", "14120", "14130"} {
			if net[account] <= 0 {
				t.Errorf("account %s stands at %d: no company could trade like this", account, net[account])
			}
		}
		if income := -net["99990"]; income <= 0 || income > -net["41990"]/3 {
			t.Errorf("net income %d of an income of %d", income, -net["41990"])
		}
	})
}

// local works out an amount in the company's currency by the rates alone.
func local(c *company, code string, amount int64) int64 {
	if code == c.currency {
		return amount
	}
	own := moneyList[moneyIndex(c.currency)].rate
	return (amount*moneyList[moneyIndex(code)].rate + own/2) / own
}

// TestInvoicesArePosted: each posted invoice is in the ledger under its number and date; drafts are not.
func TestInvoicesArePosted(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		entries := look(t, c, "generalLedgerEntries")
		document, date, kind := entries.place("documentNumber"), entries.place("postingDate"), entries.place("documentType")
		posted := map[string]int64{}
		for row := range entries.table.Len() {
			if entries.table.Value(row, kind).N == 2 {
				posted[entries.table.Value(row, document).S] = entries.table.Value(row, date).N
			}
		}
		for _, set := range []string{"salesInvoices", "purchaseInvoices"} {
			v := look(t, c, set)
			for row := range v.table.Len() {
				number, state := v.text(row, "number"), v.member(row, "status")
				day, ok := posted[number]
				if draft := state == "Draft" || state == "In_x0020_Review"; ok == draft {
					t.Fatalf("%s %s is %s; in the ledger: %v", set, number, state, ok)
				}
				if ok && day != v.get(row, "postingDate").N {
					t.Fatalf("%s %s was posted %d in the ledger", set, number, day)
				}
				delete(posted, number)
			}
		}
		if len(posted) > 0 {
			t.Errorf("%d documents in the ledger are no invoices", len(posted))
		}
	})
}

func TestDocumentsOfThePartiesCurrency(t *testing.T) {
	c := tenant().companies[0]
	v := look(t, c, "salesInvoices")
	foreign := 0
	for row := range v.table.Len() {
		if empty := v.get(row, "currencyId") == model.NoGUID(); empty != (v.text(row, "currencyCode") == c.currency) {
			t.Fatalf("row %d: %q with the id %s", row, v.text(row, "currencyCode"), write(v.get(row, "currencyId")))
		} else if !empty {
			foreign++
		}
	}
	if foreign == 0 {
		t.Error("no invoice is in another currency")
	}
}
