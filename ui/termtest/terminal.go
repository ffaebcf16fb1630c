package termtest

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Terminal is one terminal window with one program in it. Its methods may be called from several goroutines, those that
// fail the test (Wait…, Press, Resize) only from the test's own, as package testing demands.
type Terminal struct {
	tb   TB
	opts Options
	name string // the command line, for messages

	mu      sync.Mutex
	scr     *display
	raw     []byte
	changed chan struct{} // closed and replaced when the screen may have changed
	leaked  []string      // texts of Options.Never that were on the screen

	in   *inbox
	proc program

	exited chan struct{} // closed when the program has ended and all it wrote is on the screen
	code   int
	err    error
	cpu    time.Duration
	model  tea.Model
}

// program is what runs in a terminal.
type program interface {
	resize(width, height int) error
	hangup() // the window is closed
	kill()
}

func newTerminal(tb TB, opts Options, name string) *Terminal {
	t := &Terminal{
		tb:      tb,
		opts:    opts,
		name:    name,
		changed: make(chan struct{}),
		in:      newInbox(),
		exited:  make(chan struct{}),
	}
	t.scr = newDisplay(opts, t.settle)
	go t.pumpReplies()
	return t
}

// pumpReplies hands what the terminal answers (cursor position, colours, modes) to the program.
func (t *Terminal) pumpReplies() {
	buf := make([]byte, 4096)
	for {
		n, err := t.scr.emu.Read(buf)
		t.in.put(buf[:n])
		if err != nil {
			return
		}
	}
}

// Write takes what the program wrote. It never fails.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw = append(t.raw, p...)
	t.scr.write(p)
	t.touched()
	return len(p), nil
}

// settle is called by a timer of the display when bytes were held back for longer than they should.
func (t *Terminal) settle() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.scr.flush()
	t.touched()
}

// touched looks for forbidden text and wakes who waits. t.mu is held.
func (t *Terminal) touched() {
	if t.opts.watch != nil && t.opts.watch(t.scr.snapshot()) {
		t.opts.watch = nil
	}
	if len(t.opts.Never) > 0 {
		text := t.scr.snapshot().joined()
		for _, never := range t.opts.Never {
			if never != "" && strings.Contains(text, never) && !slices.Contains(t.leaked, never) {
				t.leaked = append(t.leaked, never)
			}
		}
	}
	close(t.changed)
	t.changed = make(chan struct{})
}

// ended notes that the program has ended and wrote its last byte.
func (t *Terminal) ended(code int, err error) {
	t.mu.Lock()
	t.scr.flush()
	t.scr.close()
	t.code, t.err = code, err
	close(t.exited) // before touched: who is woken must see it
	t.touched()
	t.mu.Unlock()
	t.in.close()
}

// Close ends the program if it still runs and waits until it is gone. Start and Run register it with Cleanup.
func (t *Terminal) Close() {
	t.tb.Helper()
	select {
	case <-t.exited:
	default:
		t.proc.kill()
		select {
		case <-t.exited:
		case <-time.After(t.opts.Wait):
			t.tb.Errorf("%s does not end, not even killed", t.name)
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for range t.leaked {
		t.tb.Errorf("%s: a text that must never be shown was on the screen (Options.Never)", t.name)
	}
	t.leaked = nil
}

// Screen gives the screen as it is shown now.
func (t *Terminal) Screen() Screen {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.scr.snapshot()
}

// Raw gives all bytes that the program has written, unchanged.
func (t *Terminal) Raw() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.raw)
}

// Clipboard gives the texts that the program put on the clipboard by OSC 52, in order.
func (t *Terminal) Clipboard() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.scr.clipboard)
}

// Bells tells how often the bell rang.
func (t *Terminal) Bells() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.scr.bells
}

// Controls names the kinds of control bytes and sequences that the program has written ("CSI ?h", "CSI m", "OSC 8",
// "ESC 7", "C0 0a", "C1 9b"), sorted. Hostile data that reached the terminal shows as a kind the program never uses.
func (t *Terminal) Controls() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.scr.controls))
}

// Press sends keys by name, in Bubble Tea's notation: "enter", "esc", "tab", "shift+tab", "up", "pgdown", "f1",
// "ctrl+c", "alt+x", "space" or a single character. An unknown name fails the test.
func (t *Terminal) Press(keys ...string) {
	t.tb.Helper()
	for _, key := range keys {
		t.mu.Lock()
		seq, err := encodeKey(key, t.scr.keyModes())
		t.mu.Unlock()
		if err != nil {
			t.tb.Fatalf("Press: %v", err)
		}
		t.in.put([]byte(seq))
	}
}

// Type sends text as typed: each character by itself, line breaks as Enter.
func (t *Terminal) Type(text string) {
	for _, r := range text {
		if r == '\n' {
			r = '\r'
		}
		t.in.put([]byte(string(r)))
	}
}

// Paste sends text as a terminal pastes it: in brackets when the program asked for that, line breaks as carriage returns.
func (t *Terminal) Paste(text string) {
	t.mu.Lock()
	bracketed := t.scr.bracketedPaste
	t.mu.Unlock()
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r")
	if bracketed {
		// A terminal takes the end mark out of what is pasted, so that a text can't leave the brackets by itself.
		text = "\x1b[200~" + strings.ReplaceAll(text, "\x1b[201~", "") + "\x1b[201~"
	}
	t.in.put([]byte(text))
}

// Send hands bytes to the program as they are.
func (t *Terminal) Send(p []byte) { t.in.put(p) }

// Click presses and releases the left button at a cell counted from 0,0. It tells whether the program had asked for the
// mouse; if not, nothing is sent.
func (t *Terminal) Click(x, y int) bool {
	return t.mouse(mousePress(0, x, y), mouseRelease(0, x, y))
}

// ClickText clicks on the first cell of a text, which must be on the screen.
func (t *Terminal) ClickText(text string) bool {
	t.tb.Helper()
	x, y, ok := t.Screen().Find(text)
	if !ok {
		t.tb.Fatalf("ClickText: %q is not on the screen\n%s", text, t.describe())
	}
	return t.Click(x, y)
}

// Wheel turns the wheel by lines steps at a cell: down when positive, up when negative.
func (t *Terminal) Wheel(x, y, lines int) bool {
	button := 65
	if lines < 0 {
		button, lines = 64, -lines
	}
	seqs := make([]string, lines)
	for i := range seqs {
		seqs[i] = mousePress(button, x, y)
	}
	return t.mouse(seqs...)
}

func (t *Terminal) mouse(seqs ...string) bool {
	t.mu.Lock()
	on := t.scr.mouse != 0 && t.scr.mouseSGR
	t.mu.Unlock()
	if !on {
		return false
	}
	for _, s := range seqs {
		t.in.put([]byte(s))
	}
	return true
}

// Focus tells the program that the window got or lost the focus, when it asked to be told.
func (t *Terminal) Focus(in bool) {
	t.mu.Lock()
	on := t.scr.focusEvents
	t.mu.Unlock()
	switch {
	case !on:
	case in:
		t.in.put([]byte("\x1b[I"))
	default:
		t.in.put([]byte("\x1b[O"))
	}
}

// Resize gives the window another size; the program is told as by a window manager.
func (t *Terminal) Resize(width, height int) {
	t.tb.Helper()
	t.mu.Lock()
	t.scr.resize(width, height)
	t.touched()
	t.mu.Unlock()
	if err := t.proc.resize(width, height); err != nil {
		t.tb.Fatalf("Resize: %v", err)
	}
}

// Hangup closes the window under the program: it gets SIGHUP and can neither read nor write any longer.
func (t *Terminal) Hangup() { t.proc.hangup() }

// Kill ends the program without asking it.
func (t *Terminal) Kill() { t.proc.kill() }

// Exited tells whether the program has ended, and with which exit code (-1: by a signal).
func (t *Terminal) Exited() (code int, ended bool) {
	select {
	case <-t.exited:
		return t.code, true
	default:
		return 0, false
	}
}

// CPU gives the processor time, of all cores together, that a program of Start took from its start to its end; 0 as long
// as it runs.
func (t *Terminal) CPU() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.cpu
}

// WaitExit waits until the program has ended and fails the test when the exit code is another.
func (t *Terminal) WaitExit(code int) {
	t.tb.Helper()
	select {
	case <-t.exited:
	case <-time.After(t.opts.Wait):
		t.tb.Fatalf("waited %s for %s to end\n%s", t.opts.Wait, t.name, t.describe())
	}
	if t.code != code {
		t.tb.Fatalf("%s ended with exit code %d (%v), want %d\n%s", t.name, t.code, t.err, code, t.describe())
	}
}

// Result waits for the program to end and gives the last model and the error of tea.Program.Run, for a terminal made
// by Run.
func (t *Terminal) Result() (tea.Model, error) {
	t.tb.Helper()
	select {
	case <-t.exited:
	case <-time.After(t.opts.Wait):
		t.tb.Fatalf("waited %s for %s to end\n%s", t.opts.Wait, t.name, t.describe())
	}
	return t.model, t.err
}

// WaitFor waits until all the texts are on the screen at once and gives that screen.
func (t *Terminal) WaitFor(texts ...string) Screen {
	t.tb.Helper()
	return t.WaitForFunc("to see "+quoted(texts), func(s Screen) bool {
		for _, text := range texts {
			if !s.Contains(text) {
				return false
			}
		}
		return true
	})
}

// WaitGone waits until none of the texts is on the screen and gives that screen.
func (t *Terminal) WaitGone(texts ...string) Screen {
	t.tb.Helper()
	return t.WaitForFunc("for the end of "+quoted(texts), func(s Screen) bool {
		return !slices.ContainsFunc(texts, s.Contains)
	})
}

// WaitForFunc waits until ok holds for the screen and gives that screen; what says in words what is waited for ("to see
// the second page"). A program that has ended can't change the screen any more, so the wait ends then.
func (t *Terminal) WaitForFunc(what string, ok func(Screen) bool) Screen {
	t.tb.Helper()
	deadline := time.NewTimer(t.opts.Wait)
	defer deadline.Stop()
	for {
		t.mu.Lock()
		_, ended := t.Exited()
		s, changed := t.scr.snapshot(), t.changed
		t.mu.Unlock()
		if ok(s) {
			return s
		}
		if ended {
			t.tb.Fatalf("waited %s, but %s has ended with exit code %d (%v)\n%s", what, t.name, t.code, t.err, t.describe())
		}
		select {
		case <-changed:
		case <-deadline.C:
			t.tb.Fatalf("waited %s %s\n%s", t.opts.Wait, what, t.describe())
		}
	}
}

// describe draws the screen for a failure message.
func (t *Terminal) describe() string {
	s := t.Screen()
	var b strings.Builder
	fmt.Fprintf(&b, "the screen of %s, %d×%d, cursor at %d,%d", t.name, s.Width, s.Height, s.Cursor.X, s.Cursor.Y)
	if !s.Cursor.Visible {
		b.WriteString(" (hidden)")
	}
	if s.Title != "" {
		fmt.Fprintf(&b, ", title %q", s.Title)
	}
	b.WriteString(":\n┌" + strings.Repeat("─", s.Width) + "┐\n")
	for _, line := range s.Lines() {
		b.WriteString("│" + line + "\n")
	}
	b.WriteString("└" + strings.Repeat("─", s.Width) + "┘")
	if code, ended := t.Exited(); ended {
		fmt.Fprintf(&b, "\nended with exit code %d", code)
	}
	return b.String()
}

func quoted(texts []string) string {
	q := make([]string, len(texts))
	for i, s := range texts {
		q[i] = fmt.Sprintf("%q", s)
	}
	return strings.Join(q, " and ")
}

var _ io.Writer = (*Terminal)(nil)
