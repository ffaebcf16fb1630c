package grid_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/grid"
)

func plainView(m *grid.Model) string { return ansi.Strip(m.View(look)) }

func lineOf(view string, y int) string { return strings.Split(view, "\n")[y] }

func TestViews(t *testing.T) {
	for name, draw := range map[string]func() *grid.Model{
		"80x24": func() *grid.Model {
			m := customerGrid(80, 24, 5000)
			m.SetSort([]string{"number"})
			m.MoveTo(7, 3)
			return m
		},
		"120x10 sorted hidden": func() *grid.Model {
			m := customerGrid(120, 10, 5)
			m.SetSort([]string{"city", "balanceDue desc"})
			m.MoveToColumn("type")
			m.Hide()
			return m
		},
		"200x8": func() *grid.Model { return customerGrid(200, 8, 5000) },
		"40x12 scrolled": func() *grid.Model {
			m := customerGrid(40, 12, 5000)
			m.MoveToColumn("balanceDue")
			return m
		},
		"20x5": func() *grid.Model { return customerGrid(20, 5, 5000) },
		"80x8 at the end": func() *grid.Model {
			m := customerGrid(80, 8, 412)
			m.SetTail("loading …")
			m.Bottom()
			m.Last()
			return m
		},
		"60x5 empty": func() *grid.Model {
			m := customerGrid(60, 5, 0)
			m.SetEmpty("No customers in this company.")
			return m
		},
	} {
		t.Run(name, func(t *testing.T) {
			golden.RequireEqual(t, plainView(draw()))
		})
	}
}

// The cell, its head and its row are found without colours: by reverse, underline and the bar.
func TestCursorIsFoundWithoutColour(t *testing.T) {
	m := customerGrid(80, 6, 50)
	m.MoveTo(1, 1)
	lines := strings.Split(m.View(look), "\n")
	if !strings.Contains(ansi.Strip(lines[2]), "▌20000") {
		t.Errorf("no bar: %q", lines[2])
	}
	if !strings.Contains(lines[2], "\x1b[1;7;") || strings.Count(strings.Join(lines, ""), "\x1b[1;7;") != 1 {
		t.Errorf("one cell is to be bold and reversed: %q", lines[2])
	}
	if !strings.Contains(lines[0], "\x1b[1;4;") || !strings.Contains(lines[0], "DISPLAY NAME") {
		t.Errorf("the head above the cursor is to be underlined: %q", lines[0])
	}
}

func TestWidthsStayWhilePagesArrive(t *testing.T) {
	src := &growing{rows: [][]string{{"1", "Oslo"}}}
	m := &grid.Model{}
	m.SetColumns([]grid.Column{{ID: "a", Title: "A"}, {ID: "b", Title: "B"}})
	m.SetSize(60, 10)
	m.SetSource(src)
	m.SetTail("loading …")
	before := lineOf(plainView(m), 1)
	src.rows = append(src.rows, []string{"123456789", "Llanfairpwllgwyngyll"})
	m.SetTail("")
	if after := lineOf(plainView(m), 1); after != before {
		t.Errorf("the first row was\n%q and is now\n%q", before, after)
	}
	if got := lineOf(plainView(m), 2); !strings.Contains(got, "12… ") && !strings.Contains(got, "12…") {
		t.Errorf("the longer row is not cut: %q", got)
	}
	m.MoveToColumn("b")
	m.ToggleFit()
	if got := lineOf(plainView(m), 2); !strings.Contains(got, "Llanfairpwllgwyngyll") {
		t.Errorf("the fitted column still cuts: %q", got)
	}
	m.ToggleFit()
	if after := lineOf(plainView(m), 1); strings.TrimSpace(after) != strings.TrimSpace(before) {
		t.Errorf("fitted and back again:\n%q, was\n%q", after, before)
	}
}

// Text may be cut, but a number that is cut reads as another one.
func TestColumnsOfNumbersGrow(t *testing.T) {
	src := &growing{rows: [][]string{{"1.00", "x"}, {"2.00", "x"}}}
	m := &grid.Model{}
	m.SetColumns([]grid.Column{{ID: "a", Title: "A", Align: format.Right}, {ID: "b", Title: "B"}})
	m.SetSize(40, 10)
	m.SetSource(src)
	_ = m.View(look)
	src.rows = append(src.rows, []string{"123,456,789.00", "x"})
	view := plainView(m)
	for y, want := range []string{"             A  B", "▌          1.00  x", "           2.00  x", " 123,456,789.00  x"} {
		if got := strings.TrimRight(lineOf(view, y), " "); strings.TrimLeft(got, " ") != strings.TrimLeft(want, " ") ||
			ansi.StringWidth(got) != 18 {
			t.Errorf("line %d is %q", y, got)
		}
	}
	m.SetWidth(0, 6)
	if got := lineOf(plainView(m), 3); !strings.HasPrefix(got, " ######  x") {
		t.Errorf("a width that was set is not kept, or a part of a number is shown: %q", got)
	}
}

type growing struct{ rows [][]string }

func (g *growing) Len() int { return len(g.rows) }
func (g *growing) AppendCell(dst []byte, row, col int) ([]byte, theme.Tone) {
	return append(dst, g.rows[row][col]...), theme.Text
}

func TestCursorStaysOnItsRecordAndColumn(t *testing.T) {
	src := &customers{100}
	m := customerGrid(80, 10, 0)
	m.SetSource(src)
	m.MoveTo(42, 5)
	_ = m.View(look)
	src.rows = 300
	if row, col := m.Cursor(); row != 42 || col != 5 {
		t.Errorf("after a page was added the cursor is at %d, %d", row, col)
	}
	// A refresh: for a while there is nothing, then the rows are back.
	src.rows = 0
	_ = m.View(look)
	if row, _ := m.Cursor(); row != -1 {
		t.Errorf("without rows the cursor is on row %d", row)
	}
	src.rows = 20
	if row, _ := m.Cursor(); row != 19 {
		t.Errorf("with too few rows the cursor is on row %d, not on the last", row)
	}
	src.rows = 100
	if row, _ := m.Cursor(); row != 42 {
		t.Errorf("with its row back the cursor is on row %d", row)
	}
	// Other columns: the cursor stays on the one it was on.
	cols := append([]grid.Column{{ID: "extra", Title: "EXTRA"}}, customerColumns...)
	m.SetColumns(cols)
	if _, col := m.Cursor(); cols[col].ID != "balanceDue" {
		t.Errorf("after the columns changed the cursor is on %s", cols[col].ID)
	}
}

func TestSetWidthsSurviveNewColumns(t *testing.T) {
	m := customerGrid(80, 10, 50)
	_ = m.View(look)
	m.MoveToColumn("city")
	was := m.Width(3)
	m.Widen()
	if got := m.Width(3); got <= was {
		t.Fatalf("wider makes %d of %d", got, was)
	}
	wide := m.Width(3)
	m.SetColumns(customerColumns)
	if got := m.Width(3); got != wide {
		t.Errorf("a width that was set became %d, was %d", got, wide)
	}
	if got := m.Columns()[3].Width; got != wide {
		t.Errorf("the width to remember is %d, want %d", got, wide)
	}
	for range 30 {
		m.Narrow()
	}
	if got := m.Width(3); got != 1 {
		t.Errorf("the narrowest column has %d cells", got)
	}
}

func TestHiddenColumns(t *testing.T) {
	m := customerGrid(120, 6, 10)
	m.MoveToColumn("city")
	id, ok := m.Hide()
	if !ok || id != "city" {
		t.Fatalf("Hide gives %q, %v", id, ok)
	}
	view := plainView(m)
	if strings.Contains(view, "CITY") || strings.Count(lineOf(view, 0), "⋮") != 1 {
		t.Errorf("a hidden column leaves one mark and no title: %q", lineOf(view, 0))
	}
	if _, col := m.Cursor(); customerColumns[col].ID != "country" {
		t.Errorf("the cursor went to %s", customerColumns[col].ID)
	}
	m.Show("city", true)
	if _, col := m.Cursor(); customerColumns[col].ID != "city" || strings.Contains(plainView(m), "⋮") {
		t.Error("the column is not shown again under the cursor")
	}
	for range 40 {
		m.Hide()
	}
	if _, col := m.Cursor(); col < 0 {
		t.Error("the last column could be hidden")
	}
}

func TestSortMarks(t *testing.T) {
	m := customerGrid(120, 6, 10)
	for order, want := range map[string]string{"city": "CITY ▲ ", "city desc": "CITY ▼ ", "-city": "CITY ▼ ", "city,-number": "CITY ▲1", "nothing": "CITY  "} {
		m.SetSort(strings.Split(order, ","))
		if head := lineOf(plainView(m), 0); !strings.Contains(head, want) {
			t.Errorf("ordered by %s: %q", order, head)
		}
	}
}

func TestFilteredColumnsAreMarked(t *testing.T) {
	m := customerGrid(120, 6, 10)
	m.SetFiltered([]string{"city", "balanceDue"})
	if head := lineOf(plainView(m), 0); !strings.Contains(head, "CITY *") || !strings.Contains(head, "BALANCE DUE *") || strings.Contains(head, "NUMBER *") {
		t.Errorf("the head is %q", head)
	}
	m.SetSort([]string{"city desc", "number"})
	if head := lineOf(plainView(m), 0); !strings.Contains(head, "CITY ▼1*") || !strings.Contains(head, "NUMBER ▲2 ") {
		t.Errorf("sorted too the head is %q", head)
	}
	m.SetFiltered(nil)
	if head := lineOf(plainView(m), 0); strings.Contains(head, "*") {
		t.Errorf("the mark stays: %q", head)
	}
}

func TestFreezeIsToggled(t *testing.T) {
	m := customerGrid(80, 6, 10)
	m.MoveToColumn("type")
	m.ToggleFreeze()
	m.Last()
	head := lineOf(plainView(m), 0)
	if !strings.Contains(head, "NUMBER") || !strings.Contains(head, "TYPE") || !strings.Contains(head, "‹") {
		t.Errorf("three columns are to stay: %q", head)
	}
	if m.Held() != 3 {
		t.Errorf("%d columns are held", m.Held())
	}
	if m.HiddenLeft() == 0 || m.HiddenRight() != 0 {
		t.Errorf("out of sight: %d and %d", m.HiddenLeft(), m.HiddenRight())
	}
	m.Freeze(9)
	_ = m.View(look)
	if m.Frozen() != 9 || m.Held() == 0 || m.Held() > 4 {
		t.Errorf("of %d frozen columns %d are held in 80 cells", m.Frozen(), m.Held())
	}
	m.Freeze(3)
	m.MoveToColumn("type")
	m.ToggleFreeze()
	if m.Frozen() != 1 {
		t.Errorf("the second time %d columns are frozen, not the one of before", m.Frozen())
	}
}

func TestPagesMoveTheWindowAlong(t *testing.T) {
	m := customerGrid(80, 11, 1000)
	m.MoveTo(3, 0)
	m.PageDown()
	if first, end := m.VisibleRange(); first != 9 || end != 19 {
		t.Errorf("rows %d to %d are on screen", first, end)
	}
	if row, _ := m.Cursor(); row != 12 {
		t.Errorf("the cursor is on row %d", row)
	}
	if m.PageUp(); true {
		if row, _ := m.Cursor(); row != 3 {
			t.Errorf("back on row %d", row)
		}
	}
	if m.Bottom(); m.Down() {
		t.Error("there is no row below the last")
	}
	if first, end := m.VisibleRange(); first != 990 || end != 1000 {
		t.Errorf("at the bottom rows %d to %d are on screen", first, end)
	}
}

func TestMouse(t *testing.T) {
	m := customerGrid(80, 11, 1000)
	view := plainView(m)
	x := ansi.StringWidth(strings.Split(lineOf(view, 0), "CITY")[0])
	hit := m.Click(x, 3)
	if !hit.OK || hit.Row != 2 || customerColumns[hit.Column].ID != "city" || hit.Again {
		t.Errorf("a click gives %+v", hit)
	}
	if hit = m.Click(x, 3); !hit.Again {
		t.Error("the second click does not open")
	}
	if hit = m.Click(x, 0); !hit.Header || customerColumns[hit.Column].ID != "city" {
		t.Errorf("a click on a head gives %+v", hit)
	}
	if hit = m.Click(x, 50); hit.OK {
		t.Errorf("a click below gives %+v", hit)
	}
	if hit = m.Click(100, 3); hit.OK {
		t.Errorf("a click at the right gives %+v", hit)
	}
	m.Wheel(0, 5)
	if first, _ := m.VisibleRange(); first != 5 {
		t.Errorf("after the wheel the first row is %d", first)
	}
	if row, _ := m.Cursor(); row != 5 {
		t.Errorf("the cursor left the screen: row %d", row)
	}
	city := 3
	col, ok := m.Grip(x+m.Width(city), 0)
	if !ok || col != city {
		t.Fatalf("the edge of the city column gives column %d, %v", col, ok)
	}
	m.Drag(col, x+20)
	if got := m.Width(city); got != 20 {
		t.Errorf("dragged to 20 cells it has %d", got)
	}
}

// Only what is on screen is formatted, and a move within the screen formats two rows at most.
func TestOnlyCellsOnScreenAreAskedFor(t *testing.T) {
	src := &counting{customers: customers{100_000}, rows: map[int]int{}}
	m := customerGrid(80, 24, 0)
	m.SetSource(src)
	m.MoveTo(50_000, 1)
	_ = m.View(look) // takes the widths from the first rows
	src.rows = map[int]int{}
	m.Invalidate()
	_ = m.View(look)
	if len(src.rows) != 23 {
		t.Errorf("%d rows were read for 23 lines", len(src.rows))
	}
	src.rows = map[int]int{}
	m.Up()
	_ = m.View(look)
	if len(src.rows) > 2 {
		t.Errorf("one move read %d rows", len(src.rows))
	}
}

type counting struct {
	customers
	rows map[int]int
}

func (c *counting) AppendCell(dst []byte, row, col int) ([]byte, theme.Tone) {
	c.rows[row]++
	return c.customers.AppendCell(dst, row, col)
}

func TestLooksDoNotMix(t *testing.T) {
	m := customerGrid(80, 12, 50)
	darkView := m.View(look)
	light := m.View(widget.Look{Theme: theme.New(false)})
	if darkView == light {
		t.Error("the light theme draws as the dark one")
	}
	if again := m.View(look); again != darkView {
		t.Error("back in the dark something stayed light")
	}
}

func TestTheWheelTurnsBothWays(t *testing.T) {
	at := func(turns ...tea.Mouse) string {
		m := customerGrid(40, 10, 100)
		m.MoveTo(20, 1)
		m.View(look)
		for _, e := range turns {
			m.Turn(e)
		}
		first, _ := m.VisibleRange()
		_, col := m.Cursor()
		return fmt.Sprint(first, " ", col)
	}
	up, down, shift := tea.Mouse{Button: tea.MouseWheelUp}, tea.Mouse{Button: tea.MouseWheelDown}, tea.Mouse{Button: tea.MouseWheelDown, Mod: tea.ModShift}
	start := at()
	if got := at(down, up); got != start {
		t.Errorf("down and up leads from %s to %s", start, got)
	}
	if at(down) == start || at(down) == at(up) {
		t.Error("the wheel moves nothing")
	}
	if right := at(tea.Mouse{Button: tea.MouseWheelRight}); right != at(shift) || right == start || at(tea.Mouse{Button: tea.MouseWheelLeft}) == right {
		t.Errorf("sideways: %s, with Shift %s", right, at(shift))
	}
}
