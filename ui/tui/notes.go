package tui

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"bctui/ui/format"
	"bctui/ui/screen"
	"bctui/ui/widget"
	"bctui/ui/widget/toast"
)

const tickTime = 100 * time.Millisecond

// expireMsg ends a note, unless a newer one has taken its place.
type expireMsg struct {
	of     *toast.Model
	serial int
}

type tickMsg struct{}

func (m *Model) say(level screen.Level, text string) tea.Cmd {
	return m.show(&m.note, widget.Level(level), text)
}

// hear shows news from below.
func (m *Model) hear(text string) tea.Cmd { return m.show(&m.notice, widget.Warning, text) }

func (m *Model) show(note *toast.Model, level widget.Level, text string) tea.Cmd {
	serial, stay := note.Show(level, text)
	return tea.Tick(stay, func(time.Time) tea.Msg { return expireMsg{of: note, serial: serial} })
}

// noteLines draws the note at hand: one line in the place of the status, up to two more over the end of the body when it
// is long.
func (m *Model) noteLines() []string {
	note := &m.note
	if note.Empty() {
		note = &m.notice
	}
	return note.Lines(m.look.Widget(), m.width-2, 3)
}

// tick keeps the spinner turning as long as something is under way, and not a moment longer: an idle program must not
// use the processor.
func (m *Model) tick() tea.Cmd {
	s := m.top()
	if m.ticking || s == nil || !s.Status().Busy {
		return nil
	}
	m.ticking = true
	return tea.Tick(tickTime, func(time.Time) tea.Msg { return tickMsg{} })
}

// copy puts text where the user can paste it, and claims no more than is known: over SSH and in terminals without a
// clipboard of their own only OSC 52 reaches the user, and nothing tells whether the terminal obeyed.
func (m *Model) copy(msg screen.Copy) tea.Cmd {
	what := msg.What
	if what == "" {
		what = "text"
	}
	if !m.look.Remote && m.opts.WriteClipboard != nil {
		if err := m.opts.WriteClipboard(msg.Text); err == nil {
			return m.say(screen.Success, "Copied: "+what+" "+m.preview(msg.Text))
		}
	}
	// Terminals drop longer texts without a word, and over SSH they block the line.
	const most = 100_000
	if len(msg.Text) > most {
		return m.say(screen.Warning, fmt.Sprintf("Not copied: %s has %s characters, more than the terminal's clipboard takes.", what,
			m.look.Format.Int(int64(utf8.RuneCountInString(msg.Text)))))
	}
	hint := "Sent to the terminal's clipboard: "
	if m.opts.Getenv("TMUX") != "" {
		hint = "Sent to the terminal's clipboard (tmux passes it on only with `set -g set-clipboard on`): "
	}
	return tea.Batch(tea.SetClipboard(msg.Text), m.say(screen.Success, hint+what+" "+m.preview(msg.Text)))
}

func (m *Model) preview(text string) string {
	return "“" + m.look.Measure.Truncate(format.Visible(text), 40) + "”"
}

// browse opens an address, or copies it where no browser of the user's can be opened.
func (m *Model) browse(url string) tea.Cmd {
	if url == "" {
		return m.say(screen.Note, "There is no page to open here.")
	}
	if m.look.Remote || m.opts.OpenURL == nil {
		return m.copy(screen.Copy{What: "address", Text: url})
	}
	open := m.opts.OpenURL
	return tea.Batch(
		m.say(screen.Note, "Opening "+m.preview(url)),
		func() tea.Msg {
			ctx, cancel := context.WithTimeout(m.ctx, 5*time.Second)
			defer cancel()
			err := open(ctx, url)
			if err == nil || errors.Is(err, context.Canceled) {
				return nil
			}
			return screen.Copy{What: "address (no browser could be opened)", Text: url}
		},
	)
}
