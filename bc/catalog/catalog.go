// Package catalog knows the entity sets of Microsoft's API v2.0 the way people speak of them: which belong together,
// which are asked for most, which need a parent. It only sorts and describes; what exists is told by $metadata alone,
// so a set that is not listed here is shown all the same.
package catalog

import (
	"strings"
	"unicode"
)

// Group is a heading in the list of entity sets.
type Group struct {
	Name string
	Sets []string
}

// MostUsed is the heading of the sets that most people open first.
const MostUsed = "Most used"

// Other is the heading of sets that no group names: those of extensions, above all.
const Other = "Other"

// Groups gives the headings in the order of the list, each with its sets in theirs (reference 7).
func Groups() []Group {
	return []Group{
		{MostUsed, []string{"customers", "vendors", "items", "salesOrders", "salesInvoices", "purchaseOrders", "purchaseInvoices",
			"generalLedgerEntries", "accounts", "contacts", "employees"}},
		{"Sales", []string{"salesQuotes", "salesQuoteLines", "salesOrderLines", "salesInvoiceLines", "salesShipments",
			"salesShipmentLines", "salesCreditMemos", "salesCreditMemoLines", "customerReturnReasons", "customerSales",
			"opportunities", "salespeoplePurchasers", "salesReturnOrders", "salesReturnOrderLines", "blanketSalesOrders",
			"blanketSalesOrderLines", "disputeStatus"}},
		{"Purchasing", []string{"purchaseQuotes", "purchaseQuoteLines", "purchaseOrderLines", "purchaseInvoiceLines",
			"purchaseReceipts", "purchaseReceiptLines", "purchaseCreditMemos", "purchaseCreditMemoLines", "vendorPurchases",
			"purchaseReturnOrders", "purchaseReturnOrderLines", "blanketPurchaseOrders", "blanketPurchaseOrderLines"}},
		{"Customers, vendors, contacts", []string{"customerFinancialDetails", "agedAccountsReceivables", "agedAccountsPayables",
			"contactsInformation", "customerContacts", "customerPaymentJournals", "customerPayments", "vendorPaymentJournals",
			"vendorPayments", "applyVendorEntries"}},
		{"Finance", []string{"journals", "journalLines", "bankAccounts", "trialBalances", "balanceSheets", "incomeStatements",
			"cashFlowStatements", "retainedEarningsStatements", "accountingPeriods", "generalLedgerSetup",
			"currencyExchangeRates", "fixedAssets", "fixedAssetLocations", "taxGroups", "taxAreas"}},
		{"Inventory", []string{"itemVariants", "itemLedgerEntries", "itemCategories", "locations", "unitsOfMeasure",
			"inventoryPostingGroups", "generalProductPostingGroups", "assemblyOrders", "transferOrders", "transferOrderLines"}},
		{"People and projects", []string{"timeRegistrationEntries", "projects"}},
		{"Set-up", []string{"companyInformation", "currencies", "paymentTerms", "paymentMethods", "shipmentMethods",
			"countriesRegions", "dimensions", "dimensionValues", "defaultDimensions", "dimensionSetLines"}},
		{"Documents and pictures", []string{"attachments", "documentAttachments", "pictures", "pdfDocument"}},
		{"The service itself", []string{"companies", "entityDefinitions", "apicategoryroutes", "subscriptions",
			"externaleventsubscriptions", "externalbusinesseventdefinitions", "jobQueueEntries", "jobQueueLogEntries"}},
	}
}

// NeedsParent gives what a set wants to be filtered by before it answers with anything of use, or "" (reference 5,
// "sub-entities needing a parent").
func NeedsParent(set string) string {
	switch set {
	case "dimensionSetLines", "attachments", "pdfDocument", "defaultDimensions", "documentAttachments", "pictures":
		return "parentId"
	case "salesInvoiceLines", "salesQuoteLines", "salesCreditMemoLines", "purchaseInvoiceLines", "purchaseCreditMemoLines":
		return "documentId"
	case "journalLines", "customerPayments", "vendorPayments":
		return "journalId"
	}
	return ""
}

// Words turns a set's name into words: "salesOrderLines" → "sales order lines". Abbreviations keep their capitals; in a
// name that is all capitals ("G_L_ENTRIES") nothing tells an abbreviation from a word, and all of it is in small letters.
func Words(name string) string {
	if strings.Contains(name, "_") && strings.ToUpper(name) == name {
		name = strings.ToLower(name)
	}
	runes := []rune(name)
	var words []string
	start := 0
	cut := func(end int) {
		if end > start {
			words = append(words, word(string(runes[start:end])))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case r == '_':
			cut(i)
			start = i + 1
		case i > 0 && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i)
		}
	}
	cut(len(runes))
	return strings.Join(words, " ")
}

func word(s string) string {
	if len(s) > 1 && strings.ToUpper(s) == s {
		return s
	}
	return strings.ToLower(s)
}
