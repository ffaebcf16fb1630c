package cli

import (
	"errors"
	"math"
	"runtime/debug"
	"strings"
	"testing"
)

func TestMemoryIsASize(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	var variable string
	a := &App{Getenv: func(string) string { return variable }}
	for _, c := range []struct {
		flag, variable string
		rows           int64 // at least, in megabytes
	}{
		{"", "", 300}, {"", "1GB", 600}, {"64MB", "1GB", 16}, {"64 MiB", "", 16}, {"1.5g", "", 900}, {"268435456", "", 140},
	} {
		variable = c.variable
		b, err := a.budget(c.flag)
		if err != nil || b.Limit()>>20 < c.rows || b.Limit()>>20 > 2*c.rows {
			t.Errorf("--memory %q, BCTUI_MEMORY %q: %v MB for rows, %v", c.flag, c.variable, b.Limit()>>20, err)
		}
		if whole := debug.SetMemoryLimit(-1); whole <= b.Limit() || whole == math.MaxInt64 {
			t.Errorf("the collector may use %d bytes", whole)
		}
	}
	variable = ""
	for _, bad := range []string{"lots", "-1GB", "12", "63MB", "1XB", "NaN", "Inf", "1e300GB", "MB"} {
		var usage *usageError
		if _, err := a.budget(bad); !errors.As(err, &usage) || !strings.Contains(err.Error(), "--memory") {
			t.Errorf("--memory %s: %v", bad, err)
		}
	}
}
