package intake

import (
	"strings"
	"unicode"
)

// maxSecret is what the tightest keyring keeps with room to spare (Windows: 2,560 bytes in UTF-16).
const maxSecret = 1200

// Secret checks a client secret's value. Only what surely does not belong to it is taken off: blanks around it, one
// pair of quotes around it, invisible characters. No text quotes it.
func Secret(raw string) (string, []Problem) {
	s, p := visible(raw)
	t := strings.TrimFunc(s, unicode.IsSpace)
	if t != s && t != "" {
		p = append(p, note("Blanks around the value were removed."))
	}
	if v, ok := valueOf(t, fieldSecret); ok {
		t = v
		p = append(p, note("The value after the name was taken."))
	} else if v, ok := unquote(t); ok {
		t = strings.TrimFunc(v, unicode.IsSpace)
		p = append(p, note("Quotes around the value were removed."))
	}
	_, _, guid := asGUID(t)
	switch {
	case t == "":
		return "", append(p, unfinished("The secret is missing: "+whereSecret+"."))
	case strings.Contains(t, "-----BEGIN"):
		return "", append(p, failure("This is a certificate or a key. Enter a client secret: "+whereSecret+"."))
	case strings.ContainsAny(t, "\r\n"):
		return "", append(p, failure("This has several lines; a secret is one line. Copy just the value: "+whereSecret+"."))
	case hasControl(t):
		return "", append(p, failure("This holds control characters or binary data. Copy the value again: "+whereSecret+"."))
	case guid:
		return "", append(p, failure("This is a GUID: the secret's ID, not its value. The value is shown only once, right after the secret is made; make a new one: "+whereSecret+"."))
	case isJWT(t):
		return "", append(p, failure("This is an access token. Enter the client secret: "+whereSecret+"."))
	case strings.HasPrefix(strings.ToLower(t), "https://"), strings.HasPrefix(strings.ToLower(t), "http://"):
		return "", append(p, failure("This is a URL. Enter the secret's value: "+whereSecret+"."))
	case len(t) > maxSecret:
		return "", append(p, failure("This is too long for a client secret (they have about 40 characters). Copy just the value: "+whereSecret+"."))
	case isMasked(t):
		return "", append(p, failure("These are the dots or asterisks that the portal shows in place of a secret. Its value is shown only once; make a new one: "+whereSecret+"."))
	case isSecretPlaceholder(t):
		return "", append(p, failure("This is a placeholder. Enter the secret's value: "+whereSecret+"."))
	}
	switch n := len([]rune(t)); {
	case strings.ContainsFunc(t, unicode.IsSpace):
		p = append(p, warning("It has a blank inside; Entra's secrets have none. Perhaps more than the value was copied."))
	case n < 16:
		p = append(p, Problem{Level: Warning, Text: "It has " + count(n, "character") + "; Entra's secrets have about 40. Perhaps a part is missing.", Partial: true})
	case n > 128:
		p = append(p, warning("It has "+count(n, "character")+"; Entra's secrets have about 40. Perhaps more than the value was copied."))
	case percentEncoded(t):
		p = append(p, warning("It looks percent-encoded (%7E and the like). Enter the value as the portal shows it; it is encoded on its way."))
	}
	return t, p
}

// unquote takes one pair of quotes off; braces and brackets may belong to a secret.
func unquote(s string) (string, bool) {
	if strings.HasPrefix(s, "{") || strings.HasPrefix(s, "<") {
		return s, false
	}
	return unwrap(s)
}

// isMasked recognises "abc******************": some characters at most, then what hides the rest.
func isMasked(s string) bool {
	r := []rune(s)
	hidden := 0
	for _, c := range r {
		if c == '*' || c == '•' || c == '●' || c == '·' {
			hidden++
		}
	}
	return hidden >= 4 && hidden*2 >= len(r)
}

func isJWT(s string) bool {
	return strings.HasPrefix(s, "eyJ") && len(s) > 100 && strings.Count(s, ".") >= 2
}

func percentEncoded(s string) bool {
	for i := 0; i+2 < len(s); i++ {
		if s[i] == '%' && isHex(s[i+1]) && isHex(s[i+2]) {
			return true
		}
	}
	return false
}

// looksLikeSecret recognises the form that Entra gives its secrets today: three characters, a digit, "Q~", about 40 in
// all.
func looksLikeSecret(s string) bool {
	if len(s) < 30 || len(s) > 64 || s[3] < '0' || s[3] > '9' || s[4:6] != "Q~" {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("~._-", c) >= 0) {
			return false
		}
	}
	return true
}

// HoldsSecret tells whether a text holds a secret or begins to: a secret's name with a separator behind it, or the form
// that Entra gives secrets. A screen must not draw it, also while it is being typed into another field.
func HoldsSecret(s string) bool {
	s = s[:min(len(s), maxLine)]
	for i := 4; i+1 < len(s); i++ {
		if s[i:i+2] == "Q~" && s[i-1] >= '0' && s[i-1] <= '9' {
			return true
		}
	}
	for i, tries := 0, 0; i < len(s) && tries < maxQuotes; i++ {
		if s[i] != '=' && s[i] != ':' {
			continue
		}
		tries++
		if f, _, _ := readKey(s[max(0, i-maxLabel):i]); f == fieldSecret || f == fieldPassword {
			return true
		}
	}
	return false
}
