// Package screen says what a screen is and how it talks to the root model: screens never import each other. A screen
// draws only its body; crumbs, status line, key hints, help, palette and notes belong to the root (package tui).
package screen

import (
	"context"
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/rows"
	"bctui/ui/format"
	"bctui/ui/keymap"
	"bctui/ui/place"
	"bctui/ui/theme"
	"bctui/ui/widget"
)

// Screen is one place on the way through the program. Its methods run on the program's one goroutine; what takes time
// is done in commands that Host.Do starts.
type Screen interface {
	// Init gives the first work. It runs once, after the screen was put on the stack.
	Init() tea.Cmd
	// Update takes messages that Host.Do addressed to this screen, key presses that no action took, pastes and mouse
	// events (with Y counted from the first line of the body).
	Update(tea.Msg) tea.Cmd
	// View draws the body: at most height lines of at most width cells. It must stay well under a millisecond.
	View(width, height int) Body
	// Place says where this is, with cursor and view as they are now, so that Back restores it.
	Place() place.Place
	// Crumb is the screen's short name at the top.
	Crumb() string
	// Actions are what can be done here, most important first.
	Actions() []keymap.Action
	// Status is what the frame says about this screen.
	Status() Status
	// Escape does one rung of the Esc ladder (leave input, clear filter, cancel request) and tells whether there was one.
	Escape() (tea.Cmd, bool)
	// Typing tells whether a text field has the focus, so that letters are text and not keys.
	Typing() bool
}

// Body is what a screen draws.
type Body struct {
	Content string
	Cursor  *tea.Cursor // relative to the body; nil: hidden
}

// Status is what the frame shows for a screen.
type Status struct {
	Count string // top right: "412 of 5,000 ↓"
	Left  string // bottom line, left: what is in force (filters, notes)
	Right string // bottom line, right: what happened last ("GET 200 · 143 ms")
	Busy  bool   // something is under way: the frame shows that it is alive
}

// Host is what a screen gets of the world.
type Host struct {
	ID      ID
	Context context.Context // ends when the screen leaves the stack
	Look    *Look
	Keys    *keymap.Map
	Now     func() time.Time
}

// ID addresses a screen.
type ID uint64

// Look is how things are drawn at this moment. The root changes it in place (background colour, width measure), so
// screens read it anew for every View and do not keep its parts.
type Look struct {
	Theme   *theme.Theme
	Measure format.Measure
	// Links is true where the terminal is expected to understand OSC 8.
	Links bool
	// Format is how the user writes numbers.
	Format format.Formatter
	// Remote is true over SSH, where a browser can't be opened on the user's side.
	Remote bool
}

// Widget gives what widgets need of it.
func (l *Look) Widget() widget.Look {
	return widget.Look{Theme: l.Theme, Measure: l.Measure, Links: l.Links, Format: l.Format}
}

// To carries the answer of a command to the screen that asked. The root drops it when that screen is gone.
type To struct {
	ID  ID
	Msg tea.Msg
}

// Do runs f away from the program's goroutine and brings its answer back to this screen.
func (h Host) Do(f func(ctx context.Context) tea.Msg) tea.Cmd {
	return h.DoWith(h.Context, f)
}

// DoWith is Do with a context that the screen may cancel by itself, derived from Host.Context.
//
// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func (h Host) DoWith(ctx context.Context, f func(ctx context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		msg := f(ctx)
		if msg == nil {
			return nil
		}
		return To{ID: h.ID, Msg: msg}
	}
}

// After brings msg back to this screen after d.
//
// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func (h Host) After(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return To{ID: h.ID, Msg: msg} })
}

// Go asks for another screen on top of this one.
type Go struct {
	Place place.Place
	// Seed is what is already known of it (the row of a record), so that it shows at once. It is only a short cut:
	// everything must also be reachable from Place alone.
	Seed any
}

// Instead asks for another screen in place of this one and of all below it.
type Instead struct {
	Place place.Place
	// From is the screen that asks when it goes on by itself: then it must still be on top. Zero: always.
	From ID
}

// Back asks to leave this screen.
type Back struct{}

// Returned tells a screen that it is on top again.
type Returned struct{}

// Sibling asks the screen below for the record that is Delta rows away from the one on show; that screen moves its cursor
// and answers with a Neighbour, which the root hands to the screen on top.
type Sibling struct{ Delta int }

// Neighbour answers Sibling.
type Neighbour struct {
	Place  place.Place
	Record rows.Record
	Of     string // "3 of 412"
	Why    string // why there is none; "" when there is one
}

// Where is what the frame must always show of the connection at hand.
type Where struct {
	Connection  string
	Environment string
	Type        string // "Production", "Sandbox", "" when unknown
	Demo        bool   // the embedded tenant
}

// Located is a screen that belongs to a connection.
type Located interface{ Where() Where }

// AskSecret is the seed of the setup when a connection can't go on without a secret.
type AskSecret struct {
	Reason string      // why it is asked for
	Next   place.Place // where to go on when it is there
}

// Level is how urgent a note is.
type Level uint8

// Levels of a note.
const (
	Note Level = iota
	Success
	Warning
	Failure
)

// Say shows a short note for a few seconds.
type Say struct {
	Level Level
	Text  string
}

// Tell gives a command that shows a note.
//
// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func Tell(level Level, text string) tea.Cmd {
	return func() tea.Msg { return Say{Level: level, Text: text} }
}

// Copy asks the root to put text on the clipboard and to say so honestly; What names it ("client ID").
type Copy struct{ What, Text string }

// Browse asks the root to open an address in the browser, or to copy it where no browser can be opened.
type Browse struct{ URL string }

// Emit gives a command that sends msg to the root.
//
// Not inlined: it stands in dozens of places, and copies would cost the binary more than the calls.
//
//go:noinline
func Emit(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Emitted tells whether a command was made by Emit and so only carries a message. The root takes such a message before
// it reads the next key: who types fast must not have the second key land on the screen that the first one left. All
// closures of one function share their code, which is what is compared; that is why Emit must not be inlined.
func Emitted(cmd tea.Cmd) bool {
	return cmd != nil && reflect.ValueOf(cmd).Pointer() == reflect.ValueOf(Emit(nil)).Pointer()
}
