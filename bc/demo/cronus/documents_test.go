package cronus

import (
	"testing"

	"bctui/bc/demo/model"
)

// trades are the four kinds of documents with their lines.
var documentSets = []struct{ headers, lines, price string }{
	{"salesOrders", "salesOrderLines", "unitPrice"}, {"salesInvoices", "salesInvoiceLines", "unitPrice"},
	{"purchaseOrders", "purchaseOrderLines", "directUnitCost"}, {"purchaseInvoices", "purchaseInvoiceLines", "unitCost"},
}

// TestLinesAddUp: quantity × price less discount is the amount, tax follows from it, and the lines make the document.
func TestLinesAddUp(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		for _, x := range documentSets {
			headers, lines := look(t, c, x.headers), look(t, c, x.lines)
			read := 0
			for doc := range headers.table.Len() {
				var net, tax, discount int64
				id := headers.get(doc, "id")
				rows := lines.lookup("documentId", id)
				if len(rows) < 1 || len(rows) > 8 {
					t.Fatalf("%s row %d has %d lines", x.headers, doc, len(rows))
				}
				for k, r := range rows {
					row := int(r)
					read++
					if lines.get(row, "documentId") != id || lines.get(row, "sequence").N != int64(k+1)*10_000 {
						t.Fatalf("%s row %d is not line %d of its document", x.lines, row, k+1)
					}
					checkLine(t, lines, row, x.price)
					net += lines.cents(row, "netAmount")
					tax += lines.cents(row, "netTaxAmount")
					discount += lines.cents(row, "invoiceDiscountAllocation")
				}
				for property, want := range map[string]int64{
					"totalAmountExcludingTax": net, "totalTaxAmount": tax, "totalAmountIncludingTax": net + tax, "discountAmount": discount,
				} {
					if got := headers.cents(doc, property); got != want {
						t.Fatalf("%s row %d: %s is %d, the lines make %d", x.headers, doc, property, got, want)
					}
				}
				if net <= 0 {
					t.Fatalf("%s row %d is for nothing", x.headers, doc)
				}
			}
			if read != lines.table.Len() {
				t.Errorf("%s: %d of %d lines belong to a document", x.lines, read, lines.table.Len())
			}
		}
	})
}

func checkLine(t *testing.T, v view, row int, price string) {
	t.Helper()
	quantity, each := v.cents(row, "quantity"), v.cents(row, price)
	gross := (quantity*each + 50) / 100
	percent := v.get(row, "discountPercent").N
	amount, tax := v.cents(row, "amountExcludingTax"), v.cents(row, "totalTaxAmount")
	if kind := v.member(row, "lineType"); kind == "Comment" {
		if amount != 0 || quantity != 0 || v.text(row, "description") == "" {
			t.Fatalf("%s row %d: a comment with an amount, or without text", v.name, row)
		}
		return
	} else if quantity <= 0 || each <= 0 || v.text(row, "lineObjectNumber") == "" {
		t.Fatalf("%s row %d: a line of kind %s with quantity %d at %d", v.name, row, kind, quantity, each)
	}
	if off := v.cents(row, "discountAmount"); off != (gross*percent+50)/100 || amount != gross-off {
		t.Fatalf("%s row %d: %d × %d less %d %% is not %d", v.name, row, quantity, each, percent, amount)
	}
	rate := v.get(row, "taxPercent")
	thousandths := rate.N
	for s := rate.Scale; s < 3; s++ {
		thousandths *= 10
	}
	net := v.cents(row, "netAmount")
	if tax != (amount*thousandths+50_000)/100_000 || v.cents(row, "netTaxAmount") != (net*thousandths+50_000)/100_000 {
		t.Fatalf("%s row %d: tax of %d at %d is not %d", v.name, row, amount, thousandths, tax)
	}
	if v.cents(row, "amountIncludingTax") != amount+tax || net != amount-v.cents(row, "invoiceDiscountAllocation") ||
		v.cents(row, "netAmountIncludingTax") != net+v.cents(row, "netTaxAmount") {
		t.Fatalf("%s row %d: its amounts do not add up", v.name, row)
	}
}

// TestShippedQuantitiesAddUp: what was shipped and what is to be shipped make the quantity, and a fully shipped order has
// nothing left.
func TestShippedQuantitiesAddUp(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		for _, x := range []struct{ headers, lines, moved, toMove, whole string }{
			{"salesOrders", "salesOrderLines", "shippedQuantity", "shipQuantity", "fullyShipped"},
			{"purchaseOrders", "purchaseOrderLines", "receivedQuantity", "receiveQuantity", "fullyReceived"},
		} {
			headers, lines := look(t, c, x.headers), look(t, c, x.lines)
			for doc := range headers.table.Len() {
				left := int64(0)
				for _, r := range lines.lookup("documentId", headers.get(doc, "id")) {
					row := int(r)
					q, moved := lines.cents(row, "quantity"), lines.cents(row, x.moved)
					billed := lines.cents(row, "invoicedQuantity")
					if moved+lines.cents(row, x.toMove) != q || billed+lines.cents(row, "invoiceQuantity") != q || billed > moved {
						t.Fatalf("%s row %d: %d of %d moved, %d billed", x.lines, row, moved, q, billed)
					}
					left += q - moved
					if moved > 0 && headers.member(doc, "status") != "Open" {
						t.Fatalf("%s row %d moved goods but is %s", x.headers, doc, headers.member(doc, "status"))
					}
				}
				if whole := headers.get(doc, x.whole).N == 1; whole != (left == 0) {
					t.Fatalf("%s row %d: %s is %v with %d left", x.headers, doc, x.whole, whole, left)
				}
			}
		}
	})
}

// TestInvoicesOfOrdersRepeatThem: the lines of an invoice that comes from an order are the billed lines of the order.
func TestInvoicesOfOrdersRepeatThem(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		for _, x := range []struct{ orders, orderLines, invoices, invoiceLines string }{
			{"salesOrders", "salesOrderLines", "salesInvoices", "salesInvoiceLines"},
			{"purchaseOrders", "purchaseOrderLines", "purchaseInvoices", "purchaseInvoiceLines"},
		} {
			orders, orderLines := look(t, c, x.orders), look(t, c, x.orderLines)
			invoices, invoiceLines := look(t, c, x.invoices), look(t, c, x.invoiceLines)
			linked := 0
			for doc := range invoices.table.Len() {
				order, ok := orders.find(invoices.get(doc, "orderId"))
				if !ok {
					continue
				}
				linked++
				if orders.get(order, "orderDate").N >= invoices.get(doc, "postingDate").N {
					t.Fatalf("%s row %d: ordered %s, invoiced %s", x.invoices, doc, write(orders.get(order, "orderDate")), write(invoices.get(doc, "postingDate")))
				}
				of := orderLines.lookup("documentId", orders.get(order, "id"))
				for k, r := range invoiceLines.lookup("documentId", invoices.get(doc, "id")) {
					for _, property := range []string{"lineObjectNumber", "quantity", "netAmount", "description", "amountIncludingTax"} {
						if a, b := invoiceLines.get(int(r), property), orderLines.get(int(of[k]), property); a != b {
							t.Fatalf("%s row %d: %s is %s, ordered %s", x.invoiceLines, r, property, write(a), write(b))
						}
					}
					if orderLines.get(int(of[k]), "invoicedQuantity") != invoiceLines.get(int(r), "quantity") {
						t.Fatalf("%s row %d is billed in part only", x.orderLines, of[k])
					}
				}
			}
			if linked == 0 {
				t.Errorf("no record of %s comes from an order", x.invoices)
			}
		}
	})
}

// TestBalancesFollowFromInvoices: what customers owe is what is left of their open invoices.
func TestBalancesFollowFromInvoices(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		due, overdue, sales := map[model.Value]int64{}, map[model.Value]int64{}, map[model.Value]int64{}
		inv := look(t, c, "salesInvoices")
		states := map[string]int{}
		for row := range inv.table.Len() {
			customer, left, total := inv.get(row, "customerId"), inv.cents(row, "remainingAmount"), inv.cents(row, "totalAmountIncludingTax")
			state := inv.member(row, "status")
			states[state]++
			if (state == "Open") != (left > 0) || left > total {
				t.Fatalf("row %d is %s, %d of %d are left", row, state, left, total)
			}
			if inv.get(row, "dueDate").N < inv.get(row, "invoiceDate").N || inv.get(row, "postingDate").N > anchor {
				t.Fatalf("row %d: posted %s, due %s", row, write(inv.get(row, "postingDate")), write(inv.get(row, "dueDate")))
			}
			due[customer] += left
			if inv.get(row, "dueDate").N < anchor {
				overdue[customer] += left
			}
			if state != "Draft" && state != "In_x0020_Review" && state != "Canceled" {
				sales[customer] += inv.cents(row, "totalAmountExcludingTax")
			}
		}
		for _, state := range []string{"Draft", "Open", "Paid"} {
			if states[state] == 0 {
				t.Errorf("no invoice is %s: %v", state, states)
			}
		}
		buyers, details := look(t, c, "customers"), look(t, c, "customerFinancialDetails")
		late := 0
		for row := range buyers.table.Len() {
			id := buyers.get(row, "id")
			at, _ := details.find(id)
			if buyers.cents(row, "balanceDue") != due[id] || details.cents(at, "balance") != due[id] ||
				details.cents(at, "overdueAmount") != overdue[id] || details.cents(at, "totalSalesExcludingTax") != sales[id] {
				t.Fatalf("customer %s: due %d, overdue %d, sales %d", buyers.text(row, "number"), due[id], overdue[id], sales[id])
			}
			if overdue[id] > 0 {
				late++
			}
		}
		if late == 0 {
			t.Error("nobody is late")
		}
	})
}

func TestVendorBalancesFollowFromInvoices(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		open, bought := map[model.Value]int64{}, map[model.Value]int64{}
		inv := look(t, c, "purchaseInvoices")
		for row := range inv.table.Len() {
			vendor := inv.get(row, "vendorId")
			switch inv.member(row, "status") {
			case "Open":
				open[vendor] += inv.cents(row, "totalAmountIncludingTax")
				fallthrough
			case "Paid":
				bought[vendor] += inv.cents(row, "totalAmountExcludingTax")
			}
		}
		sellers, purchases := look(t, c, "vendors"), look(t, c, "vendorPurchases")
		for row := range sellers.table.Len() {
			id := sellers.get(row, "id")
			if sellers.cents(row, "balance") != open[id] || purchases.cents(row, "totalPurchaseAmount") != bought[id] {
				t.Fatalf("vendor %s: %d open", sellers.text(row, "number"), open[id])
			}
		}
	})
}
