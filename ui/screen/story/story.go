// Package story drives one screen in a test as the root does: a key finds its action first, commands run beside the
// screen and their answers come back, and what the screen asks of the root is kept. It is for tests alone.
//
// A test of a screen reads as what a person does and sees:
//
//	manager, name := story.SignIn(t, checktest.Tenant(t, demo.Options{}))     // or Serve, on a service of its own
//	st := story.Begin(t, grid.New(story.Host(t, time.Now), grid.Options{…}))  // it is on show, and its first work runs
//	st.Settle()                                                               // … and has ended
//	st.Do("down", "enter")                                                    // keys, each with what comes of it
//	st.Has("1 of 200+")                                                       // the window, Width × Height, as it is drawn
//	st.Heard("Loaded again")                                                  // what was said, refusals among it
//	to := story.Last[screen.Go](st).Place                                     // what else was asked of the root
//
// Press, Write and Until are for what happens while something is under way: they do not wait for its end. Shows is for
// texts, wherever lines break. A package embeds a Story and adds the words that are its own, such as "column" for a grid.
package story

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
)

// Story is a screen and what became of it.
type Story struct {
	Screen screen.Screen
	Sent   []tea.Msg // what the root was asked for, in order
	Left   bool      // Escape had no rung any more
	// Width and Height of the window. What a screen loads, and what keys mean, may depend on them.
	Width, Height int

	t       testing.TB
	answers chan tea.Msg
	working int // commands that have not answered
}

// enough is how many answers may wait: more than any story makes.
const enough = 1000

// patience is how long an answer may take on a machine that has other work.
const patience = 30 * time.Second

// Host gives a dark 16-million-colour look, the default keys and a context that ends with the test.
func Host(t testing.TB, now func() time.Time) screen.Host {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	return screen.Host{ID: 7, Context: ctx, Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: now}
}

// New gives a story without a screen, which Show begins.
func New(t testing.TB, width, height int) *Story {
	return &Story{Width: width, Height: height, t: t, answers: make(chan tea.Msg, enough)}
}

// Begin shows a screen in a window of 100 × 30.
func Begin(t testing.TB, s screen.Screen) *Story {
	t.Helper()
	st := New(t, 100, 30)
	st.Show(s)
	return st
}

// Show puts a screen on show, in the place of the one before, and starts its first work.
func (st *Story) Show(s screen.Screen) {
	st.Screen = s
	st.Run(s.Init())
}

// Run runs a command in the background, as the program does.
func (st *Story) Run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	st.working++
	go func() { st.answers <- cmd() }()
}

// Busy tells whether a command has not answered yet.
func (st *Story) Busy() bool { return st.working > 0 }

// Answers is where answers of commands come; each one taken from there goes to Answer. Benchmarks look in by themselves.
func (st *Story) Answers() <-chan tea.Msg { return st.answers }

// Answer handles the answer of a command.
func (st *Story) Answer(msg tea.Msg) {
	st.working--
	st.Take(msg)
}

// Until handles answers until something is so. As in the program, what there is to see is drawn before each.
func (st *Story) Until(what string, so func() bool) {
	st.t.Helper()
	limit := time.After(patience)
	for st.draw(); !so(); st.draw() {
		select {
		case msg := <-st.answers:
			st.Answer(msg)
		case <-limit:
			st.t.Fatalf("waited for %s in vain; sent %#v\n%s", what, st.Sent, st.Text(st.Width, st.Height))
		}
	}
}

// Settle waits until nothing is under way.
func (st *Story) Settle() {
	st.t.Helper()
	st.Until("rest", func() bool { return !st.Busy() })
	st.View()
}

// Next waits for one answer and handles it.
func (st *Story) Next() { st.Answer(<-st.answers) }

// Take handles one message: it goes to the screen, or is what the root was asked for.
func (st *Story) Take(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			st.Run(c)
		}
	case screen.To:
		st.Run(st.Screen.Update(msg.Msg))
	case tea.PasteMsg:
		st.Run(st.Screen.Update(msg))
	default:
		st.Sent = append(st.Sent, msg)
	}
}

// Press does what the root does with keys: Escape takes a rung, then actions are looked for, then the screen gets the
// key. A refused action leaves its reason among what was sent. A key that nothing listens to fails the test.
func (st *Story) Press(names ...string) {
	st.t.Helper()
	for _, name := range names {
		st.draw() // what keys mean may depend on what was drawn
		if name == " " {
			name = "space"
		}
		if name == "esc" {
			cmd, done := st.Screen.Escape()
			st.Left = st.Left || !done
			st.Run(cmd)
			continue
		}
		a, found := find(st.Screen, name)
		switch {
		case !found && !st.Screen.Typing():
			st.t.Fatalf("nothing listens to %q:\n%s", name, st.View())
		case !found:
			st.Run(st.Screen.Update(st.key(name)))
		case a.Refusal() != "":
			st.Sent = append(st.Sent, screen.Say{Text: a.Refusal()})
		default:
			st.Run(a.Run())
		}
	}
}

// Do presses keys and waits for what comes of each.
func (st *Story) Do(names ...string) {
	st.t.Helper()
	for _, name := range names {
		st.Press(name)
		st.Settle()
	}
}

func find(s screen.Screen, key string) (keymap.Action, bool) {
	typing := s.Typing()
	for _, a := range s.Actions() {
		if a.Works(key, typing) {
			return a, true
		}
	}
	return keymap.Action{}, false
}

// key gives the key press of a name such as "a", "enter", "shift+tab" or "ctrl+v".
func (st *Story) key(name string) tea.KeyPressMsg {
	st.t.Helper()
	var msg tea.KeyPressMsg
	rest, ctrl := strings.CutPrefix(name, "ctrl+")
	if ctrl {
		msg.Mod |= tea.ModCtrl
	}
	rest, shift := strings.CutPrefix(rest, "shift+")
	if shift {
		msg.Mod |= tea.ModShift
	}
	special := map[string]rune{"enter": tea.KeyEnter, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "backspace": tea.KeyBackspace, "home": tea.KeyHome, "end": tea.KeyEnd}
	switch code, ok := special[rest]; {
	case ok:
		msg.Code = code
	case rest == "space":
		msg.Code, msg.Text = tea.KeySpace, " "
	default:
		msg.Code = []rune(rest)[0]
		if msg.Mod == 0 {
			msg.Text = rest
		}
	}
	if got := msg.String(); got != name {
		st.t.Fatalf("the key is called %q here, not %q", got, name)
	}
	return msg
}

// Write types a text key by key.
func (st *Story) Write(text string) {
	st.t.Helper()
	for _, c := range text {
		st.Press(string(c))
	}
}

// Paste pastes a text.
func (st *Story) Paste(text string) { st.Run(st.Screen.Update(tea.PasteMsg{Content: text})) }

func (st *Story) draw() { st.Screen.View(st.Width, st.Height) }

// View is what the window shows, without colours. Whatever it shows is made of, no line is too wide.
func (st *Story) View() string {
	st.t.Helper()
	view := st.Text(st.Width, st.Height)
	var measure format.Measure
	for line := range strings.SplitSeq(view, "\n") {
		if w := measure.Width(line); w > st.Width {
			st.t.Errorf("a line is %d cells wide in a window of %d:\n%s", w, st.Width, line)
		}
	}
	return view
}

// Has tells the test which of the texts the window does not show, each to the letter.
func (st *Story) Has(texts ...string) {
	st.t.Helper()
	view := st.View()
	for _, want := range texts {
		if !strings.Contains(view, want) {
			st.t.Errorf("%q is not on the screen:\n%s", want, view)
		}
	}
}

// HasNot is the opposite of Has.
func (st *Story) HasNot(text string) {
	st.t.Helper()
	if view := st.View(); strings.Contains(view, text) {
		st.t.Errorf("%q is on the screen:\n%s", text, view)
	}
}

// Text is the screen without colours.
func (st *Story) Text(width, height int) string {
	return ansi.Strip(st.Screen.View(width, height).Content)
}

// flat is a text with single blanks, so that line breaks and columns do not matter.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// Shows fails the test unless the screen, at 200 × 100, shows all of the texts.
func (st *Story) Shows(texts ...string) {
	st.t.Helper()
	st.ShowsAt(200, 100, texts...)
}

// ShowsAt is Shows at a size.
func (st *Story) ShowsAt(width, height int, texts ...string) {
	st.t.Helper()
	view := st.Text(width, height)
	for _, want := range texts {
		if !strings.Contains(flat(view), want) {
			st.t.Fatalf("%q is not on the screen:\n%s", want, view)
		}
	}
}

// Said is what was said below the screen, in order, reasons of refused keys among it.
func (st *Story) Said() []string {
	var said []string
	for _, s := range All[screen.Say](st) {
		said = append(said, s.Text)
	}
	return said
}

// Heard tells the test when nothing that was said holds a text.
func (st *Story) Heard(text string) {
	st.t.Helper()
	if said := st.Said(); !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, text) }) {
		st.t.Errorf("%q was not said, but %q", text, said)
	}
}

// All gives what the root was asked for of a type, in order.
func All[T any](st *Story) []T {
	var all []T
	for _, m := range st.Sent {
		if x, ok := m.(T); ok {
			all = append(all, x)
		}
	}
	return all
}

// Last gives what the root was asked for last, apart from what was said.
func Last[T any](st *Story) T {
	st.t.Helper()
	for _, m := range slices.Backward(st.Sent) {
		if x, ok := m.(T); ok {
			return x
		}
		if _, ok := m.(screen.Say); !ok {
			break
		}
	}
	var none T
	st.t.Fatalf("no %T came last, but %+v", none, st.Sent)
	return none
}

// Asked waits for a message to the root of a type, and gives the first.
func Asked[T any](st *Story) T {
	st.t.Helper()
	var none T
	st.Until(fmt.Sprintf("a %T", none), func() bool { return len(All[T](st)) > 0 })
	return All[T](st)[0]
}
