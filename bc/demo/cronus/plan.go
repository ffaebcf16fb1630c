package cronus

// plan says what one company of one environment holds: who it is, and how many records of each kind it has. All records
// follow from it.
type plan struct {
	environment   string
	id            string // GUID of the company
	name, display string
	seed          uint64
	empty         bool // no records but its own
	awkward       bool // names that break careless programs
	home          string
	currency      string // of the ledger

	customers, vendors, items, contacts, employees int
	salesOrders, salesInvoices, salesDrafts        int // invoices: posted ones
	purchaseOrders, purchaseInvoices               int
	purchaseDrafts                                 int
	entries                                        int   // of the general ledger
	capital                                        int64 // opening balances, in thousandths of the full company's
}

// The tenant stands still on anchor; its books begin on opening.
const (
	anchor  = 20777 // 2026-11-20
	opening = 18993 // 2022-01-01
)

// Versions of the companies: platform and application build, as the service gives it. The sandbox is ahead.
const (
	productionVersion = "27.2.41234.41511"
	sandboxVersion    = "28.0.43871.44120"
)

// planList are the companies of both environments. The sandbox went its own way: the same names, other ids, fewer and other
// records.
var planList = [...]plan{
	{
		environment: "Production", id: "6d2fb0f1-3b1c-f011-9af8-6045bdc8a1d0", name: "CRONUS USA, Inc.", display: "CRONUS USA, Inc.",
		seed: 1, home: "US", currency: "USD",
		customers: 5000, vendors: 320, items: 912, contacts: 1500, employees: 90,
		salesOrders: 1200, salesInvoices: 3800, salesDrafts: 200,
		purchaseOrders: 400, purchaseInvoices: 2420, purchaseDrafts: 80, entries: 250_000, capital: 1_000,
	},
	{
		environment: "Production", id: "0b9e6a37-3d1c-f011-9af8-6045bdc8a1d0", name: "My Company",
		seed: 2, home: "US", currency: "USD", empty: true,
	},
	{
		environment: "Production", id: "a40c7f52-3e1c-f011-9af8-6045bdc8a1d0", name: oddName, display: oddDisplay,
		seed: 3, home: "DE", currency: "EUR", awkward: true,
		customers: 120, vendors: 40, items: 96, contacts: 90, employees: 24,
		salesOrders: 40, salesInvoices: 140, salesDrafts: 10,
		purchaseOrders: 20, purchaseInvoices: 90, purchaseDrafts: 5, entries: 4_000, capital: 90,
	},
	{
		environment: "Sandbox", id: "2c51d7e8-9f44-f011-be59-000d3a2f7c11", name: "CRONUS USA, Inc.", display: "CRONUS USA, Inc.",
		seed: 11, home: "US", currency: "USD",
		customers: 600, vendors: 60, items: 216, contacts: 300, employees: 40,
		salesOrders: 150, salesInvoices: 500, salesDrafts: 40,
		purchaseOrders: 60, purchaseInvoices: 300, purchaseDrafts: 20, entries: 20_000, capital: 180,
	},
	{
		environment: "Sandbox", id: "35f0a2bc-9f44-f011-be59-000d3a2f7c11", name: "My Company",
		seed: 12, home: "US", currency: "USD", empty: true,
	},
	{
		environment: "Sandbox", id: "41b8c69d-9f44-f011-be59-000d3a2f7c11", name: oddName, display: oddDisplay,
		seed: 13, home: "DE", currency: "EUR", awkward: true,
		customers: 120, vendors: 40, items: 96, contacts: 90, employees: 24,
		salesOrders: 40, salesInvoices: 140, salesDrafts: 10,
		purchaseOrders: 20, purchaseInvoices: 90, purchaseDrafts: 5, entries: 4_000, capital: 90,
	},
}
