package grid_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/termtest"
	"bctui/ui/widget"
	"bctui/ui/widget/grid"
)

// program is a grid and nothing else.
type program struct {
	grid *grid.Model
	look widget.Look
}

func (p program) Init() tea.Cmd { return nil }

func (p program) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "down":
			p.grid.Down()
		case "q":
			return p, tea.Quit
		}
	}
	return p, nil
}

func (p program) View() tea.View {
	v := tea.NewView(p.grid.View(p.look))
	v.AltScreen = true
	return v
}

// Japanese, Arabic, Hindi, emoji and hostile text side by side, in a terminal that counts runes and in one that counts
// clusters: the next column begins at the same cell in every row, also after the rows were drawn again.
func TestColumnsAreStraightInATerminal(t *testing.T) {
	for name, measure := range map[string]format.Measure{"runes": format.Wc, "clusters": format.Graphemes} {
		t.Run(name, func(t *testing.T) {
			m := customerGrid(100, 14, 400)
			term := termtest.Run(t, termtest.Options{Width: 100, Height: 14, Graphemes: measure == format.Graphemes},
				program{m, widget.Look{Theme: dark, Measure: measure}})
			term.WaitFor("Alpine Ski House")
			for range 12 {
				term.Press("down")
			}
			term.WaitFor("▌130000")
			screen := term.Screen()
			x, _, ok := screen.Find("TYPE")
			if !ok {
				t.Fatal(screen.String())
			}
			for y := 1; y < 14; y++ {
				if c := screen.Cell(x, y).Text; c != "C" && c != "P" || screen.Cell(x-1, y).Text != " " {
					t.Errorf("row %d is not straight: %q at %d\n%s", y, c, x, screen)
				}
			}
			term.Press("q")
		})
	}
}
