package cli_test

import (
	"regexp"
	"slices"
	"testing"

	"bctui/ui/termtest"
)

// The output of the real program is the one that turns anchors (see package tui) into moves.
func TestAnchorsReachTheTerminalAsMoves(t *testing.T) {
	w := newWorld(t)
	term := w.start(termtest.Options{Width: 120, Height: 40}, "demo")
	term.WaitFor("CRONUS USA, Inc.")
	term.Press("enter")
	term.WaitFor("generalLedgerEntries")
	term.Press("enter")
	term.WaitFor("Adatum Corporation", "København")
	if !regexp.MustCompile(`København\x1b\[\d+G `).Match(term.Raw()) {
		t.Errorf("no anchor follows København: %q", term.Controls())
	}
	if slices.Contains(term.Controls(), "APC") {
		t.Error("an anchor reached the terminal as it is")
	}
	old := w.start(termtest.Options{Env: []string{"TERM=vt100"}}, "demo")
	old.WaitFor("CRONUS USA, Inc.")
	if slices.Contains(old.Controls(), "CSI G") || slices.Contains(old.Controls(), "APC") {
		t.Errorf("a terminal that knows no columns was sent to one: %q", old.Controls())
	}
}
