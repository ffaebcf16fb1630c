package cronus

// Activities are what happens in a trading company beside invoices, day by day.
const (
	storeSales uint8 = iota
	costPaid
	restocked
	payroll
	taxPaid
	depreciated
)

var activityPrefix = [...]string{
	storeSales: "ST-", costPaid: "GJ-", restocked: "RS-", payroll: "PR-", taxPaid: "TX-", depreciated: "FA-",
}

// roles are the accounts that are posted to by rule, as places in accountList; those of goods by group.
type roles struct {
	bank, salesTax, purchaseTax int
	receivable, payable         [2]int // domestic, foreign
	sales                       [4]int
	cost, stock                 [3]int
	bought                      int // services
	storeSales, storeCost       int
	storeStock                  int
	payroll                     [5]int // wages, payroll tax, insurance; taxes payable, benefits payable
	depreciation                [3]int
	worn                        int
	costs                       []int
	opening                     []posted
}

func newRoles() roles {
	r := roles{
		bank: accountRow("11200"), salesTax: accountRow("22100"), purchaseTax: accountRow("22150"),
		receivable: [2]int{accountRow("13100"), accountRow("13200")}, payable: [2]int{accountRow("21100"), accountRow("21200")},
		sales:  [4]int{accountRow("41100"), accountRow("41110"), accountRow("41120"), accountRow("41200")},
		cost:   [3]int{accountRow("51100"), accountRow("51110"), accountRow("51120")},
		stock:  [3]int{accountRow("14100"), accountRow("14110"), accountRow("14120")},
		bought: accountRow("51400"), storeSales: accountRow("41300"), storeCost: accountRow("51300"), storeStock: accountRow("14130"),
		payroll:      [5]int{accountRow("65100"), accountRow("65200"), accountRow("65300"), accountRow("22200"), accountRow("22300")},
		depreciation: [3]int{accountRow("66100"), accountRow("66200"), accountRow("66300")}, worn: accountRow("17400"),
		costs: costAccounts(),
	}
	// Amounts of the full company; those of smaller ones are in proportion.
	rest := int64(0)
	for _, x := range []struct {
		number  string
		dollars int64
	}{
		{"11200", 2_400_000}, {"11300", 800_000}, {"11400", 5_000}, {"14100", 3_000_000}, {"14110", 750_000}, {"14120", 2_500_000},
		{"14130", 1_500_000}, {"17100", 4_000_000}, {"17200", 600_000}, {"17300", 900_000}, {"17400", -750_000}, {"24100", -3_500_000},
		{"30100", -1_000_000},
	} {
		r.opening = append(r.opening, posted{accountRow(x.number), x.dollars * 100})
		rest += x.dollars * 100
	}
	r.opening = append(r.opening, posted{accountRow("30200"), -rest})
	return r
}

// goodsAccount is where a line with an item goes: income when sold, stock (or cost, for services) when bought.
func (r *roles) goodsAccount(t *trade, item int) int {
	w := t.goods.ware(item)
	switch {
	case !t.buying:
		return r.sales[w.group]
	case w.typ == typeInventory:
		return r.stock[w.group]
	case w.group == goodsServices:
		return r.bought
	}
	return r.cost[w.group]
}

func (l *ledger) newActivity(n int) uint8 {
	switch x := l.d.below(n, fieldKind, 100); {
	case x < 60:
		return storeSales
	case x < 80:
		return costPaid
	case x < 88:
		return restocked
	case x < 94:
		return payroll
	case x < 96:
		return taxPaid
	}
	return depreciated
}

func activitySize(activity uint8) int {
	switch activity {
	case storeSales:
		return 5
	case payroll:
		return 6
	}
	return 2
}

// maxActivity is the most postings that an activity has.
const maxActivity = 6

// activityPosting is posting k of an activity.
func (l *ledger) activityPosting(n, k int) posted {
	var list [maxActivity]posted
	l.postActivity(n, &list)
	return list[k]
}

// postActivity gives all postings of an activity, as many as activitySize says. They sum to zero.
func (l *ledger) postActivity(n int, list *[maxActivity]posted) {
	r := l.roles
	draw := l.d.at(n)
	amount := func(low, high int) int64 { return int64(low + skewed(draw.roll(fieldAmount), high-low)) }
	two := func(debit, credit int, amount int64) {
		list[0], list[1] = posted{debit, amount}, posted{credit, -amount}
	}
	switch l.activities[n] {
	case storeSales:
		net := amount(15_000, 420_000)
		tax := roundDiv(net*l.storeTax(), 100_000)
		cost := net * int64(52+scale(draw.roll(fieldRatio), 14)) / 100
		*list = [...]posted{
			{r.bank, net + tax}, {r.storeSales, -net}, {r.salesTax, -tax}, {r.storeCost, cost}, {r.storeStock, -cost}, {},
		}
	case costPaid:
		i := scale(draw.roll(fieldEntity), len(r.costs))
		two(r.costs[i], r.bank, amount(2_500, 160_000)*costList[i].weight/10)
	case restocked:
		two(r.storeStock, r.bank, amount(310_000, 1_050_000))
	case payroll:
		wages := amount(330_000, 930_000)
		taxes, insurance := wages*765/10_000, wages*9/100
		withheld := wages * 22 / 100
		*list = [...]posted{
			{r.payroll[0], wages}, {r.payroll[1], taxes}, {r.payroll[2], insurance},
			{r.payroll[3], -taxes - withheld}, {r.payroll[4], -insurance}, {r.bank, withheld - wages},
		}
	case taxPaid:
		sum := amount(250_000, 1_600_000)
		switch x := scale(draw.roll(fieldEntity), 18); {
		case x == 0:
			two(r.payroll[4], r.bank, sum*7/2)
		case x < 6:
			two(r.payroll[3], r.bank, sum*12/5)
		default:
			two(r.salesTax, r.bank, sum)
		}
	default:
		two(r.depreciation[scale(draw.roll(fieldEntity), 3)], r.worn, amount(4_000, 60_000))
	}
}

func (l *ledger) storeTax() int64 {
	if l.c.home == "DE" {
		return 19_000
	}
	return 8_000
}

// lastPosting is posting k of the document that closes the ledger: costs, paid from the bank.
func (l *ledger) lastPosting(k int) posted {
	if k < l.lastSize-1 {
		return posted{l.roles.costs[k%len(l.roles.costs)], int64(10_000 + 137*k)}
	}
	sum := int64(0)
	for i := range l.lastSize - 1 {
		sum += l.lastPosting(i).amount
	}
	return posted{l.roles.bank, -sum}
}

func (l *ledger) activityText(n int) string {
	switch l.activities[n] {
	case storeSales:
		return "Sales of the day, store " + digits(1+l.d.below(n, fieldEntity, 24), 2)
	case costPaid:
		if l.c.awkward {
			return oddNotes[l.d.below(n, fieldNote, len(oddNotes))]
		}
		return accountList[l.activityPosting(n, 0).account].name + ", paid by bank"
	case restocked:
		return "Goods for store " + digits(1+l.d.below(n, fieldEntity, 24), 2)
	case payroll:
		return "Payroll, " + dimensionList[dimDepartment].values[l.d.below(n, fieldEntity, 4)].name
	case taxPaid:
		return "Payment to tax office"
	}
	return "Depreciation"
}
