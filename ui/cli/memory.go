package cli

import (
	"cmp"
	"fmt"
	"math"
	"runtime/debug"
	"strconv"
	"strings"

	"bctui/bc/pager"
)

// The program as a whole is meant by --memory, since that is what people see in their task manager. What is not rows
// (code, the page being read, what the collector has not swept yet) is set aside; rows get most of the rest.
const (
	defaultMemory = 512 << 20
	leastMemory   = 64 << 20
	setAside      = 40 << 20
	notHeap       = 16 << 20 // of the code and its data, which the collector does not count
)

// budget gives the memory for rows, and tells the collector about the whole.
func (a *App) budget(asked string) (*pager.Budget, error) {
	from := "--memory"
	if asked == "" {
		asked, from = a.Getenv("BCTUI_MEMORY"), "BCTUI_MEMORY"
	}
	limit := int64(defaultMemory)
	if asked = strings.TrimSpace(asked); asked != "" {
		var ok bool
		if limit, ok = bytesOf(asked); !ok {
			return nil, &usageError{text: fmt.Sprintf("%s is a size such as 256MB or 1GB, not %q.", from, asked), hint: "Rows over it are dropped and read again when they are looked at."}
		}
		if limit < leastMemory {
			return nil, &usageError{text: fmt.Sprintf("%s is %s: bctui needs at least 64MB.", from, asked), hint: "The default is 512MB."}
		}
	}
	debug.SetMemoryLimit(limit - notHeap)
	return pager.NewBudget((limit - setAside) / 3 * 2), nil
}

// bytesOf reads "256MB", "1.5 GiB", "300m" or a number of bytes. Units are powers of 1,024, as task managers count.
func bytesOf(s string) (int64, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	number := strings.TrimRight(s, "KMGTIB ")
	unit := strings.TrimSpace(s[len(number):])
	factor, ok := map[string]float64{"": 1, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}[cmp.Or(strings.TrimSuffix(strings.TrimSuffix(unit, "B"), "I"), "")]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !ok || !(n >= 0) || n*factor > math.MaxInt64/4 {
		return 0, false
	}
	return int64(n * factor), true
}
