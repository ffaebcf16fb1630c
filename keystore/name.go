package keystore

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the greatest length of a connection's name, in characters.
const MaxName = 60

// CheckName gives the name without blanks around it, or an *InvalidError that says why it cannot be one: empty,
// longer than MaxName, or with characters that are invisible or move others around (line breaks, escape,
// directional marks, zero width).
func CheckName(raw string) (string, error) {
	name := strings.TrimSpace(raw)
	switch {
	case name == "":
		return "", &InvalidError{"Name", "A connection needs a name: type one, such as contoso-production."}
	case !utf8.ValidString(name):
		return "", &InvalidError{"Name", "The name is not valid text: type it again."}
	case utf8.RuneCountInString(name) > MaxName:
		return "", &InvalidError{"Name", fmt.Sprintf("The name has %d characters: shorten it to %d.",
			utf8.RuneCountInString(name), MaxName)}
	}
	for _, r := range name {
		if !fitForName(r) {
			return "", &InvalidError{"Name", fmt.Sprintf("The name holds an invisible character (%U): type it without.", r)}
		}
	}
	return name, nil
}

// fitForName allows what shows as itself. The zero width joiner is in Cf like the directional marks, and emoji and
// Indic scripts need it.
func fitForName(r rune) bool {
	const zeroWidthJoiner, zeroWidthNonJoiner = '\u200d', '\u200c'
	if r == zeroWidthJoiner || r == zeroWidthNonJoiner {
		return true
	}
	return r != utf8.RuneError && !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs)
}

// SuggestName makes a name out of a tenant (domain or GUID) and an environment, such as "contoso-production", with a
// number behind it when taken says that it is in use. It is easy to type after --connection.
func SuggestName(tenant, environment string, taken func(name string) bool) string {
	base := shortTenant(tenant)
	if env := plainWord(environment); env != "" {
		base += "-" + env
	}
	const roomForNumber = 6
	base = firstRunes(base, MaxName-roomForNumber)
	name := base
	for n := 2; taken != nil && taken(name); n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	return name
}

// shortTenant gives the first label of a domain and the first group of a GUID: enough to recognise it by.
func shortTenant(tenant string) string {
	word := strings.TrimSpace(tenant)
	if i := strings.IndexByte(word, '.'); i > 0 {
		word = word[:i]
	} else if len(word) == 36 && strings.Count(word, "-") == 4 {
		word = word[:8]
	}
	if word = plainWord(word); word == "" {
		return "connection"
	}
	return word
}

// plainWord keeps letters, digits, - and _ in lower case; a run of anything else becomes one hyphen.
func plainWord(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		if r == utf8.RuneError || (!unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_') {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
