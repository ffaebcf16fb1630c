package grid

import "bctui/ui/format"

// slot is a column on screen.
type slot struct {
	pos  int // index into visible
	col  int // the column as given to SetColumns
	x, w int // first cell and number of cells; w is less than the column's where the window ends
}

// layout says where the columns stand.
type layout struct {
	slots  []slot
	width  int
	frozen int // how many slots stay when scrolling
	left   int // first column behind them: index into visible
	end    int // first column that is not on screen: index into visible
	rule   int // cell of the line behind the frozen columns, −1 for none
	edge   int // cell of the mark at the right end, −1 for none
}

const (
	gutter     = 1 // for the bar of the row under the cursor
	ruleWidth  = 3 // " │ "
	leastRoom  = 12
	leastSlice = 6  // cells of a column that are worth showing at the right end
	edgeFrom   = 10 // width from which the right end has a cell for its mark
)

// arrangeColumns finds what is on screen: the frozen columns as far as they leave room for the others, then from left on
// what fits, so that the column under the cursor is on screen as a whole whenever the window is wide enough.
func (m *Model) arrangeColumns() layout {
	l := layout{slots: m.spare[:0], width: m.width, rule: -1, edge: -1}
	n := len(m.visible)
	if n == 0 || m.width <= gutter {
		return l
	}
	ranks := m.ranks()
	width := func(pos int) int { return m.columns[m.visible[pos]].cells(ranks) }
	end := m.width // first cell behind the columns
	if m.width >= edgeFrom {
		l.edge = m.width - 1
		end--
	}

	// Frozen columns give way where they would leave too little to see of the others.
	x := gutter
	room := max(leastRoom, (end-gutter)/3)
	for l.frozen < min(m.frozen, n) {
		w := width(l.frozen)
		rest := 0 // for the widest of the others, up to room
		for pos := l.frozen + 1; pos < n && rest < ruleWidth+room; pos++ {
			rest = max(rest, ruleWidth+min(room, width(pos)))
		}
		if x+w+rest > end {
			break
		}
		l.slots = append(l.slots, slot{l.frozen, m.visible[l.frozen], x, w})
		l.frozen++
		x += w + gap
	}
	if l.frozen > 0 && l.frozen < n {
		x += ruleWidth - gap
		l.rule = x - 2
	}

	l.left = clamp(m.left, l.frozen, max(l.frozen, n-1))
	if m.pos >= l.frozen {
		l.left = min(l.left, m.pos)
		need := 0 // from left to the cursor
		for pos := l.left; pos <= m.pos; pos++ {
			need += width(pos)
			if pos > l.left {
				need += gap
			}
		}
		for ; l.left < m.pos && x+need > end; l.left++ {
			need -= width(l.left) + gap
		}
	}
	// No empty room at the right while columns are hidden at the left.
	need := 0
	for pos := l.left; pos < n && x+need <= end; pos++ {
		need += width(pos) + gap
	}
	for need -= gap; l.left > l.frozen && x+need+gap+width(l.left-1) <= end; l.left-- {
		need += width(l.left-1) + gap
	}
	m.left = l.left

	l.end = l.frozen
	for pos := l.left; pos < n; pos++ {
		w := width(pos)
		if free := end - x; w > free {
			first := len(l.slots) == l.frozen
			if free < 1 || !first && (free < leastSlice || m.columns[m.visible[pos]].Align == format.Right) {
				break // half a number is worse than none
			}
			w = free
		}
		l.slots = append(l.slots, slot{pos, m.visible[pos], x, w})
		l.end = pos + 1
		x += w + gap
	}
	return l
}

// columnAt gives the column (as given to SetColumns) at a cell; the blanks behind a column belong to it.
func (l *layout) columnAt(x int) (col int, ok bool) {
	for i := len(l.slots) - 1; i >= 0; i-- {
		if s := l.slots[i]; x >= s.x || i == 0 && x >= 0 {
			return s.col, x < l.width
		}
	}
	return -1, false
}

// same tells whether rows drawn for o may be shown in l.
func (l *layout) same(o *layout) bool {
	if l.width != o.width || l.rule != o.rule || len(l.slots) != len(o.slots) {
		return false
	}
	for i, s := range l.slots {
		if s != o.slots[i] {
			return false
		}
	}
	return true
}
