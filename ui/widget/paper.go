package widget

import (
	"strings"

	"charm.land/lipgloss/v2"

	"bctui/ui/theme"
)

// Paper puts lines on an overlay: an edge around them, blanks up to the same width, and one background under every tone.
// title stands in the upper edge. The result is width × (len(lines) + 2) cells; inner lines may have width − 4.
func (l Look) Paper(title string, lines []string, width int) string {
	if width < 5 {
		for i, s := range lines {
			lines[i] = l.Measure.Pad(s, width, 0)
		}
		return Join(lines)
	}
	back, reset := l.ground()
	edge := l.Theme.Pen(theme.OverlayEdge)
	out := make([]string, 0, len(lines)+2)
	inner := width - 2
	head := "╭"
	if title != "" {
		head += "─ " + l.Fit(title, inner-4) + " "
	}
	head += strings.Repeat("─", max(0, width-1-l.Measure.Width(head))) + "╮"
	out = append(out, edge.Render(head))
	for _, s := range lines {
		s = l.Measure.Pad(s, inner-2, 0)
		// A tone ends with a reset, which would end the background of the paper too: it is taken up again behind it.
		s = back + " " + strings.ReplaceAll(s, "\x1b[m", "\x1b[m"+back) + " " + reset
		out = append(out, edge.Render("│")+s+edge.Render("│"))
	}
	out = append(out, edge.Render("╰"+strings.Repeat("─", inner)+"╯"))
	return Join(out)
}

func (l Look) ground() (before, after string) {
	s := lipgloss.NewStyle().Background(l.Theme.Style(theme.Overlay).GetBackground()).Render("x")
	before, after, _ = strings.Cut(s, "x")
	return before, after
}
