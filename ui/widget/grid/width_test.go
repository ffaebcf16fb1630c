package grid_test

import (
	"strings"
	"testing"
	"time"

	"bctui/ui/format"
	"bctui/ui/widget/grid"
)

// numbers is a grid of one column of numbers and one of texts.
func numbers(width int, rows ...[]string) (*grid.Model, *growing) {
	src := &growing{rows: rows}
	m := &grid.Model{}
	m.SetColumns([]grid.Column{{ID: "a", Title: "A", Align: format.Right, Max: 12}, {ID: "b", Title: "B", Max: 8}})
	m.SetSize(width, 8)
	m.SetSource(src)
	return m, src
}

func TestANumberIsShownWholeOrNotAtAll(t *testing.T) {
	const long = "-12,345,678,901,234,567,890.12"
	m, src := numbers(60, []string{long, "short"})
	if got := plainView(m); !strings.Contains(got, long) {
		t.Errorf("a number beyond the limit of its column is cut:\n%s", got)
	}
	src.rows = append(src.rows, []string{strings.Repeat("9", 80), "x"})
	if got := plainView(m); strings.Contains(got, "99") || strings.Contains(lineOf(got, 2), format.Ellipsis) || !strings.Contains(got, "##") {
		t.Errorf("a number that no window holds is shown in part:\n%s", got)
	}
	m, _ = numbers(20, []string{long, "short"})
	if got := plainView(m); strings.Contains(got, "12,345") || !strings.Contains(got, "###") {
		t.Errorf("in a narrow window a part of the number is shown:\n%s", got)
	}
	m, _ = numbers(40, []string{"not a number at all", "x"})
	if got := plainView(m); strings.Contains(got, "#") || !strings.Contains(got, "not a numbe…") {
		t.Errorf("a text among numbers is not cut like one:\n%s", got)
	}
}

func TestFittingGoesFromTheScreenToAllRowsAndBack(t *testing.T) {
	rows := make([][]string, 100)
	for i := range rows {
		rows[i] = []string{"1", "ten letter"}
	}
	rows[90][1] = "longer than all of the others"
	m, _ := numbers(80, rows...)
	_ = m.View(look)
	m.MoveToColumn("b")
	own := m.Width(1)
	for i, want := range []int{10, 29, own} {
		m.ToggleFit()
		if got := m.Width(1); got != want {
			t.Errorf("press %d: %d cells, want %d", i+1, got, want)
		}
	}
	rows[90][1] = "x"
	m.ToggleFit()
	m.ToggleFit()
	if got := m.Width(1); got != own {
		t.Errorf("where all rows need no more than the screen, the second press gives %d, not its own %d", got, own)
	}
	m.SetSort([]string{"b desc"})
	m.Fit(1)
	if got := m.Width(1); got != 10 {
		t.Errorf("fitted with a mark it has %d", got)
	}
}

func TestTwoClicksOnAnEdge(t *testing.T) {
	m, _ := numbers(60, []string{"1", "a longer text"})
	_ = m.View(look)
	edge := 1 + m.Width(0) // the first blank behind the column
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	click := func(x int, after time.Duration) (int, bool, bool) {
		at = at.Add(after)
		return m.Edge(x, 0, at)
	}
	if col, again, ok := click(edge, 0); col != 0 || again || !ok {
		t.Errorf("the first click: %d %v %v", col, again, ok)
	}
	if _, again, ok := click(edge, 200*time.Millisecond); !again || !ok {
		t.Error("the second click is not one")
	}
	if _, again, _ := click(edge, 200*time.Millisecond); again {
		t.Error("a third click is a first one again")
	}
	if _, again, _ := click(edge, time.Second); again {
		t.Error("two slow clicks are no double click")
	}
	if _, _, ok := click(edge-1, 0); ok {
		t.Error("within a column there is no edge")
	}
	if _, again, _ := click(edge, 0); again {
		t.Error("a click elsewhere came between")
	}
}

func TestColumnsThatHadNothingAreMeasuredWhenTheirRowsCome(t *testing.T) {
	m, _ := numbers(60, []string{"1", ""})
	_ = m.View(look)
	m.SetSource(&growing{rows: [][]string{{"1,234", "Company"}}})
	if got := plainView(m); !strings.Contains(got, "Company") {
		t.Errorf("the column kept the width of nothing:\n%s", got)
	}
	if got := m.Width(0); got != 5 {
		t.Errorf("a number of other rows needs 5 cells, the column has %d", got)
	}
	m.SetSource(&growing{rows: [][]string{{"1", "Companies"}}})
	if got := plainView(m); !strings.Contains(got, "Compan…") {
		t.Errorf("a width that is known does not change with the rows:\n%s", got)
	}
}
