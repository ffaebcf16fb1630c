// Package story drives one screen in a test as the root does: a key finds its action first, commands run beside the
// screen and their answers come back, and what the screen asks of the root is kept. It is for tests alone.
package story

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"bctui/ui/keymap"
	"bctui/ui/screen"
	"bctui/ui/theme"
)

// Story is a screen and what became of it.
type Story struct {
	Screen screen.Screen
	Sent   []tea.Msg // what the root was asked for, in order
	Left   bool      // Escape had no rung any more

	t    testing.TB
	msgs chan tea.Msg
}

// enough is how many answers may wait: more than any story makes.
const enough = 1000

// patience is how long an answer may take on a machine that has other work.
const patience = 20 * time.Second

// Host gives a dark 16-million-colour look, the default keys and a context that ends with the test.
func Host(t testing.TB, now func() time.Time) screen.Host {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	return screen.Host{ID: 7, Context: ctx, Look: &screen.Look{Theme: theme.New(true)}, Keys: keymap.New(), Now: now}
}

// Begin shows a screen.
func Begin(t testing.TB, s screen.Screen) *Story {
	t.Helper()
	st := &Story{Screen: s, t: t, msgs: make(chan tea.Msg, enough)}
	st.Run(s.Init())
	return st
}

// Run runs a command in the background, as the program does.
func (st *Story) Run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				st.Run(c)
			}
		default:
			st.msgs <- msg
		}
	}()
}

// Until handles answers until something is so.
func (st *Story) Until(what string, so func() bool) {
	st.t.Helper()
	limit := time.After(patience)
	for !so() {
		select {
		case msg := <-st.msgs:
			st.Take(msg)
		case <-limit:
			st.t.Fatalf("waited for %s in vain; sent %#v\n%s", what, st.Sent, st.Text(100, 40))
		}
	}
}

// Next waits for one answer and handles it.
func (st *Story) Next() { st.Take(<-st.msgs) }

// Take handles one answer: it goes to the screen, or is what the root was asked for.
func (st *Story) Take(msg tea.Msg) {
	switch msg := msg.(type) {
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
		st.Screen.View(100, 30) // what keys mean may depend on what was drawn
		if name == "esc" {
			cmd, done := st.Screen.Escape()
			st.Left = st.Left || !done
			st.Run(cmd)
			continue
		}
		a, found := find(st.Screen, name)
		switch {
		case !found && !st.Screen.Typing():
			st.t.Fatalf("nothing listens to %q", name)
		case !found:
			st.Run(st.Screen.Update(Key(name)))
		case a.Refusal() != "":
			st.Sent = append(st.Sent, screen.Say{Text: a.Refusal()})
		default:
			st.Run(a.Run())
		}
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

// Key gives the key press of a name such as "a", "enter", "shift+tab" or "ctrl+v".
func Key(name string) tea.KeyPressMsg {
	var mod tea.KeyMod
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		name, mod = rest, tea.ModCtrl
	} else if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		name, mod = rest, tea.ModShift
	}
	if c, ok := map[string]rune{"enter": tea.KeyEnter, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "home": tea.KeyHome,
		"end": tea.KeyEnd, "backspace": tea.KeyBackspace, "left": tea.KeyLeft}[name]; ok {
		return tea.KeyPressMsg{Code: c, Mod: mod}
	}
	c := []rune(name)[0]
	if mod != 0 {
		return tea.KeyPressMsg{Code: c, Mod: mod}
	}
	return tea.KeyPressMsg{Code: c, Text: name}
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

// Asked waits for a message to the root of a type.
func Asked[T any](st *Story) T {
	st.t.Helper()
	var got T
	st.Until(fmt.Sprintf("a %T", got), func() bool {
		for _, m := range st.Sent {
			if x, ok := m.(T); ok {
				got = x
				return true
			}
		}
		return false
	})
	return got
}
