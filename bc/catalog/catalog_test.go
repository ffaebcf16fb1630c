package catalog_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"bctui/bc/catalog"
)

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"customers":              "customers",
		"salesOrderLines":        "sales order lines",
		"VATEntries":             "VAT entries",
		"itemGLBudgets":          "item GL budgets",
		"Sales_Order_Excel":      "sales order excel",
		"G_L_ENTRIES":            "g l entries",
		"G_LEntries":             "g l entries",
		"pdfDocument":            "pdf document",
		"addressLine1":           "address line1",
		"defaultVATProductGroup": "default VAT product group",
		"":                       "",
	} {
		if got := catalog.Words(name); got != want {
			t.Errorf("Words(%q) = %q, want %q", name, got, want)
		}
	}
}

// A set under two headings would stand twice in the list.
func TestEverySetHasOneGroup(t *testing.T) {
	seen := map[string]string{}
	for _, g := range catalog.Groups() {
		for _, s := range g.Sets {
			if other, ok := seen[s]; ok {
				t.Errorf("%s stands under %q and %q", s, other, g.Name)
			}
			seen[s] = g.Name
		}
	}
}

func TestGroupsCoverTheRealAPI(t *testing.T) {
	file := filepath.Join("..", "..", "..", "shared", "data", "metadata", "api-v2.0-bc27.xml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Skip("no recorded $metadata beside the project: ", err)
	}
	seen := map[string]bool{}
	for _, g := range catalog.Groups() {
		for _, s := range g.Sets {
			seen[s] = true
		}
	}
	sets := regexp.MustCompile(`<EntitySet Name="([^"]+)"`).FindAllSubmatch(data, -1)
	if len(sets) == 0 {
		t.Fatal("no entity set found in the recorded $metadata")
	}
	for _, m := range sets {
		if !seen[string(m[1])] {
			t.Errorf("%s has no group", m[1])
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"customers", "vendors", "salesOrders", "salesOrderLines", "items"}
	for typed, want := range map[string]string{
		"costumers": "customers", "CUSTOMERS": "customers", "customer": "customers", "salesorder": "salesOrders",
		"vend": "vendors", "xyz": "", "": "", "it": "", "itmes": "items", "tiems": "items", "mites": "",
	} {
		if got := catalog.Nearest(typed, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestDescribe(t *testing.T) {
	for set, want := range map[string]string{
		"accounts":      "the chart of accounts",
		"widgetGadgets": "widget gadgets", // of an extension: its name in words
		"":              "",
	} {
		if got := catalog.Describe(set); got != want {
			t.Errorf("Describe(%q) = %q, want %q", set, got, want)
		}
	}
	for _, g := range catalog.Groups() {
		for _, s := range g.Sets {
			if n := len(catalog.Describe(s)); n == 0 || n > 60 {
				t.Errorf("the description of %s has %d characters", s, n)
			}
		}
	}
}
