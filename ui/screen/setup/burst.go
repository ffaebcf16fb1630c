package setup

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bctui/bc/intake"
)

// A terminal without bracketed paste types what is pasted: each line, and Enter behind it. The first line that is part of
// a block shows what this is; what follows as fast is then read and not typed, so that no line of it becomes a value, a
// secret on the screen or a command.
type burst struct {
	last    time.Time // of the latest key
	keys    int       // that came too fast for fingers, one behind the other
	lines   []string
	rest    string // the line at hand, once a block was recognised
	taken   bool   // a block was recognised
	refused bool   // the line before was none that its field takes
	waiting bool   // a quietMsg is on its way
}

const (
	// burstGap is the longest time between two keys of a paste. Fingers that roll over two keys need longer.
	burstGap = 15 * time.Millisecond
	// burstKeys is how many keys make a paste.
	burstKeys = 8
	// burstMost is how much of a paste is read.
	burstMost = 1 << 17
)

// quietMsg asks whether the burst has ended.
type quietMsg struct{}

// beat notes a key and tells whether it came too fast for fingers.
func (s *Screen) beat() (fast bool) {
	b := &s.burst
	now := s.host.Now()
	if now.Sub(b.last) > burstGap {
		s.settle()
	}
	b.last = now
	b.keys++
	return b.keys >= burstKeys
}

// rushed tells whether the next key is still part of a paste that must not act.
func (s *Screen) rushed() bool {
	b := &s.burst
	return b.keys >= burstKeys && (b.taken || s.phase != editing && s.phase != passphrase) && s.host.Now().Sub(b.last) <= burstGap
}

// line ends a line of the burst and gives all its lines.
func (b *burst) line(text string) string {
	size := len(text)
	for _, l := range b.lines {
		size += len(l)
	}
	if size <= burstMost {
		b.lines = append(b.lines, text)
	}
	return strings.Join(b.lines, "\n")
}

// rush takes a key that is part of a paste, and the line break by which some terminals end its lines.
func (s *Screen) rush(msg tea.KeyPressMsg) (taken bool, cmd tea.Cmd) {
	lineBreak := msg.String() == "ctrl+j" || msg.String() == "enter"
	if lineBreak && s.phase == editing && !s.burst.taken {
		return true, s.next()
	}
	rushed := s.rushed()
	fast := s.beat()
	b := &s.burst
	switch {
	case !rushed:
		if fast && b.refused && msg.Text != "" {
			s.form.Clear() // else one line would run into the other
		}
		b.refused = b.refused && msg.Text == ""
		return false, nil
	case !b.taken:
		return true, nil
	case lineBreak:
		b.line(b.rest)
		b.rest = ""
	case msg.String() == "tab":
		b.rest += "\t"
	case len(b.rest) < burstMost:
		b.rest += msg.Text
	}
	return true, s.awaitQuiet()
}

// end lets the next key count again, whatever came before: what has come since, an answer of the network or of the keyring, takes
// longer than what is left of a paste. A person, or a script that waits for the screen, answers what it shows now.
func (b *burst) end() { *b = burst{waiting: b.waiting} }

// awaitQuiet has the screen asked soon whether the burst has ended.
func (s *Screen) awaitQuiet() tea.Cmd {
	if s.burst.waiting || s.burst.keys < burstKeys {
		return nil
	}
	s.burst.waiting = true
	return s.host.After(2*burstGap, quietMsg{})
}

func (s *Screen) quiet() tea.Cmd {
	s.burst.waiting = false
	if s.host.Now().Sub(s.burst.last) <= burstGap {
		return s.awaitQuiet()
	}
	s.settle()
	return nil
}

// settle ends a burst: what it held is read as one text.
func (s *Screen) settle() {
	b := s.burst
	s.burst = burst{waiting: b.waiting}
	if !b.taken || s.phase != editing || len(b.lines) < 2 && b.rest == "" {
		return
	}
	if found, ok := intake.Parse(b.line(b.rest)); ok {
		s.spread(found)
	}
}
