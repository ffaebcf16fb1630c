package filter

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"bctui/bc/odata"
)

// Demand is what a $filter asks of the texts in a row, so far as that can be told without the service: it proves that
// the service passed over a condition (reference 5: API pages without schema version 2.1 send the whole table).
type Demand struct {
	Fields []string // that Fits looks at
	may    may
}

// Fits is false where a row can't be what the filter asks for. value gives a field's text; ok is false where it is not
// there. What depends on the collation of the service (accents, order, letters beyond ASCII) counts as fitting.
func (d Demand) Fits(value func(field string) (text string, ok bool)) bool {
	return d.may == nil || d.may(value)
}

// Among gives the columns of a $select with those that Fits looks at; nil, which asks for all, stays so.
func (d Demand) Among(columns []string) []string {
	for _, f := range d.Fields {
		if len(columns) > 0 && !slices.Contains(columns, f) {
			columns = append(columns, f)
		}
	}
	return columns
}

// Demands reads what a $filter asks of the rows. The zero Demand fits every row; so it is for a filter that has nothing
// that can be told here, or that Check finds fault with.
func Demands(raw string, t *odata.EntityType) Demand {
	c := &checker{src: []rune(raw), typ: t}
	if t == nil || !utf8.ValidString(raw) || !c.cut() {
		return Demand{}
	}
	whole := c.read()
	if c.stopped || whole.may == nil {
		return Demand{}
	}
	return Demand{whole.fields, whole.may}
}

// may tells whether a row may pass a condition; nil: it always may, for nothing is known of it.
type may func(value func(field string) (text string, ok bool)) bool

// joinFits joins two conditions by and, or by or.
func joinMay(word string, a, b may) may {
	switch {
	case word == "or" && (a == nil || b == nil):
		return nil
	case a == nil:
		return b
	case b == nil:
		return a
	case word == "or":
		return func(value func(string) (string, bool)) bool { return a(value) || b(value) }
	}
	return func(value func(string) (string, bool)) bool { return a(value) && b(value) }
}

// textFits is a search for a text in a field. What a function cut out of it is not known here.
func textMay(field part, function, text string) may {
	if field.prop == nil || field.prop.Kind != odata.KindString || field.cut {
		return nil
	}
	pattern := loose(strings.TrimRight(text, " "))
	switch function {
	case "startswith":
		pattern += "*"
	case "endswith":
		pattern = "*" + pattern
	case "contains":
		pattern = "*" + pattern + "*"
	}
	chars := make([]char, 0, len(pattern))
	for _, r := range pattern {
		chars = append(chars, char{r: r})
	}
	name := field.prop.Name
	return func(value func(string) (string, bool)) bool {
		text, ok := value(name)
		if !ok || !ascii(text) {
			return true
		}
		return globMatch(chars, []rune(strings.TrimRight(text, " ")))
	}
}

// MostLooked is how long a text may be, in bytes, so that Fits looks at it. A longer one fits.
const MostLooked = 4096

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return len(s) <= MostLooked
}

// loose is a text as a pattern for values in ASCII that a collation may take for it: a letter with an accent is the one
// without, and perhaps some more (ä is ae); what has none may be anything.
func loose(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= utf8.RuneSelf {
			b.WriteString(baseLetter(unicode.ToLower(r)))
			r = '*'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func baseLetter(r rune) string {
	for letters := range strings.FieldsSeq("aàáâãäåæāăą cçćĉċč dďđð eèéêëēĕėęě gĝğġģ hĥħ iìíîïĩīĭįı jĵ kķ lĺļľŀł nñńņň oòóôõöøōŏőœ rŕŗř sśŝşšß tţťŧ uùúûüũūŭůűų wŵ yýÿŷ zźżž") {
		if strings.ContainsRune(letters, r) {
			return letters[:1]
		}
	}
	return ""
}

// Spelled is a $filter that comes near to one with functions within functions, and needs none: where case does not count
// it names the usual spellings. ok is false where there is no such thing.
func Spelled(raw string, t *odata.EntityType) (plain string, ok bool) {
	c := &checker{src: []rune(raw), typ: t}
	if !utf8.ValidString(raw) || !c.cut() {
		return "", false
	}
	c.read()
	if c.stopped || len(c.swaps) == 0 {
		return "", false
	}
	sort.SliceStable(c.swaps, func(i, j int) bool {
		a, b := c.swaps[i], c.swaps[j]
		return a.pos < b.pos || a.pos == b.pos && a.end > b.end
	})
	var out []rune
	at := 0
	for _, s := range c.swaps {
		if s.pos < at {
			continue // a function in one that was rewritten as a whole
		}
		out = append(append(out, c.src[at:s.pos]...), []rune(s.text)...)
		at = s.end
	}
	out = append(out, c.src[at:]...)
	plain = string(out)
	return plain, !odata.Nested(plain)
}

// swap is a text that may stand for some runes.
type swap struct {
	pos, end int
	text     string
}

// spellings are the usual ways to write a text, the given one first.
func spellings(s string) []string {
	out := []string{s}
	for _, other := range []string{title(s), lower(s), strings.ToUpper(s)} {
		if !slices.Contains(out, other) {
			out = append(out, other)
		}
	}
	return out
}

func title(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + lower(s[size:])
}
