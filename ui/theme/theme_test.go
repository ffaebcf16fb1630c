package theme

import (
	"image/color"
	"math"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// luminance and contrast are those of WCAG 2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		f := float64(v>>8) / 255
		if f <= 0.03928 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// ground is what lies under a tone; the terminals' own backgrounds are white, black and a dark grey.
func ground(dark bool) []color.Color {
	if dark {
		return []color.Color{lipgloss.Color("#000000"), lipgloss.Color("#1E1E1E")}
	}
	return []color.Color{lipgloss.Color("#FFFFFF")}
}

func TestEveryToneCanBeRead(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
		for _, dark := range []bool{true, false} {
			for tone, l := range looks {
				under := ground(dark)
				if l.back != nil {
					under = []color.Color{l.back.color(dark, profile)}
				}
				least := 4.5
				if l.fore == &faint {
					least = 3
				}
				for _, u := range under {
					if got := contrast(l.fore.color(dark, profile), u); got < least {
						t.Errorf("tone %d, dark %v, %v: a contrast of %.1f", tone, dark, profile, got)
					}
				}
			}
		}
	}
}

func TestGreysStayGreyIn256Colours(t *testing.T) {
	for _, s := range []*shade{&text, &muted, &faint, &onRow, &rowBack, &overBg} {
		for _, dark := range []bool{true, false} {
			c, ok := s.color(dark, colorprofile.ANSI256).(ansi.IndexedColor)
			if !ok || c < 232 {
				t.Errorf("%v, dark %v: %v", s, dark, c)
			}
		}
	}
	for dark, want := range map[bool]ansi.IndexedColor{true: 236, false: 255} {
		if got := rowBack.color(dark, colorprofile.ANSI256); got != want {
			t.Errorf("the row under the cursor, dark %v: %v, want %v", dark, got, want)
		}
	}
}

func TestSixteenColoursAreTheTerminalsOwn(t *testing.T) {
	for _, dark := range []bool{true, false} {
		th := For(dark, colorprofile.ANSI)
		for tone := range looks {
			for _, c := range []color.Color{th.styles[tone].GetForeground(), th.styles[tone].GetBackground()} {
				switch c.(type) {
				case lipgloss.NoColor, ansi.BasicColor:
				default:
					t.Errorf("tone %d, dark %v: %#v", tone, dark, c)
				}
			}
		}
		if other := th.On(!dark); other.Dark == dark || other.profile != colorprofile.ANSI {
			t.Errorf("%v on the other background: %+v", dark, other.profile)
		}
	}
}
