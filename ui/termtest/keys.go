package termtest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// keyModes are the modes that change how keys are sent.
type keyModes struct {
	appCursor bool // DECCKM
	kitty     bool // the kitty protocol's "disambiguate" flag
}

const (
	modShift = 1 << iota
	modAlt
	modCtrl
)

// encodeKey gives the bytes that xterm, or a terminal with the kitty protocol, sends for a key.
func encodeKey(name string, m keyModes) (string, error) {
	mods, base := 0, name
	for {
		if rest, ok := strings.CutPrefix(base, "ctrl+"); ok && rest != "" {
			mods, base = mods|modCtrl, rest
		} else if rest, ok := strings.CutPrefix(base, "alt+"); ok && rest != "" {
			mods, base = mods|modAlt, rest
		} else if rest, ok := strings.CutPrefix(base, "shift+"); ok && rest != "" {
			mods, base = mods|modShift, rest
		} else {
			break
		}
	}
	if seq, ok := functional(base, mods, m); ok {
		return seq, nil
	}
	code, ok := map[string]rune{
		"enter": '\r', "tab": '\t', "esc": 0x1b, "backspace": 0x7f, "space": ' ',
	}[base]
	if !ok {
		r, size := utf8.DecodeRuneInString(base)
		if size != len(base) || r == utf8.RuneError || r < ' ' {
			return "", fmt.Errorf("no key is called %q", name)
		}
		code = r
	}
	if m.kitty && (base == "esc" || mods&(modCtrl|modAlt) != 0 || mods == modShift && (code == '\r' || code == 0x7f)) {
		if mods == 0 {
			return fmt.Sprintf("\x1b[%du", code), nil
		}
		return fmt.Sprintf("\x1b[%d;%du", code, mods+1), nil
	}
	return legacy(name, base, code, mods)
}

// functional encodes the keys that have a sequence of their own.
func functional(base string, mods int, m keyModes) (string, bool) {
	letter, ok := map[string]string{
		"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F",
		"f1": "P", "f2": "Q", "f3": "R", "f4": "S",
	}[base]
	if ok {
		switch {
		case mods != 0:
			return fmt.Sprintf("\x1b[1;%d%s", mods+1, letter), true
		case strings.HasPrefix(base, "f") || m.appCursor:
			return "\x1bO" + letter, true
		}
		return "\x1b[" + letter, true
	}
	number, ok := map[string]int{
		"insert": 2, "delete": 3, "pgup": 5, "pgdown": 6,
		"f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20, "f10": 21, "f11": 23, "f12": 24,
	}[base]
	switch {
	case !ok:
		return "", false
	case mods != 0:
		return fmt.Sprintf("\x1b[%d;%d~", number, mods+1), true
	}
	return fmt.Sprintf("\x1b[%d~", number), true
}

// legacy encodes a character with modifiers as terminals have done since the VT100.
func legacy(name, base string, code rune, mods int) (string, error) {
	char := string(code)
	if mods&modShift != 0 {
		switch {
		case base == "tab":
			char = "\x1b[Z"
		case len(base) == 1:
			char = strings.ToUpper(char)
		}
	}
	if mods&modCtrl != 0 {
		switch {
		case base == "space" || base == "@":
			char = "\x00"
		case len(base) == 1 && code >= 'a' && code <= 'z':
			char = string(code & 0x1f)
		case len(base) == 1 && strings.ContainsRune(`[\]^_`, code):
			char = string(code & 0x1f)
		default:
			return "", fmt.Errorf("a terminal can't send %q without the kitty protocol (Options.Kitty)", name)
		}
	}
	if mods&modAlt != 0 {
		char = "\x1b" + char
	}
	return char, nil
}

// mousePress and mouseRelease are the SGR encoding (mode 1006). Cells count from 0.
func mousePress(button, x, y int) string   { return fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1) }
func mouseRelease(button, x, y int) string { return fmt.Sprintf("\x1b[<%d;%d;%dm", button, x+1, y+1) }
