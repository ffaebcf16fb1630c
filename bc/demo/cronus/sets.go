package cronus

// setNo is a set that has records of its own.
type setNo uint8

const (
	customers setNo = iota
	customerFinancialDetails
	customerSales
	vendors
	vendorPurchases
	contacts
	employees
	items
	salesOrders
	salesOrderLines
	salesInvoices
	salesInvoiceLines
	purchaseOrders
	purchaseOrderLines
	purchaseInvoices
	purchaseInvoiceLines
	accounts
	trialBalances
	generalLedgerEntries
	dimensions
	dimensionValues
	dimensionSetLines
	defaultDimensions
	currencies
	paymentTerms
	paymentMethods
	shipmentMethods
	countriesRegions
	locations
	unitsOfMeasure
	itemCategories
	inventoryPostingGroups
	generalProductPostingGroups
	taxGroups
	taxAreas
	salespeoplePurchasers
	companyInformation
	setCount
)

var setNames = [setCount]string{
	customers: "customers", customerFinancialDetails: "customerFinancialDetails", customerSales: "customerSales",
	vendors: "vendors", vendorPurchases: "vendorPurchases", contacts: "contacts", employees: "employees", items: "items",
	salesOrders: "salesOrders", salesOrderLines: "salesOrderLines", salesInvoices: "salesInvoices",
	salesInvoiceLines: "salesInvoiceLines", purchaseOrders: "purchaseOrders", purchaseOrderLines: "purchaseOrderLines",
	purchaseInvoices: "purchaseInvoices", purchaseInvoiceLines: "purchaseInvoiceLines", accounts: "accounts",
	trialBalances: "trialBalances", generalLedgerEntries: "generalLedgerEntries", dimensions: "dimensions",
	dimensionValues: "dimensionValues", dimensionSetLines: "dimensionSetLines", defaultDimensions: "defaultDimensions",
	currencies: "currencies", paymentTerms: "paymentTerms", paymentMethods: "paymentMethods",
	shipmentMethods: "shipmentMethods", countriesRegions: "countriesRegions", locations: "locations",
	unitsOfMeasure: "unitsOfMeasure", itemCategories: "itemCategories", inventoryPostingGroups: "inventoryPostingGroups",
	generalProductPostingGroups: "generalProductPostingGroups", taxGroups: "taxGroups", taxAreas: "taxAreas",
	salespeoplePurchasers: "salespeoplePurchasers", companyInformation: "companyInformation",
}

func setByName(name string) (setNo, bool) {
	for i := range setNames {
		if setNames[i] == name {
			return setNo(i), true
		}
	}
	return 0, false
}
