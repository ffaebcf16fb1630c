package format

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

var measures = []Measure{Wc, Graphemes}

// unfit gives the first thing in s that a terminal would obey or hide, "" when there is none. It is written on its own,
// from what terminals do, and does not ask the code under test.
func unfit(s string) string {
	prev := rune(0)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		joiner := r == zwj || r == zwnj
		switch {
		case r == utf8.RuneError && size == 1:
			return fmt.Sprintf("byte %#x", s[i])
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			return fmt.Sprintf("control %U", r)
		case unicode.Is(unicode.Cf, r) && !joiner, unicode.In(r, unicode.Zl, unicode.Zp):
			return fmt.Sprintf("format character %U", r)
		case joiner && (prev == 0 || prev < 0x300 || prev == zwj || prev == zwnj):
			return fmt.Sprintf("joiner %U after %U", r, prev)
		}
		prev = r
		i += size
	}
	return ""
}

func TestEveryRuneIsVisibleAndKeepsItsWidth(t *testing.T) {
	if ambiguousWide() {
		t.Skip("RUNEWIDTH_EASTASIAN is set")
	}
	for _, m := range measures {
		wrong := 0
		for r := rune(0); r <= unicode.MaxRune && wrong < 20; r++ {
			switch r {
			case 0x20000, 0x30000: // ideographs one like another
				r += 0xff00
			case 0x40000: // nothing is assigned up to the tags, and behind them all is for private use
				r = 0xe0000
			case 0xe1000:
				r = 0xeff00
			case 0xf0100:
				r = 0x10ff00
			}
			s := m.Visible(string(r))
			w := m.method().StringWidth(s)
			if bad := unfit(s); bad != "" || w < 1 {
				t.Errorf("measure %d: %U shows as %q: %s, width %d", m, r, s, bad, w)
				wrong++
			}
			// Between the blanks of its neighbours it must be as wide as alone.
			if got := m.method().StringWidth(" " + s + " "); got != w+2 {
				t.Errorf("measure %d: %U is %d wide alone and %d between blanks", m, r, w, got-2)
				wrong++
			}
			if plain(r) && (s != string(r) || w != plainWidth(r)) {
				t.Errorf("measure %d: %U counts as plain, shows as %q, width %d", m, r, s, w)
				wrong++
			}
		}
	}
}

func TestHostileTextShowsAsSymbols(t *testing.T) {
	for in, want := range map[string]string{
		"":                               "",
		"Adatum Corporation":             "Adatum Corporation",
		"Käse & Øl, 東京":                  "Käse & Øl, 東京",
		"\x1b[31mred\x1b[m":              "␛[31mred␛[m",
		"\x1b]52;c;aGk=\a":               "␛]52;c;aGk=␇",
		"\x1b]8;;http://x\x1b\\y":        "␛]8;;http://x␛\\y",
		"a\r\nb\tc\x00":                  "a␍␊b␉c␀",
		"\x7f":                           "␡",
		"\u009b31m\u009d0;t\u009c":       "⟨CSI⟩31m⟨OSC⟩0;t⟨ST⟩",
		"\u0085":                         "⟨NEL⟩",
		"\x9b31m":                        "⟨x9B⟩31m",
		"abc\u202egpj.exe":               "abc⟨RLO⟩gpj.exe",
		"\u2066a\u2069\u200e\u200f":      "⟨LRI⟩a⟨PDI⟩⟨LRM⟩⟨RLM⟩",
		"a\u200bb\u2060\ufeffc":          "a⟨ZWSP⟩b⟨WJ⟩⟨BOM⟩c",
		"a\u200db\u200cc":                "a⟨ZWJ⟩b⟨ZWNJ⟩c",
		"\u2028\u2029":                   "⟨LS⟩⟨PS⟩",
		"soft\u00adhyphen":               "soft⟨SHY⟩hyphen",
		"\U000e0041\U000e007f":           "⟨U+E0041⟩⟨U+E007F⟩",
		"\xed\xa0\x80":                   "⟨U+D800⟩",
		"\xff\xc3":                       "⟨xFF⟩⟨xC3⟩",
		"\u0301x":                        "◌\u0301x",
		"x \u0301":                       "x ◌\u0301",
		"\ufff9a\ufffab\ufffb":           "⟨IAA⟩a⟨IAS⟩b⟨IAT⟩",
		"A\ufe00\ufe01":                  "A⟨U+FE01⟩",
		"\ufe0f":                         "⟨U+FE0F⟩",
		"\u3164":                         "⟨U+3164⟩",
		"\U0001f1e9":                     "⟨U+1F1E9⟩",
		"\U0001f1e9\U0001f1ea":           "\U0001f1e9\U0001f1ea",
		"\u1112\u1161\u11ab\u1100\u1173": "한그",
		"می\u200cخواهم":                  "می\u200cخواهم",
		"عربي עברית":                     "عربي עברית",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%+q) = %q, want %q", in, got, want)
		}
		if got := Graphemes.Visible(in); got != want {
			t.Errorf("Graphemes.Visible(%+q) = %q, want %q", in, got, want)
		}
	}
}

// Terminals without mode 2027 draw joined emoji, skin tones and presentation selectors each in their own width, so
// there they are taken apart.
func TestEmojiAreSimpleUntilClustersAreConfirmed(t *testing.T) {
	for in, want := range map[string]struct{ wc, graphemes string }{
		"❤️":        {"❤", "❤️"},
		"👍🏽":        {"👍", "👍🏽"},
		"👨‍👩‍👧":     {"👨👩👧", "👨‍👩‍👧"},
		"🧑🏽‍💻":      {"🧑💻", "🧑🏽‍💻"},
		"1️⃣":       {"1⃣", "1️⃣"},
		"a🏽":        {"a⟨U+1F3FD⟩", "a⟨U+1F3FD⟩"},
		"🇩🇪🇳🇴":      {"🇩🇪🇳🇴", "🇩🇪🇳🇴"},
		"a\ufe0f":   {"a", "a"},
		"क्\u200dष": {"क्ष", "क्\u200dष"},
	} {
		if got := Wc.Visible(in); got != want.wc {
			t.Errorf("by wcwidth %+q shows as %+q, want %+q", in, got, want.wc)
		}
		if got := Graphemes.Visible(in); got != want.graphemes {
			t.Errorf("by graphemes %+q shows as %+q, want %+q", in, got, want.graphemes)
		}
	}
}

func TestMarksAreBounded(t *testing.T) {
	zalgo := "e" + strings.Repeat("\u0301", 100)
	v := Visible(zalgo)
	if n := strings.Count(v, circle); n != 12 {
		t.Errorf("100 marks got %d bases of their own, want 12: %q", n, v)
	}
	if strings.Count(v, "\u0301") != 100 {
		t.Error("marks were lost")
	}
	if w := Wc.Width(Visible(strings.Repeat("क्", 1000) + "क")); w < 1000 {
		t.Errorf("a thousand joined letters are %d wide", w)
	}
}

func TestVisibleOfPlainTextAllocatesNothing(t *testing.T) {
	for _, s := range []string{"Adatum Corporation", "Käse und Øl", "東京都"} {
		if n := testing.AllocsPerRun(100, func() { _ = Visible(s) }); n != 0 {
			t.Errorf("Visible(%q) makes %v allocations", s, n)
		}
	}
}

func FuzzVisible(f *testing.F) {
	for _, s := range awkward() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range measures {
			v := m.Visible(s)
			if bad := unfit(v); bad != "" {
				t.Fatalf("measure %d: %+q shows as %+q: %s", m, s, v, bad)
			}
			if again := m.Visible(v); again != v {
				t.Fatalf("measure %d: %+q shows as %+q and then as %+q", m, s, v, again)
			}
			w := m.method().StringWidth(v)
			if got := m.method().StringWidth("x " + v + " x"); got != w+4 {
				t.Fatalf("measure %d: %+q is %d wide alone, %d between blanks", m, v, w, got-4)
			}
			if got := ansi.Strip(v); got != v {
				t.Fatalf("measure %d: %+q holds an escape sequence", m, v)
			}
		}
	})
}

// awkward is text that shears tables.
func awkward() []string {
	return []string{
		"", "Adatum", "हिन्दी में", "स्ते", "العربية ١٢٣", "עִבְרִית", "東京 中文 한국어", "ไทยกำ", "தமிழ்", "ｶﾞ か\u3099",
		"❤️ ☎️ ©️", "👍🏽👨‍👩‍👧🧑🏽‍💻", "1️⃣#️⃣", "🇩🇪🇩", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
		"e\u0301a\u0308\u0302", "\u0301", "\u200d", "👩\u200d", "\ufe0f\ufe0f", "ൎക", "\u0600١", "क्\u200dष", "क्\u200c",
		"\x1b[2J\x1b]0;x\a", "\u202eabc\u2069", "\xff\xfe", "\u1112\u1161\u11ab\u1161", "\r\n\t", "🏽", "a🏽", "ﷺ", "\u0e33",
		strings.Repeat("\u0301", 30), strings.Repeat("क्", 20), strings.Repeat("👨\u200d", 20), "\U0001f1e9\u0301",
	}
}
