package fields

import (
	"strings"

	"charm.land/lipgloss/v2"

	"bctui/ui/theme"
)

// pens are computed once for a theme.
type pens struct {
	theme       *theme.Theme
	plain, here linePens
}

// linePens are the pens of one kind of line.
type linePens struct {
	tones                                   [theme.OverlayEdge + 1]theme.Pen
	blank, accent, name, match, muted, kind theme.Pen
}

func (p *linePens) tone(t theme.Tone) theme.Pen {
	if int(t) >= len(p.tones) {
		t = theme.Text
	}
	return p.tones[t]
}

func (p *pens) line(here bool) *linePens {
	if here {
		return &p.here
	}
	return &p.plain
}

func (p *pens) set(t *theme.Theme) {
	if p.theme == t {
		return
	}
	p.theme = t
	back := t.Style(theme.Row).GetBackground()
	on := func(tone theme.Tone) theme.Pen { return pen(t.Style(tone).Background(back)) }
	p.plain = linePens{accent: t.Pen(theme.Accent), name: t.Pen(theme.Muted), match: t.Pen(theme.Match), muted: t.Pen(theme.Muted), kind: t.Pen(theme.Faint)}
	p.here = linePens{blank: t.Pen(theme.Row), accent: on(theme.Accent), name: pen(t.Style(theme.Row).Bold(true)),
		match: t.Pen(theme.RowMatch), muted: t.Pen(theme.RowMuted), kind: t.Pen(theme.RowMuted)}
	for i := range p.plain.tones {
		tone := theme.Tone(i)
		p.plain.tones[i] = t.Pen(tone)
		p.here.tones[i] = on(tone)
	}
	p.here.tones[theme.Text] = t.Pen(theme.Row)
	p.here.tones[theme.Muted] = t.Pen(theme.RowMuted)
	p.here.tones[theme.Faint] = t.Pen(theme.RowMuted)
}

func pen(s lipgloss.Style) theme.Pen {
	before, after, _ := strings.Cut(s.Render("x"), "x")
	return theme.Pen{Before: before, After: after}
}
