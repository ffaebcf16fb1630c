package check

import (
	"bctui/ui/widget"
)

// sheet is a page of lines that scrolls.
type sheet struct {
	top, rows, total int
}

func (s *sheet) scroll(delta int) { s.top = max(0, min(s.top+delta, max(0, s.total-s.rows))) }

// view draws the lines that fit, and says how many do not.
func (s *sheet) view(look widget.Look, lines []string, width, height int) string {
	s.total, s.rows = len(lines), height
	if len(lines) <= height {
		s.top = 0
		return widget.Join(lines)
	}
	if height >= 4 {
		s.rows--
	}
	s.scroll(0)
	out := append([]string(nil), lines[s.top:s.top+s.rows]...)
	if s.rows < height {
		out = append(out, more(look, width, s.top, len(lines)-s.top-s.rows))
	}
	return widget.Join(out)
}
