package format

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible gives s with a visible symbol for everything that a terminal would obey or hide: control characters, bidi
// controls, zero-width characters, invalid UTF-8. Plain text comes back unchanged, without an allocation.
func Visible(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7f:
			b.WriteRune(0x2421)
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)):
			b.WriteRune(utf8.RuneError)
		case r < 0xa0 && r >= 0x80, unicode.Is(unicode.Cf, r), r == 0x2028, r == 0x2029:
			b.WriteString("⟨U+" + strings.ToUpper(strconv.FormatInt(int64(r), 16)) + "⟩")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
