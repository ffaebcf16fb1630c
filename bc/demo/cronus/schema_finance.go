package cronus

// financeShape is the part of the schema with the general ledger, dimensions and setup, in the notation that parseSchema reads.
const financeShape = `
enum glAccountCategory |Assets|Liabilities|Equity|Income|Cost of Goods Sold|Expense
enum glAccountType Posting|Heading|Total|Begin-Total|End-Total
set accounts of account - 15 G/L Account; Account, Accounts; Sachkonto, Sachkonten
type account
  id guid
  number text! 20
  displayName text 100
  category glAccountCategory
  subCategory text 80
  blocked bool
  accountType glAccountType
  directPosting bool
  netChange decimal
  consolidationTranslationMethod text
  consolidationDebitAccount text 20
  consolidationCreditAccount text 20
  excludeFromConsolidation bool
  lastModifiedDateTime moment
  trialBalance > trialBalance id=accountId partner account

set trialBalances of trialBalance - 15 G/L Account; Trial Balance, Trial Balances; Rohbilanz, Rohbilanzen
type trialBalance key accountId
  accountId guid
  number text 20
  accountType glAccountType
  display text 100
  totalDebit text 30
  totalCredit text 30
  balanceAtDateDebit text 30
  balanceAtDateCredit text 30
  dateFilter date
  account > account accountId=id partner trialBalance

enum genJournalDocumentType |Payment|Invoice|Credit Memo|Finance Charge Memo|Reminder|Refund
set generalLedgerEntries of generalLedgerEntry - 17 G/L Entry; General Ledger Entry, General Ledger Entries; Sachposten, Sachposten
type generalLedgerEntry
  id guid
  entryNumber int
  postingDate date
  documentNumber text 20
  documentType genJournalDocumentType
  accountId guid
  accountNumber text 20
  description text 100
  debitAmount decimal
  creditAmount decimal
  additionalCurrencyDebitAmount decimal
  additionalCurrencyCreditAmount decimal
  lastModifiedDateTime moment
  account > account accountId=id
  dimensionSetLines >> dimensionSetLine id=parentId partner generalLedgerEntry

set dimensions of dimension - 348 Dimension; Dimension, Dimensions; Dimension, Dimensionen
type dimension
  id guid
  code text! 20
  displayName text 30
  consolidationCode text 20
  lastModifiedDateTime moment
  dimensionValues >> dimensionValue id=dimensionId partner dimension

set dimensionValues of dimensionValue - 349 Dimension Value; Dimension Value, Dimension Values; Dimensionswert, Dimensionswerte
type dimensionValue
  id guid
  code text! 20
  dimensionId guid
  displayName text 50
  consolidationCode text 20
  lastModifiedDateTime moment
  dimension > dimension dimensionId=id partner dimensionValues

enum dimensionSetEntryBufferParentType |Journal Line|Sales Order|Sales Order Line|Sales Quote|Sales Quote Line|Sales Credit Memo|Sales Credit Memo Line|Sales Invoice|Sales Invoice Line|Purchase Invoice|Purchase Invoice Line|General Ledger Entry|Time Registration Entry|Sales Shipment|Sales Shipment Line|Purchase Receipt|Purchase Receipt Line|Purchase Order|Purchase Order Line|Purchase Credit Memo|Purchase Credit Memo Line
set dimensionSetLines of dimensionSetLine IUD 480 Dimension Set Entry; Dimension Set Line, Dimension Set Lines; Dimensionssatzzeile, Dimensionssatzzeilen; parent parentId
type dimensionSetLine
  id guid
  code text! 20
  consolidationCode text 20
  parentId guid
  parentType dimensionSetEntryBufferParentType
  displayName text 30
  valueId guid
  valueCode text
  valueConsolidationCode text 20
  valueDisplayName text 50
  salesInvoice > salesInvoice parentId=id partner dimensionSetLines
  salesInvoiceLine > salesInvoiceLine parentId=id partner dimensionSetLines
  generalLedgerEntry > generalLedgerEntry parentId=id partner dimensionSetLines
  salesOrder > salesOrder parentId=id partner dimensionSetLines
  salesOrderLine > salesOrderLine parentId=id partner dimensionSetLines
  purchaseInvoice > purchaseInvoice parentId=id partner dimensionSetLines
  purchaseInvoiceLine > purchaseInvoiceLine parentId=id partner dimensionSetLines
  purchaseOrder > purchaseOrder parentId=id partner dimensionSetLines
  purchaseOrderLine > purchaseOrderLine parentId=id partner dimensionSetLines

enum defaultDimensionParentType |Customer|Item|Vendor|Employee
enum defaultDimensionValuePostingType |Code Mandatory|Same Code|No Code
set defaultDimensions of defaultDimension IUD 352 Default Dimension; Default Dimension, Default Dimensions; Vorgabedimension, Vorgabedimensionen; parent parentId
type defaultDimension
  id guid
  parentType defaultDimensionParentType
  parentId guid
  dimensionId guid
  dimensionCode text! 20
  dimensionValueId guid
  dimensionValueCode text 20
  postingValidation defaultDimensionValuePostingType
  lastModifiedDateTime moment
  item > item parentId=id partner defaultDimensions
  account > account parentId=id
  dimension > dimension dimensionId=id
  dimensionValue > dimensionValue dimensionValueId=id
  customer > customer parentId=id partner defaultDimensions
  vendor > vendor parentId=id partner defaultDimensions
  employee > employee parentId=id partner defaultDimensions

set currencies of currency IUD 4 Currency; Currency, Currencies; Währung, Währungen
type currency
  id guid
  code text! 10
  displayName text 30
  symbol text 10
  amountDecimalPlaces text! 5
  amountRoundingPrecision decimal
  lastModifiedDateTime moment

set paymentTerms of paymentTerm IUD 3 Payment Terms; Payment Term, Payment Terms; Zahlungsbedingung, Zahlungsbedingungen
type paymentTerm
  id guid
  code text! 10
  displayName text 100
  dueDateCalculation text
  discountDateCalculation text
  discountPercent decimal
  calculateDiscountOnCreditMemos bool
  lastModifiedDateTime moment

set paymentMethods of paymentMethod IUD 289 Payment Method; Payment Method, Payment Methods; Zahlungsform, Zahlungsformen
type paymentMethod
  id guid
  code text! 10
  displayName text 100
  lastModifiedDateTime moment

set shipmentMethods of shipmentMethod IUD 10 Shipment Method; Shipment Method, Shipment Methods; Lieferbedingung, Lieferbedingungen
type shipmentMethod
  id guid
  code text! 10
  displayName text 100
  lastModifiedDateTime moment

enum countryRegionAddressFormat Post Code+City|City+Post Code|City+County+Post Code|Blank Line+Post Code+City|City+County+New Line+Post Code=5|Post Code+City+County|Custom=13
set countriesRegions of countryRegion IUD 9 Country/Region; Country/Region, Countries/Regions; Land/Region, Länder/Regionen
type countryRegion
  id guid
  code text! 10
  displayName text 50
  addressFormat countryRegionAddressFormat
  lastModifiedDateTime moment

set locations of location IUD 14 Location; Location, Locations; Lagerort, Lagerorte
type location
  id guid
  code text! 10
  displayName text 100
  contact text 100
  addressLine1 text 100
  addressLine2 text 50
  city text 30
  state text 30
  country text 10
  postalCode text 20
  phoneNumber text 30
  email text 80
  website text 90
  lastModifiedDateTime moment

set unitsOfMeasure of unitOfMeasure IUD 204 Unit of Measure; Unit of Measure, Units of Measure; Einheit, Einheiten
type unitOfMeasure
  id guid
  code text! 10
  displayName text 50
  internationalStandardCode text 10
  symbol text 10
  lastModifiedDateTime moment

set itemCategories of itemCategory IUD 5722 Item Category; Item Category, Item Categories; Artikelkategorie, Artikelkategorien
type itemCategory
  id guid
  code text! 20
  displayName text 100
  lastModifiedDateTime moment

set inventoryPostingGroups of inventoryPostingGroup - 94 Inventory Posting Group; Inventory Posting Group, Inventory Posting Groups; Lagerbuchungsgruppe, Lagerbuchungsgruppen
type inventoryPostingGroup
  id guid
  code text! 20
  description text 100
  lastModifiedDateTime moment

set generalProductPostingGroups of generalProductPostingGroup - 251 Gen. Product Posting Group; Gen. Product Posting Group, Gen. Product Posting Groups; Produktbuchungsgruppe, Produktbuchungsgruppen
type generalProductPostingGroup
  id guid
  code text! 20
  description text 100
  defaultVATProductPostingGroup text 20
  autoInsertDefault bool
  lastModifiedDateTime moment

enum taxBufferType Sales Tax|VAT
set taxGroups of taxGroup IUD 321 Tax Group; Tax Group, Tax Groups; Steuergruppe, Steuergruppen
type taxGroup
  id guid
  code text! 20
  displayName text 100
  taxType taxBufferType
  lastModifiedDateTime moment

set taxAreas of taxArea IUD 318 Tax Area; Tax Area, Tax Areas; Steuergebiet, Steuergebiete
type taxArea
  id guid
  code text! 20
  displayName text 100
  taxType taxBufferType
  lastModifiedDateTime moment

set salespeoplePurchasers of salespersonPurchaser IUD 13 Salesperson/Purchaser; Salesperson/Purchaser, Salespeople/Purchasers; Verkäufer/Einkäufer, Verkäufer/Einkäufer
type salespersonPurchaser
  id guid
  code text! 20
  displayName text 50
  email text 80
  email2 text 80
  phoneNo text 30
  jobTitle text 30
  commisionPercent decimal
  privacyBlocked bool
  blocked bool
  lastModifiedDateTime moment

set companyInformation of companyInformation U 79 Company Information; Company Information, Company Information; Firmendaten, Firmendaten
type companyInformation
  id guid
  displayName text 100
  addressLine1 text 100
  addressLine2 text 50
  city text 30
  state text 30
  country text 10
  postalCode text 20
  phoneNumber text 30
  faxNumber text 30
  email text 80
  website text 80
  taxRegistrationNumber text
  currencyCode text
  currentFiscalYearStartDate date
  industry text 30
  picture stream
  experience text
  lastModifiedDateTime moment
`
