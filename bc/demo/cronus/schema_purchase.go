package cronus

// purchaseShape is the part of the schema with purchase documents, in the notation that parseSchema reads.
const purchaseShape = `
enum purchaseOrderEntityBufferStatus Draft|In Review|Open
set purchaseOrders of purchaseOrder IUD 38 Purchase Header; Purchase Order, Purchase Orders; Bestellung, Bestellungen
type purchaseOrder
  id guid
  number text 20
  orderDate date
  postingDate date
  vendorId guid
  vendorNumber text! 20
  vendorName text 100
  payToName text 100
  payToVendorId guid
  payToVendorNumber text! 20
  shipToName text 100
  shipToContact text 100
  buyFromAddressLine1 text 100
  buyFromAddressLine2 text 50
  buyFromCity text 30
  buyFromCountry text 10
  buyFromState text 30
  buyFromPostCode text 20
  payToAddressLine1 text 100
  payToAddressLine2 text 50
  payToCity text 30
  payToCountry text 10
  payToState text 30
  payToPostCode text 20
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
  purchaser text 20
  requestedReceiptDate date
  discountAmount decimal
  discountAppliedBeforeTax bool
  totalAmountExcludingTax decimal
  totalTaxAmount decimal
  totalAmountIncludingTax decimal
  fullyReceived bool
  status purchaseOrderEntityBufferStatus
  lastModifiedDateTime moment
  vendor > vendor vendorId=id
  dimensionValue > dimensionValue shortcutDimension1Code=code
  currency > currency currencyId=id
  paymentTerm > paymentTerm paymentTermsId=id
  shipmentMethod > shipmentMethod shipmentMethodId=id
  purchaseOrderLines >> purchaseOrderLine id=documentId partner purchaseOrder
  dimensionSetLines >> dimensionSetLine id=parentId partner purchaseOrder
  actions receiveAndInvoice

set purchaseOrderLines of purchaseOrderLine IUD 39 Purchase Line; Purchase Order Line, Purchase Order Lines; Bestellzeile, Bestellzeilen; parent documentId
type purchaseOrderLine
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
  directUnitCost decimal
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
  expectedReceiptDate date
  receivedQuantity decimal
  invoicedQuantity decimal
  invoiceQuantity decimal
  receiveQuantity decimal
  itemVariantId guid
  locationId guid
  purchaseOrder > purchaseOrder documentId=id partner purchaseOrderLines
  item > item itemId=id
  account > account accountId=id
  unitOfMeasure > unitOfMeasure unitOfMeasureId=id
  dimensionSetLines >> dimensionSetLine id=parentId partner purchaseOrderLine
  location > location locationId=id

set purchaseInvoices of purchaseInvoice IUD 122 Purch. Inv. Header; Purchase Invoice, Purchase Invoices; Einkaufsrechnung, Einkaufsrechnungen
type purchaseInvoice
  id guid
  number text 20
  postingDate date
  invoiceDate date
  dueDate date
  vendorInvoiceNumber text 35
  vendorId guid
  vendorNumber text! 20
  vendorName text 100
  payToName text 100
  payToContact text 100
  payToVendorId guid
  payToVendorNumber text! 20
  shipToName text 100
  shipToContact text 100
  buyFromAddressLine1 text 100
  buyFromAddressLine2 text 50
  buyFromCity text 30
  buyFromCountry text 10
  buyFromState text 30
  buyFromPostCode text 20
  shipToAddressLine1 text 100
  shipToAddressLine2 text 50
  shipToCity text 30
  shipToCountry text 10
  shipToState text 30
  shipToPostCode text 20
  payToAddressLine1 text 100
  payToAddressLine2 text 50
  payToCity text 30
  payToCountry text 10
  payToState text 30
  payToPostCode text 20
  shortcutDimension1Code text 20
  shortcutDimension2Code text 20
  currencyId guid
  currencyCode text
  orderId guid
  orderNumber text 20
  purchaser text 20
  pricesIncludeTax bool
  discountAmount decimal
  discountAppliedBeforeTax bool
  totalAmountExcludingTax decimal
  totalTaxAmount decimal
  totalAmountIncludingTax decimal
  status invoiceEntityAggregateStatus
  lastModifiedDateTime moment
  vendor > vendor vendorId=id
  dimensionValue > dimensionValue shortcutDimension1Code=code
  currency > currency currencyId=id
  dimensionSetLines >> dimensionSetLine id=parentId partner purchaseInvoice
  purchaseInvoiceLines >> purchaseInvoiceLine id=documentId partner purchaseInvoice
  actions post

set purchaseInvoiceLines of purchaseInvoiceLine IUD 123 Purch. Inv. Line; Purchase Invoice Line, Purchase Invoice Lines; Einkaufsrechnungszeile, Einkaufsrechnungszeilen; parent documentId
type purchaseInvoiceLine
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
  unitCost decimal
  quantity decimal
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
  expectedReceiptDate date
  itemVariantId guid
  locationId guid
  purchaseInvoice > purchaseInvoice documentId=id partner purchaseInvoiceLines
  item > item itemId=id
  account > account accountId=id
  unitOfMeasure > unitOfMeasure unitOfMeasureId=id
  dimensionSetLines >> dimensionSetLine id=parentId partner purchaseInvoiceLine
  location > location locationId=id
`
