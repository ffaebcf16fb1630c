package termtest_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"bctui/ui/termtest"
)

// The test binary is also the program under test: with BCTUI_TERMTEST_HELPER set it is one of these.
const helperVar = "BCTUI_TERMTEST_HELPER"

func TestMain(m *testing.M) {
	switch os.Getenv(helperVar) {
	case "":
		os.Exit(m.Run())
	case "echo":
		if _, err := tea.NewProgram(&echo{}).Run(); err != nil {
			fmt.Println("ended:", err)
			os.Exit(1)
		}
	case "greeter":
		fmt.Print("your name? ")
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil {
			os.Exit(1)
		}
		fmt.Printf("hello %s\x1b]52;c;aGVsbG8=\x07\x1b]2;a title; with a semicolon\x07\a\n", strings.TrimSpace(line))
		os.Exit(3)
	case "environ":
		env := os.Environ()
		slices.Sort(env)
		fmt.Println(strings.Join(env, "\n"))
	case "text":
		fmt.Print(os.Getenv("TEXT"))
		select {}
	default:
		os.Exit(99)
	}
	os.Exit(0)
}

func start(t *testing.T, helper string, opts termtest.Options) *termtest.Terminal {
	t.Helper()
	opts.Env = append(opts.Env, helperVar+"="+helper)
	return termtest.Start(t, opts, os.Args[0])
}

// echo shows what it is told: the last messages, each in a line with its number.
type echo struct {
	width, height, n int
	seen             []string
}

func (e *echo) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (e *echo) note(format string, args ...any) {
	e.n++
	e.seen = append(e.seen, fmt.Sprintf("%d ", e.n)+fmt.Sprintf(format, args...))
}

func (e *echo) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		e.width, e.height = msg.Width, msg.Height
	case tea.KeyPressMsg:
		switch msg.String() {
		case "ctrl+c":
			return e, tea.Quit
		case "f12":
			panic("on purpose")
		}
		e.note("key %s", msg)
	case tea.PasteMsg:
		e.note("paste %q", msg.Content)
	case tea.MouseClickMsg:
		e.note("click %d,%d", msg.X, msg.Y)
	case tea.MouseWheelMsg:
		e.note("wheel %s %d,%d", msg.Button, msg.X, msg.Y)
	case tea.BackgroundColorMsg:
		e.note("dark %v", msg.IsDark())
	case tea.FocusMsg:
		e.note("focus")
	case tea.BlurMsg:
		e.note("blur")
	}
	return e, nil
}

func (e *echo) View() tea.View {
	var b strings.Builder
	fmt.Fprintf(&b, "window %d×%d\n", e.width, e.height)
	b.WriteString(lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Color("#ff8800")).Render("orange") + " ")
	b.WriteString(lipgloss.NewStyle().Underline(true).Render("lined") + " ")
	b.WriteString(lipgloss.NewStyle().Reverse(true).Render("reversed") + " ")
	b.WriteString(lipgloss.NewStyle().Faint(true).Render("faint") + " ")
	b.WriteString(lipgloss.NewStyle().Hyperlink("https://example.org/a").Render("linked") + "\n")
	b.WriteString("世界 ❤️ हिन्दी é|\n")
	if e.height > 6 {
		for _, line := range e.seen[max(0, len(e.seen)-e.height+6):] {
			b.WriteString(line + "\n")
		}
	}
	v := tea.NewView(strings.TrimSuffix(b.String(), "\n"))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.ReportFocus = true
	v.WindowTitle = "echo; really"
	v.Cursor = tea.NewCursor(3, 1)
	v.Cursor.Shape = tea.CursorBar
	return v
}

// fake records what a terminal tells its test.
type fake struct {
	*testing.T
	fatal, errors []string
}

type stop struct{}

func (f *fake) Errorf(format string, args ...any) {
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}

func (f *fake) Fatalf(format string, args ...any) {
	f.fatal = append(f.fatal, fmt.Sprintf(format, args...))
	panic(stop{})
}

// failing runs what should fail the test and gives the message.
func (f *fake) failing(do func()) (message string) {
	f.Helper()
	defer func() {
		switch r := recover().(type) {
		case nil:
			f.T.Fatal("it did not fail")
		case stop:
			message = f.fatal[len(f.fatal)-1]
		default:
			panic(r)
		}
	}()
	do()
	return ""
}
