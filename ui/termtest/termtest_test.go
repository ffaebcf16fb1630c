package termtest_test

import (
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/termtest"
)

// both runs a test on a pseudo-terminal and in this process.
func both(t *testing.T, opts termtest.Options, test func(t *testing.T, term *termtest.Terminal)) {
	t.Helper()
	t.Run("pty", func(t *testing.T) {
		test(t, start(t, "echo", opts))
	})
	t.Run("in process", func(t *testing.T) {
		test(t, termtest.Run(t, opts, &echo{}))
	})
}

func TestKeysArriveByName(t *testing.T) {
	for _, kitty := range []bool{false, true} {
		both(t, termtest.Options{Kitty: kitty, Height: 40}, func(t *testing.T, term *termtest.Terminal) {
			term.WaitFor("window 80×40", "1 dark true")
			keys := []string{
				"enter", "esc", "down", "up", "left", "right", "home", "end", "pgup", "pgdown", "tab", "shift+tab",
				"f1", "f5", "delete", "backspace", "space", "ctrl+p", "alt+x", "ctrl+right", "shift+up", "esc", "é", "世", "/",
			}
			term.Press(keys...)
			s := term.WaitFor("26 key ")
			for i, key := range keys {
				if want := " key " + key; !strings.HasSuffix(s.Line(4+i), want) {
					t.Errorf("line %d is %q, want …%q", 4+i, s.Line(4+i), want)
				}
			}
			term.Press("ctrl+c")
			term.WaitExit(0)
			if s := term.Screen(); s.Alt || !s.Cursor.Visible {
				t.Errorf("after the end: alternate screen %v, cursor visible %v", s.Alt, s.Cursor.Visible)
			}
		})
	}
}

func TestUnknownKeyFailsTheTest(t *testing.T) {
	f := &fake{T: t}
	term := termtest.Run(f, termtest.Options{}, &echo{})
	for _, key := range []string{"entr", "ctrl+ß", "", "\x01"} {
		f.failing(func() { term.Press(key) })
	}
}

func TestPasteMouseFocusAndResize(t *testing.T) {
	both(t, termtest.Options{}, func(t *testing.T, term *termtest.Terminal) {
		term.WaitFor("1 dark true")
		term.Paste("two\nlines\x1b[201~\x1b[A")
		term.WaitFor(`2 paste "two\rlines`)
		if !term.Click(7, 2) {
			t.Error("the program asks for the mouse, but nothing was sent")
		}
		term.WaitFor("3 click 7,2")
		term.ClickText("lined")
		term.WaitFor("4 click 7,1")
		term.Wheel(5, 4, -1)
		term.WaitFor("wheel wheelup 5,4")
		term.Wheel(5, 4, 2)
		term.WaitFor("7 wheel wheeldown 5,4")
		term.Focus(false)
		term.WaitFor("8 blur")
		term.Resize(40, 12)
		s := term.WaitFor("window 40×12", "8 blur")
		if s.Width != 40 || s.Height != 12 {
			t.Errorf("the screen is %d×%d", s.Width, s.Height)
		}
		if w, h := s.Used(); w > 40 || h > 12 || w == 0 {
			t.Errorf("%d×%d cells are used", w, h)
		}
		term.Resize(100, 30)
		term.WaitFor("window 100×30")
	})
}

func TestLightTerminalSaysSo(t *testing.T) {
	both(t, termtest.Options{Light: true}, func(_ *testing.T, term *termtest.Terminal) {
		term.WaitFor("1 dark false")
	})
}

func TestScreenHasStylesCursorTitleAndLinks(t *testing.T) {
	both(t, termtest.Options{}, func(t *testing.T, term *termtest.Terminal) {
		s := term.WaitFor("orange lined reversed faint linked")
		r, g, b, _ := s.StyleOf("orange").Fg.RGBA()
		if st := s.StyleOf("orange"); !st.Bold || r>>8 != 0xff || g>>8 != 0x88 || b != 0 {
			t.Errorf("orange is %+v", st)
		}
		if !s.StyleOf("lined").Underline || !s.StyleOf("reversed").Reverse || !s.StyleOf("faint").Faint {
			t.Error("underline, reverse or faint got lost")
		}
		if link := s.StyleOf("linked").Link; link != "https://example.org/a" {
			t.Errorf("the link goes to %q", link)
		}
		if s.StyleOf("window") != (termtest.Style{}) {
			t.Errorf("plain text has the style %+v", s.StyleOf("window"))
		}
		if s.Title != "echo; really" || !s.Alt {
			t.Errorf("title %q, alternate screen %v", s.Title, s.Alt)
		}
		if want := (termtest.Cursor{X: 3, Y: 1, Visible: true, Shape: termtest.CursorBar}); s.Cursor != want {
			t.Errorf("cursor %+v, want %+v", s.Cursor, want)
		}
	})
}

// A terminal that knows only wcwidth and one that measures clusters must both show the line as the renderer meant it:
// the bar ends it in both, one cell further left or right.
func TestWidthsFollowTheKindOfTerminal(t *testing.T) {
	for _, graphemes := range []bool{false, true} {
		both(t, termtest.Options{Graphemes: graphemes}, func(t *testing.T, term *termtest.Terminal) {
			term.Press("x")
			s := term.WaitFor("key x")
			if got, want := s.Line(2), "世界 ❤️ हिन्दी é|"; got != want {
				t.Errorf("line is %q, want %q", got, want)
			}
			if s.Cell(0, 2).Width != 2 || s.Cell(1, 2).Width != 0 || s.Cell(2, 2).Text != "界" {
				t.Error("wide characters do not take two cells")
			}
			if c := s.Cell(5, 2); graphemes && c.Width != 2 || !graphemes && c.Width != 1 {
				t.Errorf("❤️ takes %d cells", c.Width)
			}
		})
	}
}

func TestOrdinaryProgram(t *testing.T) {
	term := start(t, "greeter", termtest.Options{})
	term.WaitFor("your name?")
	term.Type("Ada\n")
	term.WaitExit(3)
	s := term.Screen()
	if s.Line(0) != "your name? Ada" || s.Line(1) != "hello Ada" {
		t.Errorf("the screen is\n%s", s)
	}
	if s.Title != "a title; with a semicolon" || term.Bells() != 1 || !slices.Equal(term.Clipboard(), []string{"hello"}) {
		t.Errorf("title %q, %d bells, clipboard %q", s.Title, term.Bells(), term.Clipboard())
	}
	if c := term.Controls(); !slices.Contains(c, "OSC 52") || slices.Contains(c, "CSI m") {
		t.Errorf("controls: %q", c)
	}
	if !strings.Contains(string(term.Raw()), "hello Ada\x1b]52;") {
		t.Errorf("raw: %q", term.Raw())
	}
	if !s.Contains("Ada\nhello") || s.Count("Ada") != 2 {
		t.Error("texts over two lines are not found")
	}
}

func TestWaitFailsWithTheScreenAndTheReason(t *testing.T) {
	f := &fake{T: t}
	term := termtest.Run(f, termtest.Options{Wait: 300 * time.Millisecond}, &echo{})
	term.WaitFor("orange")
	if m := f.failing(func() { term.WaitFor("orange", "no such text") }); !strings.Contains(m, `"no such text"`) || !strings.Contains(m, "│orange lined") {
		t.Errorf("message: %s", m)
	}
	if m := f.failing(func() { term.WaitGone("orange") }); !strings.Contains(m, "for the end of") {
		t.Errorf("message: %s", m)
	}
	if m := f.failing(func() { term.WaitExit(0) }); !strings.Contains(m, "to end") {
		t.Errorf("message: %s", m)
	}
	term = termtest.Run(f, termtest.Options{}, &echo{})
	term.Press("ctrl+c")
	if m := f.failing(func() { term.WaitFor("no such text") }); !strings.Contains(m, "has ended with exit code 0") {
		t.Errorf("message: %s", m)
	}
	if m := f.failing(func() { term.WaitExit(7) }); !strings.Contains(m, "want 7") {
		t.Errorf("message: %s", m)
	}
}

func TestTextThatMustNeverBeShownFailsTheTest(t *testing.T) {
	f := &fake{T: t}
	term := termtest.Run(f, termtest.Options{Never: []string{"s3cret-value"}}, &echo{})
	term.WaitFor("1 dark true")
	term.Paste("s3cret-value")
	term.WaitFor("2 paste")
	for range 40 {
		term.Press("down") // until it is scrolled away
	}
	term.WaitFor("42 key down")
	term.Close()
	if len(f.errors) != 1 || strings.Contains(f.errors[0], "s3cret") {
		t.Errorf("errors: %q", f.errors)
	}
}

func TestWindowClosedKilledAndPanicked(t *testing.T) {
	t.Run("window closed", func(t *testing.T) {
		if signal.Ignored(syscall.SIGHUP) {
			t.Skip("these tests run where a closed window ends nothing (nohup)")
		}
		term := start(t, "echo", termtest.Options{})
		term.WaitFor("orange")
		term.Hangup()
		term.WaitExit(-1) // Bubble Tea leaves SIGHUP to the system
	})
	t.Run("killed", func(t *testing.T) {
		term := start(t, "text", termtest.Options{Env: []string{"TEXT=here"}})
		term.WaitFor("here")
		term.Kill()
		term.WaitExit(-1)
	})
	t.Run("panic", func(t *testing.T) {
		term := start(t, "echo", termtest.Options{})
		term.WaitFor("orange")
		term.Press("f12")
		term.WaitExit(1)
		if s := term.Screen(); s.Alt || !s.Contains("program was killed") {
			t.Errorf("the screen is\n%s", s)
		}
	})
	t.Run("result", func(t *testing.T) {
		term := termtest.Run(t, termtest.Options{}, &echo{})
		term.Press("q", "ctrl+c")
		model, err := term.Result()
		if e, ok := model.(*echo); err != nil || !ok || e.n == 0 {
			t.Errorf("model %v, error %v", model, err)
		}
		if _, ended := term.Exited(); !ended {
			t.Error("not ended")
		}
	})
}

// The caller's variables must not change what the program does, and the program must not reach the caller's folders.
func TestEnvironmentIsTheTestsOwn(t *testing.T) {
	t.Setenv("AZURE_CLIENT_SECRET", "from-outside")
	t.Setenv("NO_COLOR", "1")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	term := start(t, "environ", termtest.Options{Height: 60, Width: 300, Env: []string{"MINE=yes", "LANG=de_DE.UTF-8", "TZ"}})
	term.WaitExit(0)
	s := term.Screen()
	for _, want := range []string{"MINE=yes", "LANG=de_DE.UTF-8", "TERM=xterm-256color", "XDG_CONFIG_HOME="} {
		if !s.Contains(want) {
			t.Errorf("%s is missing in\n%s", want, s)
		}
	}
	for _, gone := range []string{"AZURE_", "NO_COLOR", "DBUS_", "TZ=", "LANG=C"} {
		if s.Contains("\n" + gone) {
			t.Errorf("%s is passed on", gone)
		}
	}
	if home, err := os.UserHomeDir(); err == nil && s.Contains("\nHOME="+home+"\n") {
		t.Error("the program has the caller's home")
	}
}

func TestSynchronisedFramesAreShownWhole(t *testing.T) {
	half := "\x1b[2J\x1b[Hold\x1b[?2026h\x1b[Hnew"
	term := start(t, "text", termtest.Options{Env: []string{"TEXT=" + half + " world\x1b[?2026l"}})
	term.WaitFor("new world")
	term = start(t, "text", termtest.Options{Env: []string{"TEXT=" + half}})
	term.WaitFor("old")
	// A frame that is never finished is shown in the end, as real terminals do.
	term.WaitFor("new")
}

type ticker struct{ echo }

func (m *ticker) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := m.echo.Update(msg)
	return m, cmd
}

func TestOptionsOfTheProgramAreTaken(t *testing.T) {
	filtered := tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
		if k, ok := msg.(tea.KeyPressMsg); ok && k.String() == "x" {
			return nil
		}
		return msg
	})
	term := termtest.Run(t, termtest.Options{}, &ticker{}, filtered)
	term.WaitFor("1 dark true")
	term.Press("x", "y")
	term.WaitFor("2 key y")
}
