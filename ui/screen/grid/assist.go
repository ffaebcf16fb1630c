package grid

import (
	"strings"

	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
)

// offers are what Tab goes through: proposals for what is being typed, put into its place one after the other.
type offers struct {
	stem string // what was typed by hand
	list []filter.Completion
	at   int // the proposal that is in place; −1: none yet
}

func offer(stem string, list []filter.Completion) offers { return offers{stem, list, -1} }

// cure adds a whole text with its mistake mended to the proposals, unless the first one comes to the same. Where a
// word is complete there is no going on before it.
func cure(list []filter.Completion, text, fix string) []filter.Completion {
	mended := filter.Completion{Text: fix, To: len([]rune(text)), Meaning: "instead"}
	if fix == "" {
		return list
	}
	if len(list) == 0 || list[0].From == list[0].To {
		return []filter.Completion{mended}
	}
	if same, _ := list[0].Apply(text); same == fix {
		return list
	}
	return append(list, mended)
}

// next puts the next proposal into the field; false when there is none.
func (o *offers) next(field *input.Model) bool {
	if len(o.list) == 0 {
		return false
	}
	o.at = (o.at + 1) % len(o.list)
	text, cursor := o.list[o.at].Apply(o.stem)
	if field.SetValue(text) {
		field.SetCursor(cursor)
	}
	return true
}

// line shows the proposals from the one in place on, as far as they find room.
func (o *offers) line(w widget.Look, width int) string {
	line := w.Line(width).Gap(1).Add(theme.Accent, "Tab")
	first := max(0, o.at)
	if first > 0 {
		line.Gap(2).Add(theme.Faint, "…")
	}
	for i := first; i < len(o.list); i++ {
		x := o.list[i]
		text := strings.TrimSpace(x.Text)
		need := 2 + w.Measure.Width(format.Visible(text)) + 1 + w.Measure.Width(format.Visible(x.Meaning))
		if i > first && line.Room() < need+4 {
			line.Gap(2).Add(theme.Faint, "…")
			break
		}
		tone := theme.Text
		if i == o.at {
			tone = theme.Strong
		}
		line.Gap(2).Add(tone, text)
		if m := strings.TrimSuffix(x.Meaning, " ("+text+")"); m != "" {
			line.Gap(1).Add(theme.Muted, m)
		}
	}
	return line.String()
}

// operators shows in a few lines what can be typed for a column, each with what it finds.
func operators(w widget.Look, width, lines int, p *odata.Property, env filter.Env) []string {
	ops := filter.Operators(p, env)
	example := 0
	for _, op := range ops {
		example = min(width/3, max(example, w.Measure.Width(format.Visible(op.Example))))
	}
	const meaning = 32 // cells that a meaning should have
	columns := max(1, (width-2)/(example+2+meaning))
	cell := (width - 2) / columns
	var out []string
	for from := 0; from < len(ops) && len(out) < lines; from += columns {
		line := w.Line(width)
		for i, op := range ops[from:min(len(ops), from+columns)] {
			line.To(1+i*cell).Add(theme.Text, w.Fit(format.Visible(op.Example), example))
			line.To(1 + i*cell + example + 2)
			line.Add(theme.Muted, w.Fit(format.Visible(op.Meaning), cell-example-4))
		}
		out = append(out, line.String())
	}
	return out
}

// hint is operators in one line, without the meanings.
func hint(w widget.Look, width int, p *odata.Property, env filter.Env) string {
	line := w.Line(width).Gap(1)
	for i, op := range filter.Operators(p, env) {
		if line.Room() < 4+w.Measure.Width(format.Visible(op.Example)) {
			break
		}
		if i > 0 {
			line.Gap(3)
		}
		line.Add(theme.Faint, op.Example)
	}
	return line.String()
}

// point is a place in a text that something is wrong with.
type point struct {
	pos, len int // runes
	warning  bool
}

func (p point) sign() (string, theme.Tone) {
	if p.warning {
		return "~", theme.Warn
	}
	return "^", theme.Bad
}

// pointOut marks places below a text that stands in a field of room cells from indent on. Where the field shows only a part
// of the text, the first place is shown once more with what is around it.
func pointOut(w widget.Look, width, indent, room int, text string, points []point) []string {
	if len(points) == 0 {
		return nil
	}
	typed := []rune(text)
	cells := func(from, to int) int {
		from = min(max(from, 0), len(typed))
		return w.Measure.Width(format.Visible(string(typed[from:min(max(to, from), len(typed))])))
	}
	if cells(0, len(typed)) >= room {
		return excerpt(w, width, typed, points[0], cells)
	}
	line := w.Line(width)
	for _, p := range points {
		sign, tone := p.sign()
		at := min(indent+cells(0, p.pos), width-2)
		if at < line.Used() {
			continue // it lies within the one before
		}
		line.To(at).Add(tone, strings.Repeat(sign, max(1, min(cells(p.pos, p.pos+p.len), width-at-1))))
	}
	return []string{line.String()}
}

// excerpt is the part of a long text around a place, with the mark below.
func excerpt(w widget.Look, width int, typed []rune, p point, cells func(from, to int) int) []string {
	pos := min(p.pos, len(typed))
	from := pos
	for from > 0 && cells(from-1, pos) <= width/3 {
		from--
	}
	sign, tone := p.sign()
	line := w.Line(width).Gap(1)
	if from > 0 {
		line.Add(theme.Faint, "…")
	}
	end := min(pos+p.len, len(typed))
	line.Add(theme.Muted, string(typed[from:pos]))
	at := line.Used()
	line.Add(tone, string(typed[pos:end])).Add(theme.Muted, string(typed[end:min(len(typed), end+width)]))
	return []string{line.String(), w.Line(width).To(at).Add(tone, strings.Repeat(sign, max(1, min(cells(pos, end), width-at-1)))).String()}
}
