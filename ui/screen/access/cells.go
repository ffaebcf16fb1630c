package access

import (
	"slices"
	"sort"
	"strings"

	"bctui/bc/check/matrix"
	"bctui/ui/format"
	"bctui/ui/place"
	"bctui/ui/theme"
	"bctui/ui/widget/grid"
)

// columns are those of the grid: the entity set, then one for each company.
func columns(companies []matrix.Company) []grid.Column {
	out := []grid.Column{{ID: "set", Title: "ENTITY SET", Min: 24, Max: 44}}
	for _, c := range companies {
		out = append(out, grid.Column{ID: c.ID, Title: c.Name, Align: format.Right, Min: 12, Max: 24})
	}
	return out
}

// source lets the grid read the matrix: the rows that filter and sorting leave, as they are at this moment.
type source struct {
	matrix    *matrix.Matrix
	sets      []matrix.Set
	companies []matrix.Company
	labels    []string // what a set is called here
	order     []int    // rows of the matrix, in the order on show
	format    *format.Formatter
}

// take reads what sets there are now.
func (s *source) take(m *matrix.Matrix) {
	if s.matrix != m {
		*s = source{matrix: m, companies: m.Companies(), format: s.format}
	}
	sets := m.Sets()
	if len(sets) == len(s.sets) {
		return
	}
	s.sets = sets
	s.labels = labels(sets)
}

// labels names the sets. Those of the standard API go by their name, the others have the name of their API's group in
// front, or the whole route where two groups are called the same.
func labels(sets []matrix.Set) []string {
	group := map[string]string{}
	routes := map[string]map[string]bool{}
	for _, s := range sets {
		if group[s.Route] == "" {
			group[s.Route] = groupOf(s.Route)
		}
		g := group[s.Route]
		if routes[g] == nil {
			routes[g] = map[string]bool{}
		}
		routes[g][s.Route] = true
	}
	out := make([]string, len(sets))
	for i, s := range sets {
		switch g := group[s.Route]; {
		case s.Route == place.DefaultRoute:
			out[i] = s.Name
		case len(routes[g]) > 1:
			out[i] = s.Route + " · " + s.Name
		default:
			out[i] = g + " · " + s.Name
		}
	}
	return out
}

// groupOf is the part of a route that tells it apart: "automation" of "microsoft/automation/v2.0".
func groupOf(route string) string {
	parts := strings.Split(route, "/")
	if len(parts) == 3 {
		return parts[1]
	}
	return route
}

// Len implements grid.Source.
func (s *source) Len() int { return len(s.order) }

// AppendCell implements grid.Source.
func (s *source) AppendCell(dst []byte, row, col int) ([]byte, theme.Tone) {
	if row >= len(s.order) {
		return dst, theme.Faint
	}
	r := s.order[row]
	if col == 0 {
		return append(dst, s.labels[r]...), theme.Text
	}
	c := s.matrix.At(r, col-1)
	dst, tone := appendState(dst, c, s.format)
	if col > 1 && !s.sets[r].CompanyLevel && tone == theme.Text {
		tone = theme.Muted // a set above the companies: the same cell once more
	}
	return dst, tone
}

// appendState writes a cell in words, so that nothing depends on its colour.
func appendState(dst []byte, c matrix.Cell, f *format.Formatter) ([]byte, theme.Tone) {
	switch c.State {
	case matrix.Readable:
		if c.Count < 0 {
			return append(dst, "readable"...), theme.Text
		}
		return f.AppendInt(dst, c.Count), theme.Text
	case matrix.Empty:
		return append(dst, "empty"...), theme.Muted
	case matrix.Denied:
		return append(dst, "✗ denied"...), theme.Bad
	case matrix.Absent:
		return append(dst, "–"...), theme.Muted
	case matrix.Unproved:
		return append(dst, "? no parent"...), theme.Muted
	case matrix.Failed:
		return append(dst, "! error"...), theme.Warn
	}
	return append(dst, "·"...), theme.Faint
}

// sorting is the order of the rows: by a column, or as the service lists the sets.
type sorting struct {
	column int // as the grid counts them: 0 is the entity set
	by     sortBy
}

type sortBy uint8

const (
	asListed  sortBy = iota
	byName           // of the set
	byNameZ          // from the end of the alphabet
	byTrouble        // errors and denials first, in one company
	byRows           // most rows first
)

// next is the order after this one for a column: s goes through them.
func (s sorting) next(column int) sorting {
	by := s.by
	if s.column != column {
		by = asListed // another column begins anew
	}
	next := sorting{column: column}
	switch {
	case column == 0 && by == asListed:
		next.by = byName
	case column == 0 && by == byName:
		next.by = byNameZ
	case column > 0 && by == asListed:
		next.by = byTrouble
	case column > 0 && by == byTrouble:
		next.by = byRows
	}
	return next
}

// words says what the order is, for the line above the grid.
func (s sorting) words() string {
	switch s.by {
	case byName:
		return "by name"
	case byNameZ:
		return "by name, from the end"
	case byTrouble:
		return "trouble first"
	case byRows:
		return "most rows first"
	}
	return ""
}

// trouble ranks states: what somebody has to do something about comes first.
func trouble(s matrix.State) int {
	switch s {
	case matrix.Failed:
		return 0
	case matrix.Denied:
		return 1
	case matrix.Unproved:
		return 2
	case matrix.Absent:
		return 3
	case matrix.Empty:
		return 4
	case matrix.Readable:
		return 5
	}
	return 6
}

// onlyState is a state plus one; everyState shows all.
type onlyState int

const everyState onlyState = 0

func only(s matrix.State) onlyState { return onlyState(s) + 1 }

func (o onlyState) state() matrix.State { return matrix.State(o - 1) }

// arrange finds the rows on show anew. The cursor stays on its set. While a run is under way rows keep their places,
// so that nothing jumps under the reader's eyes; anew sorts them all the same.
func (m *Model) arrange(anew bool) {
	s := &m.cells
	if s.matrix == nil {
		return
	}
	row, col := m.grid.Cursor()
	at := -1
	if row >= 0 && row < len(s.order) {
		at = s.order[row]
	}
	query := strings.ToLower(m.query)
	fits := func(r int) bool {
		if query != "" && !strings.Contains(strings.ToLower(s.labels[r]), query) && !strings.Contains(strings.ToLower(s.sets[r].Route), query) {
			return false
		}
		return m.only == everyState || s.has(r, m.only.state())
	}
	var order []int
	if m.busy && !anew && m.sort.by != asListed {
		seen := map[int]bool{}
		for _, r := range s.order {
			seen[r] = true
			if fits(r) {
				order = append(order, r)
			}
		}
		for r := range s.sets {
			if !seen[r] && fits(r) {
				order = append(order, r)
			}
		}
	} else {
		for r := range s.sets {
			if fits(r) {
				order = append(order, r)
			}
		}
		s.sort(order, m.sort)
	}
	s.order = order
	m.grid.Invalidate()
	if i := slices.Index(order, at); at >= 0 && i >= 0 {
		m.grid.MoveTo(i, col)
	}
}

// has tells whether any cell of a row is in a state.
func (s *source) has(row int, state matrix.State) bool {
	for c := range max(1, len(s.companies)) {
		if s.matrix.At(row, c).State == state {
			return true
		}
	}
	return false
}

func (s *source) sort(order []int, by sorting) {
	var before func(a, b int) bool
	switch by.by {
	case asListed:
		return
	case byName:
		before = func(a, b int) bool { return strings.ToLower(s.labels[a]) < strings.ToLower(s.labels[b]) }
	case byNameZ:
		before = func(a, b int) bool { return strings.ToLower(s.labels[a]) > strings.ToLower(s.labels[b]) }
	case byTrouble:
		rank := func(r int) int { return trouble(s.matrix.At(r, by.column-1).State) }
		before = func(a, b int) bool { return rank(a) < rank(b) }
	case byRows:
		count := func(r int) int64 {
			c := s.matrix.At(r, by.column-1)
			if c.State != matrix.Readable && c.State != matrix.Empty {
				return -2
			}
			return c.Count
		}
		before = func(a, b int) bool { return count(a) > count(b) }
	}
	sort.SliceStable(order, func(i, j int) bool { return before(order[i], order[j]) })
}
