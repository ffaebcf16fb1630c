package tui

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"bctui/ui/format"
)

// Terminals disagree about the width of letters: tmux leaves out what its C library does not know, kitty puts vowel signs
// of Indic scripts into the cell of their letter, others give them one of their own. Counting cells can be right for one
// of them only, and what stands behind such a letter would shift. So each word with letters beyond ASCII is followed by
// an anchor, which puts the cursor where the next word belongs, wherever the terminal believes it to be.
//
// Bubble Tea's renderer lets no cursor move through, for it would lose count; it does hand on private strings (APC), as a
// part of the cell before which they stand. An anchor travels as one of these and becomes a cursor move behind the
// renderer, in Straight. As a part of its cell it is written whenever and wherever the cell is, so it is right at any time.
const (
	anchorStart = "\x1b_bctui "
	anchorEnd   = "\x1b\\"
	blankMark   = '_' // ends an anchor that first empties the cell, for the letter after it may not be drawn at all
)

// TerminalFile is a terminal as Bubble Tea knows it by its file.
type TerminalFile interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// Straight gives the terminal for a program whose Options.Anchors are set.
func Straight(f TerminalFile) TerminalFile { return &straight{TerminalFile: f} }

type straight struct {
	TerminalFile
	buf []byte
}

// Write turns anchors into cursor moves. The renderer writes whole frames, so an anchor is never cut in two.
func (s *straight) Write(p []byte) (int, error) {
	if !bytes.Contains(p, []byte(anchorStart)) {
		return s.TerminalFile.Write(p) //nolint:wrapcheck // a file in place of a file
	}
	s.buf = anchorsToMoves(s.buf[:0], p)
	if _, err := s.TerminalFile.Write(s.buf); err != nil {
		return 0, err //nolint:wrapcheck // a file in place of a file
	}
	return len(p), nil
}

// anchorsToMoves adds p to dst with anchors as CHA (ECMA-48, 8.3.9), which tmux, screen, the Linux console and all that
// call themselves xterm know.
func anchorsToMoves(dst, p []byte) []byte {
	for {
		before, rest, found := bytes.Cut(p, []byte(anchorStart))
		dst = append(dst, before...)
		if !found {
			return dst
		}
		column, after, _ := bytes.Cut(rest, []byte(anchorEnd))
		p = after
		blank := bytes.HasSuffix(column, []byte{blankMark})
		column = bytes.TrimSuffix(column, []byte{blankMark})
		if blank {
			dst = append(dst, ' ')
		}
		dst = append(dst, "\x1b["...)
		dst = append(dst, column...)
		dst = append(dst, 'G')
	}
}

// knowsColumns tells whether a terminal of this type goes to a column. Those that don't are of a time before Unicode.
func knowsColumns(term string) bool { return term != "dumb" && !strings.HasPrefix(term, "vt") }

// anchored gives a frame with its anchors. dst is a buffer to use again.
func anchored(dst []byte, content string, me format.Measure) []byte {
	column, adrift := 0, false
	for len(content) > 0 {
		if n := simple(content, adrift); n > 0 {
			dst = append(dst, content[:n]...)
			content, column = content[n:], column+n
			continue
		}
		size, width := 1, 0
		switch c := content[0]; {
		case c == '\n':
			column, adrift = 0, false
		case c == '\x1b':
			size = sequence(content)
		default:
			size, width = me.Cluster(content)
			if c == ' ' && size == 1 && adrift {
				dst = append(appendAnchor(dst, column), anchorEnd...)
			}
			adrift = size > 1 || adrift && c != ' '
			if width == 1 && c >= 0xf0 {
				// A wide one makes the renderer clear the line, a narrow one does not.
				dst = append(appendAnchor(dst, column), blankMark)
				dst = append(dst, anchorEnd...)
			}
		}
		dst = append(dst, content[:size]...)
		content, column = content[size:], column+width
	}
	return dst
}

// simple gives how many bytes at the start of s are cells that every terminal knows and that need no anchor.
func simple(s string, adrift bool) int {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80:
			return max(0, i-1) // it may stand upon the letter before it
		case c < 0x20, adrift && c == ' ':
			return i
		}
	}
	return len(s)
}

func appendAnchor(dst []byte, column int) []byte {
	return strconv.AppendInt(append(dst, anchorStart...), int64(column+1), 10)
}

// sequence gives the length of the escape sequence at the start of s: a style or a link, for screens write no others.
func sequence(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
		}
		return len(s)
	case ']':
		for i := 2; i < len(s); i++ {
			if s[i] == '\a' {
				return i + 1
			}
			if s[i] == '\\' && s[i-1] == '\x1b' {
				return i + 1
			}
		}
		return len(s)
	}
	return 2
}
