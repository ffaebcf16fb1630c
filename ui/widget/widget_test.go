package widget_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

func look() widget.Look { return widget.Look{Theme: theme.New(true)} }

func TestWrapKeepsEveryWordAndNoLineIsTooWide(t *testing.T) {
	text := "The secret that was sent does not belong to it.\nMost often the secret's ID was copied: " +
		strings.Repeat("x", 50) + " 漢字かな漢字かな漢字 end"
	for width := 1; width < 90; width++ {
		var words []string
		for _, l := range look().Wrap(text, width) {
			if w := look().Measure.Width(l); w > width && width > 1 {
				t.Fatalf("width %d: line %q takes %d cells", width, l, w)
			}
			words = append(words, l)
		}
		want := strings.Join(strings.Fields(text), "")
		if got := strings.Join(strings.Fields(strings.Join(words, " ")), ""); got != want {
			t.Fatalf("width %d: text changed:\n%q\n%q", width, got, want)
		}
	}
}

func TestWrapMakesControlsVisibleAndKeepsLineBreaks(t *testing.T) {
	got := look().Wrap("one\r\ntwo\x1b[31m\u202eabc", 40)
	if len(got) != 2 || got[0] != "one" {
		t.Fatalf("lines %q", got)
	}
	if strings.ContainsAny(strings.Join(got, ""), "\x1b\u202e\r") {
		t.Errorf("a control reached the line: %q", got)
	}
}

func TestLineNeverGrowsTooWide(t *testing.T) {
	for width := 0; width < 30; width++ {
		b := look().Line(width).Gap(2).Add(theme.Strong, "漢字 label").Gap(3).Add(theme.Text, "a value\nwith\tcontrols").Right(theme.Muted, "right")
		if w := look().Measure.Width(b.String()); w > width || w != b.Used() {
			t.Errorf("width %d: %d cells drawn, %d counted: %q", width, w, b.Used(), b.String())
		}
	}
}

func TestFitDoesNotReadMegabytes(t *testing.T) {
	huge := strings.Repeat("a\u0301", 5_000_000)
	if allocs := testing.AllocsPerRun(1, func() { look().Fit(huge, 10) }); allocs > 2000 {
		t.Errorf("%v allocations for ten cells", allocs)
	}
	if got := look().Fit(strings.Repeat("b", 1<<20), 5); got != "bbbb…" {
		t.Errorf("got %q", got)
	}
}

func TestLinkIsWholeAsTextAndAsLink(t *testing.T) {
	const url = "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/3fa85f64"
	l := look()
	l.Links = true
	lines := l.LinkLines(url, 20)
	plain := ansi.Strip(strings.Join(lines, ""))
	if plain != url {
		t.Errorf("as text: %q", plain)
	}
	for i, s := range lines {
		if !strings.Contains(s, ";"+url+"\x07") {
			t.Errorf("line %d does not lead to the whole address: %q", i, s)
		}
	}
}

func TestLinkFromOutsideCanNotBreakOut(t *testing.T) {
	l := look()
	l.Links = true
	for _, url := range []string{"https://x/\x07\x1b]52;c;aGk=\x07", "https://x/a b\u202e", "javascript:alert(1)", "https://x/\x1b\\evil"} {
		got := strings.Join(l.LinkLines(url, 200), "")
		text := ansi.Strip(got)
		if text != format.Visible(url) {
			t.Errorf("%q shows as %q", url, text)
		}
		if strings.Contains(got, "]52;") && !strings.Contains(got, "%1B]52;") {
			t.Errorf("an escape sequence got through: %q", got)
		}
		if strings.HasPrefix(url, "java") && strings.Contains(got, "\x1b]8;") {
			t.Errorf("%q became a link", url)
		}
	}
}

func TestPaperHasOneWidthAndKeepsItsBackground(t *testing.T) {
	l := look()
	lines := []string{l.Theme.Render(theme.Strong, "strong") + " and plain", "漢字", ""}
	box := strings.Split(l.Paper("Title", lines, 30), "\n")
	if len(box) != 5 {
		t.Fatalf("%d lines", len(box))
	}
	for _, s := range box {
		if w := l.Measure.Width(s); w != 30 {
			t.Errorf("%d cells: %q", w, ansi.Strip(s))
		}
	}
	// What follows a styled text has the background of the paper again.
	after := box[1][strings.Index(box[1], "strong")+len("strong"):]
	if !strings.HasPrefix(after, "\x1b[m\x1b[48;") {
		t.Errorf("the background ends behind a styled text: %q", after)
	}
}
