package cronus

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"sync"
	"testing"

	"bctui/bc/demo/model"
)

// golden are the fingerprints of the companies. Whoever changes the data on purpose changes these: recordings, saved views
// and other tests know the values.
var golden = []string{
	"c01a3548c5e0d686", "b72d1ddcff072108", "781c67eea3c56b91", // Production: full, empty, awkward
	"6fcf9ac1edb908db", "1298a387ccd975cb", "af3c158f2e074d28", // Sandbox
}

// fingerprint of all sets of a company; of the longest ones every 53rd record.
func fingerprint(d *Dataset, c *company) string {
	h := fnv.New64a()
	var number [18]byte
	add := func(v model.Value) {
		number[0], number[1] = byte(v.Kind), v.Scale
		binary.LittleEndian.PutUint64(number[2:], uint64(v.N))
		binary.LittleEndian.PutUint64(number[10:], v.Hi)
		_, _ = h.Write(number[:])
		_, _ = h.Write([]byte(v.S))
	}
	for _, name := range setNames {
		table, ok := d.Table(c.environment, c.plan.id, name)
		if !ok {
			continue
		}
		add(model.I(table.Len()))
		properties := len(d.Schema().Type(d.Schema().Set(name).Type).Properties)
		step := 1 + min(52, table.Len()/20_000*52)
		for row := 0; row < table.Len(); row += step {
			for p := range properties {
				add(table.Value(row, p))
			}
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// TestTenantIsAlwaysTheSame: no clock, no chance, no order of questions changes a value.
func TestTenantIsAlwaysTheSame(t *testing.T) {
	for i, c := range tenant().companies {
		if got := fingerprint(tenant(), c); got != golden[i] {
			t.Errorf("%s, %s: fingerprint %q, want %q", c.environment, c.name, got, golden[i])
		}
	}
}

// TestManyMayAsk: a tenant that has just been made answers many at once, each with the same values.
func TestManyMayAsk(t *testing.T) {
	d := New()
	c := d.companies[2]
	var wait sync.WaitGroup
	got := make([]string, 8)
	for i := range got {
		wait.Go(func() { got[i] = fingerprint(d, c) })
	}
	wait.Wait()
	for _, g := range got {
		if g != golden[2] {
			t.Errorf("fingerprint %q, want %q", g, golden[2])
		}
	}
}
