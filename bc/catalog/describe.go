package catalog

import "strings"

// Describe says in a few words what a set holds, for people who know the business and not the API; for a set that the
// catalog does not know, its name in words.
func Describe(set string) string {
	for line := range strings.SplitSeq(descriptions, "\n") {
		if name, text, ok := strings.Cut(line, ": "); ok && name == set {
			return text
		}
	}
	return Words(set)
}

// descriptions has one line for each set of API v2.0 (reference 7). It is searched as text: a map would be built at every
// start of the program, for a list that is opened once.
const descriptions = `
customers: who buys: address, terms, balance, credit limit
vendors: who is bought from: address, terms, balance
items: what is bought and sold: price, cost, stock
salesOrders: orders from customers that are not invoiced yet
salesInvoices: invoices to customers, drafts and posted ones
purchaseOrders: orders to vendors that are not invoiced yet
purchaseInvoices: invoices from vendors, drafts and posted ones
generalLedgerEntries: every posting to the general ledger
accounts: the chart of accounts
contacts: people and companies to talk to
employees: who works here
salesQuotes: offers to customers
salesQuoteLines: lines of sales quotes
salesOrderLines: lines of sales orders
salesInvoiceLines: lines of sales invoices
salesShipments: posted shipments to customers
salesShipmentLines: lines of shipments
salesCreditMemos: credit memos to customers
salesCreditMemoLines: lines of sales credit memos
customerReturnReasons: why customers send things back
customerSales: total sales of each customer
opportunities: sales that may come
salespeoplePurchasers: who sells and who buys
disputeStatus: states of disputed invoices
purchaseOrderLines: lines of purchase orders
purchaseInvoiceLines: lines of purchase invoices
purchaseReceipts: posted receipts from vendors
purchaseReceiptLines: lines of receipts
purchaseCreditMemos: credit memos from vendors
purchaseCreditMemoLines: lines of purchase credit memos
vendorPurchases: total purchases from each vendor
customerFinancialDetails: balance, sales and overdue amount of each customer
agedAccountsReceivables: what customers owe, by age
agedAccountsPayables: what is owed to vendors, by age
contactsInformation: which contact belongs to which customer or vendor
customerContacts: contact persons of customers
customerPaymentJournals: journals for payments of customers
customerPayments: lines of those journals
vendorPaymentJournals: journals for payments to vendors
vendorPayments: lines of those journals
applyVendorEntries: which invoices a payment settles
journals: general journals
journalLines: lines of general journals
bankAccounts: bank accounts
trialBalances: trial balance, by account
balanceSheets: the balance sheet
incomeStatements: the income statement
cashFlowStatements: the cash flow statement
retainedEarningsStatements: the statement of retained earnings
accountingPeriods: fiscal years and periods
generalLedgerSetup: local currency, posting dates and more
currencyExchangeRates: exchange rates by date
fixedAssets: fixed assets
fixedAssetLocations: where fixed assets are
taxGroups: tax groups, or VAT product groups
taxAreas: tax areas, or VAT business groups
itemVariants: colours, sizes and other variants of items
itemLedgerEntries: every movement of stock
itemCategories: categories of items
locations: warehouses and other places
unitsOfMeasure: pieces, boxes, hours
inventoryPostingGroups: how stock is posted
generalProductPostingGroups: how sales and purchases are posted
timeRegistrationEntries: hours of employees
projects: projects
companyInformation: name, address, tax number of the company
currencies: currencies
paymentTerms: when invoices are due
paymentMethods: cash, transfer, card
shipmentMethods: terms of delivery
countriesRegions: countries and regions
dimensions: what postings are analysed by
dimensionValues: values of dimensions
defaultDimensions: dimensions of a customer, vendor, item or employee
dimensionSetLines: dimensions of a document, a line or an entry
attachments: files of documents
documentAttachments: files of documents, customers, items and more
pictures: pictures of items, customers and more
pdfDocument: a document as PDF
companies: the companies of this environment
entityDefinitions: captions of entity sets and fields
apicategoryroutes: which APIs this environment serves
subscriptions: webhooks
externaleventsubscriptions: subscriptions to business events
externalbusinesseventdefinitions: business events there are
jobQueueEntries: what runs in the background
jobQueueLogEntries: what ran in the background, and how it ended
`
