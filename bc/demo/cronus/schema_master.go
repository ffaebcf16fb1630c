package cronus

// masterShape is the part of the schema with customers, vendors, contacts, employees and items, in the notation that parseSchema reads.
const masterShape = `
enum contactType Company|Person
enum customerBlocked |Ship|Invoice|All
set customers of customer IUD 18 Customer; Customer, Customers; Debitor, Debitoren
type customer
  id guid
  number text 20
  displayName text! 100
  type contactType
  addressLine1 text 100
  addressLine2 text 50
  city text 30
  state text 30
  country text 10
  postalCode text 20
  phoneNumber text 30
  email text 80
  website text 80
  salespersonCode text 20
  balanceDue decimal
  creditLimit decimal
  taxLiable bool
  taxAreaId guid
  taxAreaDisplayName text
  taxRegistrationNumber text
  currencyId guid
  currencyCode text
  paymentTermsId guid
  shipmentMethodId guid
  paymentMethodId guid
  blocked customerBlocked
  lastModifiedDateTime moment
  currency > currency currencyId=id
  paymentTerm > paymentTerm paymentTermsId=id
  shipmentMethod > shipmentMethod shipmentMethodId=id
  paymentMethod > paymentMethod paymentMethodId=id
  customerFinancialDetail > customerFinancialDetail id=id partner customer
  defaultDimensions >> defaultDimension id=parentId partner customer

set customerFinancialDetails of customerFinancialDetail - 18 Customer; Customer Financial Detail, Customer Financial Details; Finanzdetails des Debitors, Finanzdetails der Debitoren
type customerFinancialDetail
  id guid
  number text 20
  balance decimal
  totalSalesExcludingTax decimal
  overdueAmount decimal
  lastModifiedDateTime moment
  customer > customer id=id partner customerFinancialDetail

enum vendorBlocked |Payment|All
set vendors of vendor IUD 23 Vendor; Vendor, Vendors; Kreditor, Kreditoren
type vendor
  id guid
  number text 20
  displayName text 100
  addressLine1 text 100
  addressLine2 text 50
  city text 30
  state text 30
  country text 10
  postalCode text 20
  phoneNumber text 30
  email text 80
  website text 80
  taxRegistrationNumber text
  currencyId guid
  currencyCode text
  irs1099Code text
  paymentTermsId guid
  paymentMethodId guid
  taxLiable bool
  blocked vendorBlocked
  balance decimal
  lastModifiedDateTime moment
  currency > currency currencyId=id
  paymentTerm > paymentTerm paymentTermsId=id
  paymentMethod > paymentMethod paymentMethodId=id
  defaultDimensions >> defaultDimension id=parentId partner vendor

enum contactBusinessRelation |Customer|Vendor|Bank Account|Employee|None=100|Other|Multiple
set contacts of contact IUD 5050 Contact; Contact, Contacts; Kontakt, Kontakte
type contact
  id guid
  number text 20
  type contactType
  displayName text! 100
  jobTitle text! 30
  companyNumber text 20
  companyName text 100
  contactBusinessRelation contactBusinessRelation
  addressLine1 text 100
  addressLine2 text 50
  city text 30
  state text 30
  country text 10
  postalCode text 20
  phoneNumber text 30
  mobilePhoneNumber text 30
  email text 80
  website text 80
  searchName text 100
  privacyBlocked bool
  taxRegistrationNumber text
  lastInteractionDate date
  lastModifiedDateTime moment

enum employeeStatus Active|Inactive|Terminated
set employees of employee IUD 5200 Employee; Employee, Employees; Mitarbeiter, Mitarbeiter
type employee
  id guid
  number text 20
  displayName text
  givenName text 30
  middleName text 30
  surname text 30
  jobTitle text 30
  addressLine1 text 100
  addressLine2 text 50
  city text 30
  state text 30
  country text 10
  postalCode text 20
  phoneNumber text 30
  mobilePhone text 30
  email text 80
  personalEmail text 80
  employmentDate date
  terminationDate date
  status employeeStatus
  birthDate date
  statisticsGroupCode text 10
  bankBranchNumber text 20
  bankAccountNumber text 30
  iban text 50
  lastModifiedDateTime moment
  defaultDimensions >> defaultDimension id=parentId partner employee

enum itemType Inventory|Service|Non-Inventory
set items of item IUD 27 Item; Item, Items; Artikel, Artikel
type item
  id guid
  number text 20
  displayName text 100
  displayName2 text 50
  type itemType
  itemCategoryId guid
  itemCategoryCode text 20
  blocked bool
  gtin text 14
  inventory decimal
  unitPrice decimal
  priceIncludesTax bool
  unitCost decimal
  taxGroupId guid
  taxGroupCode text 20
  baseUnitOfMeasureId guid
  baseUnitOfMeasureCode text 10
  generalProductPostingGroupId guid
  generalProductPostingGroupCode text 20
  inventoryPostingGroupId guid
  inventoryPostingGroupCode text 20
  lastModifiedDateTime moment
  itemCategory > itemCategory itemCategoryId=id
  inventoryPostingGroup > inventoryPostingGroup inventoryPostingGroupId=id
  generalProductPostingGroup > generalProductPostingGroup generalProductPostingGroupId=id
  unitOfMeasure > unitOfMeasure baseUnitOfMeasureId=id
  defaultDimensions >> defaultDimension id=parentId partner item

set customerSales of customerSale X 18 Customer; Customer Sale, Customer Sales; Debitorenumsatz, Debitorenumsätze
type customerSale key customerId customerNumber name
  customerId guid
  customerNumber text 20
  name text 100
  totalSalesAmount decimal
  dateFilter_FilterOnly date

set vendorPurchases of vendorPurchase X 23 Vendor; Vendor Purchase, Vendor Purchases; Kreditorenumsatz, Kreditorenumsätze
type vendorPurchase key vendorId vendorNumber name
  vendorId guid
  vendorNumber text 20
  name text 100
  totalPurchaseAmount decimal
  dateFilter_FilterOnly date
`
