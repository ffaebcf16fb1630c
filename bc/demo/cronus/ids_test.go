package cronus

import (
	"math/rand/v2"
	"testing"

	"bctui/bc/demo/model"
)

// TestIDsLeadBack holds that an id is found again without any table, whatever the row, and looks like a GUID of version 4.
func TestIDsLeadBack(t *testing.T) {
	k := newIDKey(42)
	for _, row := range []int{0, 1, 2, 249_999, 1<<24 - 1, 1 << 24, 1<<24 + 1, 1<<48 - 1} {
		id := k.id(row)
		if got, ok := k.row(id); !ok || got != row {
			t.Errorf("row %d: %s leads to %d, %v", row, guid(id), got, ok)
		}
		if s := guid(id); s[14] != '4' || s[19] < '8' || s[19] > 'b' {
			t.Errorf("row %d: %s is not of version 4", row, s)
		}
	}
}

// TestForeignIDsAreNotFound: a client that mixes up sets, companies or environments must get nothing.
func TestForeignIDsAreNotFound(t *testing.T) {
	var all []view
	for _, c := range tenant().companies {
		if c.empty {
			continue
		}
		for _, name := range []string{"customers", "vendors", "items", "salesOrders", "salesInvoiceLines", "generalLedgerEntries", "currencies"} {
			all = append(all, look(t, c, name))
		}
	}
	for i, from := range all {
		id := from.get(3, "id")
		for j, in := range all {
			if row, ok := in.find(id); ok != (i == j) || ok && row != 3 {
				t.Errorf("the id of %s (%d) is found in %s (%d): row %d, %v", from.name, i, in.name, j, row, ok)
			}
		}
		if _, ok := from.find(model.NoGUID()); ok {
			t.Errorf("%s finds the empty id", from.name)
		}
		if _, ok := from.find(model.T("10000")); ok {
			t.Errorf("%s finds a text", from.name)
		}
		id.N ^= 1
		if _, ok := from.find(id); ok {
			t.Errorf("%s finds an id with a changed bit", from.name)
		}
	}
}

func TestIDsBeyondTheEndAreNotFound(t *testing.T) {
	c := tenant().companies[0]
	v := look(t, c, "customers")
	if row, ok := v.find(c.id(customers, v.table.Len())); ok {
		t.Errorf("found row %d", row)
	}
	if row, ok := v.find(c.id(customers, 1<<40)); ok {
		t.Errorf("found row %d", row)
	}
}

func TestIDsAreDistinct(t *testing.T) {
	seen := map[model.Value]string{}
	for _, c := range tenant().companies {
		for set := range setCount {
			for row := range 50 {
				id := c.id(set, row)
				if before, ok := seen[id]; ok {
					t.Fatalf("%s: %s %s and %s", guid(id), c.name, setNames[set], before)
				}
				seen[id] = c.name + " " + setNames[set]
			}
		}
	}
}

func FuzzIDsLeadBack(f *testing.F) {
	f.Add(uint64(1), uint64(0))
	f.Add(rand.Uint64(), uint64(250_000))
	f.Fuzz(func(t *testing.T, seed, row uint64) {
		k := newIDKey(seed)
		want := int(row & (1<<48 - 1))
		if got, ok := k.row(k.id(want)); !ok || got != want {
			t.Fatalf("seed %d row %d: %d %v", seed, want, got, ok)
		}
	})
}
