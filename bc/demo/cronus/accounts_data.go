package cronus

// Members of the enums glAccountType and glAccountCategory.
const (
	posting = iota
	heading
	total
	beginTotal
	endTotal
)

const (
	noCategory = iota
	assets
	liabilities
	equity
	income
	costOfGoods
	expense
)

// ledgerAccount is a line of the chart of accounts, in the order of numbers. An end-total adds up all since the begin-total
// that it closes; from tells where a total starts.
type ledgerAccount struct {
	number, name string
	kind         int
	category     int
	sub          string
	from         string
}

var accountList = [...]ledgerAccount{
	{"10000", "BALANCE SHEET", heading, noCategory, "", ""},
	{"10005", "ASSETS", beginTotal, assets, "", ""},
	{"11000", "Cash and Bank", beginTotal, assets, "Cash", ""},
	{"11200", "Checking Account", posting, assets, "Cash", ""},
	{"11300", "Savings Account", posting, assets, "Cash", ""},
	{"11400", "Petty Cash", posting, assets, "Cash", ""},
	{"11990", "Cash and Bank, Total", endTotal, assets, "Cash", ""},
	{"13000", "Receivables", beginTotal, assets, "Accounts Receivable", ""},
	{"13100", "Accounts Receivable, Domestic", posting, assets, "Accounts Receivable", ""},
	{"13200", "Accounts Receivable, Foreign", posting, assets, "Accounts Receivable", ""},
	{"13990", "Receivables, Total", endTotal, assets, "Accounts Receivable", ""},
	{"14000", "Inventory", beginTotal, assets, "Inventory", ""},
	{"14100", "Inventory, Furniture", posting, assets, "Inventory", ""},
	{"14110", "Inventory, Supplies", posting, assets, "Inventory", ""},
	{"14120", "Inventory, Electronics", posting, assets, "Inventory", ""},
	{"14130", "Inventory, Stores", posting, assets, "Inventory", ""},
	{"14990", "Inventory, Total", endTotal, assets, "Inventory", ""},
	{"17000", "Fixed Assets", beginTotal, assets, "Equipment", ""},
	{"17100", "Land and Buildings", posting, assets, "Equipment", ""},
	{"17200", "Vehicles", posting, assets, "Equipment", ""},
	{"17300", "Operating Equipment", posting, assets, "Equipment", ""},
	{"17400", "Accumulated Depreciation", posting, assets, "Accumulated Depreciation", ""},
	{"17990", "Fixed Assets, Total", endTotal, assets, "Equipment", ""},
	{"19990", "ASSETS, TOTAL", endTotal, assets, "", ""},
	{"20000", "LIABILITIES", beginTotal, liabilities, "", ""},
	{"21000", "Short-term Liabilities", beginTotal, liabilities, "Current Liabilities", ""},
	{"21100", "Accounts Payable, Domestic", posting, liabilities, "Current Liabilities", ""},
	{"21200", "Accounts Payable, Foreign", posting, liabilities, "Current Liabilities", ""},
	{"22100", "Sales Tax Payable", posting, liabilities, "Current Liabilities", ""},
	{"22150", "Purchase Tax", posting, liabilities, "Current Liabilities", ""},
	{"22200", "Payroll Taxes Payable", posting, liabilities, "Payroll Liabilities", ""},
	{"22300", "Employee Benefits Payable", posting, liabilities, "Payroll Liabilities", ""},
	{"22990", "Short-term Liabilities, Total", endTotal, liabilities, "Current Liabilities", ""},
	{"24100", "Long-term Bank Loan", posting, liabilities, "Long Term Liabilities", ""},
	{"24990", "LIABILITIES, TOTAL", endTotal, liabilities, "", ""},
	{"30000", "EQUITY", beginTotal, equity, "", ""},
	{"30100", "Common Stock", posting, equity, "Common Stock", ""},
	{"30200", "Retained Earnings", posting, equity, "Retained Earnings", ""},
	{"30990", "EQUITY, TOTAL", endTotal, equity, "", ""},
	{"39990", "LIABILITIES AND EQUITY, TOTAL", total, noCategory, "", "20000"},
	{"40000", "INCOME STATEMENT", heading, noCategory, "", ""},
	{"41000", "Income", beginTotal, income, "Income", ""},
	{"41100", "Sales, Furniture", posting, income, "Income, Product Sales", ""},
	{"41110", "Sales, Supplies", posting, income, "Income, Product Sales", ""},
	{"41120", "Sales, Electronics", posting, income, "Income, Product Sales", ""},
	{"41200", "Sales, Services", posting, income, "Income, Services", ""},
	{"41300", "Sales, Stores", posting, income, "Income, Product Sales", ""},
	{"41400", "Freight Income", posting, income, "Income", ""},
	{"41500", "Service Charges", posting, income, "Income", ""},
	{"41990", "Income, Total", endTotal, income, "Income", ""},
	{"51000", "Cost of Goods Sold", beginTotal, costOfGoods, "Cost of Goods Sold", ""},
	{"51100", "Cost, Furniture", posting, costOfGoods, "Cost of Goods Sold", ""},
	{"51110", "Cost, Supplies", posting, costOfGoods, "Cost of Goods Sold", ""},
	{"51120", "Cost, Electronics", posting, costOfGoods, "Cost of Goods Sold", ""},
	{"51300", "Cost, Stores", posting, costOfGoods, "Cost of Goods Sold", ""},
	{"51400", "Bought Services", posting, costOfGoods, "Cost of Goods Sold", ""},
	{"51990", "Cost of Goods Sold, Total", endTotal, costOfGoods, "Cost of Goods Sold", ""},
	{"60000", "Operating Expenses", beginTotal, expense, "Expense", ""},
	{"61100", "Rent", posting, expense, "Rent Expense", ""},
	{"61200", "Electricity and Heating", posting, expense, "Utilities Expense", ""},
	{"61300", "Cleaning", posting, expense, "Utilities Expense", ""},
	{"61400", "Repairs and Maintenance", posting, expense, "Repairs and Maintenance Expense", ""},
	{"62100", "Office Supplies", posting, expense, "Other Income & Expenses", ""},
	{"62200", "Phone and Internet", posting, expense, "Utilities Expense", ""},
	{"62300", "Postage", posting, expense, "Other Income & Expenses", ""},
	{"62400", "Software", posting, expense, "Other Income & Expenses", ""},
	{"62500", "Legal and Accounting Services", posting, expense, "Other Income & Expenses", ""},
	{"62600", "Bank Charges", posting, expense, "Other Income & Expenses", ""},
	{"63100", "Advertising", posting, expense, "Advertising Expense", ""},
	{"63200", "Travel", posting, expense, "Travel Expense", ""},
	{"64100", "Gasoline", posting, expense, "Vehicle Expenses", ""},
	{"64200", "Freight Expense", posting, expense, "Other Income & Expenses", ""},
	{"65100", "Salaries and Wages", posting, expense, "Salaries Expense", ""},
	{"65200", "Payroll Tax Expense", posting, expense, "Payroll Expense", ""},
	{"65300", "Health Insurance", posting, expense, "Benefits Expense", ""},
	{"66100", "Depreciation, Buildings", posting, expense, "Depreciation Expense", ""},
	{"66200", "Depreciation, Equipment", posting, expense, "Depreciation Expense", ""},
	{"66300", "Depreciation, Vehicles", posting, expense, "Depreciation Expense", ""},
	{"67100", "Insurance", posting, expense, "Insurance Expense", ""},
	{"67200", "Interest on Bank Loan", posting, expense, "Interest Expense", ""},
	{"69990", "Operating Expenses, Total", endTotal, expense, "Expense", ""},
	{"99990", "NET INCOME", total, noCategory, "", "41000"},
}

// accountRow is the place of a number in accountList; the number is one of this package's.
//
// Not inlined: newRoles asks for forty of them, and as many loops would take 6 kB.
//
//go:noinline
func accountRow(number string) int {
	for i := range accountList {
		if accountList[i].number == number {
			return i
		}
	}
	panic("cronus: there is no account " + number)
}

// extraAccounts are what sales documents charge beside goods, costAccounts what purchase invoices pay for.
func extraAccounts() []int { return []int{accountRow("41400"), accountRow("41500")} }

func costAccounts() []int {
	var out []int
	for _, x := range costList {
		out = append(out, accountRow(x.number))
	}
	return out
}

// costList are the costs that come by invoice, with how dear they are beside each other; the last two come from the bank.
var costList = [...]struct {
	number string
	weight int64
}{
	{"61100", 30}, {"61200", 8}, {"61300", 5}, {"61400", 6}, {"62100", 3}, {"62200", 4}, {"62300", 2}, {"62400", 9}, {"62500", 11},
	{"63100", 13}, {"63200", 6}, {"64100", 4}, {"64200", 14}, {"67100", 9}, {"62600", 1}, {"67200", 7},
}

func costWeight(account int) int64 {
	for _, x := range costList {
		if accountList[account].number == x.number {
			return x.weight
		}
	}
	return 10
}
