package cronus

import (
	"testing"

	"bctui/bc/demo/model"
)

// TestLinksLeadSomewhere follows every link of every type: a single one leads to the one record, or its field is empty; a
// collection holds exactly the records that point back.
func TestLinksLeadSomewhere(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		for _, name := range setNames {
			v := look(t, c, name)
			for i := range v.typ.Navigation {
				n := &v.typ.Navigation[i]
				set := tenant().Schema().SetOf(n.Type)
				if len(n.Constraints) != 1 {
					t.Errorf("%s.%s has %d constraints", name, n.Name, len(n.Constraints))
					continue
				}
				target := look(t, c, set.Name)
				if n.Collection {
					followCollection(t, v, target, n)
				} else {
					followOne(t, v, target, n)
				}
			}
		}
	})
}

// polymorphic links share one field: only one of them leads to a record (a dimension set line belongs to an order or to
// an invoice).
func polymorphic(property string) bool { return property == "parentId" }

func followOne(t *testing.T, v, target view, n *model.Navigation) {
	t.Helper()
	from, referenced := v.place(n.Constraints[0].Property), n.Constraints[0].Referenced
	codes := map[model.Value]bool{}
	if referenced == "code" {
		for row := range target.table.Len() {
			codes[target.get(row, "code")] = true
		}
	}
	followed := 0
	v.rows(3_000, func(row int) {
		x := v.table.Value(row, from)
		if x == model.Zero(x.Kind) {
			return
		}
		ok := codes[x]
		if referenced != "code" {
			_, ok = target.find(x)
		}
		if ok {
			followed++
		} else if !polymorphic(n.Constraints[0].Property) {
			t.Errorf("%s row %d: %s %s is not in %s", v.name, row, n.Name, write(x), target.name)
		}
	})
	if followed == 0 && n.Name != "account" && n.Name != "currency" {
		t.Errorf("%s.%s leads nowhere in all records", v.name, n.Name)
	}
}

func followCollection(t *testing.T, v, target view, n *model.Navigation) {
	t.Helper()
	from, back := v.place(n.Constraints[0].Property), n.Constraints[0].Referenced
	indexed := false
	if _, ok := target.table.(model.Indexed).Lookup(target.place(back), model.NoGUID()); ok {
		indexed = true
	}
	v.rows(200, func(row int) {
		x := v.table.Value(row, from)
		var rows []int32
		if indexed {
			rows = target.lookup(back, x)
		} else {
			for r := range target.table.Len() {
				if target.get(r, back) == x {
					rows = append(rows, int32(r))
				}
			}
		}
		if len(rows) == 0 {
			t.Errorf("%s row %d has no %s", v.name, row, n.Name)
		}
		for _, r := range rows {
			if target.get(int(r), back) != x {
				t.Errorf("%s row %d: %s gives row %d, which points elsewhere", v.name, row, n.Name, r)
			}
		}
	})
}

// twins are fields that say the same as a field of the record another field points at.
var twins = []struct{ set, id, field, in, other string }{
	{"salesOrders", "customerId", "customerNumber", "customers", "number"},
	{"salesOrders", "customerId", "customerName", "customers", "displayName"},
	{"salesOrders", "billToCustomerId", "billToCustomerNumber", "customers", "number"},
	{"salesOrders", "customerId", "sellToCity", "customers", "city"},
	{"salesOrders", "customerId", "sellToPostCode", "customers", "postalCode"},
	{"salesOrders", "customerId", "shipToAddressLine1", "customers", "addressLine1"},
	{"salesOrders", "customerId", "currencyCode", "customers", "currencyCode"},
	{"salesOrders", "customerId", "paymentTermsId", "customers", "paymentTermsId"},
	{"salesOrders", "customerId", "salesperson", "customers", "salespersonCode"},
	{"salesOrders", "customerId", "email", "customers", "email"},
	{"salesInvoices", "customerId", "customerNumber", "customers", "number"},
	{"salesInvoices", "customerId", "customerName", "customers", "displayName"},
	{"salesInvoices", "customerId", "billToName", "customers", "displayName"},
	{"salesInvoices", "customerId", "billToCountry", "customers", "country"},
	{"salesInvoices", "customerId", "currencyId", "customers", "currencyId"},
	{"salesInvoices", "orderId", "orderNumber", "salesOrders", "number"},
	{"salesInvoices", "orderId", "customerId", "salesOrders", "customerId"},
	{"purchaseOrders", "vendorId", "vendorNumber", "vendors", "number"},
	{"purchaseOrders", "vendorId", "vendorName", "vendors", "displayName"},
	{"purchaseOrders", "payToVendorId", "payToVendorNumber", "vendors", "number"},
	{"purchaseOrders", "vendorId", "buyFromCity", "vendors", "city"},
	{"purchaseInvoices", "vendorId", "vendorNumber", "vendors", "number"},
	{"purchaseInvoices", "vendorId", "payToName", "vendors", "displayName"},
	{"purchaseInvoices", "vendorId", "currencyCode", "vendors", "currencyCode"},
	{"purchaseInvoices", "orderId", "orderNumber", "purchaseOrders", "number"},
	{"purchaseInvoices", "orderId", "vendorId", "purchaseOrders", "vendorId"},
	{"salesOrderLines", "itemId", "lineObjectNumber", "items", "number"},
	{"salesOrderLines", "accountId", "lineObjectNumber", "accounts", "number"},
	{"salesOrderLines", "accountId", "description", "accounts", "displayName"},
	{"salesOrderLines", "unitOfMeasureId", "unitOfMeasureCode", "unitsOfMeasure", "code"},
	{"salesOrderLines", "itemId", "unitOfMeasureId", "items", "baseUnitOfMeasureId"},
	{"salesInvoiceLines", "itemId", "lineObjectNumber", "items", "number"},
	{"salesInvoiceLines", "accountId", "lineObjectNumber", "accounts", "number"},
	{"purchaseInvoiceLines", "itemId", "lineObjectNumber", "items", "number"},
	{"purchaseInvoiceLines", "accountId", "lineObjectNumber", "accounts", "number"},
	{"purchaseOrderLines", "itemId", "lineObjectNumber", "items", "number"},
	{"generalLedgerEntries", "accountId", "accountNumber", "accounts", "number"},
	{"items", "itemCategoryId", "itemCategoryCode", "itemCategories", "code"},
	{"items", "baseUnitOfMeasureId", "baseUnitOfMeasureCode", "unitsOfMeasure", "code"},
	{"items", "taxGroupId", "taxGroupCode", "taxGroups", "code"},
	{"items", "generalProductPostingGroupId", "generalProductPostingGroupCode", "generalProductPostingGroups", "code"},
	{"items", "inventoryPostingGroupId", "inventoryPostingGroupCode", "inventoryPostingGroups", "code"},
	{"customers", "currencyId", "currencyCode", "currencies", "code"},
	{"customers", "taxAreaId", "taxAreaDisplayName", "taxAreas", "displayName"},
	{"vendors", "currencyId", "currencyCode", "currencies", "code"},
	{"customerFinancialDetails", "id", "number", "customers", "number"},
	{"customerFinancialDetails", "id", "balance", "customers", "balanceDue"},
	{"customerSales", "customerId", "customerNumber", "customers", "number"},
	{"customerSales", "customerId", "name", "customers", "displayName"},
	{"customerSales", "customerId", "totalSalesAmount", "customerFinancialDetails", "totalSalesExcludingTax"},
	{"vendorPurchases", "vendorId", "name", "vendors", "displayName"},
	{"trialBalances", "accountId", "number", "accounts", "number"},
	{"trialBalances", "accountId", "display", "accounts", "displayName"},
	{"defaultDimensions", "dimensionId", "dimensionCode", "dimensions", "code"},
	{"defaultDimensions", "dimensionValueId", "dimensionValueCode", "dimensionValues", "code"},
	{"defaultDimensions", "dimensionValueId", "dimensionId", "dimensionValues", "dimensionId"},
	{"dimensionSetLines", "valueId", "valueCode", "dimensionValues", "code"},
	{"dimensionSetLines", "valueId", "valueDisplayName", "dimensionValues", "displayName"},
}

// TestTwinsAgree: no two sets may tell a different story about one record.
func TestTwinsAgree(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		for _, x := range twins {
			v, target := look(t, c, x.set), look(t, c, x.in)
			id, field, other := v.place(x.id), v.place(x.field), target.place(x.other)
			met := 0
			v.rows(4_000, func(row int) {
				at := v.table.Value(row, id)
				if at == model.NoGUID() {
					return
				}
				there, ok := target.find(at)
				if !ok {
					t.Fatalf("%s row %d: %s %s is not in %s", x.set, row, x.id, write(at), x.in)
				}
				met++
				if a, b := v.table.Value(row, field), target.table.Value(there, other); a != b {
					t.Fatalf("%s row %d: %s is %s, but %s.%s is %s", x.set, row, x.field, write(a), x.in, x.other, write(b))
				}
			})
			if met == 0 && c.environment == "Production" && !c.awkward {
				t.Errorf("%s.%s is never set", x.set, x.id)
			}
		}
	})
}

// TestContactsBelongToTheirCompanies: people carry the number and name of the company contact, which is a customer's or
// a vendor's.
func TestContactsBelongToTheirCompanies(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		v := look(t, c, "contacts")
		byNumber := map[string]int{}
		for row := range v.table.Len() {
			byNumber[v.text(row, "number")] = row
		}
		names := map[string]map[string]bool{"Customer": {}, "Vendor": {}}
		for relation, set := range map[string]string{"Customer": "customers", "Vendor": "vendors"} {
			of := look(t, c, set)
			for row := range of.table.Len() {
				names[relation][of.text(row, "displayName")] = true
			}
		}
		for row := range v.table.Len() {
			firm, ok := byNumber[v.text(row, "companyNumber")]
			if !ok || v.member(firm, "type") != "Company" || v.text(firm, "displayName") != v.text(row, "companyName") {
				t.Fatalf("row %d: its company %q is %q", row, v.text(row, "companyNumber"), v.text(row, "companyName"))
			}
			if relation := v.member(row, "contactBusinessRelation"); relation != "None" && !names[relation][v.text(row, "companyName")] {
				t.Fatalf("row %d: %q is no %s", row, v.text(row, "companyName"), relation)
			}
		}
	})
}
