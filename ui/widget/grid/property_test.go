package grid_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/grid"
)

// wild gives cells of any kind of text, hostile ones among them.
type wild struct {
	rows int
	seed uint64
}

var texts = []string{"", "a", "Adatum Corporation", "1,234.00", "東京都港区", "हिन्दी स्ते", "العربية", "❤️👍🏽👨‍👩‍👧", "e\u0301\u0302", "\u0301x",
	"\x1b[2J\x1b]52;c;x\a", "a\r\nb\tc", "\u202e\u2066x", "\xff\xfe", "🇩🇪🇩", "\u200d\ufe0f", strings.Repeat("long ", 400),
	strings.Repeat("東", 300), "\u0e33กำ", "ൎ", "\u0600"}

func (w *wild) Len() int { return w.rows }

func (w *wild) AppendCell(dst []byte, row, col int) ([]byte, theme.Tone) {
	h := (uint64(row)*1000003 + uint64(col)*7919 + w.seed) * 0x9e3779b97f4a7c15 >> 20
	tone := theme.Tone(h / 64 % uint64(theme.Production))
	if h%97 == 0 {
		tone = 200 // no such tone
	}
	return append(dst, texts[h%uint64(len(texts))]...), tone
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// check looks at a View: its size, its bytes, and where the cursor is.
func check(m *grid.Model, look widget.Look) error {
	width, height := m.Size()
	view := m.View(look)
	if width == 0 || height == 0 {
		if view != "" {
			return fmt.Errorf("a view of no size is %q", view)
		}
		return nil
	}
	method := ansi.WcWidth
	if look.Measure == format.Graphemes {
		method = ansi.GraphemeWidth
	}
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		return fmt.Errorf("%d lines, want %d", len(lines), height)
	}
	for y, line := range lines {
		if w := method.StringWidth(line); w != width {
			return fmt.Errorf("line %d is %d wide, want %d: %q", y, w, width, line)
		}
		for _, r := range sgr.ReplaceAllString(line, "") {
			if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.In(r, unicode.Bidi_Control) {
				return fmt.Errorf("line %d holds %U: %q", y, r, line)
			}
		}
	}
	buf := uv.NewScreenBuffer(width, height)
	buf.Method = method
	uv.NewStyledString(view).Draw(buf, buf.Bounds())
	row, col := m.Cursor()
	first, end := m.VisibleRange()
	if row < 0 || col < 0 || width < 2 {
		return nil
	}
	if row < first || row >= end {
		return fmt.Errorf("the cursor is on row %d, rows %d to %d are on screen", row, first, end)
	}
	y := row - first
	if height > 1 {
		y++
	}
	reversed := 0
	for x := range width {
		if c := buf.CellAt(x, y); c != nil && c.Style.Attrs == uv.AttrReverse|uv.AttrBold {
			reversed += max(c.Width, 1)
		}
	}
	// The whole cell where it is not very wide; frozen columns never take all the room.
	if want := min(m.Width(col), width-2, max(12, (width-2)/3)); reversed < want || reversed == 0 {
		return fmt.Errorf("of the cell under the cursor (column %d) %d cells are on screen, want %d: %q", col, reversed, want, lines[y])
	}
	if c := buf.CellAt(0, y); c == nil || c.Content != "▌" {
		return fmt.Errorf("the row under the cursor has no bar: %q", lines[y])
	}
	return nil
}

// wander makes a grid out of a seed, and moves about in it.
func wander(seed uint64, moves int) error {
	rng := rand.New(rand.NewPCG(seed, 7))
	looks := []widget.Look{{Theme: dark}, {Theme: dark, Measure: format.Graphemes}, {Theme: theme.New(false)}}
	src := &wild{rows: []int{0, 1, 3, 50, 100000}[rng.IntN(5)], seed: seed}
	m := &grid.Model{}
	columns := func() []grid.Column {
		cols := make([]grid.Column, rng.IntN(30))
		for i := range cols {
			cols[i] = grid.Column{ID: fmt.Sprint("c", rng.IntN(40), "-", i), Title: texts[rng.IntN(len(texts))],
				Align: format.Align(rng.IntN(3)), Min: rng.IntN(8), Max: rng.IntN(60), Hidden: rng.IntN(6) == 0, Sort: max(0, rng.IntN(9)-6)}
			if rng.IntN(8) == 0 {
				cols[i].Width = rng.IntN(300)
			}
		}
		return cols
	}
	m.SetColumns(columns())
	m.SetSource(src)
	m.SetEmpty("Nothing \x1b[2J here.\nTwo lines.")
	size := func() {
		sizes := [][2]int{{80, 24}, {120, 40}, {200, 50}, {40, 12}, {20, 5}, {1, 1}, {2, 2}, {0, 5}, {7, 3}, {rng.IntN(90), rng.IntN(20)}}
		s := sizes[rng.IntN(len(sizes))]
		m.SetSize(s[0], s[1])
	}
	size()
	look := looks[0]
	var log []string
	for range moves {
		n := rng.IntN(32)
		log = append(log, fmt.Sprint(n))
		switch n {
		case 0, 1:
			m.Down()
		case 2:
			m.Up()
		case 3, 4, 5:
			m.Right()
		case 6:
			m.Left()
		case 7:
			m.PageDown()
		case 8:
			m.PageUp()
		case 9:
			m.Bottom()
		case 10:
			m.Top()
		case 11:
			m.First()
		case 12:
			m.Last()
		case 13:
			m.HalfDown()
		case 14:
			m.HalfUp()
		case 15:
			m.Freeze(rng.IntN(8))
		case 16:
			m.ToggleFreeze()
		case 17:
			m.Widen()
		case 18:
			m.Narrow()
		case 19:
			m.ToggleFit()
		case 20:
			id, _ := m.Hide()
			if rng.IntN(2) == 0 {
				m.Show(id, rng.IntN(2) == 0)
			}
		case 21:
			size()
		case 22:
			look = looks[rng.IntN(len(looks))]
		case 23:
			src.rows = []int{0, 1, 2, src.rows, src.rows + 500}[rng.IntN(5)]
			m.Invalidate()
		case 24:
			m.SetTail([]string{"", "loading …", "\x1b[m more"}[rng.IntN(3)])
		case 25:
			m.Wheel(rng.IntN(5)-2, rng.IntN(9)-4)
		case 26:
			m.Click(rng.IntN(90)-2, rng.IntN(30)-2)
		case 27:
			m.MoveTo(rng.IntN(200)-2, rng.IntN(40)-2)
		case 28:
			m.SetColumns(columns())
		case 29:
			if col, ok := m.Grip(rng.IntN(80), 0); ok {
				m.Drag(col, rng.IntN(100)-5)
			}
		case 30:
			m.Resample()
		case 31:
			m.SetSource(src)
		}
		if err := check(m, look); err != nil {
			w, h := m.Size()
			return fmt.Errorf("seed %d, moves %s, %d×%d: %w", seed, strings.Join(log, " "), w, h, err)
		}
	}
	return nil
}

func TestAnyGridAfterAnyMoves(t *testing.T) {
	for seed := range uint64(25) {
		if err := wander(seed, 60); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzGrid(f *testing.F) {
	f.Add(uint64(1), uint16(50))
	f.Fuzz(func(t *testing.T, seed uint64, moves uint16) {
		if err := wander(seed, int(moves%200)); err != nil {
			t.Fatal(err)
		}
	})
}
