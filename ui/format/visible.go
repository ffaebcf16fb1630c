package format

import (
	"unicode"
	"unicode/utf8"
)

// Visible gives s as it may be shown in any terminal, Measure.Visible by wcwidth. Plain text comes back unchanged and
// without an allocation.
func Visible(s string) string { return Wc.Visible(s) }

// Visible gives s with a visible symbol for everything that a terminal would obey or hide: ␛ for a control character,
// ⟨RLO⟩ for a bidi control or a zero-width character, ⟨xFF⟩ for a byte that is no UTF-8, ◌ under a mark that has nothing
// to stand on. The result holds nothing that moves the cursor or takes no room by itself, and making it visible again
// changes nothing. Plain text comes back unchanged and without an allocation.
//
// Letters of right-to-left scripts stay as they are, in the order in which they are stored: no marks are put around them,
// for a mark is itself what this function keeps out. Columns are straight by count of cells; a terminal that reorders
// whole lines does so on its own.
//
// By wcwidth, what terminals without mode 2027 disagree about is made simple: presentation selectors and skin tones are
// left out and joined emoji stand side by side. By graphemes they are kept.
func (m Measure) Visible(s string) string {
	n := asciiPrefix(s, len(s))
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if !plain(r) {
			break
		}
		n += size
	}
	if n >= len(s) {
		return s
	}
	v := writer{m: m, s: s}
	dst := make([]byte, 0, len(s)+len(s)/4+16)
	for v.i < len(s) {
		dst = v.fill(dst, len(s))
	}
	return string(dst)
}

// AppendVisible adds s to dst as Visible gives it, but stops after about limit bytes and then tells that more follows.
func (m Measure) AppendVisible(dst []byte, s string, limit int) (out []byte, more bool) {
	v := writer{m: m, s: s}
	dst = v.fill(dst, limit)
	return dst, v.i < len(s)
}

const (
	maxMarks  = 8 // marks that one letter may carry before the next one gets a base of its own
	maxJoined = 8 // letters or emoji that may join into one cluster
)

// writer turns text into visible text, piece by piece, so that the start of a long text costs no more than a short one.
type writer struct {
	m        Measure
	s        string
	i        int  // how far s is written
	base     bool // what was written last can carry a mark
	prev     rune // the rune written last; 0 after a symbol
	emoji    bool // the cluster at hand began with a pictograph
	selector bool // a presentation selector was just taken
	marks    int  // marks on the base
	joined   int  // letters or emoji joined to it
}

// fill writes until about limit bytes were added or s ends.
func (v *writer) fill(dst []byte, limit int) []byte {
	end := len(dst) + limit
	for v.i < len(v.s) && len(dst) < end {
		if n := asciiPrefix(v.s[v.i:], min(len(v.s)-v.i, end-len(dst))); n > 0 {
			dst = append(dst, v.s[v.i:v.i+n]...)
			v.i += n
			v.start(rune(v.s[v.i-1]))
			continue
		}
		r, size := utf8.DecodeRuneInString(v.s[v.i:])
		if plain(r) {
			dst = append(dst, v.s[v.i:v.i+size]...)
			v.i += size
			v.start(r)
			continue
		}
		dst = v.rune(dst, r, size)
	}
	return dst
}

// start notes that a letter of its own was written.
func (v *writer) start(r rune) {
	v.base, v.prev, v.emoji, v.selector, v.marks, v.joined = r != ' ', r, false, false, 0, 0
}

// symbol notes that a symbol was written: it carries no marks.
func (v *writer) symbol() {
	v.start(0)
	v.base = false
}

// next gives the rune at i, 0 at the end.
func (v *writer) next(i int) rune {
	if i >= len(v.s) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(v.s[i:])
	return r
}

// rune writes one rune that is not plain, with what belongs to it.
func (v *writer) rune(dst []byte, r rune, size int) []byte {
	at := v.i
	v.i += size
	switch {
	case r == utf8.RuneError && size == 1:
		if c, ok := surrogate(v.s[at:]); ok {
			v.i = at + 3
			v.symbol()
			return appendCode(dst, c)
		}
		v.symbol()
		return appendByte(dst, v.s[at])
	case r < 0x20:
		v.symbol()
		return utf8.AppendRune(dst, 0x2400+r)
	case r == 0x7f:
		v.symbol()
		return utf8.AppendRune(dst, 0x2421)
	case isSelector(r):
		return v.selectorRune(dst, r)
	case r == zwj || r == zwnj:
		return v.joiner(dst, r)
	case isSkinTone(r):
		if !v.emoji || v.marks > 0 {
			break
		}
		v.marks = maxMarks // one tone each
		if v.m == Graphemes {
			return utf8.AppendRune(dst, r)
		}
		return dst
	case isRegional(r):
		second := v.next(v.i)
		if !isRegional(second) {
			break
		}
		v.i += 4
		v.start(second)
		return utf8.AppendRune(utf8.AppendRune(dst, r), second)
	case isJamo(r):
		syllable, n := compose(v.s[at:])
		if n == 0 {
			break
		}
		v.i = at + n
		v.start(syllable)
		return utf8.AppendRune(dst, syllable)
	case hidden(r):
	case isMark(r):
		return v.mark(dst, r)
	case unicode.IsLetter(r) || unicode.IsGraphic(r) || unicode.Is(unicode.Co, r):
		return v.letter(dst, r)
	} // and letters younger than this program, about which terminals differ
	v.symbol()
	return appendCode(dst, r)
}

// letter writes a rune that begins a cluster, unless a joiner before it takes it in.
func (v *writer) letter(dst []byte, r rune) []byte {
	joins := isLinker(v.prev) || v.prev == zwj
	joined := v.joined
	v.start(r)
	v.emoji = isPictograph(r)
	if joins {
		v.joined = joined + 1
		if v.joined >= maxJoined && unicode.IsLetter(r) {
			dst = append(dst, circle...)
			v.joined = 0
		}
	}
	return utf8.AppendRune(dst, r)
}

// mark writes a mark upon its base, or upon a dotted circle where it has none.
func (v *writer) mark(dst []byte, r rune) []byte {
	if !v.base || v.marks >= maxMarks {
		dst = append(dst, circle...)
		v.start('◌')
	}
	v.marks++
	v.prev, v.selector = r, false
	return utf8.AppendRune(dst, r)
}

// selectorRune takes the first variation selector after a base for what it is, a wish how to draw it. More of them, or
// one with no base, carry something hidden and are shown.
func (v *writer) selectorRune(dst []byte, r rune) []byte {
	if !v.base || v.selector || v.marks > 0 {
		v.symbol()
		return appendCode(dst, r)
	}
	v.selector = true
	keycap := v.next(v.i) == 0x20e3
	if v.m == Graphemes && r == 0xfe0f && (isPictograph(v.prev) || keycap && isKeycap(v.prev)) {
		return utf8.AppendRune(dst, r)
	}
	return dst
}

// joiner keeps a joiner where a script or a joined emoji needs it.
func (v *writer) joiner(dst []byte, r rune) []byte {
	next := v.next(v.i)
	switch {
	case v.emoji && r == zwj && isPictograph(next) && v.joined < maxJoined-2:
		if v.m != Graphemes {
			return dst // side by side
		}
	case joins(v.prev) && joins(next) && v.marks < maxMarks && v.base:
		if r == zwj && v.m != Graphemes {
			return dst // some terminals take whatever follows into the same cell
		}
	default:
		v.symbol()
		return appendCode(dst, r)
	}
	v.prev, v.selector = r, false
	return utf8.AppendRune(dst, r)
}

const (
	zwj    = 0x200d
	zwnj   = 0x200c
	circle = "◌"
)

// asciiPrefix gives how many of the first bytes of s, at most limit, are printable ASCII.
func asciiPrefix(s string, limit int) int {
	limit = min(limit, len(s))
	for i := range limit {
		if c := s[i]; c < 0x20 || c > 0x7e {
			return i
		}
	}
	return limit
}

// plain tells of the commonest letters that they stand alone: no rune before or after joins with them but marks, and
// every measure gives them the same width. It must hold for no rune that needs a look.
func plain(r rune) bool {
	switch {
	case r < 0x20:
		return false
	case r < 0x7f:
		return true
	case r < 0x300:
		return r >= 0xa0 && r != 0xad && r != 0xa9 && r != 0xae // ©️ and ®️ are emoji
	case r < 0x370:
		return false
	case r < 0x483:
		return r < 0x378 || r >= 0x3a3 || r >= 0x384 && r != 0x38b && r != 0x38d && r != 0x3a2
	case r < 0x48a:
		return false
	case r < 0x530:
		return true
	case r < 0x1e00:
		return false
	case r < 0x1f00:
		return true
	case r < 0x3041:
		return r == '…' || r == '–' || r == '—' || r == '€' || r >= '‘' && r <= '”'
	case r <= 0x3096:
		return true
	case r < 0x30a1:
		return false
	case r <= 0x30fa:
		return true
	default:
		return r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3
	}
}

// plainWidth is the width of a plain rune where ambiguous letters are narrow.
func plainWidth(r rune) int {
	if r >= 0x3041 {
		return 2
	}
	return 1
}

// isMark tells whether r stands upon the letter before it, for a terminal or for a cluster.
func isMark(r rune) bool {
	switch r {
	case 0x0e33, 0x0eb3, 0xff9e, 0xff9f: // Thai and Lao AM, halfwidth voiced marks: letters that extend a cluster
		return true
	}
	return unicode.Is(unicode.M, r)
}

// hidden tells whether r shows nothing by itself or changes what stands around it.
func hidden(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xa0,
		r == 0x034f, r == 0x17b4, r == 0x17b5, // marks that nobody can see
		r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, // fillers
		r == 0x2028, r == 0x2029,
		r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		return true
	}
	return unicode.Is(unicode.Cf, r) || r >= 0xe0000 && r <= 0xe0fff || isPrepend(r)
}

// isPrepend tells whether r joins with whatever follows it, be it the blank that ends the column (UAX #29, GB9b). Format
// characters of that kind are hidden anyway.
func isPrepend(r rune) bool {
	switch {
	case r == 0x0d4e, r == 0x111c2, r == 0x111c3, r == 0x113d1, r == 0x1193f, r == 0x11941, r == 0x11a3a,
		r >= 0x11a84 && r <= 0x11a89, r == 0x11d46, r == 0x11f02:
		return true
	}
	return false
}

func isSelector(r rune) bool {
	return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef || r >= 0x180b && r <= 0x180d || r == 0x180f
}

func isSkinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }
func isRegional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
func isKeycap(r rune) bool   { return r >= '0' && r <= '9' || r == '#' || r == '*' }

// isPictograph tells, near enough, whether r is drawn as an emoji when a selector or a joiner asks for it.
func isPictograph(r rune) bool {
	switch {
	case isSkinTone(r) || isRegional(r):
		return false
	case r >= 0x1f000 && r <= 0x1faff, r >= 0x2190 && r <= 0x2bff:
		return true
	}
	switch r {
	case 0xa9, 0xae, 0x203c, 0x2049, 0x2122, 0x2139, 0x3030, 0x303d, 0x3297, 0x3299:
		return true
	}
	return false
}

// joins tells whether r is of a script whose spelling needs joiners: Arabic and its neighbours, the scripts of India and
// South-East Asia, Mongolian.
func joins(r rune) bool {
	return r >= 0x0620 && r <= 0x0dff && r != 0x06dd && !isPrepend(r) || r >= 0x1000 && r <= 0x109f ||
		r >= 0x1780 && r <= 0x17d3 || r >= 0x1820 && r <= 0x18aa
}

// isLinker tells whether r joins the consonants before and after it into one cluster (UAX #29, GB9c).
func isLinker(r rune) bool {
	switch r {
	case 0x094d, 0x09cd, 0x0a4d, 0x0acd, 0x0b4d, 0x0bcd, 0x0c4d, 0x0ccd, 0x0d3b, 0x0d3c, 0x0d4d, 0x0dca,
		0x1039, 0x17d2, 0x1a60, 0x1b44, 0x1bab, 0xa806, 0xa8c4, 0xa953, 0xa9c0, 0xaaf6, 0x10a3f, 0x11046, 0x110b9,
		0x11133, 0x111c0, 0x11235, 0x1134d, 0x113d0, 0x11442, 0x114c2, 0x115bf, 0x1163f, 0x1193e, 0x119e0,
		0x11a47, 0x11a99, 0x11c3f, 0x11d45, 0x11d97, 0x11f42:
		return true
	}
	return false
}

// isJamo tells whether r is a part of a Korean syllable that terminals measure each in their own way.
func isJamo(r rune) bool {
	return r >= 0x1100 && r <= 0x11ff || r >= 0xa960 && r <= 0xa97f || r >= 0xd7b0 && r <= 0xd7ff
}

// compose gives the one letter for the parts of a Korean syllable at the start of s (the Unicode Standard, 3.12), as
// text from macOS brings them, and the length of the parts; 0 when they make none.
func compose(s string) (rune, int) {
	lead, n := utf8.DecodeRuneInString(s)
	if lead < 0x1100 || lead > 0x1112 {
		return 0, 0
	}
	vowel, k := utf8.DecodeRuneInString(s[n:])
	if vowel < 0x1161 || vowel > 0x1175 {
		return 0, 0
	}
	n += k
	r := 0xac00 + ((lead-0x1100)*21+(vowel-0x1161))*28
	if tail, k := utf8.DecodeRuneInString(s[n:]); tail > 0x11a7 && tail <= 0x11c2 {
		return r + tail - 0x11a7, n + k
	}
	return r, n
}

// surrogate reads half of a UTF-16 pair that was written as if it were a character.
func surrogate(s string) (rune, bool) {
	if len(s) < 3 || s[0] != 0xed || s[1] < 0xa0 || s[1] > 0xbf || s[2]&0xc0 != 0x80 {
		return 0, false
	}
	return 0xd000 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), true
}
