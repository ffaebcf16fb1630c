package cronus

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"bctui/bc/demo/model"
)

// alwaysBlank are the properties that this company has no use for.
var alwaysBlank = []string{
	"customerSales.dateFilter_FilterOnly", "vendorPurchases.dateFilter_FilterOnly", "employees.iban", "salesInvoices.disputeStatusId",
	"salesInvoices.disputeStatus", "companyInformation.addressLine2", "companyInformation.taxRegistrationNumber", "locations.addressLine2",
	"locations.website", "salespeoplePurchasers.email2", "generalProductPostingGroups.defaultVATProductPostingGroup",
	"accounts.consolidationDebitAccount", "accounts.consolidationCreditAccount", "dimensions.consolidationCode",
	"generalLedgerEntries.additionalCurrencyDebitAmount", "generalLedgerEntries.additionalCurrencyCreditAmount",
	"salesOrderLines.description2", "salesInvoiceLines.description2", "purchaseOrderLines.description2", "purchaseInvoiceLines.description2",
	"salesOrderLines.itemVariantId", "salesInvoiceLines.itemVariantId", "purchaseOrderLines.itemVariantId", "purchaseInvoiceLines.itemVariantId",
	"dimensionSetLines.consolidationCode", "dimensionSetLines.valueConsolidationCode",
	"purchaseOrders.shipToAddressLine2", "purchaseInvoices.shipToAddressLine2",
	"taxGroups.taxType", "taxAreas.taxType", // the first member: sales tax
}

// TestColumnsAreAlive finds columns that were forgotten: they would be blank in every record.
func TestColumnsAreAlive(t *testing.T) {
	c := tenant().companies[0]
	for _, name := range setNames {
		v := look(t, c, name)
		for i, p := range v.typ.Properties {
			if slices.Contains(alwaysBlank, name+"."+p.Name) || p.Kind() == model.Bool || isTaxOfPurchase(name, p.Name) {
				continue
			}
			alive := false
			for row := 0; row < v.table.Len() && !alive; row++ {
				alive = v.table.Value(row, i) != model.Zero(p.Kind())
			}
			if !alive {
				t.Errorf("%s.%s is blank in all %d records", name, p.Name, v.table.Len())
			}
		}
	}
}

func isTaxOfPurchase(set, property string) bool {
	return strings.HasPrefix(set, "purchase") && slices.Contains([]string{
		"taxPercent", "totalTaxAmount", "netTaxAmount", "shortcutDimension2Code",
	}, property)
}

// tooLong are the texts that are longer than the service allows, on purpose.
func tooLong(set, property string) bool { return set == "items" && property == "displayName" }

// TestValuesFitTheirProperties reads all cells of the small companies and a part of the full one.
func TestValuesFitTheirProperties(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		for _, name := range setNames {
			v := look(t, c, name)
			v.rows(4_000, func(row int) {
				for i := range v.typ.Properties {
					p := &v.typ.Properties[i]
					x := v.table.Value(row, i)
					switch {
					case x.Kind != p.Kind():
						t.Fatalf("%s.%s row %d is of kind %d, want %d", name, p.Name, row, x.Kind, p.Kind())
					case x.Kind == model.Text && !utf8.ValidString(x.S):
						t.Fatalf("%s.%s row %d is not UTF-8: %q", name, p.Name, row, x.S)
					case x.Kind == model.Text && p.MaxLength > 0 && utf8.RuneCountInString(x.S) > p.MaxLength && !tooLong(name, p.Name):
						t.Fatalf("%s.%s row %d has %d characters of %d: %q", name, p.Name, row, utf8.RuneCountInString(x.S), p.MaxLength, x.S)
					case x.Kind == model.Enumeration && (x.N < 0 || int(x.N) >= len(p.Enum().Members)):
						t.Fatalf("%s.%s row %d is member %d of %d", name, p.Name, row, x.N, len(p.Enum().Members))
					}
				}
			})
		}
	})
}

// TestReadRowAgrees: both ways of reading give the same.
func TestReadRowAgrees(t *testing.T) {
	c := tenant().companies[2]
	for _, name := range setNames {
		v := look(t, c, name)
		which := make([]int, len(v.typ.Properties))
		for i := range which {
			which[i] = len(which) - 1 - i
		}
		dst := make([]model.Value, len(which))
		v.rows(100, func(row int) {
			v.table.(model.RowReader).ReadRow(row, which, dst)
			for i, p := range which {
				if want := v.table.Value(row, p); dst[i] != want {
					t.Fatalf("%s row %d property %d: %+v and %+v", name, row, p, dst[i], want)
				}
			}
		})
	}
}

// TestKeysAreDistinct, and what Find gives is the record itself.
func TestKeysAreDistinct(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		for _, name := range setNames {
			v := look(t, c, name)
			keys := v.typ.KeyIndexes()
			seen := make(map[[3]model.Value]int, v.table.Len())
			n := min(v.table.Len(), 60_000)
			for row := range n {
				var key [3]model.Value
				for i, k := range keys {
					key[i] = v.table.Value(row, k)
				}
				if before, ok := seen[key]; ok {
					t.Fatalf("%s: rows %d and %d have one key", name, before, row)
				}
				seen[key] = row
			}
			v.rows(60, func(row int) {
				var key []model.Value
				for _, k := range keys {
					key = append(key, v.table.Value(row, k))
				}
				if got, ok := v.table.(model.Finder).Find(key); !ok || got != row {
					t.Fatalf("%s row %d: its key leads to %d, %v", name, row, got, ok)
				}
			})
		}
	})
}

// TestNumbersAreDistinct: what people call a record by is there once.
func TestNumbersAreDistinct(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		for _, name := range setNames {
			v := look(t, c, name)
			for _, property := range []string{"number", "code", "entryNumber"} {
				i, ok := v.typ.Property(property)
				if !ok || name == "dimensionSetLines" {
					continue
				}
				seen := make(map[string]int, v.table.Len())
				for row := range min(v.table.Len(), 60_000) {
					text := write(v.table.Value(row, i))
					if before, ok := seen[text]; ok {
						t.Fatalf("%s: rows %d and %d are both %s", name, before, row, text)
					}
					seen[text] = row
				}
			}
		}
	})
}

// TestClaimedOrderHolds: the query engine does not sort what a table says is sorted.
func TestClaimedOrderHolds(t *testing.T) {
	eachCompany(t, func(t *testing.T, c *company) {
		claims := 0
		for _, name := range setNames {
			v := look(t, c, name)
			for i, p := range v.typ.Properties {
				if !v.table.(model.Ordered).OrderedBy(i) {
					continue
				}
				claims++
				for row := 1; row < v.table.Len(); row++ {
					a, b := v.table.Value(row-1, i), v.table.Value(row, i)
					if model.Compare(a, b) > 0 {
						t.Fatalf("%s.%s: row %d is %s, row %d is %s", name, p.Name, row-1, write(a), row, write(b))
					}
				}
			}
		}
		if claims == 0 {
			t.Error("no table is in any order")
		}
	})
}

// TestLookupsAgree with reading all rows.
func TestLookupsAgree(t *testing.T) {
	c := tenant().companies[2]
	indexes := 0
	for _, name := range setNames {
		v := look(t, c, name)
		for i, p := range v.typ.Properties {
			if _, handled := v.table.(model.Indexed).Lookup(i, model.NoGUID()); !handled {
				continue
			}
			indexes++
			want := map[model.Value][]int32{}
			for row := range v.table.Len() {
				x := v.table.Value(row, i)
				want[x] = append(want[x], int32(row))
			}
			for x, rows := range want {
				if got := v.lookup(p.Name, x); !slices.Equal(got, rows) {
					t.Fatalf("%s.%s %s: %v, want %v", name, p.Name, write(x), got, rows)
				}
			}
			if got := v.lookup(p.Name, model.G(1, 2)); len(got) > 0 {
				t.Errorf("%s.%s finds what is not there: %v", name, p.Name, got)
			}
		}
	}
	if indexes < 6 {
		t.Errorf("only %d indexes", indexes)
	}
}
