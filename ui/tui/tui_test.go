package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/screen"
)

// page is a screen that does what a test tells it.
type page struct {
	host    screen.Host
	at      place.Place
	body    string
	got     []tea.Msg
	rungs   int // rungs of the Esc ladder that are left
	typing  bool
	actions []keymap.Action
	status  screen.Status
	where   screen.Where
}

func (p *page) Init() tea.Cmd              { return nil }
func (p *page) Update(msg tea.Msg) tea.Cmd { p.got = append(p.got, msg); return nil }
func (p *page) View(w, h int) screen.Body  { return screen.Body{Content: p.body} }
func (p *page) Place() place.Place         { return p.at }
func (p *page) Crumb() string              { return p.at.Set }
func (p *page) Actions() []keymap.Action   { return p.actions }
func (p *page) Status() screen.Status      { return p.status }
func (p *page) Typing() bool               { return p.typing }
func (p *page) Where() screen.Where        { return p.where }
func (p *page) Escape() (tea.Cmd, bool) {
	if p.rungs == 0 {
		return nil, false
	}
	p.rungs--
	return nil, true
}

// stage is a root with pages, driven by messages.
type stage struct {
	t     *testing.T
	m     *Model
	pages []*page
	fail  error
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t}
	s.m = New(t.Context(), Options{
		Start: place.Place{Kind: place.Companies, Set: "first"},
		Open: func(p place.Place, host screen.Host, _ any) (screen.Screen, error) {
			if s.fail != nil {
				return nil, s.fail
			}
			pg := &page{host: host, at: p, body: "body of " + p.Set, where: screen.Where{Connection: "contoso", Environment: "Production", Type: "Production"}}
			s.pages = append(s.pages, pg)
			return pg, nil
		},
		Now:    func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
		Getenv: func(string) string { return "" },
	})
	s.m.push(s.m.opts.Start, nil)
	s.size(80, 24)
	return s
}

func (s *stage) size(w, h int)     { s.m.Update(tea.WindowSizeMsg{Width: w, Height: h}) }
func (s *stage) send(msg tea.Msg)  { s.m.Update(msg) }
func (s *stage) top() *page        { return s.m.top().(*page) }
func (s *stage) screen() string    { return ansi.Strip(s.m.View().Content) }
func (s *stage) line(i int) string { return strings.Split(s.screen(), "\n")[i] }
func (s *stage) open(set string)   { s.send(screen.Go{Place: place.Place{Kind: place.Grid, Set: set}}) }

func (s *stage) press(key string) tea.Cmd {
	s.t.Helper()
	msg := tea.KeyPressMsg{}
	switch key {
	case "esc":
		msg.Code = tea.KeyEscape
	case "ctrl+c":
		msg.Code, msg.Mod = 'c', tea.ModCtrl
	case "f1":
		msg.Code = tea.KeyF1
	default:
		msg.Code, msg.Text = []rune(key)[0], key
	}
	if got := msg.String(); got != key {
		s.t.Fatalf("the key is called %q here, not %q", got, key)
	}
	_, cmd := s.m.Update(msg)
	return cmd
}

// quits presses a key and tells whether the program leaves.
func (s *stage) quits(key string) bool {
	s.m.leaving = false
	s.press(key)
	return s.m.leaving
}

func TestTwoPressesOfEscThatComeAsOneAreTwo(t *testing.T) {
	s := newStage(t)
	s.open("second")
	s.open("third")
	s.press("alt+esc")
	if s.top().at.Set != "first" {
		t.Errorf("Esc twice leads from third to %s", s.top().at.Set)
	}
	s.open("second")
	s.top().rungs = 1
	s.press("alt+esc")
	if s.top().at.Set != "first" {
		t.Errorf("a rung and a step back lead to %s", s.top().at.Set)
	}
}

func TestEscIsALadderOneRungAPress(t *testing.T) {
	s := newStage(t)
	s.open("second")
	s.top().rungs = 2
	for range 2 {
		s.press("esc")
		if s.top().at.Set != "second" {
			t.Fatal("a rung of the screen's own was skipped")
		}
	}
	s.press("esc")
	if s.top().at.Set != "first" {
		t.Fatal("Esc did not go back")
	}
	if _, ok := s.top().got[len(s.top().got)-1].(screen.Returned); !ok {
		t.Error("the screen below was not told that it is on top again")
	}
	s.press("esc")
	if len(s.m.stack) != 1 || !strings.Contains(s.screen(), "quits") {
		t.Errorf("Esc at the top must say how to quit:\n%s", s.screen())
	}
}

// Who types fast, or a script, must find the second key on the screen that the first one opened.
func TestAKeyThatFollowsAtOnceReachesTheNextScreen(t *testing.T) {
	s := newStage(t)
	s.top().actions = []keymap.Action{s.m.opts.Keys.Bind("list.refresh", func() tea.Cmd {
		return screen.Emit(screen.Go{Place: place.Place{Kind: place.Grid, Set: "second"}})
	})}
	s.press("r") // its command is not run by anybody here
	s.press("r")
	if len(s.m.stack) != 2 || s.top().at.Set != "second" {
		t.Fatalf("%d screens, on top %q", len(s.m.stack), s.top().at.Set)
	}
	if len(s.top().got) != 1 {
		t.Error("the second key did not reach the screen that the first one opened")
	}
}

func TestLateAnswersOfAGoneScreenDrop(t *testing.T) {
	s := newStage(t)
	s.open("second")
	gone := s.top()
	answer := gone.host.Do(func(context.Context) tea.Msg { return "late" })
	s.press("esc")
	if gone.host.Context.Err() == nil {
		t.Error("leaving a screen must end its work")
	}
	s.send(answer())
	for _, p := range s.pages {
		for _, msg := range p.got {
			if msg == "late" {
				t.Errorf("the answer reached %q", p.at.Set)
			}
		}
	}
}

func TestAnswersReachTheScreenThatAskedAlsoBelow(t *testing.T) {
	s := newStage(t)
	first := s.top()
	answer := first.host.Do(func(context.Context) tea.Msg { return "for the first" })
	s.open("second")
	s.send(answer())
	if len(first.got) != 1 || first.got[0] != "for the first" {
		t.Errorf("the screen below got %v", first.got)
	}
}

func TestARefusedKeySaysWhy(t *testing.T) {
	s := newStage(t)
	ran := false
	k := keymap.New()
	s.top().actions = []keymap.Action{k.Bind("list.refresh", func() tea.Cmd { ran = true; return nil }).Unless(func() string { return "The dog is asleep." })}
	s.press("r")
	if ran || !strings.Contains(s.screen(), "The dog is asleep.") {
		t.Errorf("ran=%v, screen:\n%s", ran, s.screen())
	}
}

func TestLettersAreTextWhileAFieldHasTheFocus(t *testing.T) {
	s := newStage(t)
	s.top().typing = true
	if s.quits("q") {
		t.Error("q quit the program in the middle of typing")
	}
	s.press("?")
	if s.m.overlay != nil {
		t.Error("? opened help in the middle of typing")
	}
	if n := len(s.top().got); n != 2 {
		t.Errorf("the screen got %d of 2 keys", n)
	}
	s.press("f1")
	if s.m.overlay == nil {
		t.Error("F1 must open help everywhere")
	}
}

func TestQuitting(t *testing.T) {
	s := newStage(t)
	if !s.quits("q") {
		t.Error("q must quit at the top")
	}
	s.open("second")
	if s.quits("q") {
		t.Error("q must not quit below the top")
	}
	if !strings.Contains(s.screen(), "goes back") {
		t.Errorf("q below the top must say what to press:\n%s", s.screen())
	}
	s.top().typing = true
	if !s.quits("ctrl+c") {
		t.Error("Ctrl-C must quit anywhere")
	}
}

func TestHelpAndPaletteKnowEveryActionOfTheScreen(t *testing.T) {
	s := newStage(t)
	ran := false
	s.top().actions = []keymap.Action{s.m.opts.Keys.Bind("list.refresh", func() tea.Cmd { ran = true; return nil })}
	s.press("?")
	if !strings.Contains(s.screen(), "load again") {
		t.Errorf("help does not list the screen's action:\n%s", s.screen())
	}
	s.press("esc")
	s.press(":")
	for _, r := range "load" {
		s.press(string(r))
	}
	s.send(tea.KeyPressMsg{Code: tea.KeyEnter})
	if !ran || s.m.overlay != nil {
		t.Errorf("the palette ran it: %v, closed: %v", ran, s.m.overlay == nil)
	}
}

func TestTheFrameAlwaysShowsTheEnvironment(t *testing.T) {
	s := newStage(t)
	s.open(strings.Repeat("a very long name of a company ", 5))
	s.open("customers")
	for _, w := range []int{40, 60, 80, 120, 200} {
		s.size(w, 24)
		if head := s.line(0); !strings.Contains(head, "PRODUCTION") || !strings.Contains(head, "customers") {
			t.Errorf("at %d columns the head is %q", w, head)
		}
	}
}

func TestEnvironmentMarks(t *testing.T) {
	for _, c := range []struct {
		where screen.Where
		want  string
	}{
		{screen.Where{Environment: "Production", Type: "Production"}, "PRODUCTION"},
		{screen.Where{Environment: "LIVE-EU", Type: "Production"}, "LIVE-EU · PRODUCTION"},
		{screen.Where{Environment: "Sandbox", Type: "Sandbox"}, "Sandbox"},
		{screen.Where{Environment: "UAT", Type: "Sandbox"}, "UAT · Sandbox"},
		{screen.Where{Environment: "Mystery"}, "Mystery"},
	} {
		if got, _ := environmentMark(c.where); strings.TrimSpace(got) != c.want {
			t.Errorf("%+v: %q, want %q", c.where, got, c.want)
		}
	}
}

// Every line must fit: a line that is too long would wrap and push the frame apart.
func TestEveryLineFitsAtEverySize(t *testing.T) {
	s := newStage(t)
	s.open("customers")
	s.top().status = screen.Status{Count: "412 of 250,000 ↓", Left: strings.Repeat("balanceDue >=0 ", 20), Right: "GET 200 · 143 ms", Busy: true}
	s.top().actions = []keymap.Action{s.m.opts.Keys.Bind("grid.open", nil), s.m.opts.Keys.Bind("grid.freeze", nil), s.m.opts.Keys.Bind("grid.copy", nil)}
	overlays := map[string]func(){"": func() { s.m.overlay = nil }, "help": func() { s.m.overlay = newHelp(s.m) }, "palette": func() { s.m.overlay = newPalette(s.m) }}
	for name, set := range overlays {
		for _, size := range [][2]int{{1, 1}, {20, 5}, {39, 11}, {40, 12}, {80, 24}, {120, 40}, {200, 50}} {
			set()
			s.size(size[0], size[1])
			s.m.say(screen.Failure, strings.Repeat("what went wrong ", 20))
			lines := strings.Split(s.screen(), "\n")
			if len(lines) > size[1] {
				t.Errorf("%s at %v: %d lines", name, size, len(lines))
			}
			for i, l := range lines {
				if w := ansi.StringWidthWc(l); w > size[0] {
					t.Errorf("%s at %v: line %d has %d cells: %q", name, size, i, w, l)
				}
			}
		}
	}
}

func TestATinyWindowSaysWhatItNeeds(t *testing.T) {
	s := newStage(t)
	s.size(26, 5)
	if got := s.screen(); !strings.Contains(got, "needs 40×12") || !strings.Contains(got, "26×5") {
		t.Errorf("got:\n%s", got)
	}
	s.size(80, 24)
	if !strings.Contains(s.screen(), "body of first") {
		t.Error("the screen did not come back")
	}
}

func TestWhatCanNotBeOpenedIsSaidAndNothingChanges(t *testing.T) {
	s := newStage(t)
	s.fail = errors.New("the bridge is out")
	s.open("second")
	if s.top().at.Set != "first" || !strings.Contains(s.screen(), "the bridge is out") {
		t.Errorf("on top: %s\n%s", s.top().at.Set, s.screen())
	}
}

func TestNotesGoAwayAndNewerOnesStay(t *testing.T) {
	s := newStage(t)
	s.m.say(screen.Note, "old")
	old := expireMsg{of: &s.m.note, serial: 1}
	s.m.say(screen.Note, "new")
	s.send(old)
	if !strings.Contains(s.screen(), "new") {
		t.Error("the old note's end took the new one away")
	}
	s.send(expireMsg{of: &s.m.note, serial: 2})
	if strings.Contains(s.screen(), "new") {
		t.Error("the note did not go away")
	}
}

func TestHostileNamesReachNoControlByte(t *testing.T) {
	s := newStage(t)
	s.top().where = screen.Where{Connection: "a\x1b]52;c;AAAA\x07b", Environment: "\x1b[31mX", Type: "Production"}
	s.top().at.Set = "x\r\ny\u202e"
	s.top().status = screen.Status{Count: "\x1b[2J", Left: "l\x07", Right: "r\u009b"}
	s.m.say(screen.Failure, "n\x1b]8;;http://x\x07")
	v := s.m.View()
	for _, text := range []string{ansi.Strip(v.Content), v.WindowTitle} {
		for _, r := range text {
			if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e') {
				t.Errorf("%q reached the terminal in %q", r, text)
			}
		}
	}
	if strings.Contains(v.Content, "\x1b]52") || strings.Contains(v.Content, "\x1b[2J") {
		t.Error("an escape sequence of a value reached the terminal")
	}
}

// View runs after every message: it must stay far below a frame.
func BenchmarkView(b *testing.B) {
	m := New(b.Context(), Options{
		Start: place.Place{Kind: place.Grid, Set: "customers"},
		Open: func(p place.Place, h screen.Host, _ any) (screen.Screen, error) {
			return &page{host: h, at: p, body: strings.Repeat(strings.Repeat("x", 200)+"\n", 47), where: screen.Where{Connection: "c", Environment: "Production", Type: "Production"}}, nil
		},
		Getenv: func(string) string { return "" },
	})
	m.Init()
	m.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	b.ReportAllocs()
	for b.Loop() {
		_ = m.View()
	}
}
