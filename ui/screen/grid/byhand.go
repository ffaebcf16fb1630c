package grid

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/odata"
	"bctui/bc/odata/filter"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/input"
)

// byHand is the whole filter written as OData. It is looked over against $metadata before it is sent: the service passes
// over much of what it does not know, and sends rows that nobody asked for (reference 5).
type byHand struct {
	field  input.Model
	began  string // what it began with
	odd    []filter.Problem
	warned string // the text that was warned of: the next Enter sends it
	offers offers
}

// filterLimit is more than the service takes, so that a long text is refused with the reason and not by the field.
const filterLimit = 20_000

func writeByHand(m *Model, text string) *byHand {
	h := &byHand{field: input.New(filterLimit, false), began: text}
	h.field.SetValue(text)
	h.read(m)
	return h
}

func (h *byHand) changed() bool { return h.field.Value() != h.began }

func (h *byHand) text() string { return strings.TrimSpace(h.field.Value()) }

func (h *byHand) check(m *Model) {
	if m.ignored != "" {
		h.odd = filter.CheckPlain(h.field.Value(), m.set.Type)
		return
	}
	h.odd = filter.Check(h.field.Value(), m.set.Type)
}

// read looks over what is typed so far, and finds what could be typed next.
func (h *byHand) read(m *Model) {
	h.check(m)
	text := h.field.Value()
	var list []filter.Completion
	if strings.TrimSpace(text) != "" {
		list = filter.CompleteOData(text, h.field.Cursor(), m.set.Type, m.env())
	}
	if i := slices.IndexFunc(h.odd, func(p filter.Problem) bool { return p.Fix != "" }); i >= 0 {
		list = cure(list, text, h.odd[i].Fix)
	}
	h.offers = offer(text, list)
}

func (h *byHand) update(m *Model, msg tea.Msg) tea.Cmd {
	refused := edit(m, &h.field, msg)
	if refused == nil {
		h.read(m)
	}
	return refused
}

func (h *byHand) tab(m *Model) tea.Cmd {
	if !h.offers.next(&h.field) {
		return screen.Tell(screen.Note, "There is nothing to offer here.")
	}
	if len(h.offers.list) == 1 {
		h.read(m)
	} else {
		h.check(m)
	}
	return nil
}

// refusal says why the text is not sent; "" when it is. A warning holds it up once.
func (h *byHand) refusal(m *Model) string {
	h.check(m)
	if i := slices.IndexFunc(h.odd, func(p filter.Problem) bool { return !p.Warning }); i >= 0 {
		return "Not sent: " + h.odd[i].Text + "."
	}
	if len(h.odd) == 0 || h.warned == h.field.Value() {
		return ""
	}
	h.warned = h.field.Value()
	return "Not sent yet: " + h.odd[0].Text + ". " + m.host.Keys.Def("filters.apply").KeyLabel() + " again sends it."
}

func (h *byHand) view(m *Model, width, height int) screen.Body {
	w := m.host.Look.Widget()
	const indent = 2
	room := max(1, width-indent-2)
	text, x := h.field.View(w, theme.Field, room, "city eq 'Oslo' and balanceDue gt 0")
	head := w.Line(width).Gap(1).Add(theme.Title, "Filter as OData").Gap(2)
	if n := filter.Length(h.text()); n > odata.MaxQuery/4 {
		head.Add(theme.Muted, fmt.Sprintf("%s of %s characters", m.format.Int(int64(n)), m.format.Int(odata.MaxQuery)))
	} else {
		head.Add(theme.Muted, "goes to the service as it stands here")
		if odata.Nested(h.text()) {
			head.Add(theme.Muted, ", "+withVersion)
		}
	}
	out := []string{head.String(), "", w.Line(width).Gap(1).Add(theme.Accent, "▌").Styled(text, room).String()}
	var points []point
	for _, p := range h.odd {
		points = append(points, point{p.Pos, p.Len, p.Warning})
	}
	out = append(out, pointOut(w, width, indent, room, h.field.Value(), points)...)
	for _, p := range h.odd {
		mark, tone := widget.Failure.Mark(), theme.Bad
		if p.Warning {
			mark, tone = widget.Warning.Mark(), theme.Warn
		}
		for i, l := range w.Wrap(p.String(), max(1, width-indent-4)) {
			line := w.Line(width).Gap(indent)
			if i == 0 {
				line.Add(tone, mark)
			}
			out = append(out, line.To(indent+2).Add(tone, l).String())
		}
	}
	if len(h.odd) == 0 && h.text() != "" {
		out = append(out, w.Line(width).Gap(indent).Add(theme.Good, widget.Success.Mark()+" nothing wrong with it by $metadata").String())
	}
	if len(h.offers.list) > 0 {
		out = append(out, h.offers.line(w, width))
	}
	out = append(out, "")
	for _, l := range w.Wrap("Conditions are field eq ne gt ge lt le value, joined by and, or by or where all are on one field. Functions are contains, "+
		"startswith, endswith, tolower, toupper and substring. Texts stand in quotes, dates as 2026-01-31, moments as 2026-01-31T08:00:00Z.", max(1, width-3)) {
		out = append(out, w.Line(width).Gap(indent).Add(theme.Muted, l).String())
	}
	return screen.Body{Content: widget.Join(out[:min(len(out), height)]), Cursor: tea.NewCursor(indent+x, indent)}
}

func (h *byHand) actions(m *Model) []keymap.Action {
	return []keymap.Action{m.host.Keys.Bind("filter.complete", func() tea.Cmd { return h.tab(m) }).WhileTyping()}
}
