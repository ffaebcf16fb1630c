package format

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// drawn lays a line into the buffer that Bubble Tea's renderer draws from, and gives the column of the first bar in it.
func drawn(m Measure, line string, width int) (bar int, text string) {
	buf := uv.NewScreenBuffer(width, 1)
	buf.Method = m.method()
	uv.NewStyledString(line).Draw(buf, buf.Bounds())
	for x := range width {
		if c := buf.CellAt(x, 0); c != nil && c.Content == "|" {
			return x, buf.Render()
		}
	}
	return -1, buf.Render()
}

func TestColumnsStayStraightInTheRenderersBuffer(t *testing.T) {
	texts := append(awkward(), strings.Repeat("ab", 40), strings.Repeat("東", 40), strings.Repeat("é", 40))
	for _, m := range measures {
		for _, s := range texts {
			for _, w := range []int{1, 2, 3, 5, 8, 13, 30} {
				for _, a := range []Align{Left, Right, Center} {
					cell := string(m.AppendFit(nil, s, w, a))
					// As in a grid: blanks, a style that changes in the middle, the next column.
					line := " " + cell + "\x1b[1m  \x1b[m" + string(m.AppendFit(nil, s, w, a)) + "|"
					if x, _ := drawn(m, line, 2*w+20); x != 2*w+3 {
						t.Errorf("measure %d: %+q in %d cells (%d): the next column begins at %d, not %d: %q",
							m, s, w, a, x, 2*w+3, cell)
					}
					if got := m.method().StringWidth(cell); got != w {
						t.Errorf("measure %d: %+q in %d cells takes %d: %q", m, s, w, got, cell)
					}
				}
			}
		}
	}
}

// The emulator counts clusters whatever the mode, tmux counts runes. What is shown by wcwidth must be straight in both,
// as far as the letters themselves allow: spacing vowel signs of Indic scripts are the one known exception.
func TestSimpleEmojiAreStraightInAnyTerminal(t *testing.T) {
	for _, s := range []string{"❤️ ☎️", "👍🏽 ok", "👨‍👩‍👧 x", "1️⃣", "🇩🇪 🇩", "עִבְרִית", "العربية", "東京 한국", "e\u0301", "🏽", "می\u200cخواهم"} {
		line := string(Wc.AppendFit(nil, s, 12, Left)) + "|"
		if w := Graphemes.Width(line); w != 13 {
			t.Errorf("%+q: 13 cells by wcwidth, %d by graphemes", s, w)
		}
	}
}

// A whole frame through the real renderer into a terminal emulator.
func TestFrameThroughTheRealRenderer(t *testing.T) {
	const width, height = 60, 12
	texts := []string{"Adatum", "東京 株式会社", "عربي", "e\u0301a\u0308", "👍🏽 ❤️", "👨‍👩‍👧", "\x1b[2J\x1b]52;c;x\a", "\u202eabc", "Käse", "a\r\nb"}
	var lines []string
	for _, s := range texts {
		lines = append(lines, string(Wc.AppendFit(nil, s, 20, Left))+"|"+string(Wc.AppendFit(nil, s, 20, Right))+"|")
	}
	var out bytes.Buffer
	p := tea.NewProgram(frame(strings.Join(lines, "\n")+"\n(the end, which is cleared on leaving)"), tea.WithInput(nil), tea.WithOutput(&out), tea.WithoutSignals(),
		tea.WithWindowSize(width, height), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	emu := vt.NewEmulator(width, height)
	go func() { // what the emulator answers is not asked for
		var sink [256]byte
		for {
			if _, err := emu.Read(sink[:]); err != nil {
				return
			}
		}
	}()
	// The frame as drawn, without the clean-up at the end.
	stream, _, _ := bytes.Cut(out.Bytes(), []byte(ansi.ResetModeBracketedPaste))
	if _, err := emu.Write(bytes.ReplaceAll(stream, []byte("\n"), []byte("\r\n"))); err != nil {
		t.Fatal(err)
	}
	for y := range texts {
		for _, x := range []int{20, 41} {
			if c := emu.CellAt(x, y); c == nil || c.Content != "|" {
				t.Errorf("line %d (%+q) is not straight at %d: %q", y, texts[y], x, emu.String())
			}
		}
	}
}

type frame string

func (f frame) Init() tea.Cmd                       { return tea.Quit }
func (f frame) Update(tea.Msg) (tea.Model, tea.Cmd) { return f, nil }
func (f frame) View() tea.View                      { return tea.NewView(string(f)) }

func TestTruncateAndPad(t *testing.T) {
	for _, c := range []struct {
		in   string
		w    int
		want string
	}{
		{"abcdef", 6, "abcdef"}, {"abcdef", 5, "abcd…"}, {"abcdef", 1, "…"}, {"abcdef", 0, ""}, {"", 3, ""},
		{"東京都", 6, "東京都"}, {"東京都", 5, "東京…"}, {"東京都", 4, "東…"}, {"東京都", 1, "…"},
		{"\x1b[1mabcdef\x1b[m", 4, "\x1b[1mabc…\x1b[m"},
	} {
		for _, m := range measures {
			if got := m.Truncate(c.in, c.w); got != c.want {
				t.Errorf("Truncate(%q, %d) = %q, want %q", c.in, c.w, got, c.want)
			}
			if got := m.Width(m.Pad(c.in, c.w, Right)); got != c.w {
				t.Errorf("Pad(%q, %d) is %d wide", c.in, c.w, got)
			}
		}
	}
	if got := Wc.Pad("ab", 5, Center); got != " ab  " {
		t.Errorf("centred: %q", got)
	}
	if got := Wc.WidthWithin("東京都", 100); got != 6 {
		t.Errorf("WidthWithin = %d", got)
	}
	if got := Wc.WidthWithin(strings.Repeat("é", 1000), 30); got != 31 {
		t.Errorf("WidthWithin of a long text = %d", got)
	}
}

func FuzzAppendFit(f *testing.F) {
	for _, s := range awkward() {
		f.Add(s, 7, uint8(1))
	}
	f.Fuzz(func(t *testing.T, s string, w int, a uint8) {
		w = max(0, min(w, 300))
		for _, m := range measures {
			got := string(m.AppendFit([]byte("ab"), s, w, Align(a%3)))
			if !strings.HasPrefix(got, "ab") {
				t.Fatalf("what stood before was changed: %q", got)
			}
			got = got[2:]
			if width := m.method().StringWidth(got); width != w {
				t.Fatalf("measure %d: %+q in %d cells takes %d: %+q", m, s, w, width, got)
			}
			if bad := unfit(got); bad != "" {
				t.Fatalf("measure %d: %+q gives %+q: %s", m, s, got, bad)
			}
			v := m.Visible(s)
			if width := m.method().StringWidth(m.Truncate(v, w)); width > w {
				t.Fatalf("measure %d: Truncate(%+q, %d) is %d wide", m, v, w, width)
			}
			if width := m.method().StringWidth(m.Pad(v, w, Align(a%3))); width != w {
				t.Fatalf("measure %d: Pad(%+q, %d) is %d wide", m, v, w, width)
			}
			if utf8.ValidString(s) && strings.TrimRight(got, " ") == s && m.method().StringWidth(s) > w {
				t.Fatalf("%q does not fit in %d", s, w)
			}
		}
	})
}

func BenchmarkAppendFit(b *testing.B) {
	for name, s := range map[string]string{
		"ascii": "School of Fine Art", "latin": "Käserei Öhringen GmbH", "cjk": "株式会社東京商事", "hindi": "हिन्दी में लिखा",
		"hostile10MB": strings.Repeat("\x1b]52;c;\u202e", 1<<20),
	} {
		b.Run(name, func(b *testing.B) {
			buf := make([]byte, 0, 4096)
			b.ReportAllocs()
			for b.Loop() {
				buf = Wc.AppendFit(buf[:0], s, 24, Left)
			}
		})
	}
}
