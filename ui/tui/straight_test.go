package tui

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"bctui/ui/format"
)

// odd are texts of which x/vt, which counts clusters, thinks otherwise than wcwidth, and some of which it does not.
func odd() []string {
	return []string{
		"हिन्दी में लिखा", "தமிழ் கௌரவம்", "മലയാളം", "ភាសាខ្មែរ", "👍🏽 👨‍👩‍👧 ok", "東京都 株式会社", "العربية 123 abc", "Käse",
		"plain", "𞓐𞓑 kawi 𑼄", "🫨 x", "e\u0301e\u0302", "", "1️⃣ ☎️",
	}
}

// table shows every odd text in two columns; from shifts the rows as scrolling does.
func table(from int) string {
	var b strings.Builder
	texts := odd()
	for i := range texts {
		s := texts[(i+from)%len(texts)]
		row := format.Wc.AppendFit([]byte(" \x1b[1m"), s, 20, format.Left)
		row = append(row, "\x1b[m │"...)
		row = format.Wc.AppendFit(row, s, 20, format.Right)
		b.Write(append(row, " │\n"...))
	}
	return b.String()
}

// scroller shows the table, then scrolls it step by step.
type scroller struct{ at, end int }

type stepMsg struct{}

func (s scroller) Init() tea.Cmd { return func() tea.Msg { return stepMsg{} } }
func (s scroller) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(stepMsg); !ok {
		return s, nil
	}
	if s.at++; s.at == s.end {
		return s, tea.Quit
	}
	return s, s.Init()
}

func (s scroller) View() tea.View {
	v := tea.NewView(string(anchored(nil, table(s.at), format.Wc)))
	v.AltScreen = true
	return v
}

type memoryFile struct{ bytes.Buffer }

func (*memoryFile) Close() error { return nil }
func (*memoryFile) Fd() uintptr  { return ^uintptr(0) }

func TestColumnsStayStraightWhereTheTerminalMeasuresOtherwise(t *testing.T) {
	const width, height = 60, 16
	for end := range 4 {
		var out memoryFile
		p := tea.NewProgram(scroller{end: end + 1}, tea.WithInput(nil), tea.WithOutput(Straight(&out)), tea.WithoutSignals(),
			tea.WithWindowSize(width, height), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(out.Bytes(), []byte("\x1b_")) {
			t.Fatal("an anchor reached the terminal")
		}
		stream, _, _ := bytes.Cut(out.Bytes(), []byte(ansi.ResetModeAltScreenSaveCursor))
		emu := vt.NewEmulator(width, height)
		go func() { // what the emulator answers is not asked for
			var sink [256]byte
			for {
				if _, err := emu.Read(sink[:]); err != nil {
					return
				}
			}
		}()
		if _, err := emu.Write(bytes.ReplaceAll(stream, []byte("\n"), []byte("\r\n"))); err != nil {
			t.Fatal(err)
		}
		for y := range odd() {
			for _, x := range []int{22, 44} {
				if c := emu.CellAt(x, y); c == nil || c.Content != "│" {
					t.Errorf("after %d steps line %d is not straight at %d:\n%s", end, y, x, emu.String())
				}
			}
		}
	}
}

var anchorShape = regexp.MustCompile(`\x1b_bctui (\d+)_?\x1b\\`)

// An anchor names the very column at which it stands, and nothing else of the frame is changed.
func TestAnchorsNameTheirColumn(t *testing.T) {
	for _, me := range []format.Measure{format.Wc, format.Graphemes} {
		frame := table(0) + "\x1b]8;;https://example.com/é\x1b\\wäre ä\x1b]8;;\a x\n" + "cut off\x1b[1"
		got := string(anchored(nil, frame, me))
		if plain := anchorShape.ReplaceAllString(got, ""); plain != frame {
			t.Errorf("the frame was changed:\n%q\n%q", frame, plain)
		}
		anchors := 0
		for line := range strings.SplitSeq(got, "\n") {
			for _, at := range anchorShape.FindAllStringSubmatchIndex(line, -1) {
				anchors++
				before := anchorShape.ReplaceAllString(line[:at[0]], "")
				if want := fmt.Sprint(me.Width(before) + 1); line[at[2]:at[3]] != want {
					t.Errorf("an anchor to %s stands at %s: %q", line[at[2]:at[3]], want, line)
				}
			}
		}
		if anchors < 2*(len(odd())-2) {
			t.Errorf("%d anchors only", anchors)
		}
	}
}

func TestAnchorsBecomeMoves(t *testing.T) {
	var out memoryFile
	f := Straight(&out)
	for _, c := range []struct{ in, want string }{
		{"plain", "plain"},
		{"é" + anchorStart + "2" + anchorEnd + " |", "é\x1b[2G |"},
		{anchorStart + "7_" + anchorEnd + "𑼄", " \x1b[7G𑼄"},
	} {
		out.Reset()
		if n, err := f.Write([]byte(c.in)); n != len(c.in) || err != nil || out.String() != c.want {
			t.Errorf("%q became %q (%d, %v), want %q", c.in, out.String(), n, err, c.want)
		}
	}
}

func BenchmarkAnchored(b *testing.B) {
	line := strings.Repeat("\x1b[1m10000 │ Käserei Öhringen GmbH   \x1b[m  1,234.00  ", 4) + "\n"
	frame := strings.Repeat(line, 50)
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = anchored(buf[:0], frame, format.Wc)
	}
}
