package cronus

// salesShape is the part of the schema with sales and purchase documents, in the notation that parseSchema reads.
const salesShape = `
enum salesOrderEntityBufferStatus Draft|In Review|Open
set salesOrders of salesOrder IUD 36 Sales Header; Sales Order, Sales Orders; Verkaufsauftrag, Verkaufsaufträge
type salesOrder
  id guid
  number text 20
  externalDocumentNumber text 35
  orderDate date
  postingDate date
  customerId guid
  customerNumber text! 20
  customerName text 100
  billToName text 100
  billToCustomerId guid
  billToCustomerNumber text! 20
  shipToName text 100
  shipToContact text 100
  sellToAddressLine1 text 100
  sellToAddressLine2 text 50
  sellToCity text 30
  sellToCountry text 10
  sellToState text 30
  sellToPostCode text 20
  billToAddressLine1 text 100
  billToAddressLine2 text 50
  billToCity text 30
  billToCountry text 10
  billToState text 30
  billToPostCode text 20
  shipToAddressLine1 text 100
  shipToAddressLine2 text 50
  shipToCity text 30
  shipToCountry text 10
  shipToState text 30
  shipToPostCode text 20
  shortcutDimension1Code text 20
  shortcutDimension2Code text 20
  currencyId guid
  currencyCode text
  pricesIncludeTax bool
  paymentTermsId guid
  shipmentMethodId guid
  salesperson text 20
  partialShipping bool
  requestedDeliveryDate date
  discountAmount decimal
  discountAppliedBeforeTax bool
  totalAmountExcludingTax decimal
  totalTaxAmount decimal
  totalAmountIncludingTax decimal
  fullyShipped bool
  status salesOrderEntityBufferStatus
  lastModifiedDateTime moment
  phoneNumber text 30
  email text 80
  customer > customer customerId=id
  dimensionValue > dimensionValue shortcutDimension1Code=code
  currency > currency currencyId=id
  paymentTerm > paymentTerm paymentTermsId=id
  shipmentMethod > shipmentMethod shipmentMethodId=id
  dimensionSetLines >> dimensionSetLine id=parentId partner salesOrder
  salesOrderLines >> salesOrderLine id=documentId partner salesOrder
  actions shipAndInvoice

enum invoiceLineAggLineType Comment|Account|Item|Resource|Fixed Asset|Charge|Allocation Account=10
set salesOrderLines of salesOrderLine IUD 37 Sales Line; Sales Order Line, Sales Order Lines; Verkaufsauftragszeile, Verkaufsauftragszeilen; parent documentId
type salesOrderLine
  id guid
  documentId guid
  sequence int
  itemId guid
  accountId guid
  lineType invoiceLineAggLineType
  lineObjectNumber text 20
  description text 100
  description2 text 50
  unitOfMeasureId guid
  unitOfMeasureCode text 10
  quantity decimal
  unitPrice decimal
  discountAmount decimal
  discountPercent decimal
  discountAppliedBeforeTax bool
  amountExcludingTax decimal
  taxCode text 50
  taxPercent decimal
  totalTaxAmount decimal
  amountIncludingTax decimal
  invoiceDiscountAllocation decimal
  netAmount decimal
  netTaxAmount decimal
  netAmountIncludingTax decimal
  shipmentDate date
  shippedQuantity decimal
  invoicedQuantity decimal
  invoiceQuantity decimal
  shipQuantity decimal
  itemVariantId guid
  locationId guid
  salesOrder > salesOrder documentId=id partner salesOrderLines
  item > item itemId=id
  account > account accountId=id
  unitOfMeasure > unitOfMeasure unitOfMeasureId=id
  dimensionSetLines >> dimensionSetLine id=parentId partner salesOrderLine
  location > location locationId=id

enum invoiceEntityAggregateStatus |Draft|In Review|Open|Paid|Canceled|Corrective
set salesInvoices of salesInvoice IUD 112 Sales Invoice Header; Sales Invoice, Sales Invoices; Verkaufsrechnung, Verkaufsrechnungen
type salesInvoice
  id guid
  number text 20
  externalDocumentNumber text 35
  invoiceDate date
  postingDate date
  dueDate date
  promisedPayDate date
  customerPurchaseOrderReference text 35
  customerId guid
  customerNumber text! 20
  customerName text 100
  billToName text 100
  billToCustomerId guid
  billToCustomerNumber text! 20
  shipToName text 100
  shipToContact text 100
  sellToAddressLine1 text 100
  sellToAddressLine2 text 50
  sellToCity text 30
  sellToCountry text 10
  sellToState text 30
  sellToPostCode text 20
  billToAddressLine1 text 100
  billToAddressLine2 text 50
  billToCity text 30
  billToCountry text 10
  billToState text 30
  billToPostCode text 20
  shipToAddressLine1 text 100
  shipToAddressLine2 text 50
  shipToCity text 30
  shipToCountry text 10
  shipToState text 30
  shipToPostCode text 20
  currencyId guid
  shortcutDimension1Code text 20
  shortcutDimension2Code text 20
  currencyCode text
  orderId guid
  orderNumber text 20
  paymentTermsId guid
  shipmentMethodId guid
  salesperson text 20
  disputeStatusId guid
  disputeStatus text 10
  pricesIncludeTax bool
  remainingAmount decimal
  discountAmount decimal
  discountAppliedBeforeTax bool
  totalAmountExcludingTax decimal
  totalTaxAmount decimal
  totalAmountIncludingTax decimal
  status invoiceEntityAggregateStatus
  lastModifiedDateTime moment
  phoneNumber text 30
  email text 80
  customer > customer customerId=id
  currency > currency currencyId=id
  dimensionValue > dimensionValue shortcutDimension1Code=code
  paymentTerm > paymentTerm paymentTermsId=id
  shipmentMethod > shipmentMethod shipmentMethodId=id
  dimensionSetLines >> dimensionSetLine id=parentId partner salesInvoice
  salesInvoiceLines >> salesInvoiceLine id=documentId partner salesInvoice
  actions cancel cancelAndSend makeCorrectiveCreditMemo post postAndSend send

set salesInvoiceLines of salesInvoiceLine IUD 113 Sales Invoice Line; Sales Invoice Line, Sales Invoice Lines; Verkaufsrechnungszeile, Verkaufsrechnungszeilen; parent documentId
type salesInvoiceLine
  id guid
  documentId guid
  sequence int
  itemId guid
  accountId guid
  lineType invoiceLineAggLineType
  lineObjectNumber text 20
  description text 100
  description2 text 50
  unitOfMeasureId guid
  unitOfMeasureCode text 10
  quantity decimal
  unitPrice decimal
  discountAmount decimal
  discountPercent decimal
  discountAppliedBeforeTax bool
  amountExcludingTax decimal
  taxCode text 50
  taxPercent decimal
  totalTaxAmount decimal
  amountIncludingTax decimal
  invoiceDiscountAllocation decimal
  netAmount decimal
  netTaxAmount decimal
  netAmountIncludingTax decimal
  shipmentDate date
  itemVariantId guid
  locationId guid
  salesInvoice > salesInvoice documentId=id partner salesInvoiceLines
  item > item itemId=id
  account > account accountId=id
  unitOfMeasure > unitOfMeasure unitOfMeasureId=id
  dimensionSetLines >> dimensionSetLine id=parentId partner salesInvoiceLine
  location > location locationId=id
`
