package toast_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"bctui/ui/theme"
	"bctui/ui/widget"
	"bctui/ui/widget/toast"
)

func look() widget.Look { return widget.Look{Theme: theme.New(true)} }

func TestLevelsAreToldApartWithoutColour(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range []widget.Level{widget.Note, widget.Success, widget.Warning, widget.Failure} {
		var m toast.Model
		m.Show(l, "the text")
		s := ansi.Strip(m.View(look(), 40))
		if seen[s] || !strings.HasSuffix(s, " the text") {
			t.Errorf("level %d looks like another: %q", l, s)
		}
		seen[s] = true
	}
}

func TestANoteGoesAwayAndALaterOneStays(t *testing.T) {
	var m toast.Model
	first, stay := m.Show(widget.Note, "first")
	if stay <= 0 {
		t.Error("it would never be seen")
	}
	second, longer := m.Show(widget.Failure, "second, and there is more to read in it than in the first")
	if longer <= stay {
		t.Error("a long failure must stay longer than a short note")
	}
	m.Expire(first)
	if m.Text() == "" {
		t.Fatal("the end of the first note took the second away")
	}
	m.Expire(second)
	if !m.Empty() || m.View(look(), 40) != "" {
		t.Error("the note does not go away")
	}
}

func TestTextsFromOutsideAreMadeVisibleAndFit(t *testing.T) {
	var m toast.Model
	m.Show(widget.Warning, "a\x1b[2Jb\nc "+strings.Repeat("long ", 50))
	for w := 0; w < 60; w++ {
		s := m.View(look(), w)
		if look().Measure.Width(s) > w || strings.Contains(s, "\x1b[2J") || strings.Contains(s, "\n") {
			t.Fatalf("width %d: %q", w, s)
		}
		lines := m.Lines(look(), w, 3)
		if len(lines) > 3 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, l := range lines {
			if look().Measure.Width(l) > w {
				t.Fatalf("width %d: %q", w, l)
			}
		}
	}
	if l := m.Lines(look(), 40, 2); !strings.Contains(l[1], "…") {
		t.Errorf("what is cut is not marked: %q", l)
	}
}
